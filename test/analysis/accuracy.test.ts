import { describe, expect, it } from 'vitest'
import { meanAccuracy, taskAccuracy } from '../../src/analysis/accuracy.js'

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
