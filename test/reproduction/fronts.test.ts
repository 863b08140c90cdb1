import { describe, expect, it } from 'vitest'
import { meanInterval, median } from '../../src/analysis/statistics.js'
import { costOfError, costRatio, frontPoints, type Place } from '../../src/reproduction/fronts.js'
import { aRow } from './rows.js'

const place = (activeNeurons: number, error: number): Place => ({
  activeNeurons,
  error,
  wiringLength: activeNeurons,
})

describe('meanInterval', () => {
  it('is Student’s: 1, 2, 3 has a mean of 2 ± 4.303/√3', () => {
    expect(meanInterval([1, 2, 3])).toEqual({
      n: 3,
      mean: 2,
      halfWidth: expect.closeTo(4.303 / Math.sqrt(3), 10),
    })
    expect(meanInterval([5])).toEqual({ n: 1, mean: 5, halfWidth: null })
    expect(meanInterval([4, 4]).halfWidth).toBe(0)
  })
})

describe('median', () => {
  it('is the middle, or between the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(median([])).toBeNaN()
  })
})

describe('frontPoints', () => {
  it('has a mean for each recipe and λ', () => {
    const rows = [
      aRow({ recipe: 'bimt', lambda: 1, seed: 1, error: 0.1, activeNeurons: 10 }),
      aRow({ recipe: 'bimt', lambda: 1, seed: 2, error: 0.2, activeNeurons: 14 }),
      aRow({ recipe: 'l1', lambda: 1, seed: 1, error: 0.3, activeNeurons: 20 }),
    ]
    const points = frontPoints(rows)
    expect(points.map(({ recipe, error, activeNeurons }) => [recipe, error.n, activeNeurons.mean])).toEqual([
      ['bimt', 2, 12],
      ['l1', 1, 20],
    ])
    expect(points[0].error.mean).toBeCloseTo(0.15, 12)
  })
})

describe('costOfError', () => {
  // Error falls as neurons are added, then rises again, as in the paper's L1 front.
  const curve = [place(100, 0.05), place(10, 0.1)]

  it('is a point’s cost at its error, and lies between the points between', () => {
    expect(costOfError(curve, 'activeNeurons', 0.1)).toBeCloseTo(10, 10)
    expect(costOfError(curve, 'activeNeurons', 0.05)).toBeCloseTo(100, 10)
    expect(costOfError(curve, 'activeNeurons', 0.075)).toBeCloseTo(Math.sqrt(1000), 10)
  })

  it('is the least, where several reach the error', () => {
    expect(costOfError([...curve, place(5, 0.02)], 'activeNeurons', 0.06)).toBeLessThan(10)
    expect(costOfError([place(7, 0.01), place(3, 0.02)], 'activeNeurons', 0.5)).toBe(3)
  })

  it('is undefined for what is never reached', () => {
    expect(costOfError(curve, 'activeNeurons', 0.04)).toBeNull()
    expect(costOfError([], 'activeNeurons', 0.5)).toBeNull()
  })
})

describe('costRatio', () => {
  it('is 2 everywhere for a curve that takes twice as much', () => {
    const first = [place(100, 0.05), place(10, 0.1)]
    const second = [place(200, 0.05), place(20, 0.1)]
    const { errors, ratios } = costRatio(first, second, 'activeNeurons')
    expect(errors).toHaveLength(21)
    expect([errors[0], errors[20]]).toEqual([0.05, expect.closeTo(0.1, 12)])
    for (const ratio of ratios) expect(ratio).toBeCloseTo(2, 10)
  })

  it('compares only errors that both reach, up to the paper’s cut', () => {
    const { errors } = costRatio(
      [place(9, 0.02), place(1, 0.9)],
      [place(9, 0.1), place(1, 0.9)],
      'wiringLength',
    )
    expect([errors[0], errors.at(-1)]).toEqual([0.1, expect.closeTo(0.2, 12)])
    expect(costRatio([place(1, 0.3)], [place(1, 0.1)], 'wiringLength').ratios).toEqual([])
  })
})
