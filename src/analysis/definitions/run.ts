/** Definitions of a run's accuracy, activity and wire. */
import { DESCRIPTION, type DefinitionTable } from './words.js'

const ACCURACY = 'higher is better'

export const RUN: DefinitionTable = {
  accuracy: [
    'Share of evaluation trials (from the zero state, noise as in training) whose argmax at the last step is the label; se is the binomial standard error.',
    'share of trials',
    ACCURACY,
  ],
  meanAccuracy: ['Mean over tasks of accuracy, each task with the same weight.', 'share of trials', ACCURACY],
  meanAccuracySe: [
    'Standard error of meanAccuracy over evaluation trials.',
    'share of trials',
    'smaller is more certain',
  ],
  error: ['1 − meanAccuracy.', 'share of trials', 'lower is better'],
  ceiling: [
    'Accuracy of an ideal observer who knows where the stimuli can be.',
    'share of trials',
    'an upper bound of accuracy, up to sampling error',
  ],
  trialsPerTask: ['Evaluation trials of each task (the fewest, should tasks differ).', 'trials', DESCRIPTION],
  step: ['Training steps that the analyzed network has taken.', 'steps', DESCRIPTION],
  seed: ['Seed of the experiment; all randomness follows from it.', 'none', DESCRIPTION],
  versions: ['Versions of the software that made the numbers.', 'none', DESCRIPTION],
  sheet: [
    'Size of the sheet; neuron i stands at row ⌊i / columns⌋, column i mod columns.',
    'neurons',
    DESCRIPTION,
  ],
  tasks: [
    'Names of the tasks, in the order of the battery and of every list over tasks.',
    'none',
    DESCRIPTION,
  ],
  taskVariance: [
    'Population variance of each neuron’s activity over the trials of a task, averaged over time, `[task][neuron]`.',
    'activity²',
    DESCRIPTION,
  ],
  importance: [
    'Sum over tasks of task variance: the population variance of a neuron’s activity over trials, averaged over time.',
    'activity²',
    DESCRIPTION,
  ],
  importanceByRank: ['importance sorted descending: entry r belongs to rank r.', 'activity²', DESCRIPTION],
  activeNeurons: ['Number of neurons with importance above 1e-3.', 'neurons', 'fewer is sparser'],
  wiringLength: [
    'Sum over recurrent connections with |w| > 0.01, between all neurons, of their Manhattan length.',
    'cells',
    'lower is more economical',
  ],
  totalWiringLength: [
    'wiringLength, and the same sum over connections from input channels and to output channels, which have their places in the drawing.',
    'cells',
    'lower is more economical',
  ],
  weightedWiringLength: [
    'Sum over all recurrent weights of |w| times Manhattan length.',
    'cells × unit of weight',
    'lower is more economical',
  ],
}
