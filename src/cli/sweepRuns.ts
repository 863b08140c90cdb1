/**
 * The runs of a sweep in a pool of processes: what is missing is trained or gone on with, what is done is left alone,
 * and what fails leaves the others alone.
 */
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import cliProgress from 'cli-progress'
import { InputError } from '../errors.js'
import { percent, whole } from '../figures/words.js'
import { beginningOf } from '../runs/beginning.js'
import { type CatalogRow, catalogRow } from '../runs/catalog.js'
import { RunFolder } from '../runs/folder.js'
import type { MetricsLine } from '../runs/metrics.js'
import { type PoolEnd, type PoolTask, runPool } from '../runs/pool.js'
import type { SweepFolder, SweepRow } from '../runs/sweep.js'
import { sharedSteps } from '../training/beginning.js'
import type { Experiment } from '../training/experiment.js'
import { duration } from './format.js'
import { stopOnSignal } from './signals.js'

interface RunTask extends PoolTask {
  row: SweepRow
  dir: string
}

export interface SweepOutcome {
  failed: PoolEnd<RunTask>[]
  /** The signal that stopped the sweep, and the exit code that goes with it. */
  stopped: { signal: string; exitCode: number } | null
}

export interface SweepRunOptions {
  /** Processes at a time; as many as the cores carry unless told. With 0 nothing runs. */
  jobs?: number
  /** Runs to do; all of the sweep's unless told. */
  rows?: readonly SweepRow[]
  say(text: string): void
  /** Called when a run is done, with its table row. */
  onDone?(row: SweepRow, run: CatalogRow): void | Promise<void>
}

export async function runSweep(
  sweep: SweepFolder,
  { jobs, rows = sweep.rows, say, onDone }: SweepRunOptions,
): Promise<SweepOutcome> {
  const tasks: RunTask[] = []
  let elsewhere = 0
  for (const row of rows) {
    const dir = sweep.runDir(row)
    const status = await statusOf(dir)
    if (status === 'running') elsewhere++
    if (status === 'done') await onDone?.(row, await catalogRow(dir))
    if (status === 'missing') {
      await mkdir(dirname(dir), { recursive: true })
      const args = ['train', row.preset, ...flags(row), '--out', dir, '--json']
      tasks.push({ row, dir, args: async () => [...args, ...(await beginning(sweep, row))] })
    }
    if (status === 'stopped') tasks.push({ row, dir, args: async () => ['resume', dir, '--json'] })
  }
  const done = rows.length - tasks.length - elsewhere
  say(
    `${counted(rows.length)}: ${done} done, ${tasks.length} to do` +
      (elsewhere > 0 ? `, ${elsewhere} held by other processes` : ''),
  )
  if (tasks.length === 0 || jobs === 0) return { failed: [], stopped: null }

  const threads = Math.max(...tasks.map(({ row }) => threadsOf(row)))
  const processes = jobs ?? Math.max(1, Math.floor(availableParallelism() / threads))
  const display = process.stderr.isTTY ? new LiveDisplay(tasks.length) : new PlainDisplay(tasks.length, say)
  const stopping = stopOnSignal()
  try {
    const ends = await runPool(tasks, {
      jobs: processes,
      program: process.argv[1],
      signal: stopping.signal,
      onStart: (task) => display.start(task),
      onLine: (task, line) => display.line(task, parseLine(line)),
      onEnd: async (end) => {
        const run = end.code === 0 ? await catalogRow(end.task.dir) : null
        display.end(end, run)
        if (run) await onDone?.(end.task.row, run)
      },
    })
    const { received } = stopping
    return { failed: received ? [] : ends.filter(({ code }) => code !== 0), stopped: received ?? null }
  } finally {
    display.close()
    stopping.release()
  }
}

type Status = CatalogRow['status'] | 'missing'

async function statusOf(dir: string): Promise<Status> {
  if (!existsSync(dir)) return 'missing'
  if (existsSync(`${dir}/experiment.json`)) return (await catalogRow(dir)).status
  await rm(dir, { recursive: true }) // its process was killed while making it
  return 'missing'
}

/** The row's settings as flags; one thread unless the sweep says otherwise. */
function flags({ settings }: SweepRow): string[] {
  const all = settings.some(setsThreads) ? settings : [...settings, 'engine.threads=1']
  return all.flatMap((setting) => ['--set', setting])
}

/**
 * The flag by which a run begins with what it has in common with one of the sweep that is done; none has most often. A
 * run that cannot serve, for whatever reason, is passed over: nothing is lost but time.
 */
async function beginning(sweep: SweepFolder, row: SweepRow): Promise<string[]> {
  const experiment = asked(row)
  let best = { step: 0, dir: '' }
  for (const other of sweep.rows) {
    const dir = sweep.runDir(other)
    if (!existsSync(`${dir}/report.html`) || sharedSteps(asked(other), experiment) <= best.step) continue
    try {
      const { step } = (await beginningOf(experiment, await RunFolder.open(dir))).state
      if (step > best.step) best = { step, dir }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  return best.step > 0 ? ['--from', best.dir] : []
}

/** What the run's own process is asked for. */
const asked = (row: SweepRow): Experiment => ({
  ...row.experiment,
  engine: { ...row.experiment.engine, threads: threadsOf(row) },
})

const setsThreads = (setting: string) => setting.startsWith('engine.threads=')

const threadsOf = ({ settings, experiment }: SweepRow) =>
  settings.some(setsThreads) ? experiment.engine.threads : 1

function parseLine(line: string): MetricsLine | null {
  try {
    return JSON.parse(line) as MetricsLine
  } catch {
    return null
  }
}

const counted = (n: number) => `${whole(n)} ${n === 1 ? 'run' : 'runs'}`

/** What names a run among the others. */
const labelOf = ({ id, varied }: SweepRow) =>
  `${id}  ${varied.map((text) => text.split('.').at(-1)).join(' ')}`.trim()

function resultOf({ task, code, message, seconds }: PoolEnd<RunTask>, run: CatalogRow | null): string {
  if (code !== 0) {
    return `failed (${code === null ? 'killed' : `exit code ${code}`}): ${message.replace(/^gyrus: /, '') || `see ${task.dir}`}`
  }
  const summary = run?.summary
  if (!summary) return `done in ${duration(seconds)}`
  return (
    `accuracy ${percent(summary.meanAccuracy)}  ${whole(summary.activeNeurons)} active  ` +
    `wiring ${whole(summary.wiringLength)} cells  ${duration(seconds)}`
  )
}

/** A line for each run that ends. */
class PlainDisplay {
  #ended = 0
  constructor(
    readonly total: number,
    readonly say: (text: string) => void,
  ) {}
  start(_task: RunTask): void {}
  line(_task: RunTask, _line: MetricsLine | null): void {}
  end(end: PoolEnd<RunTask>, run: CatalogRow | null): void {
    this.say(`[${++this.#ended}/${this.total}] ${labelOf(end.task.row)}  ${resultOf(end, run)}`)
  }
  close(): void {}
}

/** A bar for the sweep and one for each run that trains; those that ended scroll up above them. */
class LiveDisplay {
  readonly #bars = new cliProgress.MultiBar({
    format: '{bar} {percentage}%  {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 16,
    hideCursor: true,
    clearOnComplete: true,
    stream: process.stderr,
    fps: 4,
    gracefulExit: false, // signals are ours
    linewrap: null,
  })
  readonly #all
  readonly #running = new Map<RunTask, { bar: cliProgress.SingleBar; accuracy: string }>()
  #ended = 0
  readonly #start = performance.now()

  constructor(readonly total: number) {
    this.#all = this.#bars.create(total, 0, { text: `0 of ${counted(total)}` })
  }

  start(task: RunTask): void {
    const bar = this.#bars.create(task.row.experiment.training.steps, 0, { text: labelOf(task.row) })
    this.#running.set(task, { bar, accuracy: '' })
  }

  line(task: RunTask, line: MetricsLine | null): void {
    const shown = this.#running.get(task)
    if (!shown || !line) return
    if (line.type === 'evaluation') {
      shown.accuracy = `  acc ${percent(line.meanAccuracy as number)}  ${line.activeNeurons} active`
    }
    const text = line.type === 'done' ? '  analyzing' : shown.accuracy
    shown.bar.update(line.step, { text: labelOf(task.row) + text })
  }

  end(end: PoolEnd<RunTask>, run: CatalogRow | null): void {
    const shown = this.#running.get(end.task)
    if (shown) this.#bars.remove(shown.bar)
    this.#running.delete(end.task)
    this.#ended++
    const perRun = (performance.now() - this.#start) / 1000 / this.#ended
    const left =
      this.#ended < this.total ? `, about ${duration(perRun * (this.total - this.#ended))} left` : ''
    this.#bars.log(`${labelOf(end.task.row)}  ${resultOf(end, run)}\n`)
    this.#all.update(this.#ended, { text: `${this.#ended} of ${counted(this.total)}${left}` })
  }

  close(): void {
    this.#bars.stop()
  }
}

/** Says how a sweep ended and sets the exit code. */
export function concludeSweep(
  { failed, stopped }: SweepOutcome,
  goOn: string,
  say: (text: string) => void,
): void {
  if (stopped) {
    process.exitCode = stopped.exitCode
    say(`stopped by ${stopped.signal}; what was running is saved. Go on with: ${goOn}`)
    return
  }
  if (failed.length === 0) return
  const codes = failed.map(({ code }) => code ?? 1)
  process.exitCode = Math.max(...codes)
  say(`${counted(failed.length)} failed; run the same again for what is missing: ${goOn}`)
}

/** @throws InputError unless it is a whole number ≥ 1 */
export function parseJobs(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 1024) return value
  throw new InputError(`--jobs: must be an integer from 1 to 1024, got ${JSON.stringify(text)}`)
}
