import { HEIGHTS, type Plane, type Units } from './units.js'

/** Corners of a plane's frame, around: the unit square for channels, the sheet's own extent for neurons. */
export function planeCorners(plane: Plane, units: Units): [number, number, number][] {
  const { x, z } = plane === 'sheet' ? units.halfSheet : { x: 0.5, z: 0.5 }
  const y = HEIGHTS[plane]
  return [
    [-x, y, -z],
    [x, y, -z],
    [x, y, z],
    [-x, y, z],
  ]
}
