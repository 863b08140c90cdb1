/** Definitions of all numbers of the study, by the names of the fields of `Transfer`. */
import type { Definitions } from '../study.js'

const DESCRIPTION = 'a description, not a score'

export const DEFINITIONS: Definitions = {
  settings: [
    'How each task was learned: Adam at a constant learning rate from moments of 0, gradients clipped, no charge and no swaps; batches of single trials from the zero state.',
    'none',
    DESCRIPTION,
  ],
  activeNeurons: [
    'Neurons whose task variance, summed over the old tasks, is above 10⁻³.',
    'neurons',
    DESCRIPTION,
  ],
  clusters: ['Neurons of each functional cluster of the analysis.', 'neurons', DESCRIPTION],
  oldAccuracy: [
    'Mean accuracy over the tasks that the network was trained on, before anything is learned.',
    'share of trials',
    'higher is better',
  ],
  ceiling: ['Accuracy of the ideal observer in the task.', 'share of trials', DESCRIPTION],
  module: [
    'The functional cluster that learns: that with the highest task variance, summed over its neurons and over the task’s relatives among the old tasks; or, with settings.modules distinct, another one for each task, so that their shares of their families’ task variance have the largest sum. overlap = mean share of its neurons that a random set of the same importance still holds.',
    'none',
    DESCRIPTION,
  ],
  learned: [
    'One learning of the task. plastic = which weights learn: everything; the weights of the task’s input line; all weights into, out of and among the neurons of the module, or of a random set of active neurons of the same size, or of the same size and summed importance.',
    'none',
    DESCRIPTION,
  ],
  exchanged: [
    'Whether rows and columns of W_h were exchanged at random among the active neurons before: the weights stay, the structure is gone.',
    'none',
    DESCRIPTION,
  ],
  weights: ['Weights and biases that learn.', 'weights', DESCRIPTION],
  curve: [
    'Trials of the task that were learned from, and the accuracy then.',
    'trials; share of trials',
    DESCRIPTION,
  ],
  trialsToCriterion: [
    'Trials to the first evaluation at settings.criterion of the ceiling; null where it was not reached.',
    'trials',
    'fewer is sooner; means count null as settings.steps × settings.batch',
  ],
  accuracy: ['At the criterion, or at the end.', 'share of trials', 'higher is better'],
  interference: [
    'oldAccuracy minus the mean accuracy over the old tasks at the criterion or the end, on the same trials; null where W_h was exchanged.',
    'share of trials',
    'lower is better',
  ],
}
