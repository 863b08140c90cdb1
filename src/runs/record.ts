/**
 * A training and its run folder: events become lines of metrics.jsonl and checkpoints, and a checkpoint becomes
 * the state from which a training goes on.
 */

import { InputError } from '../errors.js'
import type { StreamState } from '../tasks/stream.js'
import type { TrainingEvent, TrainingState } from '../training/train.js'
import type { Checkpoint } from './checkpoint.js'
import type { RunFolder } from './folder.js'
import type { MetricsLine } from './metrics.js'

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

/** Writes an event down. A checkpoint's line comes before the checkpoint, so that the metrics never lag behind it. */
export async function record(
  run: RunFolder,
  event: TrainingEvent,
  elapsed: number,
): Promise<MetricsLine | null> {
  const line = metricsLine(event, elapsed)
  if (line) run.metrics.append(line)
  if (event.type === 'checkpoint') await run.saveCheckpoint(toCheckpoint(event.state))
  return line
}

const PLACES = 'places'

function toCheckpoint({ step, tensors, places, streams, noise }: TrainingState): Checkpoint {
  const moved = { data: places, shape: [places.length] }
  return { step, tensors: { ...tensors, [PLACES]: moved }, state: { streams, noise } }
}

/**
 * The training state that a checkpoint holds.
 * @param shapes of the tensors that the experiment's network has
 * @throws InputError if the checkpoint is of another network than experiment.json says
 */
export function fromCheckpoint(
  { step, tensors, state }: Checkpoint,
  shapes: Readonly<Record<string, readonly number[]>>,
): TrainingState {
  const { [PLACES]: places, ...rest } = tensors
  for (const [name, shape] of Object.entries(shapes)) {
    const found = rest[name]?.shape
    if (String(found) === String(shape)) continue
    throw new InputError(
      `checkpoint of step ${step}: ${name} must be [${shape}] as experiment.json says, got ${found ? `[${found}]` : 'none'}`,
    )
  }
  const { streams, noise } = state as { streams: StreamState[]; noise: number[] }
  return {
    step,
    tensors: rest as TrainingState['tensors'],
    places: places.data as Int32Array,
    streams,
    noise,
  }
}
