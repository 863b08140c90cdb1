import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { copulaSurrogate } from '../../src/analysis/copulaSurrogate.js'
import { Random } from '../../src/random/random.js'
import { rankCorrelation } from '../../src/studies/lesions/specificity.js'

describe('copulaSurrogate', () => {
  it('gives each row all its values and no others', () => {
    const matrices = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 12 })).chain((size) =>
      fc.record({
        rows: fc.constant(size[0]),
        values: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
          minLength: size[0] * size[1],
          maxLength: size[0] * size[1],
        }),
      }),
    )
    fc.assert(
      fc.property(matrices, fc.nat(), ({ rows, values }, seed) => {
        const units = values.length / rows
        const drawn = copulaSurrogate(Float64Array.from(values), rows)(Random.seeded(seed))
        for (let row = 0; row < rows; row++) {
          const of = (all: ArrayLike<number>) =>
            Float64Array.from(Array.from(all).slice(row * units, (row + 1) * units)).sort()
          expect(of(drawn)).toEqual(of(values))
        }
      }),
    )
  })

  it('keeps the rank correlations of the rows, positive, none and negative', () => {
    // Rows 0 and 1 share a part, row 2 is the reverse of row 0, row 3 stands alone; skewed, as task variances are.
    const random = Random.seeded(3)
    const units = 500
    const own = Array.from({ length: units }, () => [random.normal(), random.normal(), random.normal()])
    const rows = [
      own.map(([a]) => Math.exp(3 * a)),
      own.map(([a, b]) => Math.exp(a + b)),
      own.map(([a]) => Math.exp(-a)),
      own.map(([, , c]) => Math.exp(2 * c)),
    ]
    const drawn = copulaSurrogate(Float64Array.from(rows.flat()), 4)(random)
    const drawnRow = (row: number) => drawn.subarray(row * units, (row + 1) * units)
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
    ]) {
      // The sd of a rank correlation of 500 units is under .05.
      const given = rankCorrelation(rows[a], rows[b])!
      expect(Math.abs(rankCorrelation(drawnRow(a), drawnRow(b))! - given)).toBeLessThan(0.15)
    }
  })

  it('has no groups: two heaps become one cloud', () => {
    // Units do either task or the other. In one cloud with the same correlation, many do both or neither.
    const units = 200
    const values = Float64Array.from({ length: 2 * units }, (_, i) =>
      i < units === i % 2 < 1 ? 1 + i * 1e-6 : i * 1e-6,
    )
    const drawn = copulaSurrogate(values, 2)(Random.seeded(1))
    const both = Array.from({ length: units }, (_, u) => drawn[u] > 0.5 && drawn[units + u] > 0.5)
    expect(both.filter(Boolean).length).toBeGreaterThan(5)
  })
})
