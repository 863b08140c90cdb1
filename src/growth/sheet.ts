/**
 * The sheet: where the neurons have their places. Hidden neurons stand on a grid of rows × columns, row-major, or at
 * places that were measured, in two or three dimensions; a neuron's index is its place. Input and output units stand on
 * planes over the same unit square, where the paper's drawing has them (PAPER.md 1.4). Places are fixed: neurons move
 * by swapping (relocation.ts, swap.ts).
 */
import type { NetworkSize } from '../network/parameters.js'
import type { Battery, ChannelGroup } from '../tasks/battery.js'
import { geometryOf } from './geometry.js'
import type { Sheet } from './places.js'

export { type Grid, isGrid, neuronsOf, type Places, type Sheet } from './places.js'

/**
 * Coordinates of each unit, `[unit, dimension]`, row-major; the sheet's longest side has length 1. On a grid x grows with
 * the column, y with the row.
 */
export type Positions = Float64Array

/** The positions of all units of a network. */
export interface Layout {
  /** Coordinates of each unit: three where the neurons have depth. */
  dimensions: 2 | 3
  /** Of the neurons, in the order of their places: row by row of a grid. */
  hidden: Positions
  /** Of the input channels, in their order. */
  input: Positions
  /** Of the outputs, in their order. */
  output: Positions
}

/**
 * Lays out a network for a battery: its neurons on the sheet, its channels on the planes of input and output. Where there
 * is depth, the inputs lie on the face of the box at which z begins, the outputs on the opposite one.
 */
export function layOut(sheet: Sheet, battery: Pick<Battery, 'inputs' | 'outputs'>): Layout {
  const { dimensions, extents, side } = geometryOf(sheet)
  const [input, output] = [inputPositions(battery.inputs), outputPositions(battery.outputs)]
  const hidden = neuronPositions(sheet)
  if (dimensions === 2) return { dimensions, hidden, input, output }
  const gap = (side - extents[2]) / 2
  return {
    dimensions,
    hidden,
    input: atDepth(input, gap / side),
    output: atDepth(output, (extents[2] + gap) / side),
  }
}

/** x, y of each unit, and the same z for all. */
function atDepth(plane: Positions, z: number): Positions {
  const positions = new Float64Array((plane.length / 2) * 3)
  for (let unit = 0; 2 * unit < plane.length; unit++)
    positions.set([plane[2 * unit], plane[2 * unit + 1], z], 3 * unit)
  return positions
}

/** The size of the network that is laid out. */
export function sizeOfLayout({ dimensions, input, hidden, output }: Layout): NetworkSize {
  return {
    inputs: input.length / dimensions,
    hidden: hidden.length / dimensions,
    outputs: output.length / dimensions,
  }
}

/**
 * The neurons in the unit square or cube. Each takes room: half the spacing of the neurons lies between the outermost ones
 * and the edge, so that the neurons of a grid stand in the centers of its cells, (column + ½) / longer side. A sheet that
 * is not square lies in the middle, so that input and output stay centered over it.
 *
 * @returns `[neuron, dimension]`
 * @throws RangeError unless rows and columns are whole numbers ≥ 1.
 */
export function neuronPositions(sheet: Sheet): Positions {
  const { dimensions, coordinates, least, margins, extents, side } = geometryOf(sheet)
  return coordinates.map((value, i) => {
    const axis = i % dimensions
    return (value - least[axis] + margins[axis] + (side - extents[axis]) / 2) / side
  })
}

/**
 * Inputs: rings of radius .19 side by side at y = .6, single channels between them; the last line, the tasks, at
 * y = .1, others such as the plain channels between it and the rings.
 */
export function inputPositions(groups: readonly PlacedGroup[]): Positions {
  return place(groups, { ringHeight: 0.6, ringRadius: 0.19 })
}

/** Outputs: the ring of radius .2 around the middle of the square, the fixation channel at its center. */
export function outputPositions(groups: readonly PlacedGroup[]): Positions {
  return place(groups, { ringHeight: 0.5, ringRadius: 0.2 })
}

/** What the sheet needs to know of a group of channels. */
type PlacedGroup = Pick<ChannelGroup, 'shape' | 'first' | 'count'>

const LINE_HEIGHT = 0.1

function place(groups: readonly PlacedGroup[], plane: { ringHeight: number; ringRadius: number }): Positions {
  const positions = new Float64Array(2 * groups.reduce((total, group) => total + group.count, 0))
  const set = (unit: number, x: number, y: number) => {
    positions[2 * unit] = x
    positions[2 * unit + 1] = y
  }

  const rings = groups.filter((group) => group.shape === 'ring')
  // Where the paper has two rings, at .2 and .8; one stands in the middle, more share that width without touching.
  const spacing = rings.length > 1 ? 0.6 / (rings.length - 1) : Number.POSITIVE_INFINITY
  const radius = Math.min(plane.ringRadius, 0.45 * spacing)
  rings.forEach(({ first, count }, r) => {
    const center = rings.length > 1 ? 0.2 + r * spacing : 0.5
    for (let i = 0; i < count; i++) {
      const angle = ((i + 0.5) / count) * 2 * Math.PI
      set(first + i, center + radius * Math.cos(angle), plane.ringHeight + radius * Math.sin(angle))
    }
  })

  const points = groups.filter((group) => group.shape === 'point')
  points.forEach(({ first, count }, p) => {
    // One, the fixation channel, stands exactly in the middle; more stand side by side about it.
    const x = 0.5 + 0.05 * (p - (points.length - 1) / 2)
    for (let i = 0; i < count; i++) set(first + i, x, plane.ringHeight)
  })

  const lines = groups.filter((group) => group.shape === 'line')
  lines.forEach(({ first, count }, l) => {
    const y = LINE_HEIGHT + (0.2 * (lines.length - 1 - l)) / lines.length
    for (let i = 0; i < count; i++) set(first + i, (i + 0.5) / count, y)
  })
  return positions
}
