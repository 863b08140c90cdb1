/**
 * How the connections among active neurons are organized, beyond modularity: participation, hubs of clusters, small
 * world, rich club, spectrum, each compared with networks that are rewired with degrees and connection lengths kept
 * (PROTOCOL.md, "Wiring nulls"); and the layout's wiring cost compared with the best layout that a search finds. Each
 * measure has its own file; this one compares them with their nulls. docs/measures.md explains them.
 */

import type { Sheet } from '../growth/sheet.js'
import { Random } from '../random/random.js'
import { type Connectome, connectionCounts, connectome } from './connectome.js'
import { type ChannelWires, type WiringOptimum, wiringOptimum } from './layoutNulls.js'
import { lengthClasses } from './lengths.js'
import { type NullDistribution, nullTest, type Tail } from './nullTest.js'
import { type InAndOut, meanDefined, participation } from './participation.js'
import { SWEEPS } from './relayout.js'
import { Rewiring } from './rewiring.js'
import { meanNormalizedDensity, richClub } from './richClub.js'
import { globalEfficiency, meanClustering, randomConnectome, smallWorldness } from './smallWorld.js'
import { spectralEntropy } from './spectralEntropy.js'
import { mean } from './statistics.js'
import { DENSE, ROUNDS, type WiringNulls } from './wiringNulls.js'
import { greatestDefined, HUB, withinModuleDegree } from './withinModuleDegree.js'

/** Both wiring nulls, and random networks with as many neurons and connections, the usual reference in textbooks. */
export interface SmallWorldNulls extends WiringNulls {
  random: NullDistribution
}

/** One club of the rich-club curve. */
export interface ClubTest {
  /** The club's neurons have more than this many connections, incoming plus outgoing. */
  degree: number
  neurons: number
  /** φ; `nullMean` and `nullSd` (population) are over networks with degrees and connection lengths kept. */
  density: number
  nullMean: number
  nullSd: number
}

/** Numbers of null networks and layouts. */
export interface StructureSamples {
  /** Rewired networks for each of the two nulls. */
  networks: number
  /** How many of those with lengths kept have their eigenvalues computed. */
  spectra: number
  /** Random layouts. */
  layouts: number
  /** Annealings of the network's layout. */
  annealings: number
  /** Rewired networks that are annealed as well. */
  annealedNetworks: number
  /** Sweeps of each annealing. */
  sweeps: number
}

export interface NetworkStructure {
  /** Seed of all streams of random numbers used here. */
  seed: number
  samples: StructureSamples
  /** Mean participation over neurons; low = a neuron's connections stay in one cluster. */
  participationIn: WiringNulls
  participationOut: WiringNulls
  /** The largest within-module degree z. */
  hubIn: WiringNulls
  hubOut: WiringNulls
  clustering: SmallWorldNulls
  efficiency: SmallWorldNulls
  smallWorldness: SmallWorldNulls
  richClub: WiringNulls
  spectralEntropy: NullDistribution
  layout: WiringOptimum
  /** Measures of each active neuron, in row-major order; null if undefined. */
  neurons: Record<NeuronMeasure, (number | null)[]>
  /** Neurons whose within-module degree z is 2.5 or more. */
  hubs: { in: number; out: number }
  richClubCurve: ClubTest[]
}
type NeuronMeasure = 'participationIn' | 'participationOut' | 'withinModuleIn' | 'withinModuleOut'

/** A network with more active neurons gets as few null networks as a dense one. */
export const MANY = 200

/**
 * Numbers of samples, chosen by the processor time of the whole analysis: 9 s for 140 active neurons and 3,500
 * connections, 11 s for 346 and 112,000. In dense networks and networks with many neurons, an eigenvalue decomposition
 * and the measures of each null network take many times as long. So fewer are drawn, and no rewired network is
 * annealed. (After rewiring, nearly all neurons of a dense network are connected as before, so its layouts would not
 * differ.)
 */
export function affordableStructure(edges: number, neurons: number): StructureSamples {
  return edges <= DENSE && neurons <= MANY
    ? { networks: 500, spectra: 100, layouts: 1000, annealings: 5, annealedNetworks: 19, sweeps: SWEEPS }
    : { networks: 30, spectra: 9, layouts: 100, annealings: 1, annealedNetworks: 0, sweeps: SWEEPS / 4 }
}

export interface StructureInput {
  /** `[hidden, hidden]`, row = receiving neuron */
  recurrentWeights: Float32Array | Float64Array
  /** Places of the active neurons, ascending. */
  active: Int32Array
  /** Functional cluster of each active neuron. */
  labels: Int32Array
  sheet: Sheet
  channels?: ChannelWires
  /** By default as many as are affordable. */
  samples?: StructureSamples
}

/** All measures of the network's structure. @param seed of the random streams, one for each null */
export function networkStructure(input: StructureInput, seed: number): NetworkStructure {
  const { recurrentWeights, active, labels, sheet } = input
  const network = connectome(recurrentWeights, active)
  const n = network.neurons
  const { edges } = connectionCounts(network)
  const samples = input.samples ?? affordableStructure(edges, n)
  const stream = (name: string) => Random.seeded(seed, 'network', name)

  const measured = measure(network, labels)
  const neurons = ofNeurons(measured)
  const signed = signedWeights(recurrentWeights, active, network)
  const lengths = lengthClasses(active, sheet)
  const nulls: Record<keyof WiringNulls | 'random', Measured[]> = {
    degrees: [],
    degreesAndLengths: [],
    random: [],
  }
  const spectra: (number | null)[] = []
  const toAnneal: Connectome[] = []
  if (edges > 0) {
    for (const { strength } of rewired(network, stream('degrees'), 'degrees', samples.networks)) {
      nulls.degrees.push(measure({ neurons: n, strength }, labels))
    }
    for (const { strength, ofConnections } of rewired(
      network,
      stream('degreesAndLengths'),
      'degreesAndLengths',
      samples.networks,
      lengths,
    )) {
      const sample = nulls.degreesAndLengths.length
      nulls.degreesAndLengths.push(measure({ neurons: n, strength }, labels))
      if (isOneOf(samples.spectra, sample, samples.networks))
        spectra.push(spectralEntropy(ofConnections(signed)))
      if (isOneOf(samples.annealedNetworks, sample, samples.networks)) toAnneal.push({ neurons: n, strength })
    }
    const random = stream('random')
    for (let sample = 0; sample < samples.networks; sample++) {
      nulls.random.push(measure(randomConnectome(n, edges, random), labels))
    }
  }

  const test = (name: Tested, tail: Tail, null_: keyof typeof nulls) =>
    nullTest(edges > 0 ? measured[name] : null, defined(nulls[null_].map((measured) => measured[name])), tail)
  const both = (name: Tested, tail: Tail): WiringNulls => ({
    degrees: test(name, tail, 'degrees'),
    degreesAndLengths: test(name, tail, 'degreesAndLengths'),
  })
  const all = (of: (null_: keyof typeof nulls) => NullDistribution): SmallWorldNulls => ({
    degrees: of('degrees'),
    degreesAndLengths: of('degreesAndLengths'),
    random: of('random'),
  })
  return {
    seed,
    samples,
    participationIn: both('participationIn', 'lower'),
    participationOut: both('participationOut', 'lower'),
    hubIn: both('hubIn', 'upper'),
    hubOut: both('hubOut', 'upper'),
    clustering: all((null_) => test('clustering', 'upper', null_)),
    efficiency: all((null_) => test('efficiency', 'upper', null_)),
    smallWorldness: all((null_) => smallWorldTest(measured, nulls[null_])),
    richClub: {
      degrees: richClubTest(measured, nulls.degrees),
      degreesAndLengths: richClubTest(measured, nulls.degreesAndLengths),
    },
    spectralEntropy: nullTest(edges > 0 ? spectralEntropy(signed) : null, defined(spectra), 'lower'),
    layout: wiringOptimum(network, { ...input, nulls: toAnneal, ...samples }, stream),
    neurons,
    hubs: {
      in: neurons.withinModuleIn.filter((z) => z !== null && z >= HUB).length,
      out: neurons.withinModuleOut.filter((z) => z !== null && z >= HUB).length,
    },
    richClubCurve: richClubCurve(measured, nulls.degreesAndLengths),
  }
}

type Tested = 'participationIn' | 'participationOut' | 'hubIn' | 'hubOut' | 'clustering' | 'efficiency'
interface Measured extends Record<Tested, number | null> {
  clubs: ReturnType<typeof richClub>
  spread: InAndOut
  within: InAndOut
}

function measure(network: Connectome, labels: Int32Array): Measured {
  const spread = participation(network, labels)
  const within = withinModuleDegree(network, labels)
  return {
    participationIn: meanDefined(spread.in),
    participationOut: meanDefined(spread.out),
    hubIn: greatestDefined(within.in),
    hubOut: greatestDefined(within.out),
    clustering: meanClustering(network),
    efficiency: globalEfficiency(network),
    clubs: richClub(network),
    spread,
    within,
  }
}

/** Measures of each neuron; null if undefined. */
function ofNeurons({ spread, within }: Measured): NetworkStructure['neurons'] {
  const list = (values: Float64Array) => Array.from(values, (x) => (Number.isNaN(x) ? null : x))
  return {
    participationIn: list(spread.in),
    participationOut: list(spread.out),
    withinModuleIn: list(within.in),
    withinModuleOut: list(within.out),
  }
}

/** Null networks from one chain of trades: their strengths |w|, and the same weights with their signs. */
function* rewired(
  network: Connectome,
  random: Random,
  null_: keyof typeof ROUNDS,
  count: number,
  lengths?: Uint16Array,
): Generator<{ strength: Float64Array; ofConnections(values: Float64Array): Float64Array }> {
  // Instead of strengths, the rewiring moves the numbers of connections, by which strength and sign can be looked up.
  const numbered = network.strength.map((w, at) => (w > 0 ? at + 1 : 0))
  const rewiring = new Rewiring({ neurons: network.neurons, strength: numbered }, random, lengths)
  const { burnIn, spacing } = ROUNDS[null_]
  for (let sample = 0; sample < count; sample++) {
    rewiring.trade(sample === 0 ? burnIn : spacing)
    const numbers = rewiring.sample().strength
    const ofConnections = (values: Float64Array) => {
      const dealt = new Float64Array(numbers.length)
      for (let at = 0; at < dealt.length; at++) if (numbers[at] > 0) dealt[at] = values[numbers[at] - 1]
      return dealt
    }
    yield { strength: ofConnections(network.strength), ofConnections }
  }
}

/** The weights of the connections with their signs, `[receiving, sending]`. */
function signedWeights(
  recurrentWeights: Float32Array | Float64Array,
  active: Int32Array,
  { neurons: n, strength }: Connectome,
): Float64Array {
  const hidden = Math.sqrt(recurrentWeights.length)
  return strength.map((w, at) =>
    w > 0 ? recurrentWeights[active[Math.floor(at / n)] * hidden + active[at % n]] : 0,
  )
}

/** Whether a sample is in a selection of `selected` samples that are spread evenly over all `samples`. */
function isOneOf(selected: number, sample: number, samples: number): boolean {
  return Math.floor(((sample + 1) * selected) / samples) > Math.floor((sample * selected) / samples)
}

/** The values of the null networks in which a measure is defined. */
function defined(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((x) => x !== null))
}

/** σ of the network and of each null network, all relative to the nulls' mean clustering and mean efficiency. */
function smallWorldTest(network: Measured, nulls: readonly Measured[]): NullDistribution {
  const values = nulls.map(({ clustering, efficiency }) => ({
    clustering: clustering ?? 0,
    efficiency: efficiency ?? 0,
  }))
  const expected = {
    clustering: mean(values.map(({ clustering }) => clustering)),
    efficiency: mean(values.map(({ efficiency }) => efficiency)),
  }
  const sigma = ({ clustering, efficiency }: Pick<Measured, 'clustering' | 'efficiency'>) =>
    clustering === null || efficiency === null ? null : smallWorldness({ clustering, efficiency }, expected)
  return nullTest(nulls.length > 0 ? sigma(network) : null, defined(values.map(sigma)), 'upper')
}

/**
 * Mean of the normalized rich-club curve of the network and of each null network, all relative to the nulls' mean
 * curve.
 */
function richClubTest(network: Measured, nulls: readonly Measured[]): NullDistribution {
  const expected = network.clubs.map((_, c) => mean(nulls.map(({ clubs }) => clubs[c].density)))
  const normalized = ({ clubs }: Measured) =>
    meanNormalizedDensity(
      clubs.map(({ density }) => density),
      expected,
    )
  return nullTest(nulls.length > 0 ? normalized(network) : null, defined(nulls.map(normalized)), 'upper')
}

function richClubCurve(network: Measured, nulls: readonly Measured[]): ClubTest[] {
  if (nulls.length === 0) return []
  return network.clubs.map((club, c) => {
    const densities = nulls.map(({ clubs }) => clubs[c].density)
    const nullMean = mean(densities)
    return { ...club, nullMean, nullSd: Math.sqrt(mean(densities.map((x) => (x - nullMean) ** 2))) }
  })
}
