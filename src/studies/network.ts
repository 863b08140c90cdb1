/** The common beginning of studies: the network's evaluation and its active neurons, or why nothing can be measured. */
import { type Clusters, functionalClusters } from '../analysis/clusters.js'
import { ACTIVE_THRESHOLD, activeUnits, importance, profiles } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { type Evaluation, Evaluator, OverflowError } from '../training/evaluation.js'
import type { StudiedNetwork } from './study.js'

/**
 * The result of a measurement of a network.
 * @throws InputError if the network's activity or output is not finite
 */
export function ifFinite<Result>(
  { name, experiment, step }: Pick<StudiedNetwork, 'name' | 'experiment' | 'step'>,
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
 * Evaluates the network on as many trials of each task as its analysis.
 * @param battery the network's, or another one with the same channels
 * @param seed of the trials; by default they are those of the analysis
 * @throws OverflowError if its activity is not finite
 */
export async function evaluated(
  { experiment, size, cell, parameters }: StudiedNetwork,
  engine: Engine,
  battery: StudiedNetwork['battery'],
  seed = experiment.seed,
): Promise<Evaluation> {
  const { analysis } = experiment
  const evaluator = await Evaluator.create(engine, battery, size, cell, analysis.trials, seed)
  return evaluator.evaluate(parameters).finally(() => evaluator.release())
}

/** The evaluation as in an analysis, and the active neurons. */
export interface ActiveNeurons {
  /** `[task, hidden]` */
  taskVariance: Float64Array
  /** `[hidden]`, Σ over tasks of task variance. */
  importance: Float64Array
  /** Places of the active neurons on the sheet, ascending; at least one. */
  active: Int32Array
  /** Their functional clusters, as in the analysis. */
  clusters: Clusters
}

/**
 * Evaluates the network as in its analysis, and finds its active neurons and their clusters.
 * @throws OverflowError if the network's activity is not finite
 * @throws InputError if no neuron is active
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
