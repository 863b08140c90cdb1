/**
 * The path of a wire, as the four control points of a cubic Bézier curve. A wire between two planes starts and ends
 * perpendicular to them. A wire within the sheet is an arc above the sheet, the higher the longer the wire. It is bent
 * to its right, so that the wires from A to B and from B to A can be told apart even from above. The shader in
 * wireMesh.ts computes the same curve.
 */

/**
 * How far the inner control points of a wire between planes lie from its ends, as a share of the distance of the
 * planes.
 */
export const UPRIGHT = 0.42
/** Height and sideways shift of the middle of an arc's control polygon, in lengths of the wire. */
export const RISE = 0.3
export const BOW = 0.12

export type Point3 = readonly [x: number, y: number, z: number]

/** Control points of the wire from a sending to a receiving unit. */
export function wireCurve(from: Point3, to: Point3): [Point3, Point3, Point3, Point3] {
  const [dx, dy, dz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  // Planes are half a unit apart. A neuron that glides to another place rises above the sheet by less than this.
  if (Math.abs(dy) > 0.25) {
    return [from, [from[0], from[1] + UPRIGHT * dy, from[2]], [to[0], to[1] - UPRIGHT * dy, to[2]], to]
  }
  const length = Math.hypot(dx, dz)
  // A quadratic Bézier curve with this control point, written as a cubic one.
  const over: Point3 = [
    from[0] + dx / 2 - BOW * dz,
    from[1] + dy / 2 + RISE * length,
    from[2] + dz / 2 + BOW * dx,
  ]
  const between = (end: Point3): Point3 => [
    end[0] + (2 / 3) * (over[0] - end[0]),
    end[1] + (2 / 3) * (over[1] - end[1]),
    end[2] + (2 / 3) * (over[2] - end[2]),
  ]
  return [from, between(from), between(to), to]
}
