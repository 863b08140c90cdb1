/**
 * The page in a real browser, for tests: built once for all of them, served under a path that is not the root, opened
 * in Chromium, with all that it complains of and all that it asks of other hosts written down.
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { build } from 'vite'
import { expect } from 'vitest'
import { launchChromium } from './chromium.js'
import { PAGE_FOLDER } from './shared.js'
import { serveFolder } from './staticServer.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const DESKTOP = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

/** The page opened once, in a browser context of its own. */
export interface OpenPage {
  readonly page: Page
  /** What the console called an error, and what was thrown and not caught. */
  readonly errors: readonly string[]
  /** Addresses on other hosts that were asked for; they are not answered. */
  readonly foreign: readonly string[]
  close(): Promise<void>
}

export interface Site {
  /** Ends in `/`. */
  readonly url: string
  readonly browser: Browser
  /** The built page on disk. */
  readonly folder: string
  /**
   * @param query what follows the address, e.g. `?seed=2`
   * @param url of another server of the page
   */
  open(query?: string, options?: BrowserContextOptions, url?: string): Promise<OpenPage>
  close(): Promise<void>
}

/** Builds, serves and launches; to be closed after the tests. */
export async function openSite(path = '/some/where/'): Promise<Site> {
  const built = await builtPage()
  const server = await serveFolder(built.folder, path)
  const browser = await launchChromium().catch(async (error) => {
    await server.close()
    throw error
  })
  return {
    url: server.url,
    browser,
    folder: built.folder,
    open: (query = '', options = {}, url = server.url) => openPage(browser, url, query, options),
    async close() {
      await browser.close()
      await server.close()
      await built.remove()
    },
  }
}

/** What an expression gives in the page, asked until it is as expected. */
export const says = (page: Page, expression: string) =>
  expect.poll(() => page.evaluate(expression), { timeout: 60_000 })

async function openPage(
  browser: Browser,
  url: string,
  query: string,
  options: BrowserContextOptions,
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: DESKTOP, ...options })
  const errors: string[] = []
  const foreign: string[] = []
  await context.route(
    (asked) => asked.protocol.startsWith('http') && asked.host !== new URL(url).host,
    (route) => {
      foreign.push(route.request().url())
      return route.abort()
    },
  )
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message))
  await page.goto(url + query)
  return { page, errors, foreign, close: () => context.close() }
}

/** What axe-core finds that is serious or critical, a line each: rule, what it asks, where. */
export async function seriousViolations(page: Page): Promise<string[]> {
  const source = await readFile(join(ROOT, 'node_modules/axe-core/axe.min.js'), 'utf8')
  await page.evaluate(source)
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document)')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** The built page: of the whole run of tests, or of this process alone where there is none. */
async function builtPage(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const shared = process.env[PAGE_FOLDER]
  if (shared === undefined) {
    const folder = await mkdtemp(join(tmpdir(), 'gyrus-page-'))
    await buildInto(folder)
    return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
  }
  const folder = join(shared, 'page')
  const [done, failed] = [join(shared, 'built'), join(shared, 'failed')]
  if (await mine(join(shared, 'claim'))) {
    try {
      await buildInto(folder)
      await writeFile(done, '')
    } catch (error) {
      await writeFile(failed, String(error))
      throw error
    }
  }
  while (!existsSync(done)) {
    if (existsSync(failed)) throw new Error(`the page was not built: ${await readFile(failed, 'utf8')}`)
    await sleep(100)
  }
  return { folder, remove: async () => {} }
}

/** Whether this process is the first to ask: of many, only one makes the folder. */
async function mine(claim: string): Promise<boolean> {
  try {
    await mkdir(claim)
    return true
  } catch {
    return false
  }
}

async function buildInto(folder: string): Promise<void> {
  await build({
    configFile: join(ROOT, 'web/vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  })
}
