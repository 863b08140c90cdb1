import { describe, expect, it } from 'vitest'
import { cosineFactor, type Schedule, scheduleFactor } from '../../src/growth/schedule.js'

const factors = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, step) => scheduleFactor(schedule, step, steps))

describe('scheduleFactor', () => {
  it('is 1 throughout for constant', () => {
    expect(factors('constant', 3)).toEqual([1, 1, 1])
  })

  it('is a tenth in the first and last quarter for small-large-small', () => {
    expect(factors('small-large-small', 8)).toEqual([0.1, 0.1, 1, 1, 1, 1, 0.1, 0.1])
    expect(scheduleFactor('small-large-small', 9_999, 40_000)).toBe(0.1)
    expect(scheduleFactor('small-large-small', 10_000, 40_000)).toBe(1)
    expect(scheduleFactor('small-large-small', 29_999, 40_000)).toBe(1)
    expect(scheduleFactor('small-large-small', 30_000, 40_000)).toBe(0.1)
  })

  it('steps from breakpoint to breakpoint, reached exactly at decimal fractions', () => {
    const tenths = Array.from({ length: 10 }, (_, i) => ({
      at: Number(`0.${i}`),
      factor: i === 9 ? 1 : i / 10,
    }))
    expect(factors(tenths, 10)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1])
    expect(factors([{ at: 0, factor: 1 }], 2)).toEqual([1, 1])
    expect(
      factors(
        [
          { at: 0, factor: 1 },
          { at: 0.6, factor: 0 },
          { at: 1, factor: 1 }, // never reached: the training is over
        ],
        5,
      ),
    ).toEqual([1, 1, 1, 0, 0])
  })

  it('serves a training of one step', () => {
    expect(scheduleFactor('small-large-small', 0, 1)).toBe(0.1)
    expect(cosineFactor(0, 1)).toBe(1)
  })

  it('refuses a step outside the training and a list that begins later', () => {
    expect(() => scheduleFactor('constant', 10, 10)).toThrow('0..9, got 10')
    expect(() => scheduleFactor('constant', -1, 10)).toThrow('0..9, got -1')
    expect(() => scheduleFactor([{ at: 0.5, factor: 1 }], 0, 10)).toThrow('must begin at 0')
    expect(() => scheduleFactor([], 0, 10)).toThrow('must begin at 0')
  })
})

describe('cosineFactor', () => {
  it('falls from 1 by half a cosine toward its floor', () => {
    expect(cosineFactor(0, 100)).toBe(1)
    expect(cosineFactor(50, 100)).toBeCloseTo(0.5, 12)
    expect(cosineFactor(99, 100)).toBeGreaterThan(0)
    expect(cosineFactor(99, 100)).toBeLessThan(0.001)
    expect(cosineFactor(50, 100, 0.2)).toBeCloseTo(0.6, 12)
    expect(cosineFactor(99, 100, 0.2)).toBeCloseTo(0.2, 3)
    for (let step = 1; step < 100; step++) {
      expect(cosineFactor(step, 100)).toBeLessThan(cosineFactor(step - 1, 100))
    }
  })
})
