/** Lengths of the wires among some neurons of a sheet, in its unit, and in classes that nulls can keep. */
import { type Geometry, geometryOf, wireLength } from '../growth/geometry.js'
import { isGrid, type Sheet } from '../growth/sheet.js'

/** Classes of length among measured places, at most. */
const MOST_CLASSES = 256

/**
 * Class of length of each wire: its length in steps of `lengthStep`, rounded. On a grid that is its length in cells.
 *
 * @param neurons their places
 * @returns `[receiving, sending]`
 */
export function lengthClasses(neurons: Int32Array, sheet: Sheet): Uint16Array {
  const geometry = geometryOf(sheet)
  const step = lengthStep(sheet)
  const n = neurons.length
  const classes = new Uint16Array(n * n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++)
      classes[r * n + s] = Math.round(wireLength(geometry, neurons[r], neurons[s]) / step)
  }
  return classes
}

/** Width of a class of length in the sheet's unit: a cell, or the spacing of measured places. */
export function lengthStep(sheet: Sheet): number {
  const geometry = geometryOf(sheet)
  if (isGrid(sheet)) return geometry.spacing
  // Where most neurons stand close together on a large sheet, steps of the spacing would be too many.
  return Math.max(geometry.spacing, longest(geometry) / (MOST_CLASSES - 1))
}

/** No wire on the sheet is longer. */
const longest = ({ extents }: Geometry): number => extents.reduce((sum, extent) => sum + extent, 0)
