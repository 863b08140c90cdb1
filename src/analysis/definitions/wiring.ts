/** Definitions of connections, of the wiring of functional clusters, and of weight against distance. */
import { DENSE, RESTARTS } from '../wiringNulls.js'
import {
  DENSE_SAMPLES,
  DESCRIPTION,
  type DefinitionTable,
  LOWER,
  SPARSE_SAMPLES,
  UPPER,
  whole,
} from './words.js'

/** The smallest p that a number of null samples can give. */
const least = (samples: number) => `1/${samples + 1}`

const WIRING_NULLS =
  'nulls: `degrees` = connections among active neurons rewired, every neuron keeping its numbers of incoming and ' +
  'outgoing connections and its incoming weights; `degreesAndLengths` = every neuron also keeping how many incoming ' +
  'connections it has of each length, each weight its length; self-connections stay; ' +
  `${SPARSE_SAMPLES.networks} null networks, ${DENSE_SAMPLES.networks} for more than ${whole(DENSE)} connections`

export const WIRING: DefinitionTable = {
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
}
