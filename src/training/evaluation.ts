/**
 * Evaluation of a network: single trials of every task from the zero state, noise as in training, fixation held
 * (PROTOCOL "Evaluation"). The trials come from a stream of their own and are the same at every call.
 */
import type { TaskCount } from '../analysis/accuracy.js'
import { taskVariance } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import { ActivityRunner } from '../network/activity.js'
import type { Cell } from '../network/cell.js'
import type { NetworkSize, Parameters } from '../network/parameters.js'
import { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { evaluationBatch, score } from '../tasks/evaluation.js'

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

export class Evaluator {
  private constructor(
    private readonly runner: ActivityRunner,
    private readonly battery: Battery,
    private readonly cell: Cell,
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
    return new Evaluator(await ActivityRunner.create(engine, size, cell, trials), battery, cell, seed)
  }

  /** @throws OverflowError if the activity is not finite */
  async evaluate(parameters: Parameters<Float32Array>): Promise<Evaluation> {
    const { hidden, outputs } = this.runner.size
    const trials = this.runner.batch
    const counts: TaskCount[] = []
    const variance = new Float64Array(this.battery.tasks.length * hidden)
    for (const [t, task] of this.battery.tasks.entries()) {
      const random = Random.seeded(this.seed, 'evaluation', task.name)
      const batch = evaluationBatch(this.battery, task, trials, random)
      const noise =
        this.cell.noise > 0
          ? fillWithNormals(new Float32Array(batch.time * hidden * trials), random)
          : undefined
      const { activity, logits } = await this.runner.run(parameters, batch.inputs, noise)
      counts.push(score(batch, logits, outputs))
      variance.set(taskVariance(activity, { time: batch.time, trials, units: hidden }), t * hidden)
    }
    if (!variance.every(Number.isFinite)) throw new OverflowError('the activity of the network is not finite')
    return { counts, taskVariance: variance }
  }

  release(): Promise<void> {
    return this.runner.release()
  }
}

/** Overwrites an array with standard normal numbers and returns it. */
export function fillWithNormals(array: Float32Array, random: Random): Float32Array {
  for (let i = 0; i < array.length; i++) array[i] = random.normal()
  return array
}
