/** What an evaluation says of a network: an event of its training, and of a network that is shown without one. */
import { meanAccuracy, taskAccuracy } from '../analysis/accuracy.js'
import { activeUnits, importance } from '../analysis/taskVariance.js'
import { wiringLength } from '../analysis/wiring.js'
import type { Matrices } from '../network/parameters.js'
import type { Battery } from '../tasks/battery.js'
import type { Evaluation } from './evaluation.js'
import type { Experiment } from './experiment.js'
import { sheetOf } from './sheet.js'

/** An evaluation, as an event of the training. */
export interface EvaluationEvent {
  /** Which event it is. */
  type: 'evaluation'
  /** Training steps taken. */
  step: number
  /** Mean over tasks, and its binomial standard error. */
  meanAccuracy: number
  /** See `meanAccuracy`. */
  meanAccuracySe: number
  /** By task name, 0 to 1. */
  accuracy: Record<string, number>
  /** `training.evaluationTrials`. */
  trialsPerTask: number
  /** Neurons with Σ task variance > 1e-3. */
  activeNeurons: number
  /** Length summed over recurrent |w| > 0.01: Manhattan in cells of a grid, or in the unit of measured places. */
  wiringLength: number
}

/** The event of an evaluation with `training.evaluationTrials` trials of each task of the battery. */
export function evaluationEvent(
  experiment: Experiment,
  battery: Battery,
  { step, connections }: { step: number; connections: Pick<Matrices<Float32Array>, 'recurrentWeights'> },
  { counts, taskVariance }: Evaluation,
): EvaluationEvent {
  const tasks = counts.map(taskAccuracy)
  const { accuracy, se } = meanAccuracy(tasks)
  const hidden = taskVariance.length / battery.tasks.length
  return {
    type: 'evaluation',
    step,
    meanAccuracy: accuracy,
    meanAccuracySe: se,
    accuracy: Object.fromEntries(battery.tasks.map(({ name }, t) => [name, tasks[t].accuracy])),
    trialsPerTask: experiment.training.evaluationTrials,
    activeNeurons: activeUnits(importance(taskVariance, hidden)).length,
    wiringLength: wiringLength(connections.recurrentWeights, sheetOf(experiment)).wiringLength,
  }
}
