/** Definitions of functional clusters and of their anatomy. */
import { LABEL_SHUFFLES, SHUFFLES_BY_K } from '../anatomy.js'
import { MOST_CLUSTERS } from '../clusters.js'
import { DESCRIPTION, type DefinitionTable, LOWER, UPPER, whole } from './words.js'

const LABEL_NULL = `null: cluster labels shuffled among the active neurons, sizes kept, ${whole(LABEL_SHUFFLES)} times`

export const MODULES: DefinitionTable = {
  labels: [
    'Functional cluster of each neuron of the sheet, numbered from 0 in the order of clusters; −1 = inactive.',
    'none',
    DESCRIPTION,
  ],
  order: ['Active neurons by cluster, then by index.', 'index of a neuron', DESCRIPTION],
  normalizedTaskVariance: [
    'Task variance of each active neuron divided by its maximum over tasks, `[task][column]`; columns as in order.',
    'none, 0..1',
    DESCRIPTION,
  ],
  clusters: [
    `Sizes of the functional clusters: Ward’s method on normalized task variance, k of 2..${MOST_CLUSTERS} by mean silhouette, ordered by preferred task, then larger first, then lowest neuron.`,
    'neurons',
    DESCRIPTION,
  ],
  silhouette: [
    'Mean silhouette (Euclidean) of the functional clusters; null: each neuron’s task variances permuted over tasks, clusters found anew.',
    'none, −1..1',
    UPPER,
  ],
  silhouetteByK: [
    'Mean silhouette of Ward’s cut into each number of clusters k that was tried.',
    'none, −1..1',
    'the highest decides k',
  ],
  silhouetteGivenCorrelations: [
    'silhouette; null: neurons without groups (a Gaussian-copula surrogate of the task variances), each task with all its task variances and each pair of tasks with its rank correlation over neurons, up to sampling and .02, normalized and clustered anew.',
    'none, −1..1',
    UPPER,
  ],
  anatomyByK: [
    `isolatedNeuronRatio, indexVariance and meanSquaredRadius of Ward’s cut into each number of clusters k that was tried; null: its labels shuffled among the active neurons, sizes kept, ${whole(SHUFFLES_BY_K)} times.`,
    'as there',
    LOWER,
  ],
  isolatedNeuronRatio: [
    `Share of active neurons neither of whose neighbors on the row-major list of active neurons is in their cluster (list ends have one neighbor); ${LABEL_NULL}.`,
    'share of active neurons',
    LOWER,
  ],
  indexVariance: [
    `Sum over clusters of the population variance of the members’ places on the row-major list of active neurons; ${LABEL_NULL}.`,
    'places²',
    LOWER,
  ],
  rowMajor: [
    'isolatedNeuronRatio and indexVariance on the row-major list, as the paper has them; nulls as there.',
    'as above',
    LOWER,
  ],
  columnMajor: [
    `isolatedNeuronRatio and indexVariance on the column-major list; ${LABEL_NULL}.`,
    'as above',
    LOWER,
  ],
  isolatedNeuronRatio2d: [
    `Share of active neurons none of whose four neighbors on the sheet is active and in their cluster; ${LABEL_NULL}.`,
    'share of active neurons',
    LOWER,
  ],
  meanSquaredRadius: [
    `Mean over active neurons of the squared distance to the centroid of their own cluster; ${LABEL_NULL}.`,
    'cells²',
    LOWER,
  ],
}
