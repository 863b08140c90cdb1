/**
 * Runs the lesions of a network: its answers with sets of neurons silenced. The trials are the same as without a lesion
 * (PROTOCOL "Evaluation"), so that a difference comes from the lesion and not from the trials. One program runs all
 * lesions; only the weights change.
 */
import type { TaskCount } from '../../analysis/accuracy.js'
import type { Engine } from '../../engine/engine.js'
import { NetworkRunner } from '../../network/activity.js'
import type { CellSettings } from '../../network/cell.js'
import { parametersOf } from '../../network/cells.js'
import type { NetworkSize, Parameters } from '../../network/parameters.js'
import { silenced } from '../../network/silence.js'
import type { Battery } from '../../tasks/battery.js'
import { answers } from '../../tasks/evaluation.js'
import { type EvaluationPlan, evaluationParts, OverflowError } from '../../training/evaluation.js'
import { allFinite } from '../../training/finite.js'
import type { Outcome } from './measures.js'

export interface LesionOutcomes {
  /** Counts of the intact network, `[task]`. */
  intact: TaskCount[]
  /** Outcomes in the order of the lesions. */
  outcomes: Outcome[]
}

export interface LesionedNetwork {
  battery: Battery
  size: NetworkSize
  parameters: Parameters<Float32Array>
}

/**
 * Runs the network intact and with each set of neurons silenced.
 * @param lesions the neurons of each lesion
 * @param trials number of trials of each task
 * @param progress called with the share of the work that is done
 * @throws OverflowError if the output of the intact network is not finite. With a lesion, such an output is a wrong
 *   answer
 */
export async function lesionOutcomes(
  engine: Engine,
  { battery, size, parameters }: LesionedNetwork,
  cell: CellSettings,
  lesions: readonly ArrayLike<number>[],
  { trials, seed }: { trials: number; seed: number },
  progress: (done: number) => void = () => {},
): Promise<LesionOutcomes> {
  const tasks = battery.tasks.length
  const table = parametersOf(size, cell)
  const plan: EvaluationPlan = { battery, trials, seed, hidden: size.hidden, cell }
  const intact = battery.tasks.map(() => ({ correct: 0, trials: 0 }))
  const outcomes = lesions.map(() => ({ lost: new Int32Array(tasks), gained: new Int32Array(tasks) }))
  const runner = await NetworkRunner.answers(engine, size, cell)
  try {
    for (const [t, task] of battery.tasks.entries()) {
      for (const { set, noise, counted } of evaluationParts(plan, task)) {
        if (!counted) continue
        const wanted = set.labels.subarray(set.labels.length - set.trials)
        const right = async (weights: Parameters<Float32Array>, check = false) => {
          const logits = await runner.run(weights, set.inputs, set.trials, noise)
          if (check && !allFinite(logits)) throw new OverflowError('output', task.name, set.time)
          return answers(battery, task, wanted, logits)
        }
        const before = await right(parameters, true)
        intact[t].correct += before.filter(Boolean).length
        intact[t].trials += set.trials
        for (const [l, neurons] of lesions.entries()) {
          const after = await right(silenced(table, parameters, Array.from(neurons)))
          before.forEach((was, trial) => {
            if (was && !after[trial]) outcomes[l].lost[t]++
            if (!was && after[trial]) outcomes[l].gained[t]++
          })
          if (l % 16 === 0) progress((t + l / lesions.length) / tasks)
        }
      }
    }
  } finally {
    await runner.release()
  }
  progress(1)
  return { intact, outcomes }
}

/**
 * The approximate number of multiplications for one lesion, by which the affordable number of lesions is computed.
 * Periods of varying length count with the middle of their range.
 */
export function lesionCost(battery: Battery, { hidden, inputs }: NetworkSize, trials: number): number {
  const steps = battery.tasks.reduce(
    (sum, { periods }) =>
      sum + periods.reduce((ms, { lasts }) => ms + (lasts.low + lasts.high) / 2, 0) / battery.dt,
    0,
  )
  return steps * trials * hidden * (hidden + inputs)
}
