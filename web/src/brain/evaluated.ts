/** An evaluation with what is computed from it: clusters and modularity. And the same after neurons changed places. */
import { connectome } from 'gyrus/analysis/connectome.js'
import { newmanModularity } from 'gyrus/analysis/modularity.js'
import { activeUnits, importance } from 'gyrus/analysis/taskVariance.js'
import type { Engine } from 'gyrus/engine/engine.js'
import { Evaluator } from 'gyrus/training/evaluation.js'
import { type EvaluationEvent, evaluationEvent } from 'gyrus/training/evaluationEvent.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, clustersAt, sizeOf } from 'gyrus/training/train.js'
import type { Evaluated, Snapshot } from './snapshot.js'

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

/** Evaluates a network that was opened without an evaluation, in the same way as its training would have. */
export async function evaluate(
  engine: Engine,
  experiment: Experiment,
  { step, parameters, connections }: Pick<Snapshot, 'step' | 'parameters' | 'connections'>,
): Promise<Evaluated> {
  const battery = batteryOf(experiment)
  const size = sizeOf(experiment, battery)
  const { network, training, seed } = experiment
  const evaluator = await Evaluator.create(engine, battery, size, network, training.evaluationTrials, seed)
  try {
    const evaluation = await evaluator.evaluate(parameters)
    const event = evaluationEvent(experiment, battery, { step, connections }, evaluation)
    return evaluated(event, evaluation.taskVariance, size.hidden, connections.recurrentWeights)
  } finally {
    await evaluator.release()
  }
}

/**
 * Moves each neuron's numbers to the neuron's present place, for neurons that have changed places since the evaluation.
 * @param before identity of the neuron at each place at the evaluation
 * @param now the same at present
 */
export function carried(evaluation: Evaluated, before: Int32Array, now: Int32Array): Evaluated {
  const hidden = now.length
  const placeBefore = new Int32Array(hidden)
  before.forEach((neuron, place) => {
    placeBefore[neuron] = place
  })
  const from = now.map((neuron) => placeBefore[neuron])
  return {
    ...evaluation,
    clusters: from.map((place) => evaluation.clusters[place]),
    taskVariance: evaluation.taskVariance.map((_, i) => {
      const place = i % hidden
      return evaluation.taskVariance[i - place + from[place]]
    }),
  }
}
