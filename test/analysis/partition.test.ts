import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedRandIndex, clusterSizes, relabelled } from '../../src/analysis/partition.js'
import { Random } from '../../src/random/random.js'

const partition = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 30 })

describe('adjustedRandIndex', () => {
  it('is what scikit-learn’s documentation says', () => {
    expect(adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0])).toBe(1)
    expect(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1])).toBeCloseTo(4 / 7, 12)
    expect(adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3])).toBe(0)
    expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1])).toBeCloseTo(-0.5, 12)
  })

  it('is symmetric, does not see the names of labels, and is 1 for equal partitions', () => {
    fc.assert(
      fc.property(partition, fc.integer(), (a, seed) => {
        const random = Random.seeded(seed)
        const b = a.map(() => random.integer(3))
        expect(adjustedRandIndex(a, b)).toBeCloseTo(adjustedRandIndex(b, a), 12)
        const renamed = a.map((label) => (label * 3 + 2) % 5)
        expect(adjustedRandIndex(renamed, b)).toBeCloseTo(adjustedRandIndex(a, b), 12)
        expect(adjustedRandIndex(a, renamed)).toBe(1)
      }),
    )
  })

  it('is 0 on average for labels dealt out at random', () => {
    const random = Random.seeded(1)
    const a = Int32Array.from({ length: 60 }, (_, i) => i % 4)
    let sum = 0
    for (let i = 0; i < 2000; i++) sum += adjustedRandIndex(a, random.shuffle(a.slice()))
    expect(Math.abs(sum / 2000)).toBeLessThan(0.004)
  })

  it('is 1 where neither partition has a choice', () => {
    expect(adjustedRandIndex([], [])).toBe(1)
    expect(adjustedRandIndex([0], [0])).toBe(1)
    expect(adjustedRandIndex([0, 0], [5, 5])).toBe(1)
  })

  it('refuses partitions of different things', () => {
    expect(() => adjustedRandIndex([0], [0, 1])).toThrow('got 1 and 2')
  })
})

describe('clusterSizes and relabelled', () => {
  it('counts members', () => {
    expect(clusterSizes([2, 0, 2])).toEqual([1, 0, 2])
    expect(clusterSizes([])).toEqual([])
  })

  it('orders by the comparison, then by the lowest member', () => {
    const labels = [1, 0, 2, 0, 2, 1]
    expect([...relabelled(labels, () => 0)]).toEqual([0, 1, 2, 1, 2, 0])
    expect([...relabelled(labels, (a, b) => b - a)]).toEqual([1, 2, 0, 2, 0, 1])
  })

  it('keeps the partition', () => {
    fc.assert(
      fc.property(partition, (labels) => {
        expect(
          adjustedRandIndex(
            labels,
            relabelled(labels, (a, b) => b - a),
          ),
        ).toBe(1)
      }),
    )
  })
})
