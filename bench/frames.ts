/**
 * Frames of the page's scene at 400 neurons and 20,000 wires: time from frame to frame, the scene's own work in it,
 * and tasks that block the page for more than 50 ms, in headless Chromium. Where that has no graphics card, the frames
 * are those of a software renderer, and the work alone says what a laptop would do. `npm run bench:frames -- [seconds]`
 * Chromium is that of CHROMIUM, or /usr/bin/chromium (Debian: apt-get install chromium).
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { build, preview } from 'vite'

interface Measured {
  what: string
  frames: number[]
  work: number[]
  longTasks: number[]
}

const seconds = Number(process.argv[2] ?? 4)
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (!existsSync(executablePath)) {
  console.error(
    `bench: no Chromium at ${executablePath}; install it (apt-get install chromium) or set CHROMIUM`,
  )
  process.exit(2)
}

const at = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))
const outDir = mkdtempSync(join(tmpdir(), 'gyrus-frames-'))
const site = { root: at('../web/bench'), configFile: at('../web/vite.config.ts'), logLevel: 'warn' as const }
try {
  await build({
    ...site,
    build: { outDir, emptyOutDir: true, rollupOptions: { input: at('../web/bench/frames.html') } },
  })
  const server = await preview({ ...site, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } })
  const address = server.httpServer.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--ignore-gpu-blocklist', '--enable-unsafe-swiftshader'],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.on('pageerror', (error) => console.error(error.message))
    await page.goto(`http://127.0.0.1:${port}/frames.html`)
    await page.waitForFunction('window.measure')
    const { renderer, wires, measured } = (await page.evaluate(`measure(${seconds})`)) as {
      renderer: string
      wires: number
      measured: Measured[]
    }
    console.log(`${wires} wires, 400 neurons, 1280 × 800; ${renderer}; ${cpus()[0].model}`)
    for (const { what, frames, work, longTasks } of measured) {
      console.log(
        `${what.padEnd(50)} ${frames.length} frames, median ${quantile(frames, 0.5)} ms, 95 % ${quantile(frames, 0.95)} ms; ` +
          `own work ${quantile(work, 0.5)} / ${quantile(work, 0.95)} ms; ${longTasks.length} long tasks`,
      )
    }
  } finally {
    await browser.close()
    await server.close()
  }
} finally {
  rmSync(outDir, { recursive: true, force: true })
}

function quantile(values: readonly number[], q: number): string {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN).toFixed(1)
}
