import { describe, expect, it } from 'vitest'
import { curveOf, distanceNull } from '../../src/analysis/distanceNull.js'
import { weightAgainstDistance } from '../../src/analysis/wiring.js'
import { Random } from '../../src/random/random.js'

const sheet = { rows: 20, columns: 20 }
const all = Int32Array.from({ length: 400 }, (_, i) => i)
const cells = (i: number, j: number) =>
  Math.abs(Math.floor(i / 20) - Math.floor(j / 20)) + Math.abs((i % 20) - (j % 20))
const weights = (of: (cells: number) => number) =>
  Float32Array.from({ length: 400 * 400 }, (_, at) => of(cells(Math.floor(at / 400), at % 400)))
/** Every fifth neuron: enough for a curve, quick to shuffle. */
const some = all.filter((i) => i % 5 === Math.floor(i / 20) % 5)
const measured = (of: (cells: number) => number, active = some) =>
  distanceNull(weights(of), sheet, active, Random.seeded(1))

describe('distanceNull', () => {
  it('reads a curve as it is, in steps of one cell', () => {
    const { mean } = measured((d) => 1 / (1 + d), all)
    const expected = Array.from({ length: 20 }, (_, d) => expect.closeTo(1 / (1 + d), 6))
    expect(mean).toEqual(expected)
  })

  it('reads the same curve from means at single distances', () => {
    const of = (d: number) => 1 / (1 + d)
    const bins = weightAgainstDistance(weights(of), sheet, some)
    expect(curveOf(bins)).toEqual(measured(of).mean.map((x) => x && expect.closeTo(x, 6)))
    // Cells of a sheet whose side is not 20 share a bin, by their pairs.
    const three = [
      { distance: 0.54, mean: 1, pairs: 10 },
      { distance: 0.56, mean: 4, pairs: 20 },
      { distance: 1, mean: 9, pairs: 1 },
    ]
    expect(curveOf(three)).toEqual(Array.from({ length: 20 }, (_, bin) => (bin === 11 ? 3 : null)))
  })

  it('sees weights fall, and no hump where there is none', () => {
    const { fall, hump } = measured((d) => Math.exp(-d / 4))
    expect(fall.value).toBeGreaterThan(3)
    expect(fall.p).toBeLessThan(0.01)
    expect(hump.value).toBeLessThanOrEqual(1)
    expect(hump.p).toBeGreaterThan(0.5)
  })

  it('sees a hump', () => {
    const { hump } = measured((d) => Math.exp(-d / 4) + (d >= 10 && d <= 12 ? 0.5 : 0))
    expect(hump.value).toBeGreaterThan(2)
    expect(hump.p).toBeLessThan(0.01)
  })

  it('sees nothing in weights that do not know of distance', () => {
    const random = Random.seeded(2)
    const flat = Float32Array.from({ length: 400 * 400 }, () => random.normal())
    const { fall, hump } = distanceNull(flat, sheet, some, Random.seeded(1))
    expect(fall.p).toBeGreaterThan(0.01)
    expect(hump.p).toBeGreaterThan(0.01)
  })

  it('is undefined without neurons, and without weight', () => {
    expect(measured(() => 1, Int32Array.of()).fall).toEqual({
      value: null,
      nullMedian: null,
      null95: null,
      p: null,
      samples: 0,
    })
    expect(measured(() => 0).hump.value).toBeNull()
  })

  it('is the same for the same seed', () => {
    expect(measured((d) => 1 / (1 + d))).toEqual(measured((d) => 1 / (1 + d)))
  })
})
