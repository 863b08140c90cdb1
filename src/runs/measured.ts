/** What the measurements of a run share: whose they are, and its network evaluated, or refused where that is of no use. */
import { type Clusters, functionalClusters } from '../analysis/clusters.js'
import { ACTIVE_THRESHOLD, activeUnits, importance, profiles } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { type Evaluation, Evaluator, OverflowError } from '../training/evaluation.js'
import type { RunFolder } from './folder.js'
import type { SavedNetwork } from './network.js'

/** Which network a measurement is of, as every file of one says it. */
export interface MeasuredNetwork {
  preset: string
  /** Of regularizer, and its λ at the schedule's peak. */
  kind: string
  lambda: number
  seed: number
  /** Training steps that the network has taken. */
  step: number
  versions: Record<string, string>
}

export function measuredNetwork({ experiment, record }: RunFolder, step: number): MeasuredNetwork {
  const { preset, seed, regularizer } = experiment
  const { kind, lambda } = regularizer
  return { preset, kind, lambda, seed, step, versions: { ...record.versions } }
}

/** What can be done with a network that is of use, to finish "there is nothing to …". */
export type Purpose = 'analyze' | 'lesion' | 'find again' | 'learn with'

/**
 * What a measurement gives.
 * @param step of the network's training
 * @throws InputError where the network's activity or output is not finite
 */
export function ifFinite<Result>(
  { dir, experiment }: RunFolder,
  step: number,
  purpose: Purpose,
  measurement: Promise<Result>,
): Promise<Result> {
  return measurement.catch((error: unknown) => {
    if (!(error instanceof OverflowError)) throw error
    const { time } = experiment.training
    throw new InputError(
      `${dir}: ${error.message}${error.steps > time ? ` (training.time: ${time})` : ''}, at step ${step}; there is nothing to ${purpose}`,
    )
  })
}

/**
 * The network evaluated on as many trials of each task as the run's analysis has.
 * @param seed of the trials; those of the analysis where left out
 * @throws InputError where its activity is not finite
 */
export async function evaluated(
  run: RunFolder,
  engine: Engine,
  { battery, size, parameters, step }: SavedNetwork,
  purpose: Purpose,
  seed = run.experiment.seed,
): Promise<Evaluation> {
  const { network, analysis } = run.experiment
  const evaluator = await Evaluator.create(engine, battery, size, network, analysis.trials, seed)
  return ifFinite(run, step, purpose, evaluator.evaluate(parameters)).finally(() => evaluator.release())
}

/** A network evaluated on the trials of its analysis, and the active neurons that were found. */
export interface ActiveNetwork {
  /** `[task, hidden]` */
  taskVariance: Float64Array
  /** `[hidden]`, Σ over tasks of task variance. */
  importance: Float64Array
  /** Places on the sheet, ascending; one at least. */
  active: Int32Array
  /** Of these, as the analysis has them. */
  clusters: Clusters
}

/** @throws InputError where its activity is not finite, or no neuron is active */
export async function activeNetwork(
  run: RunFolder,
  engine: Engine,
  saved: SavedNetwork,
  purpose: Purpose,
): Promise<ActiveNetwork> {
  const { battery, size } = saved
  const { taskVariance } = await evaluated(run, engine, saved, purpose)
  const own = importance(taskVariance, size.hidden)
  const active = activeUnits(own)
  if (active.length === 0) {
    throw new InputError(
      `${run.dir}: no neuron is active (task variance above ${ACTIVE_THRESHOLD}), so there is nothing to ${purpose}; train longer, or with a smaller regularizer.lambda`,
    )
  }
  const clusters = functionalClusters(profiles(taskVariance, size.hidden, active), battery.tasks.length)
  return { taskVariance, importance: own, active, clusters }
}
