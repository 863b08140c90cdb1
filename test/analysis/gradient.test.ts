import { describe, expect, it } from 'vitest'
import { gradientWithinClusters, type MappedNeurons } from '../../src/analysis/gradient.js'
import { Random } from '../../src/random/random.js'
import { rankCorrelation } from '../../src/studies/lesions/specificity.js'

const sheet = { rows: 6, columns: 6 }
const everywhere = Int32Array.from({ length: 36 }, (_, place) => place)
const row = (place: number) => Math.floor(place / 6)
const column = (place: number) => place % 6
const test = (neurons: Partial<MappedNeurons> & Pick<MappedNeurons, 'profiles' | 'labels'>, seed = 1) =>
  gradientWithinClusters(
    { tasks: 2, places: everywhere, sheet, ...neurons },
    500,
    Random.seeded(seed, 'test'),
  )

/** Profiles that are the places themselves: a smooth map. */
const smooth = new Float64Array([...everywhere].flatMap((place) => [row(place), column(place)]))
const halves = Int32Array.from(everywhere, (place) => (column(place) < 3 ? 0 : 1))

describe('the gradient within clusters', () => {
  it('is found in a smooth map, however it is cut', () => {
    for (const labels of [
      halves,
      new Int32Array(36),
      Int32Array.from(everywhere, (p) => Math.floor(row(p) / 2)),
    ]) {
      const { value, z, p } = test({ profiles: smooth, labels })
      expect(value).toBeGreaterThan(0.8)
      expect(z).toBeGreaterThan(8)
      expect(p).toBe(1 / 501)
    }
  })

  it('is not found in clusters that stand apart and have nothing inside, where labels alone would find them', () => {
    const random = Random.seeded(4, 'profiles')
    const profiles = new Float64Array(
      [...halves].flatMap((half) => [half + 0.1 * random.normal(), 0.1 * random.normal()]),
    )
    expect(Math.abs(test({ profiles, labels: halves }).z!)).toBeLessThan(2.5)
    expect(test({ profiles, labels: new Int32Array(36) }).z).toBeGreaterThan(5)
  })

  it('is the rank correlation over pairs of one cluster, ties with their mean rank', () => {
    const random = Random.seeded(2, 'any')
    const profiles = new Float64Array(72).map(() => random.integer(4))
    const labels = Int32Array.from(everywhere, () => random.integer(3))
    const apart: number[] = []
    const lengths: number[] = []
    for (let a = 0; a < 36; a++) {
      for (let b = a + 1; b < 36; b++) {
        if (labels[a] !== labels[b]) continue
        apart.push(Math.hypot(profiles[2 * a] - profiles[2 * b], profiles[2 * a + 1] - profiles[2 * b + 1]))
        lengths.push(Math.abs(row(a) - row(b)) + Math.abs(column(a) - column(b)))
      }
    }
    expect(test({ profiles, labels }).value).toBeCloseTo(rankCorrelation(apart, lengths)!, 12)
  })

  it('has p below .05 in about one of twenty maps without a gradient', () => {
    const random = Random.seeded(3, 'many')
    const below = Array.from({ length: 200 }, (_, seed) => {
      const profiles = new Float64Array(72).map(() => random.uniform())
      return test({ profiles, labels: halves }, seed).p! < 0.05
    }).filter(Boolean).length
    expect(below).toBeGreaterThan(2)
    expect(below).toBeLessThan(21)
  })

  it('has no value where there is no pair, or nothing differs', () => {
    const alone = Int32Array.of(0, 1, 2)
    expect(test({ profiles: smooth.slice(0, 6), labels: alone, places: alone }).value).toBeNull()
    expect(test({ profiles: new Float64Array(72), labels: halves }).value).toBeNull()
  })

  it('has labels without members', () => {
    const twice = halves.map((half) => 2 * half)
    expect(test({ profiles: smooth, labels: twice }).value).toBe(
      test({ profiles: smooth, labels: halves }).value,
    )
  })
})
