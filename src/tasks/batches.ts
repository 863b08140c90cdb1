/**
 * What a training is fed, batch after batch, whatever kind of batches the battery has: endless streams cut into
 * windows, or single trials of one task and one timing.
 */
import type { Batch } from './batch.js'
import { Batcher } from './batcher.js'
import type { Battery } from './battery.js'
import type { StreamState } from './stream.js'
import { TrialBatcher, type TrialBatcherState } from './trialBatcher.js'

/**
 * How endless streams become batches: each batch goes on where the last was cut (`continued`), each begins with new
 * trials (`fresh`), or as NeuroGym's `Dataset` does it (`neurogym`, see `cacheLength`).
 */
export const WINDOWS = ['continued', 'fresh', 'neurogym'] as const

/** The size of a batch and, where it is a window of streams, how it follows the last; `continued` where not set. */
export interface BatchPlan {
  /** Sequences. */
  readonly batch: number
  /** Steps of a window. */
  readonly time: number
  readonly windows?: (typeof WINDOWS)[number]
}

/** Streams, and how many windows of NeuroGym's cache they have given. */
export interface CachedState {
  /** One a sequence. */
  streams: StreamState[]
  /** Windows of the cache that were given. */
  served: number
}

/** All that batches need to continue. JSON-able. */
export type BatchesState = StreamState[] | CachedState | TrialBatcherState

export interface Batches {
  /** Valid until the next call, which may write over it. */
  next(): Batch
  state(): BatchesState
}

/** The batches that belong to a seed and a path of names. */
export function seededBatches(battery: Battery, plan: BatchPlan, seed: number, ...path: string[]): Batches {
  return battery.batches === 'trials'
    ? TrialBatcher.seeded(battery, plan.batch, seed, ...path)
    : windowsOf(Batcher.seeded(battery, plan.batch, seed, ...path), plan)
}

/** Batches that go on where the ones were when `state()` was called. */
export function restoredBatches(battery: Battery, plan: BatchPlan, state: BatchesState): Batches {
  if ('trials' in state) return TrialBatcher.restored(battery, plan.batch, state)
  const { streams, served } = 'streams' in state ? state : { streams: state, served: 0 }
  return windowsOf(Batcher.restored(battery, streams), plan, served)
}

/**
 * Steps of each sequence that NeuroGym's `Dataset` draws at once and then cuts into windows (neurogym/utils/data.py at
 * 8e4bb67c, where no `cache_len` is given): 10⁵ numbers, an input's and the label's for each step of each sequence,
 * rounded down to whole windows, and one window more.
 */
export function cacheLength(inputCount: number, { batch, time }: BatchPlan): number {
  const steps = 1e5 / (inputCount + 1) / batch
  return steps - (steps % time) + time
}

/** Windows of `time` steps of a batcher's streams, always in the same arrays. */
function windowsOf(batcher: Batcher, { time, windows = 'continued' }: BatchPlan, alreadyServed = 0): Batches {
  const { batch, battery } = batcher
  const inputs = {
    data: new Float32Array(time * batch * battery.inputCount),
    shape: [time, batch, battery.inputCount],
  }
  const labels = { data: new Int32Array(time * batch), shape: [time, batch] }
  const cached = cacheLength(battery.inputCount, { batch, time })
  let served = alreadyServed
  const advance = () => {
    switch (windows) {
      case 'continued':
        return
      case 'fresh':
        return batcher.cut()
      case 'neurogym':
        // A window that would reach the cache's end is not given: what is left was drawn, and is thrown away.
        if ((served + 1) * time >= cached) {
          batcher.skip(cached - served * time)
          batcher.cut()
          served = 0
        }
        served++
    }
  }
  return {
    next() {
      advance()
      batcher.fill(inputs.data, labels.data)
      return { inputs, labels }
    },
    state: () => (windows === 'neurogym' ? { streams: batcher.state(), served } : batcher.state()),
  }
}
