import type { Plane, Units } from './units.js'

/** Half the extent of a plane. The planes of channels are unit squares; the sheet has its own extent. */
export const planeHalf = (plane: Plane, units: Units): { x: number; z: number } =>
  plane === 'sheet' ? units.halfSheet : { x: 0.5, z: 0.5 }

/** Corners of a plane's frame, in order around it. */
export function planeCorners(plane: Plane, units: Units): [number, number, number][] {
  const { x, z } = planeHalf(plane, units)
  const y = units.heights[plane]
  return [
    [-x, y, -z],
    [x, y, -z],
    [x, y, z],
    [-x, y, z],
  ]
}
