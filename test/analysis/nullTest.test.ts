import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { histogram, nullTest } from '../../src/analysis/nullTest.js'

describe('nullTest', () => {
  const samples = Float64Array.of(1, 2, 3, 4)

  it('gives mean, population sd, z and one-sided p with ties', () => {
    const lower = nullTest(2, samples, 'lower')
    expect(lower).toMatchObject({ value: 2, nullMean: 2.5, p: 3 / 5, tail: 'lower', samples: 4 })
    expect(lower.nullSd).toBeCloseTo(Math.sqrt(1.25), 12)
    expect(lower.z).toBeCloseTo(-0.5 / Math.sqrt(1.25), 12)
    expect(nullTest(2, samples, 'upper').p).toBe(4 / 5)
    expect(nullTest(0, samples, 'lower').p).toBe(1 / 5)
    expect(nullTest(9, samples, 'upper').p).toBe(1 / 5)
  })

  it('counts as ties what differs by rounding', () => {
    expect(nullTest(0.3, Float64Array.of(0.1 + 0.2, 0.7), 'lower').p).toBe(2 / 3)
    expect(nullTest(0.1 + 0.2, Float64Array.of(0.3, 0.1), 'upper').p).toBe(2 / 3)
  })

  it('has no z where the null does not vary, rounding aside', () => {
    const test = nullTest(0.1, Float64Array.of(0.1, 0.1, 0.1, 0.1 + 1e-17), 'lower')
    expect(test).toMatchObject({ nullSd: 0, z: null, p: 1 })
    expect(test.histogram.counts).toEqual([4])
  })

  it('is undefined without a value, and holds only the value without samples', () => {
    const nothing = { nullMean: null, nullSd: null, z: null, p: null, samples: 0 }
    expect(nullTest(null, samples, 'lower')).toMatchObject({ value: null, ...nothing })
    expect(nullTest(3, new Float64Array(), 'lower')).toMatchObject({ value: 3, ...nothing })
  })

  it('counts infinite samples in p only', () => {
    const test = nullTest(5, Float64Array.of(1, 3, Infinity), 'upper')
    expect(test).toMatchObject({ nullMean: 2, nullSd: 1, z: 3, p: 2 / 4, samples: 3 })
    expect(nullTest(5, Float64Array.of(Infinity), 'upper')).toMatchObject({ nullMean: null, z: null, p: 1 })
  })

  it('gives an infinite value its p, but nothing that is no number', () => {
    const test = nullTest(Infinity, Float64Array.of(1, 3, Infinity), 'upper')
    expect(test).toMatchObject({ value: null, nullMean: 2, nullSd: 1, z: null, p: 2 / 4, samples: 3 })
    expect(nullTest(-Infinity, samples, 'lower')).toMatchObject({ value: null, z: null, p: 1 / 5 })
    expect(nullTest(Infinity, new Float64Array(), 'upper')).toMatchObject({ value: null, p: null })
  })

  it('refuses what is not a number', () => {
    expect(() => nullTest(Number.NaN, samples, 'lower')).toThrow(RangeError)
    expect(() => nullTest(1, Float64Array.of(1, Number.NaN), 'lower')).toThrow(RangeError)
  })
})

describe('histogram', () => {
  it('holds every value, in at most 50 bins of one width', () => {
    const numbers = fc.float64Array({ minLength: 1, maxLength: 200, noNaN: true, min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(numbers, (values) => {
        const { edges, counts } = histogram(values)
        expect(counts.reduce((a, b) => a + b, 0)).toBe(values.length)
        expect(edges).toHaveLength(counts.length + 1)
        expect(counts.length).toBeLessThanOrEqual(50)
        expect(edges[0]).toBeLessThanOrEqual(Math.min(...values))
        expect(edges[edges.length - 1]).toBeGreaterThanOrEqual(Math.max(...values) - 1e-6)
      }),
    )
  })

  it('gives every bin of a grid equally many of its values', () => {
    // 0..99 in 123rds: 100 grid values in bins of two.
    const values = Float64Array.from({ length: 100 }, (_, i) => (i + 20) / 123)
    const { counts } = histogram(values, 1 / 123)
    expect(counts).toEqual(new Array(50).fill(2))
    expect(histogram(Float64Array.of(0.5, 0.5, 0.75), 0.25).counts).toEqual([2, 1])
    expect(histogram(Float64Array.of(0.5, 0.5), 0.25).counts).toEqual([2])
  })
})
