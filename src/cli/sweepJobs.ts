/** `gyrus sweep SPEC --executor slurm`: the rows of a sweep as jobs on a cluster. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type JobOptions, jobOptionsSchema, MAX_REQUEUES } from '../cluster/options.js'
import { Slurm, submitArgs } from '../cluster/slurm.js'
import type { RowStatus } from '../cluster/states.js'
import { type Plan, planOf, submit } from '../cluster/submission.js'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { counted } from '../figures/words.js'
import type { SweepFolder } from '../runs/sweep.js'
import { show } from '../text.js'
import { integer, repeated } from './options.js'

const EXECUTORS = ['local', 'slurm'] as const
export type Executor = (typeof EXECUTORS)[number]

/** What Slurm has unless its administrator says otherwise, for a dry run where there is no Slurm. */
const USUAL_ARRAY = 1001

export function executorOf(text: string): Executor {
  const found = EXECUTORS.find((name) => name === text)
  if (found) return found
  throw new InputError(`--executor: must be one of ${EXECUTORS.join(', ')}, got ${show(text)}`)
}

/** Adds the options of a submission to a command. */
export function withJobOptions(command: Command): Command {
  return command
    .option('--partition <name>', 'of the cluster')
    .option('--account <name>', 'to which the jobs are charged')
    .option('--time <limit>', 'of a job, e.g. 4:00:00; a run saves before it and goes on in the next one')
    .option('--mem <size>', 'memory of a run, e.g. 2G')
    .option(
      '--cpus <n>',
      'cores of a run (default: its threads, one unless set by engine.threads)',
      integer('--cpus', 1, 4096),
    )
    .option('--max-parallel <n>', 'runs at a time (default: no limit)', integer('--max-parallel', 1, 100_000))
    .option('--setup <line>', "shell before each run, e.g. 'module load node', whose node is used", repeated)
    .option('--extra-sbatch <option>', 'passed on, e.g. --extra-sbatch=--gres=gpu:1', repeated)
    .option(
      '--max-requeues <n>',
      `how often a run that was stopped goes back into the queue (default: ${MAX_REQUEUES})`,
      integer('--max-requeues', 0, 100_000),
    )
    .option(
      '--margin <seconds>',
      'how long before the limit a run is asked to save (default: 120, at most half of the limit)',
      integer('--margin', 1, 65_535),
    )
}

/** Of a command's options, those of a submission. */
export function jobOptionsOf(options: JobOptions): JobOptions {
  const given = JOB_OPTIONS.flatMap((name) => {
    const value = options[name]
    return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : [[name, value]]
  })
  return Object.fromEntries(given)
}

const JOB_OPTIONS = Object.keys(jobOptionsSchema.shape) as (keyof JobOptions)[]

/** @throws InputError if one of them is given without `--executor slurm` */
export function refuseJobOptions(options: JobOptions & { dryRun?: boolean }): void {
  const [name] = Object.keys(jobOptionsOf(options)).concat(options.dryRun ? ['dryRun'] : [])
  if (name === undefined) return
  throw new InputError(
    `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}: is for jobs on a cluster; add --executor slurm`,
  )
}

export interface JobsAsked {
  sweep: SweepFolder
  options: JobOptions
  takes: readonly RowStatus[]
  ids?: readonly string[]
  dryRun?: boolean
}

/** Submits the rows of a sweep, or shows what would be submitted. @throws InputError if Slurm refuses */
export async function submitJobs(asked: JobsAsked, say: (text: string) => void): Promise<void> {
  const { sweep, options, takes, ids, dryRun = false } = asked
  const slurm = new Slurm()
  const limit = slurm.mostElements()
  const mostElements = dryRun ? await limit.catch(() => USUAL_ARRAY) : await limit
  if (options.partition !== undefined) {
    const isChecked = slurm.checkPartitions(options.partition)
    await (dryRun ? isChecked.catch(refuseUnlessSilent) : isChecked)
  }
  const plan = () => planOf({ sweep, options, takes, ids, gyrus: commandLine(options), mostElements }, slurm)
  if (dryRun) return showPlan(sweep, await plan(), options, say)
  say(`sweep in ${sweep.dir}`)
  const planned = await submit(sweep.dir, plan, slurm, options, (job, rows) =>
    say(`job ${job}: ${counted(rows, 'row')}`),
  )
  say(outcomeOf(planned))
  say(`Status: npx gyrus sweep status ${quoted(sweep.dir)}`)
}

/** A dry run works where there is no Slurm, which then cannot say what is valid. */
function refuseUnlessSilent(error: unknown): void {
  if (error instanceof InputError && error.message.startsWith('--')) throw error
}

/** This Node and this program; after a setup, the Node that it brings. */
function commandLine({ setup }: JobOptions): string[] {
  return [setup ? 'node' : process.execPath, realpathSync(process.argv[1])]
}

function outcomeOf({ states, arrays }: Plan): string {
  const submitted = arrays.reduce((sum, { rows }) => sum + rows.length, 0)
  const count = (...wanted: RowStatus[]) => states.rows.filter(({ status }) => wanted.includes(status)).length
  const failed = count('failed')
  return [
    `${counted(states.rows.length, 'row')}: ${submitted} submitted`,
    `${count('done')} done`,
    `${count('running', 'waiting')} in the queue or running`,
    ...(failed > 0 && submitted < failed ? [`${failed} failed and not tried again (gyrus sweep retry)`] : []),
  ].join(', ')
}

function showPlan(sweep: SweepFolder, plan: Plan, options: JobOptions, say: (text: string) => void): void {
  say(`# ${outcomeOf(plan).replace('submitted', 'to submit')}; a dry run: nothing is written or submitted`)
  for (const [i, { path }] of plan.arrays.entries()) {
    const after = options.maxParallel === undefined || i === 0 ? undefined : '<the job before>'
    say(`# sbatch ${submitArgs(quoted(path), after).join(' ')}`)
  }
  const [first] = plan.arrays
  if (first === undefined) return
  say(
    `# ${join(sweep.dir, 'slurm')}: the script${plan.arrays.length > 1 ? ' of the first; the others differ in their rows' : ''}`,
  )
  say(first.text.trimEnd())
}
