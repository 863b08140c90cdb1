/**
 * Does the runs of a sweep in a pool of processes. A run that is missing is trained, one that was stopped goes on, and
 * one that is done is not touched. If a run fails, the others go on. The folder of a new run is made from its row in the
 * manifest (runs/sweepRow.ts); `gyrus resume` then trains it, as it does for a run that was stopped.
 */
import { availableParallelism } from 'node:os'
import { InputError } from '../errors.js'
import { counted } from '../figures/words.js'
import { type CatalogRow, catalogRow } from '../runs/catalog.js'
import { fileSystemTime, heldBy } from '../runs/lock.js'
import { parseMetricsLine } from '../runs/metricsLines.js'
import { type PoolTask, runPool } from '../runs/pool.js'
import type { SweepFolder, SweepRow } from '../runs/sweep.js'
import { layOut, runAt, threadsOf } from '../runs/sweepRow.js'
import { batteryOfRun } from '../runs/userBattery.js'
import { isTrackerWarning } from '../trackers/trackers.js'
import { longTrialsWarning } from '../training/trialLength.js'
import { integer } from './options.js'
import { SIGNALS, type StopSignal, stopOnSignal } from './signals.js'
import { labelOf, sweepDisplay } from './sweepDisplay.js'

interface RunTask extends PoolTask {
  row: SweepRow
  dir: string
}

export interface SweepOutcome {
  /** The exit code of each run that failed. */
  failed: number[]
  /** Folders of runs that other processes have locked. */
  locked: string[]
  /** The signal that stopped the sweep, and the exit code that goes with it. */
  stopped: { signal: StopSignal; exitCode: number } | null
}

export interface SweepRunOptions {
  /** Processes at a time; by default as many as the cores carry. With 0 nothing runs. */
  jobs?: number
  /** Runs to do; by default all of the sweep. */
  rows?: readonly SweepRow[]
  /** Trackers that each run tells too, as `--log` is given them. */
  log?: readonly string[]
  say(text: string): void
  /** Called when a run is done, with its table row. */
  onDone?(row: SweepRow, run: CatalogRow): void | Promise<void>
}

export async function runSweep(sweep: SweepFolder, options: SweepRunOptions): Promise<SweepOutcome> {
  const { jobs, rows = sweep.rows, log = [], say, onDone } = options
  const { todo, locked, faults } = await survey(sweep, rows, onDone)
  const done = rows.length - todo.length - faults.length - locked.size
  say(
    `${counted(rows.length, 'run')}: ${done} done, ${todo.length} to do` +
      (locked.size > 0 ? `, ${locked.size} held by other processes` : ''),
  )
  for (const { row, message } of faults) say(`${labelOf(row)}  failed: ${message}`)
  const failed = faults.map(() => FAULT)
  if (todo.length === 0 || jobs === 0) return { failed, locked: [...locked], stopped: null }

  for (const warning of await warningsOf(todo.map(({ row }) => row))) say(warning)

  const threads = Math.max(...todo.map(({ row }) => threadsOf(row)))
  const processes = jobs ?? Math.max(1, Math.floor(availableParallelism() / threads))
  const display = sweepDisplay(todo.length, say)
  const stopping = stopOnSignal()
  const warned = new Set<string>()
  const leave = ({ row, dir }: RunTask) => {
    locked.add(dir)
    display.pass(row, 'left to another process')
  }
  /** Does something for one run. If it fails, the failure is noted and the other runs go on. */
  const orFail = async (row: SweepRow, work: () => Promise<void>) => {
    const fault = await faultOf(work)
    if (fault === null) return
    failed.push(FAULT)
    display.pass(row, `failed: ${fault}`)
  }
  const tasks = todo.map(({ row, dir }): RunTask => {
    const args = async () => {
      let isOurs = false
      await orFail(row, async () => {
        const found = await runAt(dir, await fileSystemTime(sweep.dir)) // it may have changed since the survey
        // A run that is lost is given to resume as well, which says why it cannot go on.
        isOurs =
          found.status === 'stopped' ||
          found.status === 'lost' ||
          (found.status === 'missing' && (await layOut(sweep, row)))
        if (isOurs) return
        if (found.status !== 'done') return leave(task)
        await onDone?.(row, found)
        display.pass(row, 'done by another process')
      })
      return isOurs ? ['resume', dir, '--json', ...log.flatMap((tracker) => ['--log', tracker])] : null
    }
    const task = { row, dir, args }
    return task
  })
  try {
    await runPool(tasks, {
      jobs: processes,
      program: process.argv[1],
      signal: stopping.signal,
      onStart: ({ row }) => display.start(row),
      onLine: ({ row }, line) => display.line(row, parseMetricsLine(line)),
      onMessage: (_, line) => {
        if (isTrackerWarning(line) && !warned.has(line)) display.note(line)
        warned.add(line) // many runs may meet the same
      },
      onEnd: ({ task, ...end }) =>
        orFail(task.row, async () => {
          const { row, dir } = task
          // The run failed because another sweep locked it at the same moment.
          if (end.code !== 0 && heldBy(dir, await fileSystemTime(sweep.dir)) !== null) return leave(task)
          const run = end.code === 0 ? await catalogRow(dir) : null
          if (run) await onDone?.(row, run)
          const stopped = stopping.signal.aborted && STOPPED.includes(end.code)
          display.end({ row, dir, ...end, stopped, run })
          if (!run && !stopped) failed.push(end.code ?? 1)
        }),
    })
    return { failed, locked: [...locked], stopped: stopping.received ?? null }
  } finally {
    display.close()
    stopping.release()
  }
}

/** Looks at each run of a sweep: hands those that are done to `onDone`, and sorts the others by what is to be done. */
async function survey(sweep: SweepFolder, rows: readonly SweepRow[], onDone: SweepRunOptions['onDone']) {
  const todo: { row: SweepRow; dir: string }[] = []
  const locked = new Set<string>()
  const faults: { row: SweepRow; message: string }[] = []
  const now = await fileSystemTime(sweep.dir)
  for (const row of rows) {
    const dir = sweep.runDir(row)
    const fault = await faultOf(async () => {
      const run = await runAt(dir, now)
      if (run.status === 'running') locked.add(dir)
      else if (run.status === 'done') await onDone?.(row, run)
      else todo.push({ row, dir })
    })
    if (fault !== null) faults.push({ row, message: fault })
  }
  return { todo, locked, faults }
}

/**
 * Warnings about runs that are to be done, each once. A run whose battery cannot be used is skipped here; it fails
 * later.
 */
async function warningsOf(rows: readonly SweepRow[]): Promise<Set<string>> {
  const warnings = new Set<string>()
  for (const { experiment } of rows) {
    await faultOf(async () => {
      const warning = longTrialsWarning(experiment, await batteryOfRun(experiment))
      if (warning) warnings.add(warning)
    })
  }
  return warnings
}

/** The exit code for bad input and unusable folders (PROTOCOL "A run"). */
const FAULT = 2
/** Exit codes of a process that was asked to stop; null if a signal ended it before it listened to signals. */
const STOPPED: readonly (number | null)[] = [null, ...Object.values(SIGNALS)]

/** The message of the InputError that some work throws; null if it throws none. */
async function faultOf(work: () => Promise<void>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
}

/** Says how a sweep ended and sets the exit code. */
export function concludeSweep(
  { failed, locked, stopped }: SweepOutcome,
  goOn: string,
  say: (text: string) => void,
): void {
  if (locked.length > 0) {
    say(
      `${counted(locked.length, 'run')} left to other processes: ${locked
        .slice(0, 3)
        .map((dir) => heldBy(dir) ?? `${dir}: no longer held`)
        .join('; ')}${locked.length > 3 ? '; …' : ''}`,
    )
  }
  if (failed.length > 0) {
    process.exitCode = Math.max(...failed)
    say(`${counted(failed.length, 'run')} failed; run the same again for what is missing: ${goOn}`)
  }
  if (stopped) {
    process.exitCode = stopped.exitCode
    say(`stopped by ${stopped.signal}; what was running is saved. Go on with: ${goOn}`)
  }
}

/** Parses the number of processes that run at a time. */
export const JOBS = integer('--jobs', 1, 1024)
