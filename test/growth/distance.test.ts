import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distances, type Metric, wireDistances } from '../../src/growth/distance.js'
import { layOut } from '../../src/growth/sheet.js'
import { yang19 } from '../../src/tasks/yang19.js'

describe('distances', () => {
  const receiving = Float64Array.of(0, 0, 0.5, 0.25)
  const sending = Float64Array.of(0.75, 1, 0.5, 0.25, 0, 0.25)

  it('are [receiving, sending], Manhattan or Euclidean', () => {
    expect(Array.from(distances(receiving, sending, 'manhattan'))).toEqual([1.75, 0.75, 0.25, 1, 0, 0.5])
    expect(Array.from(distances(receiving, sending, 'euclidean'))).toEqual(
      [1.25, Math.hypot(0.5, 0.25), 0.25, Math.hypot(0.25, 0.75), 0, 0.5].map(Math.fround),
    )
  })

  it('have no entries where there are no units', () => {
    expect(distances(receiving, new Float64Array(0), 'manhattan').length).toBe(0)
  })

  it('within one set are exactly symmetric with a zero diagonal, and transpose between two', () => {
    const positions = fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 16 })
      .map((values) => {
        return Float64Array.from(values.slice(0, values.length & ~1))
      })
    fc.assert(
      fc.property(positions, positions, fc.constantFrom<Metric>('manhattan', 'euclidean'), (a, b, metric) => {
        const [n, m] = [a.length / 2, b.length / 2]
        const within = distances(a, a, metric)
        const [there, back] = [distances(a, b, metric), distances(b, a, metric)]
        for (let i = 0; i < n; i++) {
          expect(within[i * n + i]).toBe(0)
          for (let j = 0; j < n; j++) expect(within[i * n + j]).toBe(within[j * n + i])
          for (let j = 0; j < m; j++) expect(there[i * m + j]).toBe(back[j * n + i])
        }
      }),
    )
  })
})

describe('wireDistances', () => {
  it('match the weights of the network, in units of the longer side', () => {
    const d = wireDistances(layOut({ rows: 20, columns: 20 }, yang19), 'manhattan')
    expect(d.inputWeights.length).toBe(400 * 53)
    expect(d.recurrentWeights.length).toBe(400 * 400)
    expect(d.outputWeights.length).toBe(17 * 400)
    expect(d.recurrentWeights[0 * 400 + 1]).toBeCloseTo(1 / 20, 6) // one column apart
    expect(d.recurrentWeights[399 * 400 + 0]).toBeCloseTo(38 / 20, 6) // corner to corner
    // PAPER.md 1.7: the Manhattan lengths of all 160,000 pairs sum to 2.128e6 cells.
    const cells = d.recurrentWeights.reduce((sum, each) => sum + each, 0) * 20
    expect(cells).toBeCloseTo(2.128e6, -1)
    // Row = hidden neuron, column = input: from the fixation input at (.5, .6) to the corner neuron at (.025, .025).
    expect(d.inputWeights[0]).toBeCloseTo(0.475 + 0.575, 6)
    // Row = output, column = hidden: from the last neuron at (.975, .975) to the fixation output at (.5, .5).
    expect(d.outputWeights[399]).toBeCloseTo(0.95, 6)
  })
})
