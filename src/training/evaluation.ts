/**
 * Evaluation of a network on single trials of every task from the zero state, noise as in training (PROTOCOL
 * "Evaluation"). The trials come from a stream of their own and are the same at every call.
 */
import type { TaskCount } from '../analysis/accuracy.js'
import { taskVariance } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import { type ActivityResult, NetworkRunner } from '../network/activity.js'
import type { CellSettings } from '../network/cell.js'
import type { NetworkSize, Parameters } from '../network/parameters.js'
import { Random } from '../random/random.js'
import type { Battery } from '../tasks/battery.js'
import { evaluationBatch, gridBatch, score, variesInLength } from '../tasks/evaluation.js'
import type { Task } from '../tasks/task.js'
import { drawOfOneTiming, layTrials, type TrialSet } from '../tasks/trialSet.js'
import { allFinite } from './finite.js'

/** What an evaluation measures of a network. */
export interface Evaluation {
  /** One entry a task, in the battery's order. */
  counts: TaskCount[]
  /** [task, hidden]: population variance over trials, mean over time. */
  taskVariance: Float64Array
}

/** The weights are finite, but what the network does with them in the trials of a task is not. */
export class OverflowError extends Error {
  /** How it is told from other errors. */
  override name = 'OverflowError'

  /**
   * @param what of the network is not finite
   * @param task its name
   * @param steps of its trials
   */
  constructor(
    what: 'activity' | 'output',
    /** The name of the task. */
    readonly task: string,
    /** Steps of its trials. */
    readonly steps: number,
  ) {
    super(`the ${what} of the network is not finite in trials of ${task}, which have ${steps} steps`)
  }
}

/** Trials of one timing, where a task's trials differ in length: as many as Yang et al. 2019 tested. */
const SAME_TIMING = 32

/** What an evaluation runs: where trials come from, how many of each task, and the network that they are for. */
export interface EvaluationPlan {
  battery: Battery
  /** Of each task. */
  trials: number
  seed: number
  /** Neurons of the network: recurrent noise has a number for each. */
  hidden: number
  cell: CellSettings
  /** Above 0: other trials of the same seed, from a stream of their own. */
  round?: number
}

/** Trials that are run together, and what they are looked at for. */
export interface EvaluationPart {
  set: TrialSet
  /** Standard normal [time, trial, hidden], where the cell has noise; 0 where it is held off. */
  noise?: Float32Array
  /** Whether their answers are counted. */
  counted: boolean
  /** The step from which on task variance is measured; null where it is not. */
  variance: number | null
}

/**
 * The trials of a task, part by part, the same at every call. Accuracy is counted on trials as they are drawn, with
 * fixation held. Task variance is that of the same trials; where they differ in length, of trials with the task's
 * durations held; where the source has a test grid, of that, noise off and without the first period (PROTOCOL
 * "Structure").
 */
export function* evaluationParts(plan: EvaluationPlan, task: Task): Generator<EvaluationPart> {
  const { battery, trials, seed, hidden, cell, round = 0 } = plan
  const random = Random.seeded(seed, 'evaluation', task.name, ...(round > 0 ? [round] : []))
  const noiseFor = (set: TrialSet, from?: Random): Float32Array | undefined => {
    if (cell.noise === 0) return undefined
    const noise = new Float32Array(set.time * set.trials * hidden)
    return from ? fillWithNormals(noise, from) : noise
  }
  const varies = variesInLength(task)
  if (task.test) {
    const set = gridBatch(battery, task)
    yield { set, noise: noiseFor(set), counted: false, variance: set.drawn[0].durations[0] }
  } else {
    const set = evaluationBatch(battery, task, trials, random)
    yield { set, noise: noiseFor(set, random), counted: !varies, variance: 0 }
    if (!varies) return
  }
  const { fixation } = task.held
  const fixed = fixation === undefined ? undefined : { fixation }
  for (let done = 0; done < trials; done += SAME_TIMING) {
    const drawn = drawOfOneTiming(battery, task, Math.min(SAME_TIMING, trials - done), random, fixed)
    const set = layTrials(battery, task, drawn, random)
    yield { set, noise: noiseFor(set, random), counted: true, variance: null }
  }
}

export class Evaluator {
  private constructor(
    private readonly runner: NetworkRunner<ActivityResult>,
    private readonly plan: EvaluationPlan,
  ) {}

  /** @param trials of each task */
  static async create(
    engine: Engine,
    battery: Battery,
    size: NetworkSize,
    cell: CellSettings,
    trials: number,
    seed: number,
  ): Promise<Evaluator> {
    const plan = { battery, trials, seed, hidden: size.hidden, cell }
    return new Evaluator(await NetworkRunner.activity(engine, size, cell), plan)
  }

  /**
   * Accuracy and task variance, on the trials of `evaluationParts`.
   * @throws OverflowError if activity or output is not finite
   */
  async evaluate(parameters: Parameters<Float32Array>): Promise<Evaluation> {
    const { battery, hidden } = this.plan
    const counts: TaskCount[] = []
    const variance = new Float64Array(battery.tasks.length * hidden)
    for (const [t, task] of battery.tasks.entries()) {
      const count = { correct: 0, trials: 0 }
      for (const { set, noise, counted, variance: from } of evaluationParts(this.plan, task)) {
        const { time, trials } = set
        const { activity, logits } = await this.runner.run(parameters, set.inputs, trials, noise)
        if (from !== null) {
          const ofTask = taskVariance(activity.subarray(from * trials * hidden), {
            time: time - from,
            trials,
            units: hidden,
          })
          if (!allFinite(ofTask)) throw new OverflowError('activity', task.name, time)
          variance.set(ofTask, t * hidden)
        }
        if (!allFinite(logits)) throw new OverflowError('output', task.name, time)
        if (counted) {
          count.correct += score(battery, set, logits).correct
          count.trials += trials
        }
      }
      counts.push(count)
    }
    return { counts, taskVariance: variance }
  }

  release(): Promise<void> {
    return this.runner.release()
  }
}

/** Overwrites an array with standard normal numbers and returns it. */
export function fillWithNormals(array: Float32Array, random: Random): Float32Array {
  random.addNormals(array.fill(0), 0, array.length, 1, 0, 1)
  return array
}
