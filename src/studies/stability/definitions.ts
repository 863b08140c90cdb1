/** Definitions of all numbers of the study, by the names of the fields of `StabilityMeasures` and of its changes. */
import { whole } from '../../figures/words.js'
import type { Definitions } from '../study.js'
import { KMEANS_RUNS, RESTARTS, SHUFFLES } from './settings.js'

/** Number of random halves of the tasks. */
export const HALVES = 20

const INDEX = 'none, 1 = the same clusters, 0 = what sizes alone give'

const NULL = `Null: ${whole(SHUFFLES)} shuffles of the labels`

export const DEFINITIONS: Definitions = {
  index: [
    `Adjusted Rand index (Hubert and Arabie 1985) of the functional clusters under changed statistics with the original ones, among the neurons that are active originally; mean over the variants of a change. ${NULL} among these neurons.`,
    INDEX,
    'higher = the clusters depend less on the input; p counts shuffles as high or higher',
  ],
  chosen: [
    'At the number of clusters that the mean silhouette chooses under the changed statistics.',
    INDEX,
    'as index',
  ],
  originalNumber: ['At the number of the original clusters.', INDEX, 'as index'],
  relative: [
    'The index as a share of that on other trials under unchanged statistics, which is the most to be expected; null where that is not above 0.',
    'none',
    'higher = the clusters depend less on the input',
  ],
  places: [
    `Adjusted Rand index of functional clusters with clusters of places: k-means on rows and columns of the sheet, the best of ${KMEANS_RUNS} runs, as many clusters as the functional ones. ${NULL}.`,
    INDEX,
    'higher = place predicts function; p counts shuffles as high or higher',
  ],
  wiring: [
    `Adjusted Rand index of functional clusters with the partition of |W_h| > 0.01 among active neurons that has the highest Newman’s Q: Leiden’s method with ${RESTARTS} restarts. ${NULL}.`,
    INDEX,
    'higher = wiring predicts function; p counts shuffles as high or higher',
  ],
  'other trials': [
    'Unchanged statistics: other trials, as many as before.',
    'none',
    'the most that can be expected of any change',
  ],
  'one ring': [
    'Every stimulus of the single-ring tasks on ring 1; tasks of other rings alone left out.',
    'none',
    'a change of statistics',
  ],
  'weakest coherences': [
    'Only the two weakest differences of strength of each decision task.',
    'none',
    'a change of statistics',
  ],
  'strongest coherences': [
    'Only the two strongest differences of strength of each decision task.',
    'none',
    'a change of statistics',
  ],
  'half of the tasks': [
    `${HALVES} random halves of the tasks, each with two of every family at least; the task variance is the original one.`,
    'none',
    'a change of statistics',
  ],
  silent: [
    'Neurons of those active originally whose summed task variance is not above 10⁻³ under the changed statistics; mean over the variants.',
    'neurons',
    'a description, not a score',
  ],
}
