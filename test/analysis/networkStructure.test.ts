import { describe, expect, it } from 'vitest'
import { affordableStructure, networkStructure } from '../../src/analysis/networkStructure.js'
import { networkSummary } from '../../src/analysis/networkSummary.js'
import { Random } from '../../src/random/random.js'
import { networkOn } from './structure.js'

describe('the structure of a network', () => {
  // Two blocks of 16 on a sheet of 8 × 8, densely joined within, whose rows alternate between the blocks.
  const labels = Int32Array.from({ length: 32 }, (_, i) => Math.floor(i / 4) % 2)
  const random = Random.seeded(1, 'structure')
  const input = networkOn(
    { rows: 8, columns: 8 },
    Int32Array.from({ length: 32 }, (_, i) => 8 * Math.floor(i / 4) + (i % 4)),
    (r, s) => (random.chance(r !== s && labels[r] === labels[s] ? 0.6 : 0.05) ? random.normal() : 0),
  )
  const structure = networkStructure({ ...input, labels }, 5)

  it('finds what was put into it, beyond degrees and lengths', () => {
    const { participationIn, participationOut, clustering, smallWorldness } = structure
    for (const test of [participationIn.degreesAndLengths, participationOut.degrees]) {
      expect(test.z).toBeLessThan(-3)
      expect(test.p).toBe(1 / 501)
    }
    expect(clustering.degreesAndLengths.z).toBeGreaterThan(3)
    expect(smallWorldness.random.z).toBeGreaterThan(3)
    expect(Math.abs(structure.richClub.degreesAndLengths.z!)).toBeLessThan(4)
    expect(structure.layout.ratio).toBeGreaterThan(1)
  })

  it('holds each number against as many nulls as it says', () => {
    const { samples } = structure
    expect(structure.clustering.random.samples).toBe(samples.networks)
    expect(structure.hubOut.degrees.samples).toBe(samples.networks)
    expect(structure.spectralEntropy.samples).toBe(samples.spectra)
    expect(structure.layout.present.samples).toBe(samples.layouts)
    expect(structure.layout.ratioOfRewired.samples).toBe(samples.annealedNetworks)
    // The mean of each null's own normalized number is 1 by construction.
    expect(structure.smallWorldness.degrees.nullMean).toBeCloseTo(1, 2)
    expect(structure.richClub.degrees.nullMean).toBeCloseTo(1, 9)
    for (const [edges, neurons] of [
      [100, 20],
      [100_000, 350],
      [8000, 300],
    ]) {
      const plan = affordableStructure(edges, neurons)
      expect(plan.spectra).toBeLessThanOrEqual(plan.networks)
      expect(plan.annealedNetworks).toBeLessThanOrEqual(plan.networks)
    }
  })

  it('takes fewer samples where connections or neurons are many', () => {
    const [few, dense, many] = [
      affordableStructure(2500, 113),
      affordableStructure(20_001, 113),
      affordableStructure(2500, 201),
    ]
    expect(many).toEqual(dense)
    expect(many.networks).toBeLessThan(few.networks)
  })

  it('is the same for the same seed and no other', () => {
    expect(JSON.stringify(networkStructure({ ...input, labels }, 5))).toBe(JSON.stringify(structure))
    const other = networkStructure({ ...input, labels }, 6)
    expect(other.clustering.degrees.value).toBe(structure.clustering.degrees.value)
    expect(other.clustering.degrees.nullMean).not.toBe(structure.clustering.degrees.nullMean)
  })

  it('sees signs in the spectrum alone', () => {
    const positive = { ...input, recurrentWeights: input.recurrentWeights.map(Math.abs), labels }
    const other = networkStructure(positive, 5)
    expect(other.spectralEntropy.value).toBeLessThan(structure.spectralEntropy.value!)
    expect(other.participationIn).toEqual(structure.participationIn)
    expect(other.layout).toEqual(structure.layout)
  })

  it('is summarized with seed and sizes', () => {
    const summary = networkSummary(structure)
    expect(summary).toMatchObject({ seed: 5, samples: { networks: 500 }, layoutRatioWithChannels: null })
    expect(Object.keys(summary.richClub)).toEqual(['value', 'nullMean', 'nullSd', 'z', 'p', 'samples'])
    expect(summary.layoutRatio).toBeCloseTo(summary.layoutCost.value! / summary.layoutBest!, 12)
  })
})

describe('the structure of next to nothing', () => {
  const sheet = { rows: 3, columns: 3 }
  const bare = (active: number[], weight: (r: number, s: number) => number) =>
    networkStructure(
      { ...networkOn(sheet, Int32Array.from(active), weight), labels: new Int32Array(active.length) },
      1,
    )

  it.each([
    ['no neuron', bare([], () => 0)],
    ['one neuron', bare([4], () => 1)],
    ['no connection', bare([1, 2, 5], () => 0)],
    ['self-connections alone', bare([1, 2, 5], (r, s) => (r === s ? 1 : 0))],
  ])('is undefined: %s', (_, structure) => {
    const summary = networkSummary(structure)
    for (const test of Object.values(summary)) {
      if (test !== null && typeof test === 'object' && 'z' in test)
        expect(test).toEqual({ value: null, nullMean: null, nullSd: null, z: null, p: null, samples: 0 })
    }
    expect(summary.layoutRatio).toBeNull()
    expect(structure.richClubCurve).toEqual([])
  })

  it('has one cluster and two neurons', () => {
    const two = networkSummary(bare([0, 8], (r, s) => (r === s ? 0 : 1)))
    expect(two.participationIn).toMatchObject({ value: 0, nullMean: 0, z: null, p: 1 })
    expect(two.efficiency.value).toBe(1)
    expect(two.smallWorldness.value).toBeNull()
    expect(two).toMatchObject({ layoutBest: 2, layoutRatio: 4 })
  })
})
