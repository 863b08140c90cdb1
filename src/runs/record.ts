/**
 * A training and its run folder: events become lines of metrics.jsonl and checkpoints, and a checkpoint becomes
 * the state from which a training goes on.
 */
import { createHash } from 'node:crypto'
import { InputError } from '../errors.js'
import type { Experiment } from '../training/experiment.js'
import type { TrainingEvent, TrainingState } from '../training/train.js'
import type { Checkpoint } from './checkpoint.js'
import type { Computation } from './computation.js'
import type { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'
import { fingerprinted, PLACES } from './networkFile.js'

/**
 * The line of an event in metrics.jsonl. All but its clock field (`elapsed`, seconds since this process began to
 * train) follow from the experiment. Null for a checkpoint that only a stopping user asked for.
 */
export function metricsLine(event: TrainingEvent, elapsed: number): MetricsLine | null {
  switch (event.type) {
    case 'checkpoint':
      return event.reason === 'stop' ? null : { type: event.type, step: event.step, elapsed }
    case 'swap': {
      const { swaps, ...rest } = event
      return { ...rest, swaps: swaps.length, pairs: swaps, elapsed }
    }
    default:
      return { ...event, elapsed }
  }
}

/**
 * Writes an event down. A checkpoint's line comes before the checkpoint, so that the metrics never lag behind it.
 * @param computedBy all that had a part in the training up to now, for the checkpoint
 */
export async function record(
  run: RunFolder,
  event: TrainingEvent,
  elapsed: number,
  computedBy: readonly Computation[],
): Promise<MetricsLine | null> {
  const line = metricsLine(event, elapsed)
  if (line) run.metrics.append(line)
  if (event.type === 'checkpoint')
    await run.saveCheckpoint(toCheckpoint(event.state, run.experiment, computedBy))
  return line
}

const MEMORY = 'memory.'

/**
 * The checkpoint of a state.
 * @param computedBy all that had a part in it, each once
 */
export function toCheckpoint(
  { step, tensors, places, memory, ...rest }: TrainingState,
  experiment: Experiment,
  computedBy: readonly Computation[],
): Checkpoint {
  const moved = { data: places, shape: [places.length] }
  const remembered = Object.entries(memory).map(([name, value]) => [MEMORY + name, value])
  const state = { ...rest, experiment: fingerprint(experiment), computedBy }
  return { step, tensors: { ...tensors, ...Object.fromEntries(remembered), [PLACES]: moved }, state }
}

/** SHA-256 of all that a training computes from. */
function fingerprint(experiment: Experiment): string {
  return createHash('sha256').update(fingerprinted(experiment)).digest('hex')
}

/**
 * The training state that a checkpoint holds.
 * @throws InputError if it was saved under another experiment than the run's, as when experiment.json was edited
 */
export function fromCheckpoint({ step, tensors, state }: Checkpoint, run: RunFolder): TrainingState {
  type Rest = Omit<TrainingState, 'step' | 'tensors' | 'places' | 'memory'>
  const {
    experiment,
    computedBy: _,
    ...others
  } = state as Rest & { experiment: string; computedBy?: unknown }
  if (experiment !== fingerprint(run.experiment)) {
    throw new InputError(
      `${run.dir}: experiment.json is not as it was when the checkpoint of step ${step} was saved; ` +
        'undo the change, or start a new run',
    )
  }
  const { [PLACES]: places, ...rest } = tensors
  const all = Object.entries(rest as TrainingState['tensors'])
  const remembered = all.filter(([name]) => name.startsWith(MEMORY))
  return {
    step,
    tensors: Object.fromEntries(all.filter(([name]) => !name.startsWith(MEMORY))),
    places: places.data as Int32Array,
    memory: Object.fromEntries(remembered.map(([name, value]) => [name.slice(MEMORY.length), value])),
    ...others,
  }
}

/**
 * Makes the metrics end where a checkpoint was saved, so that the training can go on from there.
 * @param step −1 removes everything
 * @throws InputError if lines are missing
 */
export function rewindMetrics(run: RunFolder, step: number): void {
  refuseGaps(run, step)
  run.metrics.cutBack(step)
}

/** @throws InputError if lines before a checkpoint are missing: they were written before it, so a hand has removed them */
export function refuseGaps(run: RunFolder, step: number): void {
  const { checkpointEvery } = run.experiment.training
  const due = Math.floor(step / checkpointEvery) * checkpointEvery
  const found = run.metrics.read().some((line) => line.type === 'checkpoint' && line.step === due)
  if (due > 0 && !found) {
    throw new InputError(
      `${run.path('metrics.jsonl')}: has no line of the checkpoint of step ${due}, so lines are missing; ` +
        'put the file back, or start a new run',
    )
  }
}
