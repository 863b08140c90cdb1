/**
 * What a training is fed, batch after batch, whatever kind of batches the battery has: endless streams cut into
 * windows, or single trials of one task and one timing.
 */
import { Batcher } from './batcher.js'
import type { Battery } from './battery.js'
import type { StreamState } from './stream.js'
import { TrialBatcher, type TrialBatcherState } from './trialBatcher.js'

/** Numbers with a shape, row-major. */
export interface BatchValue<Data = Float32Array> {
  readonly data: Data
  readonly shape: readonly number[]
}

/** One batch: labels where they are classes, else target activity and its cost mask. */
export interface Batch {
  /** [time, batch, input] */
  readonly inputs: BatchValue
  /** [time, batch] */
  readonly labels?: BatchValue<Int32Array>
  /** [time, batch, output] */
  readonly targets?: BatchValue
  /** The same for all trials: [time, output]. */
  readonly mask?: BatchValue
}

/** All that batches need to continue. JSON-able. */
export type BatchesState = StreamState[] | TrialBatcherState

export interface Batches {
  /** Valid until the next call, which may write over it. */
  next(): Batch
  state(): BatchesState
}

/** The batches that belong to a seed and a path of names. */
export function seededBatches(
  battery: Battery,
  size: { batch: number; time: number },
  seed: number,
  ...path: string[]
) {
  return battery.batches === 'trials'
    ? TrialBatcher.seeded(battery, size.batch, seed, ...path)
    : windows(Batcher.seeded(battery, size.batch, seed, ...path), size.time)
}

/** The batches that follow those before `state()`. */
export function restoredBatches(
  battery: Battery,
  { batch, time }: { batch: number; time: number },
  state: BatchesState,
): Batches {
  return 'trials' in state
    ? TrialBatcher.restored(battery, batch, state)
    : windows(Batcher.restored(battery, state), time)
}

/** Windows of `time` steps of a batcher's streams, always in the same arrays. */
function windows(batcher: Batcher, time: number): Batches {
  const { batch, battery } = batcher
  const inputs = {
    data: new Float32Array(time * batch * battery.inputCount),
    shape: [time, batch, battery.inputCount],
  }
  const labels = { data: new Int32Array(time * batch), shape: [time, batch] }
  return {
    next() {
      batcher.fill(inputs.data, labels.data)
      return { inputs, labels }
    },
    state: () => batcher.state(),
  }
}
