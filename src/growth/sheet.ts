/**
 * The sheet: where the neurons have their places. Hidden neurons stand on a grid of rows × columns, row-major, so
 * that a neuron's index is its place; input and output units stand on planes over the same unit square, where the
 * paper's drawing has them (PAPER.md 1.4). Places are fixed: neurons move by swapping (relocation.ts, swap.ts).
 */
import type { NetworkSize } from '../network/parameters.js'
import type { Battery, ChannelGroup } from '../tasks/battery.js'

/** x, y of each unit, `[unit, 2]`, row-major; the sheet's longer side has length 1, x grows with the column, y with the row. */
export type Positions = Float64Array

/** The grid on which the hidden neurons stand. */
export interface Sheet {
  /** Neurons from top to bottom. */
  readonly rows: number
  /** Neurons from left to right. */
  readonly columns: number
}

/** The positions of all units of a network. */
export interface Layout {
  /** Of the neurons, row by row. */
  hidden: Positions
  /** Of the input channels, in their order. */
  input: Positions
  /** Of the outputs, in their order. */
  output: Positions
}

/** Lays out a network for a battery: its neurons on the sheet, its channels on the planes of input and output. */
export function layOut(sheet: Sheet, battery: Pick<Battery, 'inputs' | 'outputs'>): Layout {
  return {
    hidden: neuronPositions(sheet),
    input: inputPositions(battery.inputs),
    output: outputPositions(battery.outputs),
  }
}

/** The size of the network that is laid out. */
export function sizeOfLayout({ input, hidden, output }: Layout): NetworkSize {
  return { inputs: input.length / 2, hidden: hidden.length / 2, outputs: output.length / 2 }
}

/**
 * The cell centers ((column + ½) / longer side, (row + ½) / longer side) of a grid; a sheet that is not square lies in
 * the middle of the unit square, so that input and output stay centered over it.
 *
 * @throws RangeError unless rows and columns are whole numbers ≥ 1.
 */
export function neuronPositions({ rows, columns }: Sheet): Positions {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 1 && columns >= 1)) {
    throw new RangeError(`sheet: rows and columns must be whole numbers ≥ 1, got ${rows} × ${columns}`)
  }
  const longer = Math.max(rows, columns)
  const positions = new Float64Array(2 * rows * columns)
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      positions[at++] = (column + 0.5 + (longer - columns) / 2) / longer
      positions[at++] = (row + 0.5 + (longer - rows) / 2) / longer
    }
  }
  return positions
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
