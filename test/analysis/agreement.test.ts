import { describe, expect, it } from 'vitest'
import { agreement, type Pair } from '../../src/analysis/agreement.js'
import { adjustedRandIndex } from '../../src/analysis/partition.js'
import { Random } from '../../src/random/random.js'

const random = () => Random.seeded(5)
const pair = (a: number[], b: number[]): Pair => [Int32Array.from(a), Int32Array.from(b)]

describe('agreement', () => {
  it('has the exact index of small cases', () => {
    // Pairs within: 2, 2; in both 1; by chance 2 · 2 / 6.
    const { value } = agreement([pair([0, 0, 1, 1], [0, 0, 1, 2])], 100, random())
    expect(value).toBeCloseTo((1 - 2 / 6) / (1.5 - 2 / 6), 12)
    expect(agreement([pair([0, 0, 1, 1], [1, 1, 0, 0])], 100, random()).value).toBe(1)
    expect(agreement([pair([0, 0, 1, 1], [0, 1, 0, 1])], 100, random()).value).toBeCloseTo(-0.5, 12)
  })

  it('has a null whose values are those of shuffles: of four things, two and two, −½ or 1', () => {
    const { nullMean, nullSd, p } = agreement([pair([0, 0, 1, 1], [0, 0, 1, 1])], 6000, random())
    // A third of the orders agree fully.
    expect(nullMean).toBeCloseTo(0, 1)
    expect(nullSd).toBeCloseTo(Math.sqrt((1 + 2 * 0.25) / 3), 1)
    expect(p).toBeCloseTo(1 / 3, 1)
  })

  it('takes the mean over pairs, and does not count what they share as chance', () => {
    const a = [0, 0, 0, 1, 1, 1, 2, 2, 2]
    const b = [0, 0, 1, 1, 1, 2, 2, 2, 0]
    const twice = agreement([pair(a, b), pair(a, b)], 400, random())
    expect(twice).toEqual(agreement([pair(a, b)], 400, random()))
    const c = [0, 1, 2, 0, 1, 2, 0, 1, 2]
    expect(agreement([pair(a, b), pair(a, c)], 10, random()).value).toBeCloseTo(
      (adjustedRandIndex(a, b) + adjustedRandIndex(a, c)) / 2,
      12,
    )
  })

  it('says nothing of nothing, and has no z where no shuffle differs', () => {
    expect(agreement([], 10, random())).toEqual({
      value: null,
      nullMean: null,
      nullSd: null,
      z: null,
      p: null,
    })
    expect(agreement([pair([], [])], 10, random()).value).toBeNull()
    expect(agreement([pair([0, 0, 0], [0, 0, 0])], 10, random())).toMatchObject({ value: 1, z: null, p: 1 })
    expect(agreement([pair([0, 0, 0], [0, 1, 2])], 10, random())).toMatchObject({ value: 0, z: null, p: 1 })
  })
})
