/**
 * The wiring of the functional clusters compared with rewired networks (PROTOCOL.md, "Wiring nulls"): Newman's
 * modularity, the best partition and connection probability, each against two nulls. The null `degrees` answers whether
 * connections follow the clusters at all; `degreesAndLengths` answers whether they do so more than short connections
 * between neurons that stand together would alone.
 */
import { Random } from '../random/random.js'
import { type Connectome, connectionProbability } from './connectome.js'
import { bestPartition, newmanModularity } from './modularity.js'
import { type NullDistribution, nullTest } from './nullTest.js'
import { adjustedRandIndex, clusterSizes } from './partition.js'
import { Rewiring } from './rewiring.js'

/** One value against both nulls. */
export interface WiringNulls {
  degrees: NullDistribution
  degreesAndLengths: NullDistribution
}

/** How far the null networks moved away from the network. */
export interface RewiringReport {
  samples: number
  /**
   * Rounds of trades before the first sample; `spacing`: between samples. In a round every neuron trades with another.
   */
  burnIn: number
  spacing: number
  /** Mean number of times that a connection got a new source before the first sample, and between samples. */
  movesBefore: number | null
  movesBetween: number | null
  /** Mean over samples of the share of connections that the original network does not have. */
  changedShare: number | null
}

export interface ClusterWiring {
  /** Q of the functional clusters. */
  modularity: WiringNulls
  /** The same without self-connections, which lie within a cluster in any partition. */
  modularityWithoutSelf: WiringNulls
  bestPartition: {
    /**
     * Q of the best partition that Leiden's method finds, starting from the functional clusters and with `restarts`.
     * Null networks are searched in the same way, so the test is valid even if the search does not find the maximum.
     */
    modularity: WiringNulls
    restarts: number
    /** Part of each neuron of the connectome, larger parts first; empty without connections. */
    labels: number[]
    sizes: number[]
    /** Adjusted Rand index with the functional clusters; null without connections. */
    agreement: number | null
  }
  connectionProbability: { within: WiringNulls; between: WiringNulls; ratio: WiringNulls }
  rewiring: { degrees: RewiringReport; degreesAndLengths: RewiringReport }
}

/** Number of null networks; `partitions`: in how many of them the best partition is searched. */
export interface WiringSamples {
  networks: number
  partitions: number
}

/** A network with more connections counts as dense. */
export const DENSE = 20_000

/**
 * Numbers of null networks that are enough for z and p, and take at most half a minute on one core. Dense networks,
 * which are close to their null anyway, get fewer.
 */
export function affordableSamples(edges: number): WiringSamples {
  return edges <= DENSE ? { networks: 500, partitions: 50 } : { networks: 100, partitions: 10 }
}

/**
 * Rounds of trades. Measured on networks of 120 to 360 neurons and densities of .1 to .94: the share of new connections
 * reaches its plateau within 10 rounds, or with lengths kept within 50 (100 at the highest density). The correlation
 * between Q of successive samples is at most .05, with lengths kept .1 to .2.
 */
export const ROUNDS = {
  degrees: { burnIn: 50, spacing: 5 },
  degreesAndLengths: { burnIn: 200, spacing: 20 },
}

/**
 * Restarts in each search of the best partition, for the network and for its nulls. Measured on five trained networks
 * of 109 to 140 active neurons and 2,700 to 3,700 connections, with twenty searches each: with 10 restarts, Q is lower
 * than the highest found with 200 by .0002 on average and by .0016 at most; with 3 restarts by .0008 and .0039,
 * without restarts by .0024 and .0090.
 */
export const RESTARTS = 10

/**
 * Measures the wiring of the functional clusters against both nulls.
 * @param connectome of the active neurons
 * @param labels functional cluster of each neuron
 * @param lengths of the connections in cells, `[receiving, sending]`
 */
export function clusterWiring(
  connectome: Connectome,
  labels: Int32Array,
  lengths: Uint16Array,
  samples: WiringSamples,
  random: Random,
): ClusterWiring {
  // The searches have their own stream, so that the null networks do not depend on their length.
  const search = Random.seeded(random.uint32(), 'best partition')
  const best = bestPartition(connectome, labels, RESTARTS, search)
  const value = { ...measures(connectome, labels), best: best?.modularity ?? null }
  const against = (null_: keyof typeof ROUNDS) => {
    const rewiring = new Rewiring(connectome, random, null_ === 'degrees' ? undefined : lengths)
    return rewired(rewiring, labels, ROUNDS[null_], samples, search)
  }
  const nulls = { degrees: against('degrees'), degreesAndLengths: against('degreesAndLengths') }
  const test = (measure: keyof Measures | 'best', tail: 'lower' | 'upper'): WiringNulls => ({
    degrees: nullTest(value[measure], nulls.degrees.samples[measure], tail),
    degreesAndLengths: nullTest(value[measure], nulls.degreesAndLengths.samples[measure], tail),
  })
  return {
    modularity: test('modularity', 'upper'),
    modularityWithoutSelf: test('modularityWithoutSelf', 'upper'),
    bestPartition: {
      modularity: test('best', 'upper'),
      restarts: RESTARTS,
      labels: Array.from(best?.labels ?? []),
      sizes: clusterSizes(best?.labels ?? []),
      agreement: best && adjustedRandIndex(best.labels, labels),
    },
    connectionProbability: {
      within: test('within', 'upper'),
      between: test('between', 'lower'),
      ratio: test('ratio', 'upper'),
    },
    rewiring: { degrees: nulls.degrees.report, degreesAndLengths: nulls.degreesAndLengths.report },
  }
}

/**
 * Q of the clusters in null networks with degrees kept: the part of `clusterWiring` that is quick enough to be measured
 * while one watches a network.
 */
export function modularityNull(
  connectome: Connectome,
  labels: Int32Array,
  networks: number,
  random: Random,
): Float64Array {
  const rewiring = new Rewiring(connectome, random)
  if (rewiring.edges === 0) return new Float64Array()
  rewiring.trade(ROUNDS.degrees.burnIn)
  return Float64Array.from({ length: networks }, (_, sample) => {
    if (sample > 0) rewiring.trade(ROUNDS.degrees.spacing)
    return newmanModularity(rewiring.sample(), labels)!
  })
}

function measures(connectome: Connectome, labels: Int32Array) {
  return {
    modularity: newmanModularity(connectome, labels),
    modularityWithoutSelf: newmanModularity(connectome, labels, { selfConnections: false }),
    ...connectionProbability(connectome, labels),
  }
}
type Measures = ReturnType<typeof measures>

/** The measures of null networks, which come from one chain of trades that starts at the network. */
function rewired(
  rewiring: Rewiring,
  labels: Int32Array,
  { burnIn, spacing }: { burnIn: number; spacing: number },
  { networks, partitions }: WiringSamples,
  search: Random,
): { samples: Record<keyof Measures | 'best', Float64Array>; report: RewiringReport } {
  const all: Measures[] = []
  const best: number[] = []
  const count = rewiring.edges > 0 ? networks : 0
  const searchEvery = Math.ceil(networks / partitions)
  let changed = 0
  rewiring.trade(burnIn)
  const movesBefore = rewiring.moves
  for (let sample = 0; sample < count; sample++) {
    if (sample > 0) rewiring.trade(spacing)
    const network = rewiring.sample()
    all.push(measures(network, labels))
    if (sample % searchEvery === 0) best.push(bestPartition(network, labels, RESTARTS, search)!.modularity)
    changed += rewiring.changedShare()!
  }
  const of = (measure: keyof Measures) => Float64Array.from(all, (m) => m[measure] ?? Number.NaN)
  const perEdge = (moves: number) => (rewiring.edges > 0 ? moves / rewiring.edges : null)
  return {
    samples: {
      modularity: of('modularity'),
      modularityWithoutSelf: of('modularityWithoutSelf'),
      within: of('within'),
      between: of('between'),
      ratio: of('ratio'),
      best: Float64Array.from(best),
    },
    report: {
      samples: count,
      burnIn,
      spacing,
      movesBefore: perEdge(movesBefore),
      movesBetween: count > 1 ? perEdge((rewiring.moves - movesBefore) / (count - 1)) : null,
      changedShare: count > 0 ? changed / count : null,
    },
  }
}
