/**
 * All units of a network in one list (inputs, neurons, outputs; a unit's index in it is its "row"), and their positions
 * in space. The sheet lies in the plane y = 0 around the origin, the input plane above it and the output plane below,
 * as in the paper's drawing (PAPER.md 1.4). x grows with the column to the right, z with the row toward the reader.
 */
import type { Layout, Sheet } from 'gyrus/growth/sheet.js'

export type Plane = 'input' | 'sheet' | 'output'

/** One unit, identified by its plane and its index within the plane. */
export interface Unit {
  plane: Plane
  index: number
}

/** Height of each plane above the sheet, in units of the sheet's longer side. */
export const HEIGHTS: Readonly<Record<Plane, number>> = { input: 0.56, sheet: 0, output: -0.5 }

export class Units {
  readonly inputs: number
  readonly neurons: number
  readonly outputs: number
  readonly count: number
  /** x, y, z of each unit when it does not glide: `[unit, 3]`. */
  readonly homes: Float32Array
  readonly sheet: Sheet

  constructor(layout: Layout, sheet: Sheet) {
    this.sheet = sheet
    this.inputs = layout.input.length / 2
    this.neurons = layout.hidden.length / 2
    this.outputs = layout.output.length / 2
    this.count = this.inputs + this.neurons + this.outputs
    this.homes = new Float32Array(3 * this.count)
    let at = 0
    for (const [positions, height] of [
      [layout.input, HEIGHTS.input],
      [layout.hidden, HEIGHTS.sheet],
      [layout.output, HEIGHTS.output],
    ] as const) {
      for (let i = 0; i < positions.length; i += 2) {
        this.homes[at++] = positions[i] - 0.5
        this.homes[at++] = height
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
    const { rows, columns } = this.sheet
    const longer = Math.max(rows, columns)
    return { x: columns / longer / 2, z: rows / longer / 2 }
  }
}
