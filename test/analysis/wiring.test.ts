import { describe, expect, it } from 'vitest'
import { channelWiringLength, weightAgainstDistance, wiringLength } from '../../src/analysis/wiring.js'

describe('wiringLength', () => {
  it('is 2.128 million cells for all pairs of a 20 × 20 sheet (PAPER.md 1.7)', () => {
    const weights = new Float32Array(160_000).fill(-0.5)
    const { wiringLength: length, weightedWiringLength } = wiringLength(weights, { rows: 20, columns: 20 })
    expect(length).toBe(2_128_000)
    expect(weightedWiringLength).toBe(1_064_000)
  })

  it('counts connections above .01 by length, and all of them by weight', () => {
    // A 1 × 3 sheet: 0 ← 2 strong (2 cells), 1 ← 0 weak (1 cell), a self-connection (0 cells).
    const weights = Float64Array.of(0, 0, -3, 0.01, 9, 0, 0, 0, 0)
    expect(wiringLength(weights, { rows: 1, columns: 3 })).toEqual({
      wiringLength: 2,
      weightedWiringLength: 6.01,
    })
  })
})

describe('channelWiringLength', () => {
  it('is that of the connections above .01 on both sides, as long as in the drawing', () => {
    const channels = {
      inputWeights: Float32Array.of(1, -0.5, 0.01, 0),
      inputLengths: Float32Array.of(2.5, 4, 100, 1),
      outputWeights: Float32Array.of(-0.011, 0.009),
      outputLengths: Float32Array.of(0.25, 8),
    }
    expect(channelWiringLength(channels)).toBe(6.75)
  })
})

describe('weightAgainstDistance', () => {
  const sheet = { rows: 2, columns: 2 }

  it('bins |w| of all ordered pairs by distance', () => {
    const weights = Float64Array.from([4, 1, 2, 0, -3, 0, 0, 0.5, 0, 0, 2, -1, 8, 0, 0, 6])
    expect(weightAgainstDistance(weights, sheet)).toEqual([
      { cells: 0, distance: 0, pairs: 4, mean: 3, median: 3 },
      { cells: 1, distance: 0.5, pairs: 8, mean: 0.9375, median: 0.75 },
      { cells: 2, distance: 1, pairs: 4, mean: 2, median: 0 },
    ])
  })

  it('takes the longer side as the unit, and only the neurons asked for', () => {
    const bins = weightAgainstDistance(
      new Float32Array(64).fill(0.25),
      { rows: 2, columns: 4 },
      Int32Array.of(0, 7),
    )
    expect(bins).toEqual([
      { cells: 0, distance: 0, pairs: 2, mean: 0.25, median: 0.25 },
      { cells: 4, distance: 1, pairs: 2, mean: 0.25, median: 0.25 },
    ])
    expect(weightAgainstDistance(new Float32Array(16), sheet, new Int32Array(0))).toEqual([])
  })

  it('has 39 distances on the paper’s sheet, and its every pair', () => {
    const bins = weightAgainstDistance(new Float32Array(160_000), { rows: 20, columns: 20 })
    expect(bins.map(({ cells }) => cells)).toEqual(Array.from({ length: 39 }, (_, i) => i))
    expect(bins.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(160_000)
    expect(bins[1].distance).toBe(0.05)
  })
})
