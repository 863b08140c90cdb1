/**
 * Runs a network with changed weights: with sets of neurons silenced, or with any other change. The trials are the same
 * as without it (PROTOCOL "Evaluation"), so that a difference comes from the change and not from the trials. One program
 * runs all; only the weights change.
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
export function lesionOutcomes(
  engine: Engine,
  network: LesionedNetwork,
  cell: CellSettings,
  lesions: readonly ArrayLike<number>[],
  options: OutcomeOptions,
  progress?: (done: number) => void,
): Promise<LesionOutcomes> {
  const table = parametersOf(network.size, cell)
  const changes = lesions.map((neurons) => () => silenced(table, network.parameters, Array.from(neurons)))
  return changeOutcomes(engine, network, cell, changes, options, progress)
}

export interface OutcomeOptions {
  /** Number of trials of each task. */
  trials: number
  /** Of the trials. */
  seed: number
}

/**
 * Runs the network intact and with each change of its weights.
 * @param changes each gives the changed weights; called once a task
 * @throws OverflowError as `lesionOutcomes`
 */
export async function changeOutcomes(
  engine: Engine,
  { battery, size, parameters }: LesionedNetwork,
  cell: CellSettings,
  changes: readonly (() => Parameters<Float32Array>)[],
  { trials, seed }: OutcomeOptions,
  progress: (done: number) => void = () => {},
): Promise<LesionOutcomes> {
  const tasks = battery.tasks.length
  const plan: EvaluationPlan = { battery, trials, seed, hidden: size.hidden, cell }
  const intact = battery.tasks.map(() => ({ correct: 0, trials: 0 }))
  const outcomes = changes.map(() => ({ lost: new Int32Array(tasks), gained: new Int32Array(tasks) }))
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
        for (const [c, change] of changes.entries()) {
          const after = await right(change())
          before.forEach((was, trial) => {
            if (was && !after[trial]) outcomes[c].lost[t]++
            if (!was && after[trial]) outcomes[c].gained[t]++
          })
          if (c % 16 === 0) progress((t + c / changes.length) / tasks)
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
