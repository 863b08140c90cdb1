/**
 * The runs of a sweep in a pool of processes: what is missing is trained or gone on with, what is done is left alone,
 * and what fails leaves the others alone. A run is laid out here, as its row of the manifest has it, and grown by
 * `gyrus resume`, whether it was begun or not.
 */
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { counted } from '../figures/words.js'
import { type Beginning, beginningOf, takeOver } from '../runs/beginning.js'
import { type CatalogRow, catalogRow } from '../runs/catalog.js'
import { RunFolder } from '../runs/folder.js'
import { heldBy } from '../runs/lock.js'
import type { MetricsLine } from '../runs/metrics.js'
import { type PoolTask, runPool } from '../runs/pool.js'
import type { SweepFolder, SweepRow } from '../runs/sweep.js'
import { sharedSteps } from '../training/beginning.js'
import type { Experiment } from '../training/experiment.js'
import { SIGNALS, type StopSignal, stopOnSignal } from './signals.js'
import { labelOf, sweepDisplay } from './sweepDisplay.js'

interface RunTask extends PoolTask {
  row: SweepRow
  dir: string
}

export interface SweepOutcome {
  /** The exit code of each run that failed. */
  failed: number[]
  /** Folders of runs that other processes hold. */
  held: string[]
  /** The signal that stopped the sweep, and the exit code that goes with it. */
  stopped: { signal: StopSignal; exitCode: number } | null
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
  const todo: { row: SweepRow; dir: string }[] = []
  const damaged: { row: SweepRow; message: string }[] = []
  const held = new Set<string>()
  for (const row of rows) {
    const dir = sweep.runDir(row)
    try {
      const run = await runAt(dir)
      if (run.status === 'running') held.add(dir)
      else if (run.status === 'done') await onDone?.(row, run)
      else todo.push({ row, dir })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      damaged.push({ row, message: error.message })
    }
  }
  const done = rows.length - todo.length - damaged.length - held.size
  say(
    `${counted(rows.length, 'run')}: ${done} done, ${todo.length} to do` +
      (held.size > 0 ? `, ${held.size} held by other processes` : ''),
  )
  for (const { row, message } of damaged) say(`${labelOf(row)}  failed: ${message}`)
  const failed = damaged.map(() => 2)
  if (todo.length === 0 || jobs === 0) return { failed, held: [...held], stopped: null }

  const threads = Math.max(...todo.map(({ row }) => threadsOf(row)))
  const processes = jobs ?? Math.max(1, Math.floor(availableParallelism() / threads))
  const display = sweepDisplay(todo.length, say)
  const stopping = stopOnSignal()
  const tasks = todo.map(({ row, dir }): RunTask => {
    const args = async () => {
      const there = await runAt(dir) // by now
      const isOurs = there.status === 'stopped' || (there.status === 'missing' && (await layOut(sweep, row)))
      if (isOurs) return ['resume', dir, '--json']
      display.leave(row)
      if (there.status === 'done') await onDone?.(row, there)
      else held.add(dir)
      return null
    }
    return { row, dir, args }
  })
  try {
    await runPool(tasks, {
      jobs: processes,
      program: process.argv[1],
      signal: stopping.signal,
      onStart: ({ row }) => display.start(row),
      onLine: ({ row }, line) => display.line(row, parseLine(line)),
      onEnd: async ({ task: { row, dir }, ...end }) => {
        if (end.code !== 0 && heldBy(dir) !== null) {
          display.leave(row) // another sweep laid it out, or went on with it, at the same moment
          held.add(dir)
          return
        }
        const run = end.code === 0 ? await catalogRow(dir) : null
        const stopped = stopping.signal.aborted && Object.values<unknown>(SIGNALS).includes(end.code)
        display.end({ row, dir, ...end, stopped, run })
        if (run) await onDone?.(row, run)
        else if (!stopped) failed.push(end.code ?? 1)
      },
    })
    return { failed, held: [...held], stopped: stopping.received ?? null }
  } finally {
    display.close()
    stopping.release()
  }
}

/** What is in a row's folder. @throws InputError if that is no run, or a damaged one */
async function runAt(dir: string): Promise<CatalogRow | { status: 'missing' | 'running' }> {
  if (existsSync(join(dir, 'experiment.json'))) {
    const run = await catalogRow(dir)
    // Stopped between its analysis and its report, which resume makes.
    return run.status === 'done' && !existsSync(join(dir, 'report.html'))
      ? { ...run, status: 'stopped' }
      : run
  }
  if (heldBy(dir) !== null) return { status: 'running' } // it is being laid out
  const checkpoints = await readdir(join(dir, 'checkpoints')).catch(() => [])
  if (checkpoints.length > 0 || existsSync(join(dir, 'metrics.jsonl'))) {
    throw new InputError(
      `${dir}: has no experiment.json but was trained; put it back, or delete the folder to train it anew`,
    )
  }
  return { status: 'missing' }
}

/** Makes a row's run, for `resume` to go on with; false if another process was faster. */
async function layOut(sweep: SweepFolder, row: SweepRow): Promise<boolean> {
  const dir = sweep.runDir(row)
  await rm(dir, { recursive: true, force: true }) // its process was killed while making it
  const beginning = await beginningFor(sweep, row)
  let run: RunFolder
  try {
    run = await RunFolder.create(asked(row), { dir })
  } catch (error) {
    if (existsSync(dir)) return false
    throw error
  }
  try {
    if (beginning) await takeOver(run, beginning)
    return true
  } finally {
    await run.close()
  }
}

/**
 * What a run has in common with one of the sweep that is done, the more the better; null most often. A run that cannot
 * serve, for whatever reason, is passed over: nothing is lost but time.
 */
async function beginningFor(sweep: SweepFolder, row: SweepRow): Promise<Beginning | null> {
  const experiment = asked(row)
  let best: Beginning | null = null
  for (const other of sweep.rows) {
    const dir = sweep.runDir(other)
    if (!existsSync(join(dir, 'report.html'))) continue
    const shared = sharedSteps(asked(other), experiment)
    const atMost = best?.state.step ?? 0
    if (shared <= atMost) continue
    try {
      const run = await RunFolder.open(dir)
      if (!(await run.checkpointSteps()).some((step) => step <= shared && step > atMost)) continue
      best = await beginningOf(experiment, run)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
    }
  }
  return best
}

/** The row's experiment as it is run: with one thread unless the sweep says otherwise. */
const asked = (row: SweepRow): Experiment => ({
  ...row.experiment,
  engine: { ...row.experiment.engine, threads: threadsOf(row) },
})

const threadsOf = ({ settings, experiment }: SweepRow) =>
  settings.some((setting) => setting.startsWith('engine.threads=')) ? experiment.engine.threads : 1

function parseLine(line: string): MetricsLine | null {
  try {
    return JSON.parse(line) as MetricsLine
  } catch {
    return null
  }
}

/** Says how a sweep ended and sets the exit code. */
export function concludeSweep(
  { failed, held, stopped }: SweepOutcome,
  goOn: string,
  say: (text: string) => void,
): void {
  if (held.length > 0) {
    say(
      `${counted(held.length, 'run')} left to other processes: ${held
        .slice(0, 3)
        .map((dir) => heldBy(dir) ?? `${dir}: no longer held`)
        .join('; ')}${held.length > 3 ? '; …' : ''}`,
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

/** @throws InputError unless it is a whole number ≥ 1 */
export function parseJobs(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 1024) return value
  throw new InputError(`--jobs: must be an integer from 1 to 1024, got ${JSON.stringify(text)}`)
}
