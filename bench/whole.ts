/**
 * Whole trainings of this checkout against an older one, in turn, from the command to the report:
 *
 *     npm run bench:whole OLD_CHECKOUT [growing-brains] [gyrus] [sweep] [--seeds 11,12,13] [--steps N]
 *
 * `growing-brains` and `gyrus` are the presets, each seed once in both; `sweep` is four growing-brains runs (seeds 11 to 14)
 * one after the other on one core, each on one thread (with `taskset`, on Linux). Both checkouts must be built. Hours for
 * all; without a name, growing-brains. `--steps` makes trainings shorter: what sleeps late in a training then hardly counts.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { median } from '../src/analysis/statistics.js'

const PARTS = ['growing-brains', 'gyrus', 'sweep'] as const
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '11,12,13' }, steps: { type: 'string' } },
})
const [old, ...parts] = positionals
const main = (checkout: string) => join(checkout, 'dist/cli/main.js')
const own = fileURLToPath(new URL('..', import.meta.url))
const unknown = parts.find((part) => !(PARTS as readonly string[]).includes(part))
const unbuilt = [own, old ?? ''].find((checkout) => !existsSync(main(checkout)))
if (unknown !== undefined || unbuilt !== undefined) {
  console.error(
    unknown !== undefined
      ? `bench:whole: must be ${PARTS.join(', ')}, got ${unknown}`
      : `bench:whole: expected the folder of an older checkout, and both built; ${unbuilt || 'the older one'} has no dist/cli/main.js (npm run build)`,
  )
  process.exit(2)
}
const checkouts = { old, new: own } as const
type Side = keyof typeof checkouts
const shorter = values.steps === undefined ? [] : ['--set', `training.steps=${values.steps}`]

const folder = mkdtempSync(join(tmpdir(), 'gyrus-whole-'))
try {
  console.log(`${cpus()[0].model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}`)
  for (const part of parts.length > 0 ? parts : ['growing-brains']) {
    if (part === 'sweep') sweep()
    else train(part, values.seeds.split(','))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Trains a preset to its report, each seed by both checkouts, the one that begins changing. */
function train(preset: string, seeds: readonly string[]): void {
  const taken: Record<Side, number[]> = { old: [], new: [] }
  seeds.forEach((seed, i) => {
    const sides: Side[] = i % 2 === 0 ? ['old', 'new'] : ['new', 'old']
    for (const side of sides) {
      const out = join(folder, `${preset}-${seed}-${side}`)
      const arguments_ = ['train', preset, '--set', `seed=${seed}`, ...shorter, '--out', out]
      const seconds = timed(process.execPath, [main(checkouts[side]), ...arguments_])
      taken[side].push(seconds)
      console.log(`${preset}, seed ${seed}, ${side}: ${inWords(seconds)}; ${result(out)}`)
    }
  })
  conclude(preset, taken)
}

/** Four runs on one core. */
function sweep(): void {
  const taken: Record<Side, number[]> = { old: [], new: [] }
  const hasTaskset = spawnSync('taskset', ['--version']).status === 0
  if (!hasTaskset) console.log('sweep: no taskset here, so the runs have all cores')
  for (const side of ['old', 'new'] as const) {
    const out = join(folder, `sweep-${side}`)
    const settings = ['--vary', 'seed=11..14', '--set', 'engine.threads=1', ...shorter, '--jobs', '1']
    const command = [
      process.execPath,
      main(checkouts[side]),
      'sweep',
      'growing-brains',
      ...settings,
      '--out',
      out,
    ]
    const [program, ...rest] = hasTaskset ? ['taskset', '-c', '0', ...command] : command
    taken[side].push(timed(program, rest))
    console.log(`sweep of 4, ${side}: ${inWords(taken[side][0])}`)
  }
  conclude('sweep of 4', taken)
}

/** Seconds. */
function timed(program: string, arguments_: readonly string[]): number {
  const start = performance.now()
  execFileSync(program, arguments_, { stdio: ['ignore', 'ignore', 'pipe'] })
  return (performance.now() - start) / 1000
}

/** What a run came to, so that both are seen to be as good. */
function result(run: string): string {
  const summary = JSON.parse(readFileSync(join(run, 'analysis/summary.json'), 'utf8'))
  const { meanAccuracy, activeNeurons, wiringLength } = summary
  return `accuracy ${(100 * meanAccuracy).toFixed(1)} %, ${activeNeurons} active neurons, recurrent wire ${wiringLength} cells`
}

function conclude(what: string, taken: Record<Side, number[]>): void {
  const ratios = taken.new.map((seconds, i) => seconds / taken.old[i])
  console.log(
    `${what}: ${inWords(median(taken.new))} against ${inWords(median(taken.old))}: ` +
      `${median(ratios).toFixed(2)} of the older one's time (${ratios.map((ratio) => ratio.toFixed(2)).join(', ')})`,
  )
}

function inWords(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${String(Math.round(seconds % 60)).padStart(2, '0')} s`
}
