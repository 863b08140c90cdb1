import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anatomy,
  columnMajorOrder,
  indexVariance,
  isolatedNeuronRatio,
  isolatedNeuronRatio2d,
  labelNull,
  meanSquaredRadius,
} from '../../src/analysis/anatomy.js'
import { gridNeighbors, neighborsOf } from '../../src/analysis/neighbors.js'
import { clusterSizes } from '../../src/analysis/partition.js'
import { Random } from '../../src/random/random.js'
import { publishedMaps } from './fixtures.js'

const SHEET = { rows: 20, columns: 20 }
const labels = (...values: number[]) => Int32Array.from(values)

describe('the measures on the list', () => {
  it('call isolated who has no neighbor of the own cluster; ends have one neighbor', () => {
    expect(isolatedNeuronRatio(labels(0, 0, 1, 0))).toBe(2 / 4)
    expect(isolatedNeuronRatio(labels(0, 1, 0, 1))).toBe(1)
    expect(isolatedNeuronRatio(labels(2, 2, 2))).toBe(0)
    expect(isolatedNeuronRatio(labels(0))).toBe(1)
  })

  it('sum the population variance of places over clusters', () => {
    // Cluster 0 at 0, 1, 3: variance 14/9; cluster 1 at 2 alone: 0.
    expect(indexVariance(labels(0, 0, 1, 0))).toBeCloseTo(14 / 9, 12)
    expect(indexVariance(labels(0, 1, 0, 1))).toBe(2)
    expect(indexVariance(labels(4))).toBe(0)
  })

  it('give the published values on the published maps', () => {
    const { bimt, l1 } = publishedMaps()
    expect(bimt.active.length).toBe(123)
    expect(l1.active.length).toBe(131)
    expect(isolatedNeuronRatio(bimt.labels)).toBeCloseTo(0.447, 3)
    expect(indexVariance(bimt.labels)).toBeCloseTo(3427, -0.3)
    expect(isolatedNeuronRatio(l1.labels)).toBeCloseTo(0.534, 3)
    expect(indexVariance(l1.labels)).toBeCloseTo(5895, -0.3)
  })
})

describe('the measures on the sheet', () => {
  // Two rows of three; the cell 4 is inactive:  0 0 1
  //                                             1 . 1
  const sheet = { rows: 2, columns: 3 }
  const active = labels(0, 1, 2, 3, 5)
  const clusters = labels(0, 0, 1, 1, 1)

  it('know the four neighbors, and no wrapping around', () => {
    const rows = Array.from({ length: 5 }, (_, i) => [
      ...gridNeighbors(active, sheet).subarray(4 * i, 4 * i + 4),
    ])
    expect(rows.map((row) => row.filter((i) => i >= 0).sort())).toEqual([[1, 3], [0, 2], [1, 4], [0], [2]])
  })

  it('call isolated who has no active grid neighbor of the own cluster', () => {
    // Only cell 3 is alone: 0–1 and 2–5 are pairs. On the list, 3 has a neighbor on each side.
    expect(isolatedNeuronRatio2d(clusters, neighborsOf(active, sheet))).toBe(1 / 5)
    expect(isolatedNeuronRatio(clusters)).toBe(0)
  })

  it('average the squared distance to the own centroid', () => {
    // Cluster 0: (0,0), (0,1) → 1/4 each. Cluster 1: (0,2), (1,0), (1,2), centroid (2/3, 4/3).
    const one = (4 + 4 + 1 + 16 + 1 + 4) / 9
    expect(meanSquaredRadius(clusters, active, sheet)).toBeCloseTo((0.5 + one) / 5, 12)
  })

  it('list the neurons down the columns', () => {
    expect([...columnMajorOrder(active, sheet)].map((i) => active[i])).toEqual([0, 3, 1, 2, 5])
  })

  it('do not change when the sheet is transposed, and rows and columns change places', () => {
    const { bimt } = publishedMaps()
    const transposed = Array.from(bimt.active.keys())
      .map((i) => ({
        place: (bimt.active[i] % 20) * 20 + Math.floor(bimt.active[i] / 20),
        label: bimt.labels[i],
      }))
      .sort((a, b) => a.place - b.place)
    const places = Int32Array.from(transposed, ({ place }) => place)
    const turned = Int32Array.from(transposed, ({ label }) => label)
    const before = anatomy(bimt.labels, bimt.active, SHEET, 1, Random.seeded(1))
    const after = anatomy(turned, places, SHEET, 1, Random.seeded(1))
    expect(after.isolatedNeuronRatio2d.value).toBe(before.isolatedNeuronRatio2d.value)
    expect(after.meanSquaredRadius.value).toBeCloseTo(before.meanSquaredRadius.value!, 10)
    expect(after.rowMajor.indexVariance.value).toBeCloseTo(before.columnMajor.indexVariance.value!, 8)
    expect(after.columnMajor.isolatedNeuronRatio.value).toBe(before.rowMajor.isolatedNeuronRatio.value)
    expect(before.columnMajor.isolatedNeuronRatio.value).not.toBe(before.rowMajor.isolatedNeuronRatio.value)
  })
})

describe('the label null', () => {
  it('keeps sizes, deals anew each time, and leaves the labels alone', () => {
    const given = labels(0, 0, 0, 1, 1, 2)
    const seen: string[] = []
    const record = (shuffled: Int32Array) => {
      expect(clusterSizes(shuffled)).toEqual([3, 2, 1])
      seen.push([...shuffled].join(''))
      return 0
    }
    labelNull(given, [record], 3000, Random.seeded(1))
    expect([...given]).toEqual([0, 0, 0, 1, 1, 2])
    // All 60 arrangements, each near 50 times: chi-square with 59 degrees of freedom, false alarm 1e-4 at 107.
    const counts = new Map<string, number>()
    for (const key of seen) counts.set(key, (counts.get(key) ?? 0) + 1)
    expect(counts.size).toBe(60)
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 50) ** 2 / 50, 0)
    expect(chiSquare).toBeLessThan(107)
  })

  it('has the mean that combinatorics gives, on the published maps', () => {
    for (const { active, labels: clusters } of Object.values(publishedMaps())) {
      const n = active.length
      const sizes = clusterSizes(clusters).filter((m) => m > 0)
      // Variance of m places drawn without replacement from 0..n−1.
      const variance = sizes.reduce((sum, m) => sum + (((m - 1) / m) * n * (n + 1)) / 12, 0)
      const inside = sizes.reduce((sum, m) => sum + (m * (n - m) * (n - m - 1)) / (n * (n - 1) * (n - 2)), 0)
      const end = sizes.reduce((sum, m) => sum + (m * (n - m)) / (n * (n - 1)), 0)
      const isolated = (inside * (n - 2) + end * 2) / n
      const result = anatomy(clusters, active, SHEET, 10_000, Random.seeded(6))
      for (const list of [result.rowMajor, result.columnMajor]) {
        // Five standard errors of the mean of 10,000.
        expect(Math.abs(list.indexVariance.nullMean! - variance)).toBeLessThan(
          0.05 * list.indexVariance.nullSd!,
        )
        expect(Math.abs(list.isolatedNeuronRatio.nullMean! - isolated)).toBeLessThan(
          0.05 * list.isolatedNeuronRatio.nullSd!,
        )
      }
    }
  })

  it('sets BIMT apart from its null, and L1 hardly', () => {
    const { bimt, l1 } = publishedMaps()
    const ours = anatomy(bimt.labels, bimt.active, SHEET, 10_000, Random.seeded(7))
    const control = anatomy(l1.labels, l1.active, SHEET, 10_000, Random.seeded(7))
    // PAPER.md 1.6: BIMT's nulls are .64 ± .055 and 7,970 ± 740, L1's .59 ± .06 and 6,770 ± 470.
    expect(ours.rowMajor.isolatedNeuronRatio.nullMean).toBeCloseTo(0.64, 1)
    expect(ours.rowMajor.isolatedNeuronRatio.nullSd).toBeCloseTo(0.055, 2)
    expect(ours.rowMajor.indexVariance.nullSd).toBeGreaterThan(700)
    expect(ours.rowMajor.indexVariance.nullSd).toBeLessThan(780)
    expect(control.rowMajor.indexVariance.nullSd).toBeGreaterThan(440)
    expect(control.rowMajor.indexVariance.nullSd).toBeLessThan(500)
    for (const test of [
      ours.rowMajor.isolatedNeuronRatio,
      ours.rowMajor.indexVariance,
      ours.meanSquaredRadius,
    ]) {
      expect(test.z).toBeLessThan(-3)
      expect(test.p).toBeLessThan(0.002)
      expect(test.samples).toBe(10_000)
      expect(test.histogram.counts.reduce((a, b) => a + b, 0)).toBe(10_000)
    }
    expect(ours.isolatedNeuronRatio2d.z).toBeLessThan(-3)
    expect(control.rowMajor.isolatedNeuronRatio.z).toBeGreaterThan(-3)
    expect(control.rowMajor.indexVariance.z).toBeGreaterThan(-3)
  })

  it('gives labels without order a p that is spread evenly', () => {
    const random = Random.seeded(8)
    const { active } = publishedMaps().l1
    const ps = Array.from({ length: 60 }, () => {
      const dealt = Int32Array.from(active, () => random.integer(5))
      return anatomy(dealt, active, SHEET, 99, random).meanSquaredRadius.p!
    })
    // The mean of 60 uniforms: .5 ± .037; four of those.
    expect(Math.abs(ps.reduce((a, b) => a + b) / 60 - 0.5)).toBeLessThan(0.15)
  })
})

describe('anatomy of next to nothing', () => {
  it('is undefined for no neuron', () => {
    const none = anatomy(labels(), labels(), SHEET, 100, Random.seeded(1))
    expect(none.rowMajor.indexVariance).toMatchObject({ value: null, z: null, p: null, samples: 0 })
    expect(none.meanSquaredRadius.value).toBeNull()
  })

  it('has a null that does not vary for one neuron, and for one cluster', () => {
    const one = anatomy(labels(0), labels(17), SHEET, 100, Random.seeded(1))
    expect(one.rowMajor.isolatedNeuronRatio).toMatchObject({
      value: 1,
      nullMean: 1,
      nullSd: 0,
      z: null,
      p: 1,
    })
    expect(one.meanSquaredRadius).toMatchObject({ value: 0, nullMean: 0, z: null, p: 1 })
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(399), { minLength: 1, maxLength: 12 }), (places) => {
        const active = Int32Array.from(places).sort()
        const result = anatomy(new Int32Array(active.length), active, SHEET, 20, Random.seeded(1))
        for (const test of [
          result.rowMajor.indexVariance,
          result.columnMajor.indexVariance,
          result.meanSquaredRadius,
        ]) {
          expect(test).toMatchObject({ nullSd: 0, z: null, p: 1 })
        }
      }),
    )
  })
})
