/**
 * Definitions of all numbers of an analysis, which are saved with them: one sentence, the unit, and the direction that
 * is better. PROTOCOL.md is the authoritative text; this says the same to a reader who has only the JSON file.
 */
import { LABEL_SHUFFLES } from './anatomy.js'
import { affordableStructure, MANY } from './networkStructure.js'
import { LEAST_CLUB } from './richClub.js'
import { affordableSamples, DENSE, RESTARTS } from './wiringNulls.js'
import { HUB } from './withinModuleDegree.js'

/** What a number means. */
export interface Definition {
  /** One sentence. */
  meaning: string
  /** 'none' for pure numbers. */
  unit: string
  /** Which direction is better or more modular, and which tail p counts. */
  direction: string
}

const ACCURACY = 'higher is better'
const LOWER = 'lower is more modular; p counts nulls as low or lower'
const UPPER = 'higher is more modular; p counts nulls as high or higher'
const DESCRIPTION = 'a description, not a score'

const whole = (n: number) => n.toLocaleString('en-US')
const [SPARSE_SAMPLES, DENSE_SAMPLES] = [affordableSamples(DENSE), affordableSamples(DENSE + 1)]
const [SPARSE_STRUCTURE, DENSE_STRUCTURE] = [
  affordableStructure(DENSE, MANY),
  affordableStructure(DENSE + 1, MANY),
]
/** The smallest p that a number of null samples can give. */
const least = (samples: number) => `1/${samples + 1}`

const LABEL_NULL = `null: cluster labels shuffled among the active neurons, sizes kept, ${whole(LABEL_SHUFFLES)} times`
const WIRING_NULLS =
  'nulls: `degrees` = connections among active neurons rewired, every neuron keeping its numbers of incoming and ' +
  'outgoing connections and its incoming weights; `degreesAndLengths` = every neuron also keeping how many incoming ' +
  'connections it has of each length, each weight its length; self-connections stay; ' +
  `${SPARSE_SAMPLES.networks} null networks, ${DENSE_SAMPLES.networks} for more than ${whole(DENSE)} connections`

const OR_DENSE = `for more than ${whole(DENSE)} connections or ${MANY} active neurons`
const KEPT = `null: connections among active neurons rewired, degrees and connection lengths kept, ${SPARSE_STRUCTURE.networks} networks, ${DENSE_STRUCTURE.networks} ${OR_DENSE}`
const NO_SELF = 'connections among active neurons, self-connections left out'

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
  silhouetteGivenCorrelations: [
    'silhouette; null: neurons without groups (a Gaussian-copula surrogate of the task variances), each task with all its task variances and each pair of tasks with its rank correlation over neurons, up to sampling and .02, normalized and clustered anew.',
    'none, −1..1',
    UPPER,
  ],
  anatomyByK: [
    'isolatedNeuronRatio, indexVariance and meanSquaredRadius of Ward’s cut into each number of clusters k that was tried; null: its labels shuffled among the active neurons, sizes kept, 1,000 times.',
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
    `The partition of highest Q that Leiden’s method (Traag et al. 2019) finds from the functional clusters and in ${RESTARTS} restarts; its parts are connected, and a neuron without connections is a part by itself. Each null network is searched in the same way, from the functional clusters too, but only ${SPARSE_SAMPLES.partitions} of them are, so that p is at least ${least(SPARSE_SAMPLES.partitions)}, and ${DENSE_SAMPLES.partitions} for more than ${whole(DENSE)} connections, so that p is at least ${least(DENSE_SAMPLES.partitions)}; agreement is its adjusted Rand index with the functional clusters.`,
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
  'network.participationIn': [
    `Mean over active neurons of incoming participation, 1 − Σ (share of a neuron’s incoming |w| from each functional cluster)²; ${NO_SELF}; neurons without such connections are left out; ${KEPT}.`,
    'none, 0 to 1 − 1/number of clusters',
    LOWER,
  ],
  'network.participationOut': [
    `The same for outgoing |w|; ${KEPT}.`,
    'none, 0 to 1 − 1/number of clusters',
    LOWER,
  ],
  'network.hubIn': [
    `The greatest within-module degree z of a neuron: Σ|w| that it receives from the others of its functional cluster, less the cluster’s mean, by the cluster’s sd (mean 0 and sd 1 in every network by construction); ${KEPT}.`,
    'sd of the cluster',
    'higher = one neuron stands out more; p counts nulls as high or higher',
  ],
  'network.hubOut': [
    `The same for Σ|w| that it sends; ${KEPT}.`,
    'sd of the cluster',
    'higher = one neuron stands out more; p counts nulls as high or higher',
  ],
  'network.hubs': [`Active neurons whose within-module degree z is ${HUB} or more.`, 'neurons', DESCRIPTION],
  'network.neurons': [
    'Participation and within-module degree z of each active neuron, in the order of the sheet; undefined for a neuron without such connections or in a cluster whose neurons do not differ.',
    'as above',
    DESCRIPTION,
  ],
  'network.clustering': [
    `Mean directed clustering coefficient (Fagiolo 2007), connections present or not; ${NO_SELF}; ${KEPT}; \`random\` = as many connections between random neurons.`,
    'share of possible triangles, 0..1',
    'higher = partners of a neuron are joined more often; p counts nulls as high or higher',
  ],
  'network.efficiency': [
    `Global efficiency: mean over ordered pairs of different active neurons of 1 / the number of connections on the shortest directed way, 0 where there is none; ${KEPT}; \`random\` = as many connections between random neurons.`,
    'none, 0..1',
    'higher = fewer steps from neuron to neuron; p counts nulls as high or higher',
  ],
  'network.smallWorldness': [
    `(clustering / the nulls’ mean) × (efficiency / the nulls’ mean), each null network against the same means; ${KEPT}.`,
    'none, 1 = as the nulls',
    'above 1 = small world; p counts nulls as high or higher',
  ],
  'network.smallWorldnessRandom': [
    'The same against as many connections between random neurons, which is the usual σ; every network of short wires is above 1.',
    'none, 1 = as a random network',
    'above 1 = small world; p counts nulls as high or higher',
  ],
  'network.richClub': [
    `Mean over k of φ(k) / the nulls’ mean; φ(k) = share of the ordered pairs that are connected among the neurons with more than k incoming and outgoing connections, for every k that leaves ${LEAST_CLUB} of them; ${KEPT}.`,
    'none, 1 = as the nulls',
    'above 1 = hubs are joined among themselves; p counts nulls as high or higher',
  ],
  'network.richClubCurve': [
    'φ of every club (neurons with more than `degree` connections), with its mean and sd where degrees and connection lengths are kept.',
    'share of pairs',
    DESCRIPTION,
  ],
  'network.spectralEntropy': [
    `Entropy of |λ| / Σ|λ| over the eigenvalues λ of the weights (with sign, |w| > 0.01, self-connections included) among active neurons, divided by log of their number; ${KEPT}, of which ${SPARSE_STRUCTURE.spectra}, or ${DENSE_STRUCTURE.spectra}, are computed.`,
    'none, 0..1',
    'lower = fewer modes carry the dynamics; p counts nulls as low or lower',
  ],
  'network.layoutCost': [
    `Σ|w|·Manhattan length of the connections among active neurons in the present layout, which rewiring that keeps lengths does not change; null: active neurons at random cells of the sheet, ${whole(SPARSE_STRUCTURE.layouts)} layouts, ${DENSE_STRUCTURE.layouts} ${OR_DENSE}.`,
    'cells × unit of weight',
    'lower is more economical; p counts nulls as low or lower',
  ],
  'network.layoutCostAmongPlaces': [
    'layoutCost; null: the active neurons at each other’s places, as many layouts.',
    'cells × unit of weight',
    'lower is more economical; p counts nulls as low or lower',
  ],
  'network.layoutBest': [
    `layoutCost of the best layout that simulated annealing finds over all places of the active neurons on the sheet, starting from the present one; best of ${SPARSE_STRUCTURE.annealings}, or ${DENSE_STRUCTURE.annealings} ${OR_DENSE}; the optimum is this or less.`,
    'cells × unit of weight',
    'an upper bound of the optimum',
  ],
  'network.layoutRatio': [
    'layoutCost / layoutBest: how many times as much wire as the best layout found; the optimum leaves this or more.',
    'none, at least 1',
    '1 = no shorter layout was found',
  ],
  'network.layoutRatioOfRewired': [
    `The ratio after a single annealing; null: the same for networks rewired with degrees and connection lengths kept, whose present cost is the same, ${SPARSE_STRUCTURE.annealedNetworks} networks, none ${OR_DENSE}.`,
    'none, at least 1',
    'lower = nearer to its own optimum; p counts nulls as low or lower',
  ],
  'network.layoutRatioWithChannels': [
    'layoutRatio with the wires between active neurons and channels (|w| > 0.01), which stay where they are.',
    'none, at least 1',
    '1 = no shorter layout was found',
  ],
  'network.layout': [
    'The costs behind layoutCost, layoutBest and the ratios, with their distributions and the cells of the best layout.',
    'cells × unit of weight',
    DESCRIPTION,
  ],
  'network.seed': ['Seed of the random numbers of this part.', 'none', DESCRIPTION],
  'network.samples': [
    'Numbers of rewired networks, eigenvalue decompositions, random layouts, annealings, rewired networks annealed, and sweeps of each annealing.',
    'none',
    DESCRIPTION,
  ],
}

/**
 * Definitions by the names of fields of `Summary` and `Details`, `a.b` for field b within a. A new object at each call.
 */
export function definitions(): Record<string, Definition> {
  return Object.fromEntries(
    Object.entries(TABLE).map(([name, [meaning, unit, direction]]) => [name, { meaning, unit, direction }]),
  )
}
