/**
 * What a run can be gone on from. A run without checkpoints may not have come to its first one yet, and then begins
 * anew, or it had some that are gone, and then nothing of it may be touched.
 */
import { existsSync } from 'node:fs'
import { InputError } from '../errors.js'
import { quoted } from '../figures/command.js'
import type { Checkpoint } from './checkpoint.js'
import type { RunFolder } from './folder.js'
import { NETWORK_FILE } from './networkFile.js'
import { hasLinesTo, missingLines } from './record.js'

export type Continuation =
  /** Trained to the end. */
  | { kind: 'finished'; step: number }
  | { kind: 'checkpoint'; checkpoint: Checkpoint }
  /** Whether no checkpoint has been saved yet. */
  | { kind: 'start' }

/**
 * @throws InputError if the newest checkpoint is damaged, or the run cannot be gone on with: its
 *   checkpoints are gone, or it keeps its network alone
 */
export async function continuationOf(run: RunFolder): Promise<Continuation> {
  const newest = await run.latestCheckpoint()
  if (newest === null) {
    if (existsSync(run.path(NETWORK_FILE))) {
      throw new InputError(
        `${run.dir}: keeps its network alone, with nothing to train on from; analyze it with \`npx gyrus analyze ${quoted(run.dir)}\``,
      )
    }
    refuseIfLost(run)
    return { kind: 'start' }
  }
  const last = run.metrics.last()
  if (last?.type === 'done' && last.step === newest.step) return { kind: 'finished', step: last.step }
  if (hasLinesTo(run, newest.step)) return { kind: 'checkpoint', checkpoint: newest }
  // A folder that was copied while its run trained may hold metrics that are older than the newest checkpoint.
  const step = (await run.checkpointSteps()).findLast((candidate) => hasLinesTo(run, candidate))
  if (step === undefined) throw missingLines(run, newest.step)
  return { kind: 'checkpoint', checkpoint: await run.checkpointOf(step) }
}

/** @throws InputError if a run without checkpoints and without a kept network once had one */
export function refuseIfLost(run: RunFolder): void {
  const reason = lossOf(run)
  if (reason !== null) throw new InputError(reason)
}

/** Of a run without checkpoints and without a kept network: what to say if it once had one; null if it is yet to begin. */
export function lossOf(run: RunFolder): string | null {
  const { dir, record } = run
  if (record.imported)
    return `${dir}: holds no network, its ${NETWORK_FILE} is gone; put it back, or import ${record.imported.file} again into another folder`
  if (record.layoutOf !== undefined) {
    const again = `npx gyrus layout ${quoted(record.layoutOf)} --out …`
    return `${dir}: holds no network, as it was not laid out to the end or its checkpoints are gone; lay the run out into another folder with \`${again}\``
  }
  if (!hadCheckpoints(run)) return null
  const anew = `npx gyrus train ${quoted(run.path('experiment.json'))}`
  return `${dir}: its checkpoints are gone; put them back, or train it anew in another folder with \`${anew}\``
}

/** The lines and files that only a saved network leaves. */
function hadCheckpoints(run: RunFolder): boolean {
  if (['analysis', 'figures', 'report.html'].some((name) => existsSync(run.path(name)))) return true
  let lines = 0
  let saved: number | null = null // the first line that a checkpoint or the end left
  let isDone = false
  for (const { type } of run.metrics.lines()) {
    if (saved === null && (type === 'checkpoint' || type === 'done')) {
      saved = lines
      isDone = type === 'done'
    }
    lines++
  }
  // The folder is made with the run.
  if (lines > 0 && !existsSync(run.path('checkpoints'))) return true
  // A checkpoint's line is written before its file, so one at the very end may be all that a kill has left of it.
  return saved !== null && (saved < lines - 1 || isDone)
}
