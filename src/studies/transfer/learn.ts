/**
 * Learning one more task: a trained network learns on trials of only that task, with all or some of its weights, until
 * it is accurate enough (docs/transfer.md, A). There is no charge and no swaps, and the optimizer's moments start at 0.
 */
import type { TaskCount } from '../../analysis/accuracy.js'
import type { Engine } from '../../engine/engine.js'
import { NetworkRunner } from '../../network/activity.js'
import type { CellSettings } from '../../network/cell.js'
import { parametersOf } from '../../network/cells.js'
import type { Optimizer } from '../../network/optimizer.js'
import type { NetworkSize, Parameters } from '../../network/parameters.js'
import { initialTensors, Trainer } from '../../network/trainer.js'
import { Random } from '../../random/random.js'
import { type Battery, taskByName } from '../../tasks/battery.js'
import { answers } from '../../tasks/evaluation.js'
import { TrialBatcher } from '../../tasks/trialBatcher.js'
import { type EvaluationPart, evaluationParts, fillWithNormals } from '../../training/evaluation.js'

/** How a task is learned. */
export interface LearningPlan {
  /** Trials in a batch. */
  batch: number
  /** The most training steps. */
  steps: number
  /** Steps between two evaluations. */
  evaluateEvery: number
  learningRate: number
  /** Accuracy at which learning stops. */
  criterion: number
}

export interface LearnerNetwork {
  size: NetworkSize
  cell: CellSettings
  parameters: Parameters<Float32Array>
}

export interface LearningCurve {
  /** Accuracy after a number of training trials. */
  curve: { trials: number; accuracy: number }[]
  /** Number of trials until an evaluation reached the criterion; null if none did. */
  trialsToCriterion: number | null
  /** Accuracy when learning stopped. */
  accuracy: number
  /** Parameters when learning stopped. */
  parameters: Parameters<Float32Array>
}

/** Counts right answers of networks of one size, at every call on the same trials of each task of a battery. */
export class AnswerCounter {
  private constructor(
    private readonly battery: Battery,
    private readonly runner: NetworkRunner<Float32Array>,
    private readonly parts: readonly (readonly EvaluationPart[])[],
  ) {}

  /** @param trials number of trials of each task */
  static async create(
    engine: Engine,
    battery: Battery,
    { size, cell }: Pick<LearnerNetwork, 'size' | 'cell'>,
    trials: number,
    seed: number,
  ): Promise<AnswerCounter> {
    const plan = { battery, trials, seed, hidden: size.hidden, cell }
    const parts = battery.tasks.map((task) =>
      [...evaluationParts(plan, task)].filter(({ counted }) => counted),
    )
    return new AnswerCounter(battery, await NetworkRunner.answers(engine, size, cell), parts)
  }

  /** Counts for each task. An answer that is not finite is wrong. */
  async count(parameters: Parameters<Float32Array>): Promise<TaskCount[]> {
    const counts: TaskCount[] = []
    for (const [t, task] of this.battery.tasks.entries()) {
      const count = { correct: 0, trials: 0 }
      for (const { set, noise } of this.parts[t]) {
        const logits = await this.runner.run(parameters, set.inputs, set.trials, noise)
        const wanted = set.labels.subarray(set.labels.length - set.trials)
        count.correct += answers(this.battery, task, wanted, logits).filter(Boolean).length
        count.trials += set.trials
      }
      counts.push(count)
    }
    return counts
  }

  release(): Promise<void> {
    return this.runner.release()
  }
}

/** The battery with only one of its tasks, with unchanged channels, and with batches of single trials. */
export function oneTask(battery: Battery, name: string): Battery {
  return { ...battery, tasks: [{ ...taskByName(battery, name), index: 0 }], batches: 'trials' }
}

/**
 * Learns a task. Batches and evaluation trials depend only on the seed and the task, not on which weights learn.
 *
 * @param task a battery of one task, see `oneTask`
 * @param counter a counter for that battery
 * @param plastic 1 for weights that learn, 0 for others; by default all learn
 */
export async function learn(
  engine: Engine,
  task: Battery,
  network: LearnerNetwork,
  counter: AnswerCounter,
  optimizer: Optimizer,
  plan: LearningPlan,
  seed: number,
  plastic?: Parameters<Float32Array>,
): Promise<LearningCurve> {
  const { size, cell, parameters } = network
  const [{ name }] = task.tasks
  const { batch, learningRate } = plan
  const trainer = await Trainer.create(
    engine,
    { size, cell, optimizer, batch, plastic, goal: task.code ? 'activity' : 'classes' },
    initialTensors(parametersOf(size, cell), optimizer, structuredClone(parameters)),
  )
  const batches = TrialBatcher.seeded(task, batch, seed, 'transfer', name)
  const noise = Random.seeded(seed, 'transfer', name, 'recurrent noise')
  const curve: LearningCurve['curve'] = []
  const evaluate = async (): Promise<boolean> => {
    const [{ correct, trials }] = await counter.count(trainer.parameters)
    curve.push({ trials: trainer.step * batch, accuracy: correct / trials })
    return correct / trials >= plan.criterion
  }
  try {
    let reached = await evaluate()
    let finite = true
    while (!reached && finite && trainer.step < plan.steps) {
      const fed = batches.next()
      const [time] = fed.inputs.shape
      const shape = [time, batch, size.hidden]
      const { loss } = await trainer.advance({
        ...fed,
        ...(cell.noise > 0 && {
          noise: { data: fillWithNormals(new Float32Array(time * batch * size.hidden), noise), shape },
        }),
        learningRate,
        lambda: 0,
      })
      // A network with exchanged weights may diverge; it then has not learned the task.
      finite = Number.isFinite(loss)
      if (trainer.step % plan.evaluateEvery === 0) reached = await evaluate()
    }
    return {
      curve,
      trialsToCriterion: reached ? trainer.step * batch : null,
      accuracy: curve[curve.length - 1].accuracy,
      parameters: structuredClone(trainer.parameters),
    }
  } finally {
    await trainer.release()
  }
}
