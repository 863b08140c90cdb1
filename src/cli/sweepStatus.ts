/** `gyrus sweep status|retry|cancel DIR`: what has become of a sweep whose rows are jobs on a cluster. */
import { relative } from 'node:path'
import { Command } from 'commander'
import { ClusterFolder } from '../cluster/folder.js'
import type { JobOptions } from '../cluster/options.js'
import { Slurm } from '../cluster/slurm.js'
import { type RowState, type RowStatus, type SweepStates, statesOf } from '../cluster/states.js'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { counted } from '../figures/words.js'
import { SweepFolder } from '../runs/sweep.js'
import { LOG } from './options.js'
import { labelOf } from './sweepDisplay.js'
import { jobOptionsOf, submitJobs, withJobOptions } from './sweepJobs.js'
import { rowOf } from './sweepRow.js'

/** How many rows of a kind are named one by one, and how many lines of the log of each are shown. */
const NAMED = 10
const LOG_LINES = 4

const DIR = ['<dir>', 'the folder of the sweep'] as const
const ROWS = ['[rows...]', 'lines of manifest.jsonl, from 1, or ids in it (default: all)'] as const
const say = (text: string) => void console.log(text)

export function sweepStatusCommand(): Command {
  return new Command('status')
    .description('how far the rows of a sweep are, and what is wrong with those that failed')
    .argument(...DIR)
    .option('--json', 'print a JSON line for each row')
    .action(async (dir: string, { json = false }: { json?: boolean }) => {
      const states = await statesOf(dir, new Slurm())
      if (json) for (const row of states.rows) say(JSON.stringify(row))
      else for (const line of await linesOf(dir, states)) say(line)
    })
}

async function linesOf(dir: string, { rows, silence }: SweepStates): Promise<string[]> {
  const having = (status: RowStatus) => rows.filter((row) => row.status === status)
  const counts = WORDS.flatMap(([status, words]) => {
    const { length } = having(status)
    return length > 0 ? [`${length} ${words}`] : []
  })
  const lines = [`${counted(rows.length, 'row')}: ${counts.join(', ')}`]
  if (silence !== null)
    lines.push(`The scheduler does not answer (${silence}); what is said is from the folders of the runs.`)
  lines.push(...named('running', having('running'), ({ job, step }) => [job ?? '', at(step)]))
  const reasons = [...new Set(having('waiting').map(({ reason }) => reason))]
  if (reasons.length > 0) lines.push(`waiting for: ${reasons.join(', ')}`)
  for (const status of ['failed', 'left'] as const) {
    const shown = having(status).slice(0, NAMED)
    lines.push(
      ...named(status, having(status), ({ job, step, failure }) => [
        ...(failure ? [`exit code ${failure.code} after ${counted(failure.starts, 'start')}`] : []),
        `job ${job}`,
        at(step),
      ]),
    )
    for (const row of shown) lines.push(...(await logOf(dir, row)))
  }
  if (having('failed').length + having('left').length > 0)
    lines.push(`Try them again: npx gyrus sweep retry ${quoted(dir)}`)
  if (having('done').length === rows.length) lines.push(`Table: npx gyrus runs list ${quoted(dir)}`)
  return lines
}

/** Each status and its words in the first line. */
const WORDS: readonly (readonly [RowStatus, string])[] = [
  ['done', 'done'],
  ['running', 'running'],
  ['waiting', 'waiting'],
  ['submitted', 'submitted'],
  ['failed', 'failed'],
  ['left', 'no longer in the queue'],
  ['idle', 'not submitted'],
]

const HEADS = { running: 'running', failed: 'failed', left: 'no longer in the queue, and not done' }

function named(
  status: keyof typeof HEADS,
  rows: readonly RowState[],
  words: (row: RowState) => readonly string[],
): string[] {
  if (rows.length === 0) return []
  const lines = rows.slice(0, NAMED).map((row) =>
    `  ${labelOf(row)}  ${words(row)
      .filter((word) => word !== '')
      .join(', ')}`.trimEnd(),
  )
  return [
    `${HEADS[status]}:`,
    ...lines,
    ...(rows.length > NAMED ? [`  and ${rows.length - NAMED} more (--json has all)`] : []),
  ]
}

const at = (step: number | null) => (step === null ? '' : `saved at step ${step}`)

async function logOf(dir: string, { id, job }: RowState): Promise<string[]> {
  if (job === null) return []
  const folder = new ClusterFolder(dir)
  const lines = await folder.lastLines(job, LOG_LINES)
  if (lines.length === 0) return []
  return [`${id}: the end of ${relative('', folder.logOf(job))}`, ...lines.map((line) => `  | ${line}`)]
}

export function sweepRetryCommand(): Command {
  const command = new Command('retry')
    .description('submit again the rows that failed, or left the queue without an end')
    .argument(...DIR)
    .argument(...ROWS)
    .option(...LOG)
    .option('--dry-run', 'show the script, and submit nothing')
  return withJobOptions(command).action(
    async (dir: string, names: string[], options: JobOptions & { dryRun?: boolean }) => {
      const sweep = await SweepFolder.open(dir)
      const last = (await new ClusterFolder(dir).submissions()).at(-1)
      if (last === undefined)
        throw new InputError(`${dir}: none of it was submitted; do so with --executor slurm`)
      await submitJobs(
        {
          sweep,
          options: { ...last.options, ...jobOptionsOf(options) },
          takes: ['failed', 'left'],
          ids: idsOf(sweep, names),
          dryRun: options.dryRun,
        },
        say,
      )
    },
  )
}

export function sweepCancelCommand(): Command {
  return new Command('cancel')
    .description('take rows out of the queue; what runs is saved')
    .argument(...DIR)
    .argument(...ROWS)
    .action(async (dir: string, names: string[]) => {
      const sweep = await SweepFolder.open(dir)
      const ids = idsOf(sweep, names)
      const slurm = new Slurm()
      const { rows, silence } = await statesOf(dir, slurm, sweep.rows)
      if (silence !== null) throw new InputError(`${silence}; nothing is canceled`)
      const queued = await slurm.queue([...new Set(rows.flatMap(({ job }) => job?.split('_')[0] ?? []))])
      const jobs = rows.flatMap(({ id, job }) =>
        job !== null && queued.has(job) && (ids?.includes(id) ?? true) ? [job] : [],
      )
      if (jobs.length > 0) await slurm.cancel(jobs)
      say(`${counted(jobs.length, 'row')} canceled`)
      if (jobs.length > 0) say(`Submit them again: npx gyrus sweep retry ${quoted(dir)}`)
    })
}

const idsOf = (sweep: SweepFolder, names: readonly string[]): string[] | undefined =>
  names.length === 0 ? undefined : names.map((name) => rowOf(sweep, name).id)
