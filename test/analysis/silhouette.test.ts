import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanSilhouette, nestedSilhouettes } from '../../src/analysis/silhouette.js'
import { cutTree, euclideanDistances, wardTree } from '../../src/analysis/ward.js'
import { Random } from '../../src/random/random.js'
import { some } from '../length.js'

describe('meanSilhouette', () => {
  it('is exact on a small case', () => {
    // 0 | 1 → a = 1, b = 9.5 and 8.5; 9 | 10 likewise mirrored.
    const distances = euclideanDistances(Float64Array.of(0, 1, 9, 10), 1)
    const expected = (2 * (8.5 / 9.5) + 2 * (7.5 / 8.5)) / 4
    expect(meanSilhouette(distances, Int32Array.of(0, 0, 1, 1))).toBeCloseTo(expected, 12)
  })

  it('counts 0 for a member that is alone, and for members that all coincide', () => {
    const distances = euclideanDistances(Float64Array.of(0, 2, 10), 1)
    // Members 0 and 1: a = 2, b = 10 and 8; member 2 is alone.
    expect(meanSilhouette(distances, Int32Array.of(0, 0, 1))).toBeCloseTo((0.8 + 0.75) / 3, 12)
    expect(meanSilhouette(new Float64Array(16), Int32Array.of(0, 0, 1, 1))).toBe(0)
  })

  it('is negative where members stand in the wrong cluster', () => {
    const distances = euclideanDistances(Float64Array.of(0, 10, 1, 11), 1)
    expect(meanSilhouette(distances, Int32Array.of(0, 0, 1, 1))).toBeLessThan(-0.4)
  })

  it('refuses one cluster', () => {
    expect(() => meanSilhouette(new Float64Array(9), Int32Array.of(0, 0, 0))).toThrow(
      'needs 2..3 clusters, got 1',
    )
  })
})

describe('nestedSilhouettes', () => {
  it('gives for each cut of a tree what the cut alone gives', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 30 }), (seed, n) => {
        const random = Random.seeded(seed)
        const distances = euclideanDistances(
          new Float64Array(n * 3).map(() => random.normal()),
          3,
        )
        const tree = wardTree(distances)
        const cuts = Array.from({ length: n - 2 }, (_, i) => cutTree(tree, i + 2))
        const together = nestedSilhouettes(distances, cuts)
        cuts.forEach((labels, i) => {
          expect(together[i]).toBeCloseTo(meanSilhouette(distances, labels), 10)
        })
      }),
      { numRuns: some(40) },
    )
  })
})
