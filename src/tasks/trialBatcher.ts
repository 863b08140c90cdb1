/**
 * Batches of single trials for training, as Yang et al. 2019 draw them (PAPER.md 3.3): each batch is of one task, drawn
 * by the tasks' weights, and of one timing; what a factor shares is drawn once for the batch, the rest for each trial.
 */
import { Random } from '../random/random.js'
import type { Batch } from './batch.js'
import type { Battery } from './battery.js'
import type { Task } from './task.js'
import { drawOfOneTiming, layTrials, type TrialSet, targetsOf } from './trialSet.js'

/** All that batches of single trials need to continue. JSON-able. */
export interface TrialBatcherState {
  /** Random states: for what trials draw, and for noise (apart, so that noise never changes the trials). */
  trials: number[]
  /** See `trials`. */
  noise: number[]
}

export class TrialBatcher {
  readonly #total: number

  private constructor(
    readonly battery: Battery,
    readonly batch: number,
    private readonly trials: Random,
    private readonly noise: Random,
  ) {
    this.#total = battery.tasks.reduce((sum, { weight = 1 }) => sum + weight, 0)
  }

  static seeded(battery: Battery, batch: number, seed: number, ...path: (string | number)[]): TrialBatcher {
    const random = (part: string) => Random.seeded(seed, ...path, part)
    return new TrialBatcher(battery, batch, random('trials'), random('noise'))
  }

  static restored(battery: Battery, batch: number, { trials, noise }: TrialBatcherState): TrialBatcher {
    return new TrialBatcher(battery, batch, Random.restored(trials), Random.restored(noise))
  }

  state(): TrialBatcherState {
    return { trials: this.trials.state(), noise: this.noise.state() }
  }

  /** A batch in arrays of its own. */
  next(): Batch {
    const { battery, batch } = this
    const set = this.nextTrials()
    const { time } = set
    const inputs = { data: set.inputs, shape: [time, batch, battery.inputCount] }
    if (!battery.code) return { inputs, labels: { data: set.labels as Int32Array, shape: [time, batch] } }
    const { targets, mask } = targetsOf(battery, set)
    const outputs = battery.outputCount
    return {
      inputs,
      targets: { data: targets, shape: [time, batch, outputs] },
      mask: { data: mask, shape: [time, outputs] },
    }
  }

  /** The trials of the next batch. */
  nextTrials(): TrialSet {
    const task = this.#task()
    return layTrials(
      this.battery,
      task,
      drawOfOneTiming(this.battery, task, this.batch, this.trials),
      this.noise,
    )
  }

  #task(): Task {
    const { tasks } = this.battery
    let remaining = this.trials.uniform() * this.#total
    for (const task of tasks) {
      remaining -= task.weight ?? 1
      if (remaining < 0) return task
    }
    return tasks[tasks.length - 1]
  }
}
