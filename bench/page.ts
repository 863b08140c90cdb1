/**
 * How long one waits for the page, against an older build of it: `npm run bench:page OLD_CHECKOUT [ROUNDS]`.
 * Builds the page of both checkouts (the older one has its own node_modules), serves each on loopback, and opens them
 * in turn, each time in a Chromium with a fresh profile, until the network that grows there is done (3,000 steps).
 * Times count from the address on. Chromium is that of CHROMIUM, or /usr/bin/chromium (Debian: apt-get install
 * chromium).
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { cpus, loadavg, tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { median } from '../src/analysis/statistics.js'
import { mediaTypeOf } from '../src/view/mediaTypes.js'

const LONGEST_WAIT = 300_000

/** Of one opening; ms after the address, ms, bytes, seconds. */
type Opening = Record<string, number>

/** What bench/pageWatch.js takes down. */
interface Watched {
  times: Record<string, number>
  longTasks: number[]
  network: string
}

const [old, rounds = '3'] = process.argv.slice(2)
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
if (old === undefined || !existsSync(join(old, 'web/vite.config.ts')) || !(Number(rounds) >= 1)) {
  console.error('bench: expected the folder of an older checkout with its node_modules, and how many rounds')
  process.exit(2)
}
if (!existsSync(executablePath)) {
  console.error(
    `bench: no Chromium at ${executablePath}; install it (apt-get install chromium) or set CHROMIUM`,
  )
  process.exit(2)
}

const checkouts = { old: resolve(old), new: fileURLToPath(new URL('..', import.meta.url)) }
const folder = mkdtempSync(join(tmpdir(), 'gyrus-bench-page-'))
const openings: Record<keyof typeof checkouts, Opening[]> = { old: [], new: [] }
const networks = new Set<string>()
try {
  for (const [name, checkout] of Object.entries(checkouts)) {
    const vite = join(checkout, 'node_modules/vite/bin/vite.js')
    const built = ['build', 'web', '--outDir', join(folder, name), '--emptyOutDir', '--logLevel', 'error']
    execFileSync(process.execPath, [vite, ...built], { cwd: checkout, stdio: 'inherit' })
  }
  console.log(`${cpus()[0].model}, ${cpus().length} cores, load before the start ${loadavg()[0].toFixed(1)}`)
  for (let round = 0; round < Number(rounds); round++) {
    for (const name of ['old', 'new'] as const) {
      const { opening, network } = await open(join(folder, name))
      openings[name].push(opening)
      networks.add(network)
      console.log(
        `${name}: ${Object.entries(opening)
          .map(([what, value]) => `${what} ${shown(value)}`)
          .join(', ')}`,
      )
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

console.log(
  `\n${'median of'.padEnd(24)}${'old'.padStart(12)}${'new'.padStart(12)}${'new / old'.padStart(12)}`,
)
for (const what of new Set([...openings.old, ...openings.new].flatMap(Object.keys))) {
  const [before, after] = [openings.old, openings.new].map((all) => median(all.map((one) => one[what] ?? 0)))
  // Of each round by itself: what else the machine does changes from one to the next.
  const ratios = openings.old.map((one, round) => (openings.new[round][what] ?? 0) / (one[what] ?? 0))
  const ratio = before === 0 ? '' : median(ratios).toFixed(2)
  console.log(what.padEnd(24) + shown(before).padStart(12) + shown(after).padStart(12) + ratio.padStart(12))
}
console.log(`the networks at the end are ${networks.size === 1 ? '' : 'not '}the same, bit for bit`)

/** Opens a built page and watches it until its network is done. */
async function open(built: string): Promise<{ opening: Opening; network: string }> {
  const bytes: Record<string, number> = {}
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = join(built, path === '/' ? 'index.html' : path)
    if (!existsSync(file)) return response.writeHead(404).end()
    const content = readFileSync(file)
    const kind = extname(file)
    bytes[kind] = (bytes[kind] ?? 0) + content.length
    response.writeHead(200, { 'content-type': mediaTypeOf(file) }).end(content)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--ignore-gpu-blocklist',
      '--enable-unsafe-swiftshader',
    ],
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.on('pageerror', (error) => console.error(error.message))
    await page.addInitScript({ path: fileURLToPath(new URL('pageWatch.js', import.meta.url)) })
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction('watched.network', null, { timeout: LONGEST_WAIT })
    const { times, longTasks, network } = await page.evaluate<Watched>('watched')
    const paint = await page.evaluate<number>(
      "performance.getEntriesByName('first-contentful-paint')[0].startTime",
    )
    const opening: Opening = { 'first paint, ms': paint, ...times }
    for (const kind of Object.keys(bytes).sort()) opening[`${kind}, bytes`] = bytes[kind]
    for (const limit of [50, 200])
      opening[`long tasks over ${limit} ms`] = longTasks.filter((duration) => duration > limit).length
    opening['longest task, ms'] = Math.max(0, ...longTasks)
    return { opening: { ...opening, ...(await processorSeconds(browser)) }, network }
  } finally {
    await browser.close()
    server.close()
    server.closeAllConnections()
  }
}

/**
 * What each of the browser's processes has computed until now: a measure that other work on the machine disturbs less.
 */
async function processorSeconds(browser: Browser): Promise<Opening> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const seconds: Opening = {}
  for (const { type, cpuTime } of processInfo) {
    if (!['browser', 'renderer', 'GPU'].includes(type)) continue
    seconds[`${type}, processor s`] = (seconds[`${type}, processor s`] ?? 0) + cpuTime
  }
  return seconds
}

function shown(value: number): string {
  return Number.isInteger(value) || value >= 100
    ? Math.round(value).toLocaleString('en-US')
    : value.toFixed(1)
}
