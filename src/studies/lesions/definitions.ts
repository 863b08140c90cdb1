/** Definitions of all numbers of the study, by the names of the fields of `Lesions`. */
import { whole } from '../../figures/words.js'
import type { Definitions } from '../study.js'
import { PERMUTATIONS } from './measures.js'

const ACCURACY = 'share of trials'
const DESCRIPTION = 'a description, not a score'
const HARM = 'higher is more harm; p counts random sets with as much or more'
const SPECIFIC = 'higher is more specific; p counts random sets as high or higher'

const SIZE_MATCHED =
  'as many active neurons as the lesion silences, drawn at random: for clusters the cluster labels shuffled among the active neurons, so that the random sets of one sample are disjoint'
const IMPORTANCE_MATCHED =
  'as many active neurons whose summed importance is within a tenth of the cluster’s; the random sets of one sample are disjoint, reached from the clusters by random exchanges between two of them; overlap = mean share of the cluster’s neurons that a set still holds, overlapByChance = size / active neurons'

export const DEFINITIONS: Definitions = {
  lesion: [
    'A set of active neurons silenced: their outgoing recurrent and output weights are 0, so that the network computes what it would without them. Inactive neurons are never silenced.',
    'none',
    DESCRIPTION,
  ],
  intact: [
    'Accuracy without a lesion, on the trials on which every lesion is measured.',
    ACCURACY,
    'higher is better',
  ],
  accuracy: ['Accuracy with the lesion, by task.', ACCURACY, 'higher is better'],
  drop: [
    'Intact minus lesioned accuracy on the same trials, by task; dropSe = standard error over trials, paired.',
    ACCURACY,
    HARM,
  ],
  meanDrop: ['Mean over tasks of drop, each with the same weight.', ACCURACY, HARM],
  mostHurt: ['The task with the largest drop, null where none drops.', 'none', DESCRIPTION],
  allActive: [
    'The lesion of all active neurons: what is left to chance and constant answers.',
    'none',
    DESCRIPTION,
  ],
  clusters: [
    'The lesion of each functional cluster of `gyrus analyze`, in the order of its labels.',
    'none',
    DESCRIPTION,
  ],
  importance: [
    'Sum of task variance over tasks and over the neurons of the lesion.',
    'activity²',
    DESCRIPTION,
  ],
  taskVarianceShare: [
    'Share of each task’s variance, summed over the active neurons, that is in the cluster.',
    'none, 0..1',
    DESCRIPTION,
  ],
  selectivity: [
    'How unevenly a lesion’s drops are spread over the tasks: (1 − (Σd/T)² / (Σd²/T)) / (1 − 1/T), gains counted as 0; 0 = all tasks drop alike, 1 = one task alone; null where none drops. In specificity: the mean over clusters.',
    'none, 0..1',
    SPECIFIC,
  ],
  interaction: [
    'Root mean square over clusters and tasks of drop minus the cluster’s mean minus the task’s mean plus the overall mean: how much it matters which cluster is silenced for which task.',
    ACCURACY,
    SPECIFIC,
  ],
  similarity: [
    'Mean over pairs of clusters of the correlation over tasks of their drops.',
    'none, −1..1',
    'lower is more specific; p counts random sets as low or lower',
  ],
  rankCorrelation: [
    `Spearman’s correlation over tasks between a lesion’s drop and taskVarianceShare. Of a cluster: null = tasks permuted, ${whole(PERMUTATIONS)} times; within sizeMatched and importanceMatched: null = the same correlation of the random sets. In specificity: the mean over clusters.`,
    'none, −1..1',
    'higher = the tasks most hurt are those that vary most there; p counts nulls as high or higher',
  ],
  sizeMatched: [`Null: ${SIZE_MATCHED}.`, 'none', 'asks whether it matters which neurons are silenced'],
  importanceMatched: [
    `Null: ${IMPORTANCE_MATCHED}.`,
    'none',
    'asks whether it matters beyond how active the silenced neurons are: the test of specificity',
  ],
  discs: [
    'The lesion of the active neurons within radius of a cell (center: index of the sheet, row-major), for every cell, or every discSpacing-th row and column, that has one; of measured places about each of them, or about 500 where there are more, and in a ball where they have depth. Null of meanDropTest and selectivityTest: random sets of as many active neurons.',
    'none',
    DESCRIPTION,
  ],
  discMedians: [
    'Medians over the discs of the z of meanDropTest and selectivityTest; discs overlap, so that there is no p.',
    'none',
    DESCRIPTION,
  ],
  radius: [
    'Euclidean distance between the centers of cells, or between measured places, within which a disc reaches. If it was not given: in half cells, or halves of the median distance to the nearest neighbor, where a disc about an active neuron holds most nearly as many active neurons as a cluster, on average.',
    'cells, or the unit of measured places',
    DESCRIPTION,
  ],
  neurons: [
    'The lesion of each active neuron alone, the most harmful first; a random set of one is one of these, so that the rank is the test.',
    'none',
    DESCRIPTION,
  ],
  trials: ['Trials of each task.', 'trials', DESCRIPTION],
  nulls: [
    'Random sets of each kind for each cluster; discNulls: for each number of neurons that a disc holds.',
    'sets',
    DESCRIPTION,
  ],
  pLess: [
    'Of a drop: (1 + number of random sets that cost as much or less) / (sets + 1), one-sided: small where a task is spared.',
    'none',
    DESCRIPTION,
  ],
  z: ['(value − nullMean) / nullSd; null where the null does not vary.', 'none', DESCRIPTION],
  p: ['(1 + number of random sets at least as extreme) / (sets + 1), one-sided.', 'none', DESCRIPTION],
}
