/**
 * Evaluation of a network on single trials of every task from the zero state, noise as in training (PROTOCOL
 * "Evaluation"). The trials come from a stream of their own and are the same at every call.
 */
import type { TaskCount } from '../analysis/accuracy.js'
import { taskVariance } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import { type ActivityResult, ActivityRunner } from '../network/activity.js'
import type { Cell } from '../network/cell.js'
import type { NetworkSize, Parameters } from '../network/parameters.js'
import { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { evaluationBatch, gridBatch, score, variesInLength } from '../tasks/evaluation.js'
import type { Task } from '../tasks/task.js'
import { drawOfOneTiming, layTrials, type TrialSet } from '../tasks/trialSet.js'

export interface Evaluation {
  /** One entry a task, in the battery's order. */
  counts: TaskCount[]
  /** [task, hidden]: population variance over trials, mean over time. */
  taskVariance: Float64Array
}

/** The weights are finite, but what the network does with them is not. */
export class OverflowError extends Error {
  override name = 'OverflowError'
}

/** Trials of one timing, where a task's trials differ in length: as many as Yang et al. 2019 tested. */
const SAME_TIMING = 32

export class Evaluator {
  private constructor(
    private readonly runner: ActivityRunner,
    private readonly battery: Battery,
    private readonly cell: Cell,
    private readonly trials: number,
    private readonly seed: number,
  ) {}

  /** @param trials of each task */
  static async create(
    engine: Engine,
    battery: Battery,
    size: NetworkSize,
    cell: Cell,
    trials: number,
    seed: number,
  ): Promise<Evaluator> {
    return new Evaluator(await ActivityRunner.create(engine, size, cell), battery, cell, trials, seed)
  }

  /**
   * Accuracy is counted on trials as they are drawn, with fixation held. Task variance is that of the same trials; where
   * they differ in length, of trials with the battery's durations held; where the source has a test grid, of that, noise
   * off and without the first period (PROTOCOL "Structure").
   * @throws OverflowError if the activity is not finite
   */
  async evaluate(parameters: Parameters<Float32Array>): Promise<Evaluation> {
    const { hidden } = this.runner.size
    const counts: TaskCount[] = []
    const variance = new Float64Array(this.battery.tasks.length * hidden)
    for (const [t, task] of this.battery.tasks.entries()) {
      const random = Random.seeded(this.seed, 'evaluation', task.name)
      let own: Float64Array | undefined
      if (task.test) own = await this.#gridVariance(parameters, task)
      else {
        const set = evaluationBatch(this.battery, task, this.trials, random)
        const { activity, logits } = await this.#run(parameters, set, random)
        own = taskVariance(activity, { time: set.time, trials: set.trials, units: hidden })
        if (!variesInLength(task)) counts.push(score(this.battery, set, logits))
      }
      if (counts.length === t) counts.push(await this.#countOverTimings(parameters, task, random))
      variance.set(own, t * hidden)
    }
    if (!variance.every(Number.isFinite)) throw new OverflowError('the activity of the network is not finite')
    return { counts, taskVariance: variance }
  }

  release(): Promise<void> {
    return this.runner.release()
  }

  async #gridVariance(parameters: Parameters<Float32Array>, task: Task): Promise<Float64Array> {
    const { hidden } = this.runner.size
    const set = gridBatch(this.battery, task)
    const { activity } = await this.#run(parameters, set)
    const [first] = set.drawn[0].durations
    return taskVariance(activity.subarray(first * set.trials * hidden), {
      time: set.time - first,
      trials: set.trials,
      units: hidden,
    })
  }

  async #countOverTimings(
    parameters: Parameters<Float32Array>,
    task: Task,
    random: Random,
  ): Promise<TaskCount> {
    const { fixation } = this.battery.held
    const held = fixation === undefined ? undefined : { fixation }
    const sum = { correct: 0, trials: 0 }
    while (sum.trials < this.trials) {
      const trials = Math.min(SAME_TIMING, this.trials - sum.trials)
      const set = layTrials(
        this.battery,
        task,
        drawOfOneTiming(this.battery, task, trials, random, held),
        random,
      )
      const { logits } = await this.#run(parameters, set, random)
      sum.correct += score(this.battery, set, logits).correct
      sum.trials += trials
    }
    return sum
  }

  /** Recurrent noise from `random`, or none. */
  #run(
    parameters: Parameters<Float32Array>,
    { time, trials, inputs }: TrialSet,
    random?: Random,
  ): Promise<ActivityResult> {
    let noise: Float32Array | undefined
    if (this.cell.noise > 0) {
      noise = new Float32Array(time * trials * this.runner.size.hidden)
      if (random) fillWithNormals(noise, random)
    }
    return this.runner.run(parameters, inputs, trials, noise)
  }
}

/** Overwrites an array with standard normal numbers and returns it. */
export function fillWithNormals(array: Float32Array, random: Random): Float32Array {
  for (let i = 0; i < array.length; i++) array[i] = random.normal()
  return array
}
