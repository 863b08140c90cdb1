/** The script of a job array: each of its elements does one row of a sweep. */
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import { show } from '../text.js'
import type { ClusterFolder } from './folder.js'
import { type JobOptions, MAX_REQUEUES, marginOf } from './options.js'

export interface Job {
  /** The ids of its rows, by the index in the array. */
  rows: readonly string[]
  /** Absolute. */
  sweep: string
  folder: ClusterFolder
  /** Where the run's files that a configuration names by a relative path lie. */
  workingFolder: string
  /** The command line of gyrus, up to its first argument: Node and its program. */
  gyrus: readonly string[]
  /** Of each run. */
  cpus: number
  options: JobOptions
}

/**
 * The batch script.
 *
 * The training is a step of its own (`srun`): only steps are sent USR1 before the limit, and TERM when a preemption
 * begins; the shell is not, and puts the element back into the queue once the run is saved. When a job is canceled the
 * shell gets TERM as well, and ends in its sleep. An element is called by array and index, because the last one of an array
 * to start bears the id of the whole array.
 */
export function scriptOf({ rows, sweep, folder, workingFolder, gyrus, cpus, options }: Job): string {
  const { partition, account, time, mem, maxParallel, setup = [], extraSbatch = [], log = [] } = options
  const { maxRequeues = MAX_REQUEUES } = options
  const limit = maxParallel === undefined ? '' : `%${maxParallel}`
  const directives = [
    `--job-name=gyrus`,
    `--array=0-${rows.length - 1}${limit}`,
    `--output=${directivePath(join(folder.logs.replaceAll('%', '%%'), '%A_%a.out'))}`,
    '--open-mode=append',
    `--chdir=${directivePath(workingFolder)}`,
    '--ntasks=1',
    `--cpus-per-task=${cpus}`,
    maxRequeues > 0 ? '--requeue' : '--no-requeue',
    `--signal=USR1@${marginOf(options)}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...(mem === undefined ? [] : [`--mem=${mem}`]),
    ...extraSbatch,
  ]
  const program = gyrus.map(quoted).join(' ')
  const trackers = log.map((tracker) => ` --log ${quoted(tracker)}`).join('')
  return `#!/bin/bash
${directives.map((directive) => `#SBATCH ${directive}\n`).join('')}
rows=(
${rows.join('\n')}
)
row=\${rows[$SLURM_ARRAY_TASK_ID]}
element=\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID
starts=$((\${SLURM_RESTART_COUNT:-0} + 1))
echo "gyrus: row $row, job $element, start $starts, on $(hostname)"

# Says that this row has failed for good: it is not tried again unless it is asked for.
fail() {
  echo "{\\"code\\":$1,\\"job\\":\\"$element\\",\\"starts\\":$starts}" > ${quoted(folder.failed)}/"$row"
  exit "$1"
}

${setup.map((line) => `{ ${line}; } || fail $?\n`).join('')}srun --ntasks=1 --cpus-per-task=${cpus} --mpi=none ${program} sweep row ${quoted(sweep)} "$row"${trackers}
code=$?
case $code in
  0) exit 0 ;;
  138 | 140 | 143) # saved, as it was asked to
    sleep 2 # where the job is canceled, this shell ends here
    if [ $starts -le ${maxRequeues} ]; then
      echo "gyrus: saved; row $row goes on when job $element starts again"
      scontrol requeue "$element" && exit $code
    fi ;;
esac
fail $code
`
}

/** A path in a line of the script that sbatch reads, which knows quotes and nothing else. */
function directivePath(path: string): string {
  if (/["\\\r\n]/.test(path))
    throw new InputError(`${show(path)}: sbatch takes no path with a quote, a backslash or a line break`)
  return `"${path}"`
}
