import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { connectionMask, parseConnections } from '../../src/growth/connections.js'
import { parseNeurons } from '../../src/growth/neurons.js'

describe('a table of neurons', () => {
  it('is read with its unit, depth, ids, areas and signs, whatever else stands in it', () => {
    const text = '﻿id,x_um,y_um, z_um ,area,sign,type\na,1,2,3,L4,e,x\n"b,c",-1.5,2e1,.5,L5,-1,\n\n'
    expect(parseNeurons(text.replace('﻿', ''))).toEqual({
      unit: 'um',
      x: [1, -1.5],
      y: [2, 20],
      z: [3, 0.5],
      id: ['a', 'b,c'],
      area: ['L4', 'L5'],
      sign: [1, -1],
    })
  })

  it('has a plane without z, and no unit without one in the header', () => {
    expect(parseNeurons('Y,X\n1,2\n')).toEqual({ unit: 'units', x: [2], y: [1] })
    expect(parseNeurons('x (µm),y (um)\n1,2\n').unit).toBe('um')
  })

  it('gives back the numbers that were written', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(number, number), { minLength: 1, selector: String }), (places) => {
        const text = `x,y\n${places.map(([x, y]) => `${x},${y}`).join('\n')}`
        const { x, y } = parseNeurons(text)
        expect(x).toEqual(places.map(([a]) => Number(String(a))))
        expect(y).toEqual(places.map(([, b]) => Number(String(b))))
      }),
    )
  })

  it.each([
    ['', 'line 1: must name the columns, such as x,y, got nothing'],
    ['a,b\n1,2', 'line 1: must have a column x, such as x or x_um, got "a,b"'],
    ['x;y\n1;2', 'line 1: must have a column x, such as x or x_um, got "x;y"'],
    ['x_um,z_um\n1,2', 'line 1: must have a column y, such as y or y_um, got "x_um,z_um"'],
    ['x_um,y_mm\n1,2', 'line 1: coordinates must have one unit, got "x_um" and "y_mm"'],
    ['x,x_um,y\n1,2,3', 'line 1: must have one column x, got two'],
    ['x,y\n', 'line 2: must be a neuron, got no row'],
    ['x,y\n1,2\n3', 'line 3: must have 2 values as line 1 has, separated by commas, got 1'],
    ['x,y\n1,2,3', 'line 2: must have 2 values as line 1 has, separated by commas, got 3'],
    ['x,y_um\n1,0x10', 'line 1: coordinates must have one unit, got "x" and "y_um"'],
    ['x,y\n1,0x10', 'line 2, column y: must be a number, got "0x10"'],
    ['x,y\n1,', 'line 2, column y: must be a number, got ""'],
    ['x_um,y_um\n1,NaN', 'line 2, column y_um: must be a number, got "NaN"'],
    ['x,y\n1,1e999', 'line 2, column y: must be a number, got "1e999"'],
    [
      'x,y,sign\n1,2,0',
      'line 2, column sign: must be 1 or e for excitatory, -1 or i for inhibitory, got "0"',
    ],
    ['x,y,area\n1,2,', 'line 2, column area: must be a name, got nothing'],
    ['x,y\n1,2\n3,4\n1.0,2', 'line 4: must have another place than line 2, got "1, 2"'],
    ['x,y,id\n1,2,a\n3,4,a', 'line 3: must have another id than line 2, got "a"'],
  ])('refuses %j', (text, message) => {
    expect(() => parseNeurons(text)).toThrow(new InputError(message))
  })
})

describe('a table of connections', () => {
  it('names neurons by id, or by their row from 0; each once, none to itself', () => {
    const edges = { from: [1, 0, 1], to: [0, 2, 2] }
    expect(parseConnections('from,to\nb,a\nb,c\na,c\nb,c\nb,b', 3, ['a', 'b', 'c'])).toEqual(edges)
    expect(parseConnections('weight,To,From\n5,0,1\n1,2,1\n1,2,0', 3)).toEqual(edges)
  })

  it('is a matrix in which rows send to columns', () => {
    expect(parseConnections('0,0,1\n1,1,1\n0,0,0', 3)).toEqual({ from: [1, 0, 1], to: [0, 2, 2] })
  })

  it('makes a mask of what exists: the connections, and each neuron’s to itself', () => {
    expect([...connectionMask({ from: [1, 0, 1], to: [0, 2, 2] }, 3)]).toEqual([1, 1, 0, 0, 1, 0, 1, 1, 1])
  })

  it.each([
    ['from,to\n0,3', 'line 2, column to: must be a neuron\'s row, counted from 0, so 0 to 2, got "3"'],
    ['from,to\n0,1.5', 'line 2, column to: must be a neuron\'s row, counted from 0, so 0 to 2, got "1.5"'],
    ['from,to\n0,a', 'line 2, column to: must be a number, got "a"'],
    ['0,1\n1,0', 'must have the columns from and to, or be a matrix of 3 × 3 for as many neurons, got 2 × 2'],
    ['0,1,0\n1,0,2\n0,0,0', 'line 2, column 3: must be 0 or 1, got "2"'],
  ])('refuses %j', (text, message) => {
    expect(() => parseConnections(text, 3)).toThrow(new InputError(message))
  })

  it('refuses an id that no neuron has', () => {
    expect(() => parseConnections('from,to\na,z', 2, ['a', 'b'])).toThrow(
      new InputError('line 2, column to: must be the id of a neuron, got "z"'),
    )
  })
})
