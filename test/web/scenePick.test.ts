import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOut } from '../../src/growth/sheet.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { unitName } from '../../web/src/scene/describe.js'
import { isInside, nearestUnit, neighbor, unitsAlong, unitsInside } from '../../web/src/scene/pick.js'
import { Units } from '../../web/src/scene/units.js'

// Three discs in a row, the last one not to be picked.
const seen = Float32Array.of(10, 10, 5, 30, 10, 2, 50, 10, 0)

describe('what is under the pointer', () => {
  it('is the disc whose edge is nearest', () => {
    expect(nearestUnit(seen, 12, 10, 6)).toBe(0)
    expect(nearestUnit(seen, 22, 10, 8)).toBe(1) // 6 px beyond the small one, 7 beyond the large
    expect(nearestUnit(seen, 20, 10, 8)).toBe(0)
  })

  it('is nothing far from all discs, or over one that is not to be picked', () => {
    expect(nearestUnit(seen, 20, 40, 6)).toBe(-1)
    expect(nearestUnit(seen, 50, 10, 6)).toBe(-1)
    expect(nearestUnit(new Float32Array(0), 0, 0, 6)).toBe(-1)
  })
})

describe('a lasso', () => {
  const notch = [0, 0, 10, 0, 10, 10, 5, 5, 0, 10] // a square with a notch from below
  it('holds what is inside, not what is in its notch', () => {
    expect(isInside(notch, 5, 3)).toBe(true)
    expect(isInside(notch, 5, 8)).toBe(false)
    expect(isInside(notch, 1, 8)).toBe(true)
    expect(isInside(notch, 11, 3)).toBe(false)
  })

  it('holds nothing before it has an area', () => {
    for (const polygon of [[], [1, 1], [1, 1, 9, 9]]) expect(isInside(polygon, 5, 5)).toBe(false)
  })

  it('agrees with the rectangle it draws (property)', () => {
    const coordinate = fc.integer({ min: -20, max: 20 })
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        (a, b, c, d, px, py) => {
          const [left, right] = [Math.min(a, b), Math.max(a, b)]
          const [top, bottom] = [Math.min(c, d), Math.max(c, d)]
          // Half a px off the corners' grid: on an edge either answer is right.
          const [x, y] = [px + 0.5, py + 0.5]
          const inside = x > left && x < right && y > top && y < bottom
          expect(isInside([left, top, right, top, right, bottom, left, bottom], x, y)).toBe(inside)
        },
      ),
    )
  })

  it('catches units of one plane, counted from its first', () => {
    expect(unitsInside(seen, [20, 0, 60, 0, 60, 20, 20, 20], 1, 2)).toEqual([0, 1])
    expect(unitsInside(seen, [0, 0, 20, 0, 20, 20, 0, 20], 1, 2)).toEqual([])
  })
})

describe('a brush', () => {
  it('catches what is near its way', () => {
    expect(unitsAlong(seen, [0, 14, 60, 14], 5, 0, 3)).toEqual([0, 1, 2])
    expect(unitsAlong(seen, [0, 16, 60, 16], 5, 0, 3)).toEqual([])
    expect(unitsAlong(seen, [30, 13, 30, 13], 5, 0, 3)).toEqual([1]) // not moved yet
  })
})

describe('arrow keys', () => {
  const sheet = { rows: 2, columns: 3 }
  it('go to the neighbor and stop at the edge', () => {
    expect(neighbor(0, 'ArrowRight', sheet)).toBe(1)
    expect(neighbor(2, 'ArrowRight', sheet)).toBe(2)
    expect(neighbor(1, 'ArrowDown', sheet)).toBe(4)
    expect(neighbor(4, 'ArrowUp', sheet)).toBe(1)
    expect(neighbor(3, 'ArrowLeft', sheet)).toBe(3)
  })
  it('leave other keys alone', () => {
    expect(neighbor(0, 'a', sheet)).toBeNull()
  })
})

describe('units', () => {
  const sheet = { rows: 4, columns: 5 }
  const units = new Units(layOut(sheet, yang19), sheet)

  it('are one row of inputs, neurons and outputs', () => {
    expect([units.inputs, units.neurons, units.outputs]).toEqual([53, 20, 17])
    for (const row of [0, 52, 53, 72, 73, 89]) expect(units.row(units.unit(row))).toBe(row)
    expect(units.unit(53)).toEqual({ plane: 'sheet', index: 0 })
    expect(units.unit(89)).toEqual({ plane: 'output', index: 16 })
  })

  it('stand on their planes, the sheet around the origin', () => {
    const neurons = units.homes.subarray(3 * 53, 3 * 73)
    let [x, z] = [0, 0]
    for (let i = 0; i < neurons.length; i += 3) {
      x += neurons[i]
      z += neurons[i + 2]
      expect(neurons[i + 1]).toBe(0)
    }
    expect(x).toBeCloseTo(0)
    expect(z).toBeCloseTo(0)
    expect(units.homes[1]).toBeGreaterThan(0)
    expect(units.homes[3 * 80 + 1]).toBeLessThan(0)
    expect(units.halfSheet).toEqual({ x: 0.5, z: 0.4 })
  })

  it('have names', () => {
    const name = (plane: 'input' | 'sheet' | 'output', index: number) =>
      unitName({ plane, index }, sheet, yang19)
    expect(name('sheet', 7)).toBe('neuron in row 2, column 3')
    expect(name('input', 0)).toBe('input fixation')
    expect(name('input', 17)).toBe('input ring 2, direction 1 of 16')
    expect(name('input', 36)).toBe('task input anti')
    expect(name('output', 16)).toBe('output ring, direction 16 of 16')
  })
})
