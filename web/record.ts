/**
 * The README's pictures of the page: a network that grows from its first step, as an animation of ten seconds, and the
 * page itself. `npm run web:record` builds the page, takes it through its steps in Chromium (CHROMIUM, or
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
const STEPS = 3000
/** Frames while it grows, and then on the map. */
const GROWING = 100
const ON_MAP = 20
const FRAME = { width: 760, height: 590 }
/** Only what belongs into the animation. */
const ALONE = `
  .sources, .side, .looks, .tools, .buttons, section:has(.charts) { display: none !important }
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
  const every = STEPS / GROWING
  await page.goto(`${address}?pause=${every}`)
  await page.addStyleTag({ content: ALONE })
  for (let frame = 0; frame < GROWING + ON_MAP; frame++) {
    const step = Math.min(frame + 1, GROWING) * every
    await standsAt(page, step)
    if (frame === GROWING) await page.evaluate("void gyrus.set('view', 'map')")
    await pass(page, 1000 / FRAMES_A_SECOND)
    await page.screenshot({ path: join(folder, `${String(frame).padStart(3, '0')}.png`) })
    if (frame + 1 < GROWING)
      await page.evaluate(`void gyrus.set('pause', ${step + every}).then(() => gyrus.run())`)
  }
  await page.close()
  const input = ['-framerate', String(FRAMES_A_SECOND), '-i', join(folder, '%03d.png')]
  const webp = ['-c:v', 'libwebp_anim', '-quality', '60', '-compression_level', '6', '-loop', '0']
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, ...webp, join(images, 'growing.webp')])
}

/** The page as a newcomer finds it after a while, its scene a little flatter. */
async function picture(): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 896 }, colorScheme: 'light' })
  await page.clock.install()
  await page.goto(`${address}?pause=1500`)
  await page.addStyleTag({ content: '.scene { height: 470px !important }' }) // so that the curves are in view
  await standsAt(page, 1500)
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

async function standsAt(page: Page, step: number): Promise<void> {
  while (!(await page.evaluate(`window.gyrus?.step === ${step} && !gyrus.running`))) {
    await sleep(50)
    await page.clock.runFor(10)
  }
}
