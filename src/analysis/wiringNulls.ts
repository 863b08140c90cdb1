/**
 * The wiring of the functional clusters against rewired networks (PROTOCOL.md, "Wiring nulls"): Newman's modularity,
 * the best partition, connection probability, each against two nulls. `degrees` asks whether connections follow the
 * clusters at all; `degreesAndLengths` asks whether they do so more than their shortness by itself would bring about.
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

/** How far the null networks went from the network. */
export interface RewiringReport {
  samples: number
  /** Rounds in which every neuron trades sources with one other: before the first sample, and between samples. */
  burnIn: number
  spacing: number
  /** Connections that got a new source in a trade, per connection: before the first sample, and between samples. */
  movesBefore: number | null
  movesBetween: number | null
  /** Mean over samples of the share of connections that are at a place where the network has none. */
  changedShare: number | null
}

export interface ClusterWiring {
  /** Q of the functional clusters. */
  modularity: WiringNulls
  /** The same without self-connections, which lie within a cluster in any partition. */
  modularityWithoutSelf: WiringNulls
  bestPartition: {
    /**
     * Q of the best partition that Leiden's method finds from the functional clusters and after `restarts`, against nulls
     * that are searched in the same way, from the functional clusters too: a test whatever the search misses.
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

/** How many null networks, and in how many of them the best partition is searched. */
export interface WiringSamples {
  networks: number
  partitions: number
}

/** Connections above which a network counts as dense. */
export const DENSE = 20_000

/**
 * Null networks enough for z and p, few enough for half a minute on one core: dense networks, which stay close to
 * their null anyway, get fewer.
 */
export function affordableSamples(edges: number): WiringSamples {
  return edges <= DENSE ? { networks: 500, partitions: 50 } : { networks: 100, partitions: 10 }
}

/**
 * Rounds of trades. Measured on networks of 120 to 360 neurons and densities of .1 to .94: the share of connections at
 * new places reaches its plateau within 10 rounds, with lengths kept within 50 (100 at the highest density); Q of
 * samples this far apart is correlated by .05 at most, with lengths kept by .1 to .2.
 */
export const ROUNDS = {
  degrees: { burnIn: 50, spacing: 5 },
  degreesAndLengths: { burnIn: 200, spacing: 20 },
}

/**
 * Restarts in each search of the best partition, of the network and of its nulls alike. Measured on five
 * trained networks of 109 to 140 active neurons and 2,700 to 3,700 connections, twenty searches each: with 10 restarts the
 * highest Q of 200 is missed by .0002 on average and by .0016 at most, with 3 by .0008 and .0039, with none by .0024 and
 * .0090.
 */
export const RESTARTS = 10

/**
 * @param connectome of the active neurons
 * @param labels functional cluster of each
 * @param lengths of the connections in cells, `[receiving, sending]`
 */
export function clusterWiring(
  connectome: Connectome,
  labels: Int32Array,
  lengths: Uint16Array,
  samples: WiringSamples,
  random: Random,
): ClusterWiring {
  // A stream of its own, so that the null networks do not depend on how long the searches are.
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

function measures(connectome: Connectome, labels: Int32Array) {
  return {
    modularity: newmanModularity(connectome, labels),
    modularityWithoutSelf: newmanModularity(connectome, labels, { selfConnections: false }),
    ...connectionProbability(connectome, labels),
  }
}
type Measures = ReturnType<typeof measures>

/** The measures of null networks from one chain of trades that starts at the network. */
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
