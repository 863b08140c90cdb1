/**
 * Pictures of the page: the growth with which it opens, as an animation of twelve seconds, and the page itself. `npm run web:record` builds the page, takes it through its steps in Chromium (CHROMIUM, or
 * /usr/bin/chromium) with a clock of its own, so that a slow machine makes the same pictures, and joins them with ffmpeg
 * (both by `apt-get install chromium ffmpeg`).
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { build, preview } from 'vite'

const FRAMES_A_SECOND = 12
/** Frames of each moment of the growth, and then on the map. */
const OF_MOMENT = 2
const ON_MAP = 24
const FRAME = { width: 760, height: 590 }
/** Only what belongs into the animation. */
const ALONE = `
  .sources, .side, .lead, .looks, .tools, .buttons, section:has(.charts) { display: none !important }
  .columns { grid-template-columns: minmax(0, 1fr) !important }
  .scene { height: 460px !important }`

const at = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const images = at('../docs/images')
const folder = mkdtempSync(join(tmpdir(), 'gyrus-record-'))
const site = { configFile: at('vite.config.ts'), logLevel: 'warn' as const }
const outDir = join(folder, 'page')
await build({ ...site, build: { outDir, emptyOutDir: true } })
const server = await preview({ ...site, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
const address = server.resolvedUrls!.local[0]
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--ignore-gpu-blocklist', '--enable-unsafe-swiftshader'],
})
try {
  mkdirSync(images, { recursive: true })
  await animation()
  await picture()
} finally {
  await browser.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

async function animation(): Promise<void> {
  const page = await browser.newPage({ viewport: FRAME, colorScheme: 'light' })
  await page.clock.install()
  await page.goto(`${address}?network=paper`)
  await page.addStyleTag({ content: ALONE })
  await opened(page)
  const moments: number[] = await page.evaluate('gyrus.showing.moments')
  let frame = 0
  const take = async (frames: number) => {
    for (let i = 0; i < frames; i++) {
      await pass(page, 1000 / FRAMES_A_SECOND)
      await page.screenshot({ path: join(folder, `${String(frame++).padStart(3, '0')}.png`) })
    }
  }
  for (const step of moments) {
    await page.evaluate(`gyrus.seek(${step})`)
    await take(OF_MOMENT)
  }
  await page.evaluate("void gyrus.set('view', 'map')")
  await take(ON_MAP)
  await page.close()
  const input = ['-framerate', String(FRAMES_A_SECOND), '-i', join(folder, '%03d.png')]
  const webp = ['-c:v', 'libwebp_anim', '-quality', '60', '-compression_level', '6', '-loop', '0']
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, ...webp, join(images, 'growing.webp')])
}

/** The page as a newcomer finds it after a while, its scene a little flatter. */
async function picture(): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 896 }, colorScheme: 'light' })
  await page.clock.install()
  await page.goto(`${address}?network=paper`)
  await page.addStyleTag({ content: '.scene { height: 470px !important }' }) // so that the curves are in view
  await opened(page)
  for (let passed = 0; passed < 1000; passed += 100) await pass(page, 100) // what moves comes to rest
  await page.screenshot({ path: join(images, 'page.png'), timeout: 120_000 })
}

/** Lets so many ms pass on the page's clock, and the last of them once what was drawn before is done on ours. */
async function pass(page: Page, ms: number): Promise<void> {
  const last = 40
  await page.clock.runFor(ms - last)
  await sleep(250)
  await page.clock.runFor(last)
}

/** Waits until the network and its growth are there. */
async function opened(page: Page): Promise<void> {
  while (!(await page.evaluate('window.gyrus?.showing.moments.length > 1'))) {
    await sleep(50)
    await page.clock.runFor(10)
  }
}
