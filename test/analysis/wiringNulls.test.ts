import { describe, expect, it } from 'vitest'
import type { Connectome } from '../../src/analysis/connectome.js'
import { lengthClasses } from '../../src/analysis/lengths.js'
import { bestPartition } from '../../src/analysis/modularity.js'
import { affordableSamples, clusterWiring, modularityNull } from '../../src/analysis/wiringNulls.js'
import { Random } from '../../src/random/random.js'
import { publishedMaps, randomStrength } from './fixtures.js'

const SHEET = { rows: 20, columns: 20 }
const { active, labels } = publishedMaps().bimt
const lengths = lengthClasses(active, SHEET)
const n = active.length
const samples = { networks: 99, partitions: 20 }

const wired = (probability: (length: number, same: boolean) => number, seed: number) =>
  randomStrength(n, Random.seeded(seed), (r, s) => probability(lengths[r * n + s], labels[r] === labels[s]))

describe('clusterWiring', () => {
  it('finds clusters that attract connections, in every measure and under both nulls', () => {
    const network = wired((length, same) => 0.05 + 0.4 * Math.exp(-length / 3) + (same ? 0.2 : 0), 1)
    const result = clusterWiring(network, labels, lengths, samples, Random.seeded(2))
    const { within, between, ratio } = result.connectionProbability
    for (const against of ['degrees', 'degreesAndLengths'] as const) {
      for (const measure of [result.modularity, result.modularityWithoutSelf, within, ratio]) {
        expect(measure[against]).toMatchObject({ tail: 'upper', p: 1 / 100, samples: 99 })
        expect(measure[against].z).toBeGreaterThan(5)
      }
      expect(between[against]).toMatchObject({ tail: 'lower', p: 1 / 100 })
      expect(between[against].z).toBeLessThan(-5)
      expect(result.bestPartition.modularity[against].samples).toBe(20)
      expect(result.rewiring[against].samples).toBe(99)
    }
    expect(within.degrees.value! / between.degrees.value!).toBeCloseTo(ratio.degrees.value!, 12)
    expect(result.bestPartition.modularity.degrees.value).toBeGreaterThanOrEqual(
      result.modularity.degrees.value!,
    )
    expect(result.bestPartition.labels).toHaveLength(n)
    expect(result.bestPartition.sizes.reduce((a, b) => a + b)).toBe(n)
  })

  it('has the same null for Q as the quick measure, up to chance', () => {
    const network = wired((length, same) => 0.05 + 0.4 * Math.exp(-length / 3) + (same ? 0.2 : 0), 1)
    const { nullMean, nullSd } = clusterWiring(network, labels, lengths, samples, Random.seeded(2)).modularity
      .degrees
    const quick = modularityNull(network, labels, 99, Random.seeded(5))
    const mean = quick.reduce((sum, q) => sum + q, 0) / quick.length
    const sd = Math.sqrt(quick.reduce((sum, q) => sum + (q - mean) ** 2, 0) / quick.length)
    // The difference of two means of 99 samples has a standard error of sd·√(2 / 99), and samples are a little alike.
    expect(Math.abs(mean - nullMean!)).toBeLessThan(5 * nullSd! * Math.sqrt(2 / 99))
    expect(sd / nullSd!).toBeGreaterThan(0.7)
    expect(sd / nullSd!).toBeLessThan(1.4)
    expect(
      modularityNull({ neurons: 2, strength: new Float64Array(4) }, Int32Array.of(0, 1), 9, Random.seeded(1)),
    ).toHaveLength(0)
  })

  it('sees through short connections: they pass for modules only while lengths are free', () => {
    const network = wired((length) => 0.02 + 0.9 * Math.exp(-length / 2.5), 3)
    const { modularity, bestPartition } = clusterWiring(network, labels, lengths, samples, Random.seeded(4))
    expect(modularity.degrees.z).toBeGreaterThan(4)
    expect(modularity.degreesAndLengths.z).toBeLessThan(3)
    expect(modularity.degreesAndLengths.z).toBeGreaterThan(-3)
    expect(bestPartition.modularity.degrees.z).toBeGreaterThan(4)
  })

  it('holds connections without any order to be ordinary', () => {
    const ps: number[] = []
    for (let seed = 0; seed < 12; seed++) {
      const network = randomStrength(40, Random.seeded(seed), () => 0.15)
      const some = Int32Array.from({ length: 40 }, (_, i) => i % 4)
      const short = lengthClasses(
        Int32Array.from({ length: 40 }, (_, i) => i),
        SHEET,
      )
      const { modularity } = clusterWiring(
        network,
        some,
        short,
        { networks: 60, partitions: 1 },
        Random.seeded(seed, 'n'),
      )
      ps.push(modularity.degrees.p!, modularity.degreesAndLengths.p!)
    }
    // 12 independent pairs of near-uniform p: the mean is .5 ± .08.
    const mean = ps.reduce((a, b) => a + b) / ps.length
    expect(mean).toBeGreaterThan(0.2)
    expect(mean).toBeLessThan(0.8)
  })

  it('keeps a null with spread even for a complete network', () => {
    const network = randomStrength(40, Random.seeded(1), () => 1)
    const some = Int32Array.from({ length: 40 }, (_, i) => i % 3)
    const grid = lengthClasses(
      Int32Array.from({ length: 40 }, (_, i) => i),
      SHEET,
    )
    const result = clusterWiring(network, some, grid, { networks: 40, partitions: 2 }, Random.seeded(2))
    expect(result.modularity.degrees.nullSd).toBeGreaterThan(0)
    expect(Math.abs(result.modularity.degrees.z!)).toBeLessThan(4)
    expect(result.rewiring.degrees.changedShare).toBe(0)
    expect(result.connectionProbability.ratio.degrees).toMatchObject({ value: 1, nullSd: 0, z: null, p: 1 })
  })

  describe('of a network that cannot be rewired', () => {
    // Every sender is at a length of its own, so that each null is the network itself: only the search differs.
    const SIZE = 100
    const network = randomStrength(SIZE, Random.seeded(6), () => 0.06)
    const frozen = Uint16Array.from({ length: SIZE ** 2 }, (_, at) => at % SIZE)
    const best = (clusters: Int32Array, seed: number) =>
      clusterWiring(network, clusters, frozen, { networks: 1, partitions: 1 }, Random.seeded(seed, 'frozen'))
        .bestPartition.modularity.degreesAndLengths

    it('searches the nulls as long as the network', () => {
      const differences = Array.from({ length: 60 }, (_, seed) => {
        const { value, nullMean } = best(new Int32Array(SIZE), seed)
        return value! - nullMean!
      })
      const mean = differences.reduce((a, b) => a + b) / 60
      const variance = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 59
      expect(variance).toBeGreaterThan(0)
      expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(variance / 60))
    })

    it('lets the searches of both begin at the functional clusters', () => {
      // The best of very many restarts, which ten others do not find again.
      const { labels: known, modularity } = bestPartition(
        network,
        new Int32Array(SIZE),
        400,
        Random.seeded(1),
      )!
      expect(bestPartition(network, new Int32Array(SIZE), 10, Random.seeded(3))!.modularity).toBeLessThan(
        modularity,
      )
      for (let seed = 0; seed < 5; seed++) {
        const { value, nullMean, p } = best(known, seed)
        expect(value).toBeCloseTo(modularity, 12)
        expect(nullMean).toBeCloseTo(modularity, 12)
        expect(p).toBe(1)
      }
    })
  })

  it('has values but no null where only self-connections are left, and nothing without connections', () => {
    const selfOnly: Connectome = { neurons: 2, strength: Float64Array.of(1, 0, 0, 1) }
    const pair = Int32Array.of(0, 1)
    const grid = new Uint16Array([0, 1, 1, 0])
    const self = clusterWiring(selfOnly, pair, grid, samples, Random.seeded(1))
    expect(self.modularity.degrees).toMatchObject({ value: 0.5, z: null, p: null, samples: 0 })
    expect(self.modularityWithoutSelf.degrees.value).toBeNull()
    const nothing = { neurons: 2, strength: new Float64Array(4) }
    const none = clusterWiring(nothing, pair, grid, samples, Random.seeded(1))
    expect(none.modularity.degreesAndLengths.value).toBeNull()
    expect(none.connectionProbability.between.degrees).toMatchObject({ value: 0, p: null })
    expect(none.bestPartition).toMatchObject({ labels: [], sizes: [], agreement: null })
    expect(none.rewiring.degrees).toMatchObject({ samples: 0, movesBefore: null, changedShare: null })
  })

  it('has no ratio where nothing leaves its cluster, yet a p', () => {
    const strength = Float64Array.from([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0])
    const apart = Int32Array.of(0, 0, 1, 1)
    const grid = new Uint16Array(16).fill(1)
    const { ratio } = clusterWiring(
      { neurons: 4, strength },
      apart,
      grid,
      samples,
      Random.seeded(1),
    ).connectionProbability
    // Of the nine ways to deal out one connection to each neuron, this is one.
    expect(ratio.degrees).toMatchObject({ value: null, z: null, samples: 99 })
    expect(ratio.degrees.p).toBeGreaterThan(0.02)
    expect(ratio.degrees.p).toBeLessThan(0.3)
    const crossed = Int32Array.of(0, 1, 0, 0)
    const other = clusterWiring({ neurons: 4, strength }, crossed, grid, samples, Random.seeded(1))
    expect(other.connectionProbability.ratio.degrees.value).toBe(2 / 6 / (2 / 6))
  })
})

describe('affordableSamples', () => {
  it('draws fewer networks where each costs more', () => {
    expect(affordableSamples(3000).networks).toBeGreaterThan(affordableSamples(120_000).networks)
  })
})
