import { describe, expect, it } from 'vitest'
import {
  accuracyInterval,
  countsOf,
  meanAccuracy,
  meanAccuracyInterval,
  taskAccuracy,
} from '../../src/analysis/accuracy.js'

describe('accuracy', () => {
  it('has the binomial standard error', () => {
    expect(taskAccuracy({ correct: 80, trials: 100 })).toEqual({
      accuracy: 0.8,
      se: expect.closeTo(0.04, 12),
    })
    expect(taskAccuracy({ correct: 100, trials: 100 })).toEqual({ accuracy: 1, se: 0 })
    expect(taskAccuracy({ correct: 0, trials: 5 })).toEqual({ accuracy: 0, se: 0 })
  })

  it('weighs tasks alike and adds their errors in quadrature', () => {
    const mean = meanAccuracy([
      { accuracy: 0.8, se: 0.03 },
      { accuracy: 0.9, se: 0.04 },
    ])
    expect(mean.accuracy).toBeCloseTo(0.85, 12)
    expect(mean.se).toBeCloseTo(0.025, 12)
  })

  it('refuses impossible counts', () => {
    const bad = [
      [3, 2],
      [-1, 2],
      [0, 0],
      [1.5, 2],
    ]
    for (const [correct, trials] of bad) {
      expect(() => taskAccuracy({ correct, trials })).toThrow(`got ${correct} of ${trials}`)
    }
  })
})

describe('the 95 % interval of accuracy', () => {
  // Known values: Newcombe 1998 (Stat. Med. 17:857), table I.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('is Wilson’s: %i of %i', (correct, trials, low, high) => {
    const interval = accuracyInterval({ correct, trials })
    expect(interval.low).toBeCloseTo(low, 4)
    expect(interval.high).toBeCloseTo(high, 4)
  })

  it('has a width where all or none are right, of one task and of several', () => {
    const all = { correct: 500, trials: 500 }
    const none = { correct: 0, trials: 500 }
    const reach = 1 - accuracyInterval(all).low
    expect(reach).toBeCloseTo(0.00762, 5)
    expect(meanAccuracyInterval([all])).toEqual(accuracyInterval(all))
    // Four tasks: a half of the width of one.
    expect(meanAccuracyInterval([all, all, all, all])).toEqual({
      low: expect.closeTo(1 - reach / 2, 12),
      high: 1,
    })
    expect(meanAccuracyInterval([none, none, none, none])).toEqual({
      low: 0,
      high: expect.closeTo(reach / 2, 12),
    })
  })

  it('is that of the standard error where trials are many and shares are far from 0 and 1', () => {
    const counts = [500_000, 450_000, 600_000].map((correct) => ({ correct, trials: 1_000_000 }))
    const { accuracy, se } = meanAccuracy(counts.map(taskAccuracy))
    const { low, high } = meanAccuracyInterval(counts)
    expect(low).toBeCloseTo(accuracy - 1.96 * se, 6)
    expect(high).toBeCloseTo(accuracy + 1.96 * se, 6)
  })

  it('is found from shares as well', () => {
    expect(countsOf({ go: 1, anti: 0.7 }, 10)).toEqual([
      { correct: 10, trials: 10 },
      { correct: 7, trials: 10 },
    ])
  })
})
