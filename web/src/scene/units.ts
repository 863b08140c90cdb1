/**
 * The units of a network in one row (inputs, neurons, outputs) and their homes in space: the sheet lies in the plane
 * y = 0 around the origin, the input plane over it, the output plane below, as in the paper's drawing (PAPER.md 1.4).
 * x grows with the column to the right, z with the row toward the reader.
 */
import type { Layout, Sheet } from 'gyrus/growth/sheet.js'

export type Plane = 'input' | 'sheet' | 'output'

/** One unit as the page names it: `index` counts within its plane. */
export interface Unit {
  plane: Plane
  index: number
}

/** Height of each plane over the sheet, whose longer side is 1. */
export const HEIGHTS: Readonly<Record<Plane, number>> = { input: 0.56, sheet: 0, output: -0.5 }

export class Units {
  readonly inputs: number
  readonly neurons: number
  readonly outputs: number
  readonly count: number
  /** x, y, z of each unit's home: `[unit, 3]`. */
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

  /** The unit's place in the row of all units. */
  row({ plane, index }: Unit): number {
    return index + this.first(plane)
  }

  /** The unit at a place of the row of all units. */
  unit(row: number): Unit {
    const plane = this.plane(row)
    return { plane, index: row - this.first(plane) }
  }

  plane(row: number): Plane {
    return row < this.inputs ? 'input' : row < this.inputs + this.neurons ? 'sheet' : 'output'
  }

  /** Where a plane's units begin in the row of all units. */
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
