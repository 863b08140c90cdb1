import fc from 'fast-check'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'

describe('Random', () => {
  it('gives the same stream for the same seed and path, another for any other', () => {
    const draw = (random: Random) => Array.from({ length: 8 }, () => random.uint32())
    expect(draw(Random.seeded(7, 'data', 0))).toEqual(draw(Random.seeded(7, 'data', 0)))
    const others = [Random.seeded(8, 'data', 0), Random.seeded(7, 'data', 1), Random.seeded(7, 'noise', 0)]
    for (const other of others) expect(draw(other)).not.toEqual(draw(Random.seeded(7, 'data', 0)))
  })

  it('continues from its saved state', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(50), (seed, drawn) => {
        const random = Random.seeded(seed)
        for (let i = 0; i < drawn; i++) random.normal()
        const copy = Random.restored(JSON.parse(JSON.stringify(random.state())))
        for (let i = 0; i < 20; i++) expect(copy.normal()).toBe(random.normal())
      }),
    )
  })

  it('has the bits of an independent xoroshiro128+', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = Random.seeded(seed, 'bits')
        const other = xoroshiro128plusFromState(random.state())
        for (let i = 0; i < 100; i++) expect(random.uint32()).toBe(other.next() >>> 0)
        expect(random.state()).toEqual(other.getState())
      }),
    )
  })

  it('adds the same normals in bulk as one by one, and nothing beside the block', () => {
    const [bulk, single] = [Random.seeded(4, 'bulk'), Random.seeded(4, 'bulk')]
    const [rows, count, stride, from] = [5_000, 3, 5, 7] // enough for the ziggurat's edges and the tail beyond its base
    const numbers = new Float32Array(from + rows * stride).fill(1)
    const expected = Float32Array.from(numbers)
    bulk.addNormals(numbers, from, count, rows, stride, 0.1)
    for (let row = 0; row < rows; row++) {
      for (let i = 0; i < count; i++) expected[from + row * stride + i] += 0.1 * single.normal()
    }
    expect(numbers).toEqual(expected)
    expect(bulk.state()).toEqual(single.state())
  })

  it('refuses a state that is not one', () => {
    expect(() => Random.restored([1, 2, 3])).toThrow('must be 4 integers')
  })

  // Kolmogorov–Smirnov at a false-alarm rate of 1e-4 for each of the two laws: D < sqrt(ln(2/1e-4)/2/n).
  const n = 200_000
  const limit = Math.sqrt(Math.log(2 / 1e-4) / 2 / n)
  const distance = (sample: Float64Array, cdf: (x: number) => number) => {
    sample.sort()
    let worst = 0
    for (let i = 0; i < sample.length; i++) {
      const f = cdf(sample[i])
      worst = Math.max(worst, Math.abs(f - i / sample.length), Math.abs(f - (i + 1) / sample.length))
    }
    return worst
  }

  it('draws the standard normal law', () => {
    const random = Random.seeded(1, 'normal')
    const sample = Float64Array.from({ length: n }, () => random.normal())
    const beyond = sample.filter((x) => Math.abs(x) > 3.442619855899).length
    expect(beyond / n).toBeGreaterThan(3e-4) // exact: 5.76e-4, so the tail beyond the ziggurat's base is drawn too
    expect(beyond / n).toBeLessThan(9e-4)
    expect(distance(sample, normalCdf)).toBeLessThan(limit)
  })

  it('draws the uniform law', () => {
    const random = Random.seeded(2, 'uniform')
    const sample = Float64Array.from({ length: n }, () => random.uniform())
    expect(distance(sample, (x) => x)).toBeLessThan(limit)
  })

  it('shuffles every order equally often', () => {
    const random = Random.seeded(3, 'shuffle')
    const counts = new Map<string, number>()
    const rounds = 24_000
    for (let i = 0; i < rounds; i++) {
      const order = random.shuffle([0, 1, 2, 3]).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const expected = rounds / 24
    const chi2 = [...counts.values()].reduce((sum, c) => sum + (c - expected) ** 2 / expected, 0)
    expect(chi2).toBeLessThan(60) // 23 degrees of freedom: false alarm 4e-5
  })
})

/** Normal distribution function by the Abramowitz–Stegun 26.2.17 series, error below 7.5e-8. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x))
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const upper = (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)) * poly
  return x >= 0 ? 1 - upper : upper
}
