import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localityMask } from '../../src/growth/charges/mask.js'
import { distances, type Metric } from '../../src/growth/distance.js'
import { neuronPositions } from '../../src/growth/sheet.js'

const count = (mask: Float32Array) => mask.reduce((a, b) => a + b, 0)

describe('a locality mask', () => {
  it('lets neighbors connect', () => {
    expect([...localityMask({ rows: 1, columns: 4 }, 1, 'manhattan')]).toEqual(
      [
        [1, 1, 0, 0],
        [1, 1, 1, 0],
        [0, 1, 1, 1],
        [0, 0, 1, 1],
      ].flat(),
    )
  })

  it('leaves the self-connections alone at radius 0, and everything beyond the sheet', () => {
    const sheet = { rows: 3, columns: 2 }
    const none = localityMask(sheet, 0, 'manhattan')
    expect(none.every((x, at) => x === (at % 7 === 0 ? 1 : 0))).toBe(true)
    expect(count(localityMask(sheet, 3, 'manhattan'))).toBe(36)
    expect(count(localityMask(sheet, 2.9, 'manhattan'))).toBe(36 - 4) // the two pairs of opposite corners
    expect([...localityMask({ rows: 1, columns: 1 }, 0, 'euclidean')]).toEqual([1])
  })

  it('of a Euclidean radius is round', () => {
    const around = (radius: number, metric: Metric) =>
      count(localityMask({ rows: 9, columns: 9 }, radius, metric).subarray(40 * 81, 41 * 81))
    expect([1, 2, 3].map((radius) => around(radius, 'manhattan'))).toEqual([5, 13, 25])
    expect([1, 1.4, 1.5, 2, 3].map((radius) => around(radius, 'euclidean'))).toEqual([5, 5, 9, 13, 29])
  })

  it('holds what the distances of the sheet say, and is symmetric', () => {
    const side = fc.integer({ min: 1, max: 7 })
    fc.assert(
      fc.property(
        side,
        side,
        fc.nat(40),
        fc.constantFrom<Metric>('manhattan', 'euclidean'),
        (rows, columns, r, metric) => {
          const radius = r / 4 + 0.1 // no distance of whole cells
          const mask = localityMask({ rows, columns }, radius, metric)
          const positions = neuronPositions({ rows, columns })
          const n = rows * columns
          distances(positions, positions, metric).forEach((d, at) => {
            const cells = d * Math.max(rows, columns)
            fc.pre(Math.abs(cells - radius) > 1e-5)
            expect(mask[at]).toBe(cells <= radius ? 1 : 0)
            expect(mask[(at % n) * n + Math.floor(at / n)]).toBe(mask[at])
          })
        },
      ),
    )
  })
})
