/**
 * `gyrus analyze`, analysis and report, of this checkout against an older one, in alternation in one run: wall time,
 * processor time and peak memory. Both must be built. `npm run bench:analysis -- OLD_CHECKOUT [RUN …]`; without runs, a
 * sparse and a dense network of 400 neurons that are kept in results/.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from '../src/analysis/statistics.js'

const ALTERNATIONS = 3
const OWN = fileURLToPath(new URL('..', import.meta.url))
const KEPT = ['bimt-s1', 'none-s1'].map((name) => join(OWN, 'results/growing-brains/networks', name))
const [old, ...named] = process.argv.slice(2)
if (old === undefined) {
  console.error('bench:analysis: names no older checkout; npm run bench:analysis -- OLD_CHECKOUT [RUN …]')
  process.exit(2)
}

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

function analyze(checkout: string, run: string, folder: string): Cost {
  const copy = mkdtempSync(join(folder, 'run-'))
  cpSync(run, copy, { recursive: true })
  const cost = join(copy, 'cost.json')
  const started = performance.now()
  execFileSync(
    process.execPath,
    ['--import', SAY_COST, join(checkout, 'dist/cli/main.js'), 'analyze', copy],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, GYRUS_BENCH_COST: cost } },
  )
  const wall = (performance.now() - started) / 1000
  const { cpu, megabytes } = JSON.parse(readFileSync(cost, 'utf8')) as Omit<Cost, 'wall'>
  return { wall, cpu, megabytes }
}

console.log(`${cpus()[0].model}, ${availableParallelism()} cores; medians of ${ALTERNATIONS} alternations`)
const folder = mkdtempSync(join(tmpdir(), 'gyrus-analysis-'))
try {
  for (const run of named.length > 0 ? named : KEPT) {
    const costs: Record<'old' | 'new', Cost[]> = { old: [], new: [] }
    for (let i = 0; i < ALTERNATIONS; i++) {
      costs.old.push(analyze(old, run, folder))
      costs.new.push(analyze(OWN, run, folder))
    }
    const of = (which: 'old' | 'new', what: keyof Cost) => median(costs[which].map((cost) => cost[what]))
    const ratio = (what: keyof Cost) => {
      const [before, now] = [of('old', what), of('new', what)]
      return `${before.toFixed(1)} → ${now.toFixed(1)} (${(now / before).toFixed(2)})`
    }
    console.log(
      `${basename(run)}: wall ${ratio('wall')} s, processors ${ratio('cpu')} s, peak ${ratio('megabytes')} MB`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
