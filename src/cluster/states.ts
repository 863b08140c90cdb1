/**
 * How far the rows of a sweep are. The folders of the runs say what has been done, the scheduler what is to come: so what
 * is said is right too when jobs have left the queue, and where the scheduler does not answer.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { fileSystemTime, heldBy } from '../runs/lock.js'
import { NETWORK_FILE } from '../runs/networkFile.js'
import { type RowName, rowNames, runDir } from '../runs/sweep.js'
import { ClusterFolder, type Failure } from './folder.js'
import type { Queue, Slurm } from './slurm.js'

/**
 * `waiting` and `running` are in the queue, or held by a process; `failed` is not tried again unless asked for; `left`
 * was submitted, and has left the queue without having come to an end; `submitted` is not done, and whether it waits is
 * unknown, since the scheduler does not answer; `idle` was never submitted.
 */
export type RowStatus = 'done' | 'running' | 'waiting' | 'submitted' | 'failed' | 'left' | 'idle'

export interface RowState extends RowName {
  status: RowStatus
  /** Of the newest checkpoint; null where there is none, or the run is done. */
  step: number | null
  /** Its last job, `<job>_<index>`; null if it was never submitted. */
  job: string | null
  /** Why it waits, in the scheduler's word; empty otherwise. */
  reason: string
  failure: Failure | null
}

export interface SweepStates {
  rows: RowState[]
  /** Why the scheduler does not answer; null if it does, or was not asked. */
  silence: string | null
}

/**
 * @param rows of the sweep; by default all of its manifest
 * @throws InputError if it is no sweep
 */
export async function statesOf(sweep: string, slurm: Slurm, rows?: readonly RowName[]): Promise<SweepStates> {
  const names = rows ?? (await rowNames(sweep))
  const folder = new ClusterFolder(sweep)
  const jobs = new Map<string, string>()
  for (const { job, rows: ids } of await folder.submissions())
    for (const [index, id] of ids.entries()) jobs.set(id, `${job}_${index}`)
  const failures = await folder.failures()
  const now = await timeIn(sweep)
  const found = names.map(({ id, varied }) => ({ id, varied, ...inFolder(runDir(sweep, id), now) }))
  const asked = found.flatMap(({ id, isDone }) => (isDone ? [] : (jobs.get(id) ?? [])))
  const { queue, silence } = await queueOf(slurm, [...new Set(asked.map((job) => job.split('_')[0]))])
  const states = found.map(({ id, varied, isDone, isHeld, step }): RowState => {
    const job = jobs.get(id) ?? null
    const queued = job === null ? undefined : queue.get(job)
    const failure = failures.get(id) ?? null
    const status = isDone
      ? 'done'
      : isHeld
        ? 'running'
        : (queued?.state ??
          (failure ? 'failed' : job === null ? 'idle' : silence === null ? 'left' : 'submitted'))
    return {
      id,
      varied,
      status,
      step,
      job,
      reason: status === 'waiting' ? (queued?.reason ?? '') : '',
      failure: status === 'failed' ? failure : null,
    }
  })
  return { rows: states, silence }
}

async function queueOf(
  slurm: Slurm,
  jobs: readonly string[],
): Promise<{ queue: Queue; silence: string | null }> {
  try {
    return { queue: await slurm.queue(jobs), silence: null }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { queue: new Map(), silence: error.message }
  }
}

/** By the clock of the sweep's file system; by this machine's where the folder cannot be written, or is not there yet. */
async function timeIn(sweep: string): Promise<number> {
  return fileSystemTime(sweep).catch(() => Date.now())
}

/** What a run's folder says, by its names alone: ten thousand are looked at in a second. */
function inFolder(dir: string, now: number): { isDone: boolean; isHeld: boolean; step: number | null } {
  const has = (name: string) => existsSync(join(dir, name))
  if (has('report.html') || (has(NETWORK_FILE) && has('analysis/details.json')))
    return { isDone: true, isHeld: false, step: null }
  return { isDone: false, isHeld: heldBy(dir, now) !== null, step: newestStep(join(dir, 'checkpoints')) }
}

function newestStep(checkpoints: string): number | null {
  if (!existsSync(checkpoints)) return null
  const steps = readdirSync(checkpoints).flatMap((name) => /^step-(\d+)\.safetensors$/.exec(name)?.[1] ?? [])
  return steps.length === 0 ? null : Math.max(...steps.map(Number))
}
