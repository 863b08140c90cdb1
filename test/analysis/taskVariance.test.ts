import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activeUnits, importance, profiles, taskVariance } from '../../src/analysis/taskVariance.js'

describe('taskVariance', () => {
  it('is the population variance over trials, averaged over time', () => {
    // Two steps, three trials, two units. Unit 0: variances 2/3 and 0; unit 1: 0 and 8/3.
    const activity = Float32Array.from([1, 5, 2, 5, 3, 5, 7, 0, 7, 2, 7, 4])
    const variance = taskVariance(activity, { time: 2, trials: 3, units: 2 })
    expect(variance[0]).toBeCloseTo(1 / 3, 12)
    expect(variance[1]).toBeCloseTo(4 / 3, 12)
  })

  it('does not see an offset that all trials share, even a large one', () => {
    const noise = fc.float32Array({ minLength: 24, maxLength: 24, noNaN: true, min: -1, max: 1 })
    fc.assert(
      fc.property(noise, (values) => {
        const shape = { time: 2, trials: 4, units: 3 }
        const plain = taskVariance(Float64Array.from(values), shape)
        const shifted = taskVariance(
          Float64Array.from(values, (x) => x + 1e6),
          shape,
        )
        for (let u = 0; u < 3; u++) expect(shifted[u]).toBeCloseTo(plain[u], 8)
      }),
    )
  })

  it('is 0 for a single trial', () => {
    expect([...taskVariance(Float32Array.of(3, 4), { time: 1, trials: 1, units: 2 })]).toEqual([0, 0])
  })

  it('refuses sizes that do not fit', () => {
    const call = () => taskVariance(new Float32Array(10), { time: 2, trials: 2, units: 3 })
    expect(call).toThrow(RangeError)
    expect(call).toThrow('10 values for [2, 2, 3]')
    expect(() => taskVariance(new Float32Array(0), { time: 2, trials: 0, units: 3 })).toThrow(RangeError)
  })
})

describe('importance, activeUnits, profiles', () => {
  // Two tasks, four units.
  const variance = Float64Array.of(4, 0.0005, 0, 0.5, 1, 0.0006, 0, 0.0005)

  it('sums over tasks', () => {
    expect([...importance(variance, 4)]).toEqual([5, 0.0005 + 0.0006, 0, 0.5005])
  })

  it('calls active what is above 1e-3, not at it', () => {
    expect([...activeUnits(importance(variance, 4))]).toEqual([0, 1, 3])
    expect([...activeUnits(Float64Array.of(0.001, 0.0010001))]).toEqual([1])
    expect([...activeUnits(new Float64Array(3))]).toEqual([])
  })

  it('normalizes each active unit by its maximum over tasks', () => {
    const rows = profiles(variance, 4, Int32Array.of(0, 3))
    expect([...rows]).toEqual([1, 0.25, 1, 0.001])
  })
})
