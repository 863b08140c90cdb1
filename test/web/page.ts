/**
 * The page in a real browser, for tests: the built one, served under a path that is not the root, opened in Chromium,
 * with all that it complains of and all that it asks of other hosts written down.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type axe from 'axe-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { SHIPPED } from '../../web/src/files/shippedList.js'
import { ensureBuilt, ROOT } from '../built.js'
import { launchChromium } from './chromium.js'
import { serveFolder } from './staticServer.js'

const FOLDER = join(ROOT, 'dist/web')

/** A file beside the page: there a page can be prepared before its own is opened. */
export const BESIDE = `networks/${SHIPPED[0].name}/experiment.json`

export const DESKTOP = { width: 1280, height: 800 }
export const PHONE = { width: 390, height: 844 }

/** How long something that is to come is waited for, beside whatever else the machine does. */
const PATIENCE_MS = 120_000

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
   * @param query what follows the address, e.g. `?seed=2`; a network that grows from its first step if left out
   * @param url of another server of the page
   */
  open(query?: string, options?: BrowserContextOptions, url?: string): Promise<OpenPage>
  close(): Promise<void>
}

/** Serves the page, and launches Chromium where this process has not yet; to be closed after the tests. */
export async function openSite(path = '/some/where/'): Promise<Site> {
  ensureBuilt('web')
  launched ??= launchChromium()
  const browser = await launched
  const server = await serveFolder(FOLDER, path)
  return {
    url: server.url,
    browser,
    folder: FOLDER,
    open: (query = '?network=grow', options = {}, url = server.url) => openPage(browser, url, query, options),
    close: () => server.close(),
  }
}

/** One for all files of tests that this process runs: it ends with it. */
let launched: Promise<Browser> | undefined

/** What an expression gives in the page, asked until it is as expected. */
export const says = (page: Page, expression: string) => expect.poll(() => page.evaluate(expression))

/** A button of one of the page's menus, after the menu is opened. */
export async function inMenu(page: Page, menu: string, name: string): Promise<Locator> {
  const button = page.getByRole('button', { name, exact: true })
  if ((await button.count()) === 0) await page.getByRole('button', { name: menu, exact: true }).click()
  return button
}

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
  context.setDefaultTimeout(PATIENCE_MS)
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
