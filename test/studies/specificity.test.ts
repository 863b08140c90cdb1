import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ranks } from '../../src/analysis/statistics.js'
import { Random } from '../../src/random/random.js'
import {
  interaction,
  meanOf,
  rankCorrelation,
  rankCorrelationNull,
  selectivity,
  similarity,
} from '../../src/studies/lesions/specificity.js'

const drops = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 })

describe('selectivity', () => {
  it.each<[number[], number | null]>([
    [[0.3, 0.3, 0.3, 0.3], 0],
    [[0, 0, 0.4, 0], 1],
    [[0.2, 0.2, 0, 0], 2 / 3], // (1 − ½) / (1 − ¼)
    [[0.4, -0.4], 1],
    [[0, 0, 0], null],
    [[-0.1, 0, 0], null],
    [[0.5], null],
    [[], null],
  ])('of %j is %s', (given, expected) => {
    const got = selectivity(given)
    if (expected === null) expect(got).toBeNull()
    else expect(got).toBeCloseTo(expected, 12)
  })

  it('lies in 0..1 and does not depend on the scale of the drops', () => {
    fc.assert(
      fc.property(drops, (given) => {
        const value = selectivity(given)
        if (value === null) return
        expect(value).toBeGreaterThanOrEqual(0)
        expect(value).toBeLessThanOrEqual(1 + 1e-12)
        if (Math.max(...given) > 1e-6)
          expect(selectivity(given.map((drop) => drop / 2))).toBeCloseTo(value, 9)
      }),
    )
  })
})

describe('interaction', () => {
  it('is the residual of rows and columns', () => {
    expect(
      interaction([
        [1, 0],
        [0, 1],
      ]),
    ).toBeCloseTo(0.5, 12)
    expect(
      interaction([
        [0.1, 0.3, 0.2],
        [0.4, 0.6, 0.5],
      ]),
    ).toBeCloseTo(0, 12)
    expect(interaction([[0.1, 0.9]])).toBeNull()
    expect(interaction([[0.1], [0.9]])).toBeNull()
    expect(interaction([])).toBeNull()
  })

  it('does not see how much a lesion hurts or how fragile a task is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), {
          minLength: 2,
          maxLength: 6,
        }),
        (matrix) => {
          const moved = matrix.map((row, l) => row.map((drop, t) => drop + 0.1 * l - 0.3 * t))
          expect(interaction(moved)).toBeCloseTo(interaction(matrix)!, 9)
        },
      ),
    )
  })
})

it('similarity is the mean correlation of pairs', () => {
  expect(
    similarity([
      [0, 0.5, 1],
      [0.2, 0.3, 0.4],
    ]),
  ).toBeCloseTo(1, 12)
  expect(
    similarity([
      [0, 1, 0],
      [1, 0, 1],
      [0.5, 0.5, 0.5], // has no correlation with anything
    ]),
  ).toBeCloseTo(-1, 12)
  expect(similarity([[0, 1]])).toBeNull()
  expect(similarity([])).toBeNull()
})

describe('rankCorrelation', () => {
  it('gives equal values their mean rank', () => {
    expect([...ranks([3, 1, 3, 2])]).toEqual([3.5, 1, 3.5, 2])
    expect([...ranks([])]).toEqual([])
  })

  it.each<[number[], number[], number | null]>([
    [[1, 2, 3, 4], [10, 100, 1000, 1e4], 1],
    [[1, 2, 3], [3, 2, 1], -1],
    [[1, 2, 3, 4, 5], [2, 1, 4, 3, 5], 0.8], // 1 − 6·4 / (5·24)
    [[1, 1, 1], [1, 2, 3], null],
    [[0.1 + 0.2, 0.3, 0.3], [1, 1, 1], null],
  ])('of %j and %j is %s', (a, b, expected) => {
    const got = rankCorrelation(a, b)
    if (expected === null) expect(got).toBeNull()
    else expect(got).toBeCloseTo(expected, 12)
  })

  it('has a null about 0, the same for the same seed', () => {
    const a = [1, 2, 3, 4, 5, 6, 7, 8]
    const null_ = rankCorrelationNull(a, a, 4000, Random.seeded(1))
    const mean = null_.reduce((sum, x) => sum + x, 0) / 4000
    const variance = null_.reduce((sum, x) => sum + x * x, 0) / 4000
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1 / 7)).toBeLessThan(0.02) // 1 / (n − 1)
    expect(rankCorrelationNull(a, a, 4000, Random.seeded(1))).toEqual(null_)
  })
})

it('meanOf leaves out what is undefined', () => {
  expect(meanOf([1, null, 3])).toBe(2)
  expect(meanOf([null])).toBeNull()
})
