/**
 * The part of the summary about the network's structure: each number with the null that answers its question. The other
 * nulls are in the details.
 */
import type { NetworkStructure, StructureSamples } from './networkStructure.js'
import { type NullDistribution, type NullTest, nullTestOf } from './nullTest.js'

/** A null test and the number of its null samples. */
export interface SizedNullTest extends NullTest {
  samples: number
}

export interface NetworkSummary {
  /** Mean participation. The null of this and the next measures keeps degrees and connection lengths. */
  participationIn: SizedNullTest
  participationOut: SizedNullTest
  /** Largest within-module degree z. */
  hubIn: SizedNullTest
  hubOut: SizedNullTest
  clustering: SizedNullTest
  efficiency: SizedNullTest
  smallWorldness: SizedNullTest
  /** σ as in textbooks, relative to random networks with as many connections. */
  smallWorldnessRandom: SizedNullTest
  /** Mean of φ(k) / φ₀(k). */
  richClub: SizedNullTest
  spectralEntropy: SizedNullTest
  /** Σ|w|·length in cells against random places on the sheet. */
  layoutCost: SizedNullTest
  /** The same against the neurons shuffled among their places. */
  layoutCostAmongPlaces: SizedNullTest
  /** Cost of the best layout found. */
  layoutBest: number | null
  /** layoutCost / layoutBest */
  layoutRatio: number | null
  /** The ratio after one search, against rewired networks with degrees and connection lengths kept. */
  layoutRatioOfRewired: SizedNullTest
  /** layoutRatio including the wires to and from the channels; null if these are not known. */
  layoutRatioWithChannels: number | null
  /** Seed of the nulls' and searches' random numbers. */
  seed: number
  samples: StructureSamples
}

export function networkSummary(network: NetworkStructure): NetworkSummary {
  const { layout } = network
  return {
    participationIn: sized(network.participationIn.degreesAndLengths),
    participationOut: sized(network.participationOut.degreesAndLengths),
    hubIn: sized(network.hubIn.degreesAndLengths),
    hubOut: sized(network.hubOut.degreesAndLengths),
    clustering: sized(network.clustering.degreesAndLengths),
    efficiency: sized(network.efficiency.degreesAndLengths),
    smallWorldness: sized(network.smallWorldness.degreesAndLengths),
    smallWorldnessRandom: sized(network.smallWorldness.random),
    richClub: sized(network.richClub.degreesAndLengths),
    spectralEntropy: sized(network.spectralEntropy),
    layoutCost: sized(layout.present),
    layoutCostAmongPlaces: sized(layout.presentAmongPlaces),
    layoutBest: layout.best,
    layoutRatio: layout.ratio,
    layoutRatioOfRewired: sized(layout.ratioOfRewired),
    layoutRatioWithChannels: layout.withChannels?.ratio ?? null,
    seed: network.seed,
    samples: { ...network.samples },
  }
}

const sized = (test: NullDistribution): SizedNullTest => ({ ...nullTestOf(test), samples: test.samples })
