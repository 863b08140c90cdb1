/** What the studies of a network begin with: its evaluation and its active neurons, or why there is nothing to measure. */
import { type Clusters, functionalClusters } from '../analysis/clusters.js'
import { ACTIVE_THRESHOLD, activeUnits, importance, profiles } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { type Evaluation, Evaluator, OverflowError } from '../training/evaluation.js'
import type { StudiedNetwork } from './study.js'

/**
 * What a measurement of a network gives.
 * @throws InputError where activity or output of the network are not finite
 */
export function ifFinite<Result>(
  { name, experiment, step }: StudiedNetwork,
  measurement: Promise<Result>,
): Promise<Result> {
  return measurement.catch((error: unknown) => {
    if (!(error instanceof OverflowError)) throw error
    const { time } = experiment.training
    const longer = error.steps > time ? ` (training.time: ${time})` : ''
    throw new InputError(`${name}: ${error.message}${longer}, at step ${step}; there is nothing to measure`)
  })
}

/**
 * The network evaluated on as many trials of each task as its analysis has.
 * @param battery its own, or one with the same channels
 * @param seed of the trials; those of the analysis where left out
 * @throws OverflowError where its activity is not finite
 */
export async function evaluated(
  { experiment, size, parameters }: StudiedNetwork,
  engine: Engine,
  battery: StudiedNetwork['battery'],
  seed = experiment.seed,
): Promise<Evaluation> {
  const { network, analysis } = experiment
  const evaluator = await Evaluator.create(engine, battery, size, network, analysis.trials, seed)
  return evaluator.evaluate(parameters).finally(() => evaluator.release())
}

/** The evaluation of an analysis, and the active neurons that it finds. */
export interface ActiveNeurons {
  /** `[task, hidden]` */
  taskVariance: Float64Array
  /** `[hidden]`, Σ over tasks of task variance. */
  importance: Float64Array
  /** Places on the sheet, ascending; one at least. */
  active: Int32Array
  /** Of these, as the analysis has them. */
  clusters: Clusters
}

/**
 * The network evaluated as its analysis is, its active neurons, and their clusters.
 * @throws OverflowError where the network's activity is not finite
 * @throws InputError where no neuron is active
 */
export async function activeNeurons(network: StudiedNetwork, engine: Engine): Promise<ActiveNeurons> {
  const { name, battery, size } = network
  const { taskVariance } = await evaluated(network, engine, battery)
  const sums = importance(taskVariance, size.hidden)
  const active = activeUnits(sums)
  if (active.length === 0) {
    throw new InputError(
      `${name}: no neuron is active (task variance above ${ACTIVE_THRESHOLD}), so there is nothing to measure; train longer, or with a smaller regularizer.lambda`,
    )
  }
  const clusters = functionalClusters(profiles(taskVariance, size.hidden, active), battery.tasks.length)
  return { taskVariance, importance: sums, active, clusters }
}
