/**
 * All units of a network in one list (inputs, neurons, outputs; a unit's index in it is its "row"), and their positions
 * in space. The sheet lies in the plane y = 0 around the origin, the input plane above it and the output plane below,
 * as in the paper's drawing (PAPER.md 1.4). x grows with the column to the right, z with the row toward the reader.
 * Neurons at measured places with depth fill a box around the origin, depth pointing down; the planes make room for it.
 */
import { geometryOf } from 'gyrus/growth/geometry.js'
import type { Layout, Sheet } from 'gyrus/growth/sheet.js'

export type Plane = 'input' | 'sheet' | 'output'

/** One unit, identified by its plane and its index within the plane. */
export interface Unit {
  plane: Plane
  index: number
}

/** Height of each plane above the sheet, in units of the sheet's longer side. */
const HEIGHTS: Readonly<Record<Plane, number>> = { input: 0.56, sheet: 0, output: -0.5 }

export class Units {
  readonly inputs: number
  readonly neurons: number
  readonly outputs: number
  readonly count: number
  /** x, y, z of each unit when it does not glide: `[unit, 3]`. */
  readonly homes: Float32Array
  readonly sheet: Sheet
  /** Height of each plane; that of the sheet is the floor of the box where there is depth. */
  readonly heights: Readonly<Record<Plane, number>>

  constructor(layout: Layout, sheet: Sheet) {
    this.sheet = sheet
    const { dimensions } = layout
    this.inputs = layout.input.length / dimensions
    this.neurons = layout.hidden.length / dimensions
    this.outputs = layout.output.length / dimensions
    const half = halfDepth(sheet)
    this.heights = { input: HEIGHTS.input + half, sheet: HEIGHTS.sheet - half, output: HEIGHTS.output - half }
    this.count = this.inputs + this.neurons + this.outputs
    this.homes = new Float32Array(3 * this.count)
    let at = 0
    for (const [positions, plane] of [
      [layout.input, 'input'],
      [layout.hidden, 'sheet'],
      [layout.output, 'output'],
    ] as const) {
      const isDeep = plane === 'sheet' && dimensions === 3
      for (let i = 0; i < positions.length; i += dimensions) {
        this.homes[at++] = positions[i] - 0.5
        this.homes[at++] = isDeep ? 0.5 - positions[i + 2] : this.heights[plane]
        this.homes[at++] = positions[i + 1] - 0.5
      }
    }
  }

  /** A unit's index in the list of all units. */
  row({ plane, index }: Unit): number {
    return index + this.first(plane)
  }

  /** The unit at an index of the list of all units. */
  unit(row: number): Unit {
    const plane = this.plane(row)
    return { plane, index: row - this.first(plane) }
  }

  plane(row: number): Plane {
    return row < this.inputs ? 'input' : row < this.inputs + this.neurons ? 'sheet' : 'output'
  }

  /** The index of a plane's first unit in the list of all units. */
  first(plane: Plane): number {
    return plane === 'input' ? 0 : plane === 'sheet' ? this.inputs : this.inputs + this.neurons
  }

  size(plane: Plane): number {
    return plane === 'input' ? this.inputs : plane === 'sheet' ? this.neurons : this.outputs
  }

  /** Half the sheet's extent in x and in z. */
  get halfSheet(): { x: number; z: number } {
    const { extents, side } = geometryOf(this.sheet)
    return { x: extents[0] / side / 2, z: extents[1] / side / 2 }
  }
}

/** Half the box's extent in depth; 0 for a flat sheet. */
function halfDepth(sheet: Sheet): number {
  const { extents, side } = geometryOf(sheet)
  return (extents[2] ?? 0) / side / 2
}
