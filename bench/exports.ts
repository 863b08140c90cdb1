/**
 * `gyrus export` of networks of 400 neurons in every format, each a process of its own, as a user waits for it: wall time,
 * processor time, peak memory, and the bytes that were written. `npm run bench:exports`, a minute or two; without runs, a
 * sparse and a dense network that are kept in results/.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../src/analysis/statistics.js'
import { EXPORTERS } from '../src/exporters/exporters.js'

const REPEATS = 3
const OWN = fileURLToPath(new URL('..', import.meta.url))
const KEPT = ['bimt-s1', 'none-s1'].map((name) => join(OWN, 'results/growing-brains/networks', name))
const named = process.argv.slice(2)

interface Cost {
  /** Seconds, and seconds of all cores together. */
  wall: number
  cpu: number
  /** Of the process at its peak. */
  megabytes: number
}

/** What a process says of itself as it ends. */
const SAY_COST = `data:text/javascript,${encodeURIComponent(`
  import { isMainThread } from 'node:worker_threads'
  import { writeFileSync } from 'node:fs'
  if (isMainThread) process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
    writeFileSync(process.env.GYRUS_BENCH_COST, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1e3 }))
  })`)}`

const cost = (args: readonly string[], file: string): Cost => {
  const started = performance.now()
  execFileSync(process.execPath, ['--import', SAY_COST, join(OWN, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, GYRUS_BENCH_COST: file },
  })
  const wall = (performance.now() - started) / 1000
  return { wall, ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Cost, 'wall'>) }
}

/** Bytes of a file, or of all files of a folder. */
function bytesOf(path: string): number {
  if (!statSync(path).isDirectory()) return statSync(path).size
  return readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
}

const row = (cells: readonly string[]) => console.log(`| ${cells.join(' | ')} |`)
const load = loadavg()[0].toFixed(1)
console.log(`${cpus()[0].model}, ${availableParallelism()} cores, load ${load}; medians of ${REPEATS}`)
const folder = mkdtempSync(join(tmpdir(), 'gyrus-exports-'))
try {
  row(['network', 'format', 'wall, s', 'processor, s', 'peak, MB', 'written, MB'])
  row(Array(6).fill('---'))
  for (const run of named.length > 0 ? named : KEPT) {
    const idle = Array.from({ length: REPEATS }, () => cost(['--version'], join(folder, 'cost.json')))
    const of = (costs: readonly Cost[]) => [
      median(costs.map(({ wall }) => wall)).toFixed(2),
      median(costs.map(({ cpu }) => cpu)).toFixed(2),
      median(costs.map(({ megabytes }) => megabytes)).toFixed(0),
    ]
    row([basename(run), '(gyrus --version)', ...of(idle), ''])
    for (const { name } of EXPORTERS) {
      const costs = Array.from({ length: REPEATS }, () =>
        cost(['export', run, '--format', name, '--force'], join(folder, 'cost.json')),
      )
      const [written] = readdirSync(folder).filter((entry) => entry !== 'cost.json')
      row([basename(run), name, ...of(costs), (bytesOf(join(folder, written)) / 1e6).toFixed(2)])
      rmSync(join(folder, written), { recursive: true })
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
