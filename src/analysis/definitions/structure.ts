/** Definitions of the network's structure beyond modularity. */
import { MANY } from '../networkStructure.js'
import { LEAST_CLUB } from '../richClub.js'
import { DENSE } from '../wiringNulls.js'
import { HUB } from '../withinModuleDegree.js'
import {
  DENSE_STRUCTURE,
  DESCRIPTION,
  type DefinitionTable,
  LOWER,
  SPARSE_STRUCTURE,
  whole,
} from './words.js'

const OR_DENSE = `for more than ${whole(DENSE)} connections or ${MANY} active neurons`
const KEPT = `null: connections among active neurons rewired, degrees and connection lengths kept, ${SPARSE_STRUCTURE.networks} networks, ${DENSE_STRUCTURE.networks} ${OR_DENSE}`
const NO_SELF = 'connections among active neurons, self-connections left out'

export const STRUCTURE: DefinitionTable = {
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
