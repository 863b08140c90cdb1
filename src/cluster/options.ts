/** What a job on a cluster may be asked for, as it is given on the command line and kept in jobs.jsonl. */
import { z } from 'zod'
import { InputError } from '../errors.js'
import { show } from '../text.js'

const asked = z.strictObject({
  partition: z.string().optional(),
  account: z.string().optional(),
  /** As Slurm takes it, e.g. `4:00:00`. */
  time: z.string().optional(),
  /** As Slurm takes it, e.g. `2G`. */
  mem: z.string().optional(),
  /** Of each run; by default as many as the run has threads. */
  cpus: z.number().int().min(1).optional(),
  /** Runs of a submission that run at a time. */
  maxParallel: z.number().int().min(1).optional(),
  /** Lines of shell before each run. */
  setup: z.array(z.string()).optional(),
  /** Options of sbatch that gyrus has no name for. */
  extraSbatch: z.array(z.string()).optional(),
  /** How often a run that was stopped is put into the queue again. */
  maxRequeues: z.number().int().min(0).optional(),
  /** Seconds before the limit at which a run is asked to save. */
  margin: z.number().int().min(1).max(65535).optional(),
  /** Trackers, as `--log` is given them. */
  log: z.array(z.string()).optional(),
})

export type JobOptions = z.output<typeof asked>
export const jobOptionsSchema = asked

export const MAX_REQUEUES = 100
/** Slurm looks at its jobs about once a minute, and a signal may come that much late. */
const MARGIN_SECONDS = 120

/** Options of sbatch that gyrus sets itself, since its script needs them as they are. */
const OURS = {
  '--partition': '--partition',
  '--account': '--account',
  '--time': '--time',
  '--mem': '--mem',
  '--cpus-per-task': '--cpus',
  '--array': '--max-parallel',
  '--signal': '--margin',
  '--requeue': '--max-requeues',
  '--no-requeue': '--max-requeues 0',
  '--output': null,
  '--open-mode': null,
  '--chdir': null,
  '--ntasks': null,
  '--job-name': null,
  '--wrap': null,
  '--parsable': null,
  '--dependency': null,
}

/** @throws InputError naming the first option that Slurm would not take, or the script could not carry */
export function checkJobOptions(options: JobOptions): void {
  const { partition, account, time, mem, margin, setup = [], extraSbatch = [] } = options
  for (const [option, name] of [
    ['--partition', partition],
    ['--account', account],
  ]) {
    if (name !== undefined && !/^[\w.,+@-]+$/.test(name!))
      throw new InputError(`${option}: must be a name, got ${show(name)}`)
  }
  if (mem !== undefined && !/^[1-9]\d*[KMGT]?$/i.test(mem))
    throw new InputError(`--mem: must be a size, e.g. 2G or 500M, got ${show(mem)}`)
  if (time !== undefined) {
    const limit = secondsOf(time)
    if (margin !== undefined && margin >= limit)
      throw new InputError(`--margin: must be under --time, which is ${limit} s, got ${margin}`)
  }
  for (const line of setup) {
    if (line.trim() === '' || /[\r\n]/.test(line))
      throw new InputError(
        `--setup: must be a line of shell, got ${show(line)}; give several by --setup each`,
      )
  }
  for (const option of extraSbatch) checkExtra(option)
}

function checkExtra(option: string): void {
  const [, name] = /^(--[a-z][a-z-]*)(=[^\r\n]*)?$/.exec(option) ?? []
  if (name === undefined)
    throw new InputError(
      `--extra-sbatch: must be a long option of sbatch, e.g. --extra-sbatch=--gres=gpu:1, got ${show(option)}`,
    )
  if (!Object.hasOwn(OURS, name)) return
  const own = OURS[name as keyof typeof OURS]
  throw new InputError(`--extra-sbatch: ${name} is set by gyrus${own === null ? '' : `; use ${own}`}`)
}

/** In seconds: a time limit as Slurm writes it. @throws InputError if it is none */
export function secondsOf(time: string): number {
  const forms: readonly [RegExp, readonly number[]][] = [
    [/^(\d+)$/, [60]],
    [/^(\d+):(\d\d)$/, [60, 1]],
    [/^(\d+):(\d\d):(\d\d)$/, [3600, 60, 1]],
    [/^(\d+)-(\d\d?)$/, [86400, 3600]],
    [/^(\d+)-(\d\d?):(\d\d)$/, [86400, 3600, 60]],
    [/^(\d+)-(\d\d?):(\d\d):(\d\d)$/, [86400, 3600, 60, 1]],
  ]
  for (const [form, units] of forms) {
    const parts = form.exec(time)?.slice(1).map(Number)
    const seconds = parts?.reduce((sum, part, i) => sum + part * units[i], 0) ?? 0
    if (seconds > 0) return seconds
  }
  throw new InputError(
    `--time: must be a time limit, e.g. 4:00:00 (hours), 90 (minutes) or 2-12 (days-hours), got ${show(time)}`,
  )
}

/** Seconds before the limit at which a run is asked to save: at most half of the limit, which counts in whole minutes. */
export function marginOf({ margin, time }: JobOptions): number {
  if (margin !== undefined) return margin
  return time === undefined ? MARGIN_SECONDS : Math.min(MARGIN_SECONDS, Math.ceil(secondsOf(time) / 60) * 30)
}
