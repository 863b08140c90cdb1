/** An evaluation with what is computed from it: what a picture of a network at one moment shows. */
import { connectome } from '../analysis/connectome.js'
import { newmanModularity } from '../analysis/modularity.js'
import { activeUnits, importance } from '../analysis/taskVariance.js'
import type { Engine } from '../engine/engine.js'
import type { CellSettings } from '../network/cell.js'
import type { Matrices, NetworkSize, Parameters } from '../network/parameters.js'
import type { Battery } from '../tasks/battery.js'
import { Evaluator } from './evaluation.js'
import { type EvaluationEvent, evaluationEvent } from './evaluationEvent.js'
import type { Experiment } from './experiment.js'
import { clustersAt } from './train.js'

/** The numbers of an evaluation, and what every neuron does. */
export interface Evaluated {
  /** Training steps taken. */
  step: number
  /** By task name, 0 to 1. */
  accuracy: Record<string, number>
  /** Over tasks, 0 to 1. */
  meanAccuracy: number
  /** Neurons with Σ task variance > 1e-3. */
  activeNeurons: number
  /** Cells, over recurrent |w| > 0.01. */
  wiringLength: number
  /** [task, hidden]; neurons are in the order of their places at that step. */
  taskVariance: Float64Array
  /** Functional cluster of the neuron at each place at that step, −1 if it is not active. */
  clusters: Int32Array
  /** Newman's Q of the clusters on |W_h|; null if it was not measured. */
  modularity: number | null
}

/**
 * @param taskVariance [task, hidden]
 * @param recurrentWeights [hidden, hidden]; null if there are none yet
 */
export function evaluated(
  event: EvaluationEvent,
  taskVariance: Float64Array,
  hidden: number,
  recurrentWeights: Float32Array | null,
): Evaluated {
  const { step, accuracy, meanAccuracy, activeNeurons, wiringLength } = event
  const active = activeUnits(importance(taskVariance, hidden))
  const clusters = clustersAt(taskVariance, hidden, active)
  const labels = active.map((neuron) => clusters[neuron])
  return {
    step,
    accuracy,
    meanAccuracy,
    activeNeurons,
    wiringLength,
    taskVariance,
    clusters,
    modularity: recurrentWeights && newmanModularity(connectome(recurrentWeights, active), labels),
  }
}

/** A network at one moment, and what it was trained on. */
interface AtMoment {
  step: number
  battery: Battery
  size: NetworkSize
  cell: CellSettings
  parameters: Parameters<Float32Array>
  connections: Matrices<Float32Array>
}

/**
 * Evaluates a network in the same way as its training does, with `training.evaluationTrials` trials of each task.
 * @throws OverflowError if its activity is not finite
 */
export async function evaluateMoment(
  engine: Engine,
  experiment: Experiment,
  { step, battery, size, cell, parameters, connections }: AtMoment,
): Promise<Evaluated> {
  const { training, seed } = experiment
  const evaluator = await Evaluator.create(engine, battery, size, cell, training.evaluationTrials, seed)
  try {
    const evaluation = await evaluator.evaluate(parameters)
    const event = evaluationEvent(experiment, battery, { step, connections }, evaluation)
    return evaluated(event, evaluation.taskVariance, size.hidden, connections.recurrentWeights)
  } finally {
    await evaluator.release()
  }
}
