/** Evaluations of networks that were opened, and of networks whose neurons changed places since. */
import type { Engine } from 'gyrus/engine/engine.js'
import { type Evaluated, evaluateMoment } from 'gyrus/training/evaluated.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, sizeOf } from 'gyrus/training/train.js'
import type { WholeSnapshot } from './snapshot.js'

/** Evaluates a network that was opened without an evaluation, in the same way as its training would have. */
export function evaluate(
  engine: Engine,
  experiment: Experiment,
  snapshot: Pick<WholeSnapshot, 'step' | 'parameters' | 'connections'>,
): Promise<Evaluated> {
  const battery = batteryOf(experiment)
  const size = sizeOf(experiment, battery)
  return evaluateMoment(engine, experiment, { ...snapshot, battery, size, cell: experiment.network })
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
