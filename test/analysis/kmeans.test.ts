import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kMeans } from '../../src/analysis/kmeans.js'
import { Random } from '../../src/random/random.js'
import { some } from '../length.js'

const of = (points: number[][], k: number, seed = 1, runs = 20) =>
  kMeans(Float64Array.from(points.flat()), points[0]?.length ?? 2, k, runs, Random.seeded(seed))

describe('kMeans', () => {
  it('finds groups that lie apart, and their spread', () => {
    const points = [
      [0, 0],
      [10, 10],
      [0, 1],
      [10, 11],
      [0, 2],
    ]
    const { labels, spread } = of(points, 2)
    expect([...labels]).toEqual([0, 1, 0, 1, 0])
    expect(spread).toBeCloseTo(1 + 1 + 0.25 + 0.25, 12)
  })

  it('cuts a line of equal steps where the sum of squares is least', () => {
    const points = [[0], [1], [2], [10], [11], [30]]
    expect([...of(points, 3).labels]).toEqual([0, 0, 0, 1, 1, 2])
    // One cluster: the variance times n.
    const mean = 9
    expect(of(points, 1).spread).toBeCloseTo(
      points.reduce((sum, [x]) => sum + (x - mean) ** 2, 0),
      9,
    )
  })

  it('takes degenerate cases: no point, one, fewer points than clusters, points that coincide', () => {
    expect(of([], 3)).toEqual({ labels: new Int32Array(0), spread: 0 })
    expect(of([[4, 2]], 3)).toEqual({ labels: Int32Array.of(0), spread: 0 })
    expect([...of([[0], [5]], 9).labels]).toEqual([0, 1])
    expect(of([[1], [1], [1]], 2)).toEqual({ labels: Int32Array.of(0, 0, 0), spread: 0 })
    expect(() => of([[1]], 0)).toThrow(RangeError)
    expect(() => kMeans(new Float64Array(3), 2, 1, 1, Random.seeded(1))).toThrow(RangeError)
  })

  it('is the same for the same seed, assigns each point to its nearest center, and more runs are no worse', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 19 }), fc.integer({ min: 0, max: 19 }))
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (points, k) => {
          const one = of(points, k, 3, 4)
          expect(of(points, k, 3, 4)).toEqual(one)
          expect(of(points, k, 3, 12).spread).toBeLessThanOrEqual(one.spread)
          const centers = [...new Set(one.labels)].map((label) => {
            const own = points.filter((_, i) => one.labels[i] === label)
            return [0, 1].map((d) => own.reduce((sum, p) => sum + p[d], 0) / own.length)
          })
          points.forEach((p, i) => {
            const far = centers.map((c) => (p[0] - c[0]) ** 2 + (p[1] - c[1]) ** 2)
            expect(far[one.labels[i]]).toBeLessThanOrEqual(Math.min(...far) + 1e-9)
          })
        },
      ),
      { numRuns: some(60), seed: 1 },
    )
  })
})
