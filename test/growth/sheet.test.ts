import { describe, expect, it } from 'vitest'
import { inputPositions, layOut, neuronPositions, outputPositions } from '../../src/growth/sheet.js'
import { yang19 } from '../../src/tasks/yang19.js'

const point = (positions: Float64Array, unit: number) =>
  Array.from(positions.subarray(2 * unit, 2 * unit + 2))
const expectPoint = (positions: Float64Array, unit: number, x: number, y: number) => {
  const [gotX, gotY] = point(positions, unit)
  expect(gotX).toBeCloseTo(x, 12)
  expect(gotY).toBeCloseTo(y, 12)
}

describe('neuronPositions', () => {
  it('puts 20 × 20 neurons at the cell centers of the unit square, row-major', () => {
    const positions = neuronPositions({ rows: 20, columns: 20 })
    expect(positions.length).toBe(800)
    for (let neuron = 0; neuron < 400; neuron++) {
      const [row, column] = [Math.floor(neuron / 20), neuron % 20]
      expect(point(positions, neuron)).toEqual([(column + 0.5) / 20, (row + 0.5) / 20])
    }
  })

  it('centers a sheet that is not square, its longer side of length 1', () => {
    expect(Array.from(neuronPositions({ rows: 2, columns: 4 }))).toEqual([
      ...[0.125, 0.375, 0.375, 0.375, 0.625, 0.375, 0.875, 0.375],
      ...[0.125, 0.625, 0.375, 0.625, 0.625, 0.625, 0.875, 0.625],
    ])
    expect(Array.from(neuronPositions({ rows: 4, columns: 1 }))).toEqual([
      0.5, 0.125, 0.5, 0.375, 0.5, 0.625, 0.5, 0.875,
    ])
    expect(Array.from(neuronPositions({ rows: 1, columns: 1 }))).toEqual([0.5, 0.5])
  })

  it('refuses a sheet without neurons', () => {
    expect(() => neuronPositions({ rows: 0, columns: 20 })).toThrow('got 0 × 20')
    expect(() => neuronPositions({ rows: 2.5, columns: 2 })).toThrow('got 2.5 × 2')
  })
})

describe('input and output places', () => {
  const layout = layOut({ rows: 20, columns: 20 }, yang19)

  it('are those of the paper for yang19', () => {
    expect([layout.hidden.length, layout.input.length, layout.output.length]).toEqual([800, 106, 34])
    expectPoint(layout.input, 0, 0.5, 0.6) // fixation
    for (let i = 0; i < 16; i++) {
      const angle = ((i + 0.5) * Math.PI) / 8
      expectPoint(layout.input, 1 + i, 0.2 + 0.19 * Math.cos(angle), 0.6 + 0.19 * Math.sin(angle))
      expectPoint(layout.input, 17 + i, 0.8 + 0.19 * Math.cos(angle), 0.6 + 0.19 * Math.sin(angle))
      expectPoint(layout.output, 1 + i, 0.5 + 0.2 * Math.cos(angle), 0.5 + 0.2 * Math.sin(angle))
    }
    for (let task = 0; task < 20; task++) expectPoint(layout.input, 33 + task, (task + 0.5) / 20, 0.1)
    expectPoint(layout.output, 0, 0.5, 0.5)
  })

  it('put a single ring of inputs in the middle', () => {
    const positions = inputPositions([{ shape: 'ring', first: 0, count: 4 }])
    const side = 0.19 * Math.SQRT1_2
    expectPoint(positions, 0, 0.5 + side, 0.6 + side)
    expectPoint(positions, 2, 0.5 - side, 0.6 - side)
  })

  it('put more rings side by side without touching, and follow the channels’ indices, not the order of groups', () => {
    const rings = [8, 0, 4, 12].map((first) => ({ shape: 'ring' as const, first, count: 4 }))
    const positions = outputPositions(rings)
    const extent = rings.map(({ first }) => {
      const xs = [0, 1, 2, 3].map((i) => point(positions, first + i)[0])
      return { left: Math.min(...xs), right: Math.max(...xs), center: (xs[0] + xs[1] + xs[2] + xs[3]) / 4 }
    })
    extent.forEach(({ center }, r) => {
      expect(center).toBeCloseTo(0.2 + 0.2 * r, 12)
    })
    for (let r = 1; r < 4; r++) expect(extent[r].left).toBeGreaterThan(extent[r - 1].right)
  })

  it('give every unit a place of its own in the unit square, whatever the groups', () => {
    const shapes = ['point', 'line', 'ring', 'point', 'line', 'ring', 'ring'] as const
    let first = 0
    const groups = shapes.map((shape) => {
      const group = { shape, first, count: shape === 'point' ? 1 : 5 }
      first += group.count
      return group
    })
    const positions = inputPositions(groups)
    const places = Array.from({ length: first }, (_, unit) => point(positions, unit))
    expect(new Set(places.map(String)).size).toBe(first)
    for (const value of places.flat()) expect(Math.abs(value - 0.5)).toBeLessThanOrEqual(0.5)
  })
})
