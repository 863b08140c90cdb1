/** Submits rows of a sweep as job arrays. */
import { resolve } from 'node:path'
import { InputError } from '../errors.js'
import { writeWhole } from '../runs/files.js'
import { alone } from '../runs/lock.js'
import type { SweepFolder, SweepRow } from '../runs/sweep.js'
import { threadsOf } from '../runs/sweepRow.js'
import { ClusterFolder } from './folder.js'
import { checkJobOptions, type JobOptions } from './options.js'
import { scriptOf } from './script.js'
import type { Slurm } from './slurm.js'
import { type RowStatus, type SweepStates, statesOf } from './states.js'

/** The script of an array names its rows, and is copied for each element. */
const MOST_ROWS = 1000

export interface Plan {
  folder: ClusterFolder
  /** The states of all rows of the sweep. */
  states: SweepStates
  /** Each an array: its rows, and the script, which is to lie at `path`. */
  arrays: { rows: readonly SweepRow[]; path: string; text: string }[]
}

export interface Asked {
  sweep: SweepFolder
  options: JobOptions
  /** Rows that are submitted; others are left alone. */
  takes: readonly RowStatus[]
  /** Of these rows alone, by id. */
  ids?: readonly string[]
  /** The command line of gyrus, up to its first argument. */
  gyrus: readonly string[]
  /** How many elements an array may have at most. */
  mostElements: number
}

/**
 * What would be submitted; nothing is written.
 * @throws InputError if an option is none that Slurm takes, or it cannot be known what is in the queue
 */
export async function planOf(
  { sweep, options, takes, ids, gyrus, mostElements }: Asked,
  slurm: Slurm,
): Promise<Plan> {
  checkJobOptions(options)
  const folder = new ClusterFolder(sweep.dir)
  const states = await statesOf(sweep.dir, slurm, sweep.rows)
  if (states.silence !== null)
    throw new InputError(`${states.silence}; what waits already is not known, so nothing is submitted`)
  const chosen = sweep.rows.filter(
    ({ id }, i) => takes.includes(states.rows[i].status) && (ids?.includes(id) ?? true),
  )
  const before = (await folder.submissions()).length
  const most = Math.min(mostElements, MOST_ROWS)
  const arrays: Plan['arrays'] = []
  for (let at = 0; at < chosen.length; at += most) {
    const rows = chosen.slice(at, at + most)
    const text = scriptOf({
      rows: rows.map(({ id }) => id),
      sweep: resolve(sweep.dir),
      folder,
      workingFolder: process.cwd(),
      gyrus,
      cpus: options.cpus ?? Math.max(...rows.map(threadsOf)),
      options,
    })
    arrays.push({ rows, path: folder.script(before + arrays.length + 1), text })
  }
  return { folder, states, arrays }
}

/**
 * Submits what is planned; with a limit of runs at a time, each array waits for the one before.
 * @param plan makes the plan, once no other process submits rows of this sweep
 * @param onSubmitted called for each array, with its id
 * @throws InputError if Slurm refuses an array; those before it stay submitted
 */
export async function submit(
  sweep: string,
  plan: () => Promise<Plan>,
  slurm: Slurm,
  options: JobOptions,
  onSubmitted: (job: string, rows: number) => void,
): Promise<Plan> {
  const folder = new ClusterFolder(sweep)
  await folder.make()
  return alone(folder.dir, async () => {
    const planned = await plan()
    let previous: string | undefined
    for (const { rows, path, text } of planned.arrays) {
      for (const { id } of rows) await folder.forget(id) // before it runs, as it may fail anew at once
      await writeWhole(path, text)
      const job = await slurm.submit(path, options.maxParallel === undefined ? undefined : previous)
      await folder.note({
        job,
        submitted: new Date().toISOString(),
        rows: rows.map(({ id }) => id),
        options,
      })
      onSubmitted(job, rows.length)
      previous = job
    }
    return planned
  })
}
