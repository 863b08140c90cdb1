import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holm, leastEffect, testOverSeeds } from '../../src/analysis/overSeeds.js'

const hundredth = fc.integer({ min: -1000, max: 1000 }).map((x) => x / 100)
const values = fc.array(hundredth, { minLength: 2, maxLength: 9 })

describe('testOverSeeds', () => {
  it.each([
    // scipy.stats.ttest_1samp(values, 0, alternative='greater')
    [[4.6, 6.2, 1.4, 5.6, 4.7, 2.9], 0.0010605257795],
    [[5.8, 3.6, 1.6], 0.0471064610368],
    [[0.1, -0.2, 0.4], 0.3110177634],
  ])('is Student’s one-sided test: %j', (seeds, p) => {
    expect(testOverSeeds(seeds).p).toBeCloseTo(p, 8)
  })

  it('counts the choices of signs that are as high', () => {
    expect(testOverSeeds([1, 2, 3]).signFlipP).toBe(1 / 8)
    // 1 + 2 + 3, and −1 + 2 + 3 and 1 + 2 − 3 … : as high as 1 + 2 − 3 = 0 are five of eight.
    expect(testOverSeeds([1, 2, -3]).signFlipP).toBe(5 / 8)
    expect(() => testOverSeeds(new Array(17).fill(1))).toThrow('must be at most 16 seeds, got 17')
  })

  it('is not defined for one seed, and certain where all seeds are equal', () => {
    expect(testOverSeeds([3])).toEqual({ n: 1, mean: 3, halfWidth: null, p: null, signFlipP: 0.5 })
    expect(testOverSeeds([3, 3, 3]).p).toBe(0)
    expect(testOverSeeds([-3, -3]).p).toBe(1)
  })

  it('does not depend on the unit or the order, and turns around with the sign', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0.1, max: 10, noNaN: true }), (seeds, unit) => {
        const { p } = testOverSeeds(seeds)
        expect(testOverSeeds(seeds.map((x) => unit * x)).p).toBeCloseTo(p!, 6)
        expect(testOverSeeds(seeds.toReversed()).p).toBeCloseTo(p!, 6)
        expect(testOverSeeds(seeds.map((x) => -x)).p).toBeCloseTo(1 - p!, 6)
      }),
    )
  })
})

describe('leastEffect', () => {
  it.each([
    // The root of 1 − scipy.stats.nct.cdf(t, n − 1, d·√n) = .8 in d.
    [2, 0.05, 5.79280149],
    [3, 0.05, 2.29727477],
    [3, 0.01, 5.17250437],
    [6, 0.05, 1.18579058],
  ])('is what %i seeds find at %d four times in five', (n, alpha, effect) => {
    expect(leastEffect(n, alpha)).toBeCloseTo(effect, 5)
  })
})

describe('holm', () => {
  it('multiplies the smallest by their number, and never turns their order around', () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
    expect(holm([0.5, 0.9])).toEqual([1, 1])
    expect(holm([])).toEqual([])
  })

  it('lies between p and n·p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (p) => {
        holm(p).forEach((corrected, i) => {
          expect(corrected).toBeGreaterThanOrEqual(p[i])
          expect(corrected).toBeLessThanOrEqual(Math.min(1, p.length * p[i]) + 1e-15)
        })
      }),
    )
  })
})
