import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chargedDistances, wireDistances } from '../../src/growth/distance.js'
import { geometryOf, wireLength } from '../../src/growth/geometry.js'
import { layOut, neuronPositions, type Places, sizeOfLayout } from '../../src/growth/sheet.js'
import { Random } from '../../src/random/random.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { gridAsPlaces, scattered } from './places.js'

describe('a grid written as measured places', () => {
  it('has the same positions to the bit, in cells of any size or place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (rows, columns) => {
        const grid = { rows, columns }
        expect(neuronPositions(gridAsPlaces(grid))).toEqual(neuronPositions(grid))
        const scaled = neuronPositions(gridAsPlaces(grid, (i) => 1000 + 8 * i))
        expect(scaled).toEqual(neuronPositions(grid))
      }),
    )
  })

  it('has the same geometry, and is the same with a depth that is alike everywhere', () => {
    const grid = { rows: 3, columns: 5 }
    const { spacing, side, extents } = geometryOf(gridAsPlaces(grid))
    expect([spacing, side, extents]).toEqual([1, 5, [5, 3]])
    const flat: Places = { ...gridAsPlaces(grid), z: new Array(15).fill(7) }
    const [inPlane, inSpace] = [layOut(grid, yang19), layOut(flat, yang19)]
    expect(inSpace.dimensions).toBe(3)
    expect(sizeOfLayout(inSpace)).toEqual(sizeOfLayout(inPlane))
    expect(wireDistances(inSpace, 'manhattan')).toEqual(wireDistances(inPlane, 'manhattan'))
  })
})

describe('measured places', () => {
  it('fill a box whose longest side is 1, in its middle, with half a spacing to the edge', () => {
    const places: Places = { unit: 'um', distance: 'euclidean', x: [0, 30, 60], y: [0, 0, 0], z: [0, 30, 0] }
    // Nearest neighbors are √1800 apart each; the box is 60 + √1800 long and 30 + √1800 deep.
    const spacing = Math.sqrt(1800)
    const side = 60 + spacing
    expect(geometryOf(places)).toMatchObject({ spacing, side, extents: [side, 0, 30 + spacing], unit: 'um' })
    const [x0, y0, z0, , , z1] = neuronPositions(places)
    expect(x0).toBeCloseTo(spacing / 2 / side, 12)
    expect(y0).toBe(0.5)
    expect(z0).toBeCloseTo((spacing / 2 + 15) / side, 12)
    expect(z1 - z0).toBeCloseTo(30 / side, 12)
  })

  it('are as far apart as one computes by hand', () => {
    const places = { unit: 'um', x: [0, 3], y: [0, 4], z: [0, 12] }
    expect(wireLength(geometryOf({ ...places, distance: 'euclidean' }), 0, 1)).toBe(13)
    expect(wireLength(geometryOf({ ...places, distance: 'manhattan' }), 0, 1)).toBe(19)
  })

  it('have inputs on the face where depth begins and outputs on the other', () => {
    const places: Places = { unit: 'mm', distance: 'manhattan', x: [0, 4], y: [0, 0], z: [0, 2] }
    const { extents, side } = geometryOf(places)
    const layout = layOut(places, yang19)
    const depth = (positions: Float64Array) => positions[2]
    expect(depth(layout.output) - depth(layout.input)).toBeCloseTo(extents[2] / side, 12)
    // A neuron's wires to both planes run through the box once, whatever its depth.
    expect(depth(layout.hidden)).toBeGreaterThan(depth(layout.input))
    expect(depth(layout.hidden)).toBeLessThan(depth(layout.output))
  })

  it('stand alone in the middle', () => {
    const alone: Places = { unit: 'um', distance: 'euclidean', x: [5], y: [-7], z: [1] }
    expect([...neuronPositions(alone)]).toEqual([0.5, 0.5, 0.5])
  })

  it('have lengths that no move or turn changes, and that grow with their scale', () => {
    const random = Random.seeded(3, 'geometry')
    const places = scattered(20, random)
    const turn = (p: Places, angle: number, dx: number, scale: number): Places => ({
      ...p,
      x: p.x.map((x, i) => scale * (x * Math.cos(angle) - p.y[i] * Math.sin(angle)) + dx),
      y: p.y.map((y, i) => scale * (p.x[i] * Math.sin(angle) + y * Math.cos(angle)) - dx),
      z: p.z!.map((z) => scale * z + dx),
    })
    const turned = turn(places, 0.7, 1e4, 3)
    expect(geometryOf(turned).spacing).toBeCloseTo(3 * geometryOf(places).spacing, 6)
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < 20; j++) {
        const length = wireLength(geometryOf(places), i, j)
        expect(wireLength(geometryOf(turned), i, j)).toBeCloseTo(3 * length, 6)
      }
    }
  })

  it('have positions that no move or change of unit changes', () => {
    const places = scattered(15, Random.seeded(4, 'geometry'))
    const moved = {
      ...places,
      x: places.x.map((x) => 25 * x - 300),
      y: places.y.map((y) => 25 * y),
      z: places.z!.map((z) => 25 * z + 1),
    }
    const [before, after] = [neuronPositions(places), neuronPositions(moved)]
    before.forEach((value, i) => {
      expect(after[i]).toBeCloseTo(value, 10)
    })
  })
})

it('counts a wire between two areas as so many times its length', () => {
  const places: Places = {
    unit: 'um',
    distance: 'euclidean',
    x: [0, 1, 2],
    y: [0, 0, 0],
    area: ['V1', 'V1', 'V4'],
  }
  const layout = layOut(places, yang19)
  const plain = wireDistances(layout, 'euclidean')
  const charged = chargedDistances(layout, 'euclidean', { ...places, between: 4 })
  const factors = [1, 1, 4, 1, 1, 4, 4, 4, 1]
  const times = (values: Float32Array) => Array.from(values, (d, i) => factors[i] * d)
  expect([...charged.recurrentWeights]).toEqual(times(plain.recurrentWeights))
  expect(charged.inputWeights).toEqual(plain.inputWeights)
  expect(chargedDistances(layout, 'euclidean', places)).toEqual(plain)
})
