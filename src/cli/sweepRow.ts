/** `gyrus sweep row DIR ROW`: one run of a sweep as one command with one exit code, for who drives it from outside. */
import { setTimeout } from 'node:timers/promises'
import { Command } from 'commander'
import { InputError } from '../errors.js'
import { counted } from '../figures/words.js'
import { nearest } from '../nearest.js'
import { BusyError, fileSystemTime, heldBy } from '../runs/lock.js'
import { SweepFolder, type SweepRow } from '../runs/sweep.js'
import { layOut, runAt } from '../runs/sweepRow.js'
import { batteryOfRun } from '../runs/userBattery.js'
import { show } from '../text.js'
import { longTrialsWarning } from '../training/trialLength.js'
import { integer, LOG } from './options.js'
import { output } from './output.js'
import { type ResumeOptions, resumeRun } from './resume.js'

/** Longer than a lock outlives its process (runs/holder.ts), so that a predecessor is gone or takes long by then. */
const WAIT_MINUTES = 10
const LOOK_AGAIN_MS = 2000

interface RowOptions extends ResumeOptions {
  wait: number
}

export function sweepRowCommand(): Command {
  return new Command('row')
    .description('begin or go on with one run of a sweep; with one that is done it ends at once')
    .argument('<dir>', 'the folder of the sweep')
    .argument('<row>', 'a line of manifest.jsonl, from 1, or the id in it')
    .option(
      '--wait <minutes>',
      'how long to wait while another process has the run',
      integer('--wait', 0, 100_000),
      WAIT_MINUTES,
    )
    .option(...LOG)
    .option('--json', 'print the events as JSON lines')
    .action(async (dir: string, name: string, options: RowOptions) => {
      output.matters = false // trainings go on without a reader
      const sweep = await SweepFolder.open(dir)
      await doRow(sweep, rowOf(sweep, name), options)
    })
}

/** @throws InputError if the sweep has no such row */
export function rowOf({ dir, rows }: SweepFolder, name: string): SweepRow {
  const isIndex = /^\d{1,6}$/.test(name) // an id has twelve digits
  const found = isIndex ? rows[Number(name) - 1] : rows.find(({ id }) => id === name)
  if (found) return found
  const near = nearest(
    name,
    rows.map(({ id }) => id),
  )
  throw new InputError(
    isIndex
      ? `${dir}: has ${counted(rows.length, 'row')}, got row ${name}`
      : `${dir}: must be a row from 1 to ${rows.length} or an id of its manifest, got ${show(name)}; nearest: ${near.join(', ')}`,
  )
}

/**
 * Trains a row's run from where it is, and sets the exit code.
 * @throws InputError if it cannot be trained, or another process has it for longer than `wait` minutes
 */
async function doRow(
  sweep: SweepFolder,
  row: SweepRow,
  { wait, log, json = false }: RowOptions,
): Promise<void> {
  const dir = sweep.runDir(row)
  const say = (text: string) => void process[json ? 'stderr' : 'stdout'].write(`${text}\n`)
  const deadline = performance.now() + wait * 60_000
  for (let attempt = 0; ; attempt++) {
    try {
      const found = await runAt(dir, await fileSystemTime(sweep.dir))
      if (found.status === 'done') return say(`${dir}: done`)
      if (found.status !== 'running') {
        if (found.status === 'missing') {
          const warning = longTrialsWarning(row.experiment, await batteryOfRun(row.experiment))
          if (warning) process.stderr.write(`gyrus: ${warning}\n`)
          await layOut(sweep, row)
        }
        return await resumeRun(dir, { log, json }) // which also says why a run that is lost cannot go on
      }
    } catch (error) {
      // Another process took it in between.
      if (!(error instanceof BusyError)) throw error
    }
    const holder = heldBy(dir, await fileSystemTime(sweep.dir))
    if (performance.now() > deadline)
      throw new InputError(
        `${holder ?? `${dir}: taken by other processes`}; waited ${counted(wait, 'minute')}`,
      )
    if (attempt === 0 && holder !== null) say(`${holder}; waiting up to ${counted(wait, 'minute')}`)
    await setTimeout(LOOK_AGAIN_MS)
  }
}
