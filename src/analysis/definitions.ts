/**
 * What every number of an analysis means, in words that travel with it: one sentence, the unit, and which way it
 * points. The binding text is PROTOCOL.md; this says the same to a reader who has only the JSON.
 */

export interface Definition {
  meaning: string
  /** 'none' for pure numbers. */
  unit: string
  /** Which way is better or more modular, and which tail p counts. */
  direction: string
}

const ACCURACY = 'higher is better'
const LOWER = 'lower is more modular; p counts nulls as low or lower'
const UPPER = 'higher is more modular; p counts nulls as high or higher'
const DESCRIPTION = 'a description, not a score'

const LABEL_NULL = 'null: cluster labels shuffled among the active neurons, sizes kept, 10,000 times'
const WIRING_NULLS =
  'nulls: `degrees` = connections among active neurons rewired, every neuron keeping its numbers of incoming and ' +
  'outgoing connections and its incoming weights; `degreesAndLengths` = every neuron also keeping how many incoming ' +
  'connections it has of each length, each weight its length; self-connections stay'

const TABLE: Record<string, [meaning: string, unit: string, direction: string]> = {
  accuracy: [
    'Share of evaluation trials (from the zero state, noise as in training) whose argmax at the last step is the label; se is the binomial standard error.',
    'share of trials',
    ACCURACY,
  ],
  meanAccuracy: [
    'Mean over tasks of accuracy, each task with the same weight; meanAccuracySe is its standard error.',
    'share of trials',
    ACCURACY,
  ],
  error: ['1 − meanAccuracy.', 'share of trials', 'lower is better'],
  ceiling: [
    'Accuracy of an ideal observer who knows where the stimuli can be.',
    'share of trials',
    'an upper bound of accuracy, up to sampling error',
  ],
  trialsPerTask: ['Evaluation trials of each task (the fewest, should tasks differ).', 'trials', DESCRIPTION],
  importance: [
    'Sum over tasks of task variance: the population variance of a neuron’s activity over trials, averaged over time.',
    'activity²',
    DESCRIPTION,
  ],
  activeNeurons: ['Number of neurons with importance above 1e-3.', 'neurons', 'fewer is sparser'],
  wiringLength: [
    'Sum over recurrent connections with |w| > 0.01, between all neurons, of their Manhattan length.',
    'cells',
    'lower is more economical',
  ],
  weightedWiringLength: [
    'Sum over all recurrent weights of |w| times Manhattan length.',
    'cells × unit of weight',
    'lower is more economical',
  ],
  normalizedTaskVariance: [
    'Task variance of each active neuron divided by its maximum over tasks; columns by cluster.',
    'none, 0..1',
    DESCRIPTION,
  ],
  clusters: [
    'Sizes of the functional clusters: Ward’s method on normalized task variance, k of 2..19 by mean silhouette, ordered by preferred task, then larger first, then lowest neuron.',
    'neurons',
    DESCRIPTION,
  ],
  silhouette: [
    'Mean silhouette (Euclidean) of the functional clusters; null: each neuron’s task variances permuted over tasks, clusters found anew.',
    'none, −1..1',
    UPPER,
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
  connections: [
    'Recurrent connections (|w| > 0.01) among active neurons; edges, pairs and density are between different neurons.',
    'connections',
    DESCRIPTION,
  ],
  modularity: [
    `Newman’s directed, weighted Q of |w| over the connections among active neurons, self-connections included, given the functional clusters; ${WIRING_NULLS}.`,
    'none, at most 1',
    UPPER,
  ],
  modularityGivenLengths: [
    'modularity against the null that keeps degrees and connection lengths.',
    'none, at most 1',
    UPPER,
  ],
  modularityWithoutSelf: [
    'modularity with self-connections left out of value and nulls.',
    'none, at most 1',
    UPPER,
  ],
  bestPartition: [
    'The partition of highest Q among some runs of Louvain’s method, its Q against nulls searched in the same way; agreement is its adjusted Rand index with the functional clusters.',
    'none, at most 1',
    UPPER,
  ],
  'connectionProbability.within': [
    'Share of ordered pairs of different active neurons of one functional cluster that are connected; nulls as for modularity.',
    'share of pairs',
    UPPER,
  ],
  'connectionProbability.between': [
    'Share of ordered pairs of active neurons of different functional clusters that are connected; nulls as for modularity.',
    'share of pairs',
    LOWER,
  ],
  'connectionProbability.ratio': [
    'within / between; null where nothing connects different clusters.',
    'none',
    UPPER,
  ],
  rewiring: [
    'How far the null networks went: rounds of trades, connections that got a new source per connection, share of connections at a place where the network has none.',
    'per connection',
    DESCRIPTION,
  ],
  weightAgainstDistance: [
    'Mean and median |w| over all ordered pairs of neurons (and over pairs of active ones) at each Manhattan distance, self-connections at 0; distance = cells / longer side of the sheet (the paper’s unit is not known).',
    'unit of weight',
    DESCRIPTION,
  ],
}

/** Keyed by the names of `Summary` and `Details`; a copy for each result. */
export function definitions(): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, [meaning, unit, direction]]) => [name, { meaning, unit, direction }]),
  )
}
