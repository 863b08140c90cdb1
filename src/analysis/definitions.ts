/**
 * What every number of an analysis means, in words that travel with it: one sentence, the unit, and which way it
 * points. The binding text is PROTOCOL.md; this says the same to a reader who has only the JSON.
 */
import { LABEL_SHUFFLES } from './anatomy.js'
import { affordableSamples, DENSE, RESTARTS } from './wiringNulls.js'

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

const whole = (n: number) => n.toLocaleString('en-US')
const [SPARSE_SAMPLES, DENSE_SAMPLES] = [affordableSamples(DENSE), affordableSamples(DENSE + 1)]
/** The least p that so many null samples can give. */
const least = (samples: number) => `1/${samples + 1}`

const LABEL_NULL = `null: cluster labels shuffled among the active neurons, sizes kept, ${whole(LABEL_SHUFFLES)} times`
const WIRING_NULLS =
  'nulls: `degrees` = connections among active neurons rewired, every neuron keeping its numbers of incoming and ' +
  'outgoing connections and its incoming weights; `degreesAndLengths` = every neuron also keeping how many incoming ' +
  'connections it has of each length, each weight its length; self-connections stay; ' +
  `${SPARSE_SAMPLES.networks} null networks, ${DENSE_SAMPLES.networks} for more than ${whole(DENSE)} connections`

const TABLE: Record<string, [meaning: string, unit: string, direction: string]> = {
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
  weightedWiringLength: [
    'Sum over all recurrent weights of |w| times Manhattan length.',
    'cells × unit of weight',
    'lower is more economical',
  ],
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
    'Sizes of the functional clusters: Ward’s method on normalized task variance, k of 2..19 by mean silhouette, ordered by preferred task, then larger first, then lowest neuron.',
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
    `The partition of highest Q among the functional clusters and ${RESTARTS} runs of Louvain’s method; each null network is searched in the same way, the functional clusters among the candidates, but only ${SPARSE_SAMPLES.partitions} of them are, so that p is at least ${least(SPARSE_SAMPLES.partitions)}, and ${DENSE_SAMPLES.partitions} for more than ${whole(DENSE)} connections, so that p is at least ${least(DENSE_SAMPLES.partitions)}; agreement is its adjusted Rand index with the functional clusters.`,
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
    'within / between; nulls as for modularity. Where nothing connects different clusters it is infinite, written as null, but has a p.',
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

/** Keyed by the names of `Summary` and `Details`, `a.b` for what is within `a`; a copy for each result. */
export function definitions(): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, [meaning, unit, direction]]) => [name, { meaning, unit, direction }]),
  )
}
