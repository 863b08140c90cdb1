/**
 * The path of a wire, as the four control points of a cubic Bézier curve. Between planes it leaves the one and meets
 * the other upright; within the sheet it rises over it, the higher the longer it is, and bows to the right of its way,
 * so that the two directions between two neurons are told apart even from straight above. The shader in wireMesh.ts
 * computes the same.
 */

/** How much of the way between planes a cable goes upright at each end. */
export const UPRIGHT = 0.42
/** Rise and sideways bow of the middle control point, in lengths of the wire. */
export const RISE = 0.3
export const BOW = 0.12

export type Point3 = readonly [x: number, y: number, z: number]

/** Control points from a sending to a receiving unit; two units in one plane have an arc, others a cable. */
export function wireCurve(from: Point3, to: Point3): [Point3, Point3, Point3, Point3] {
  const [dx, dy, dz] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]]
  // Planes are half a unit apart; a neuron on its way to another place leaves the sheet by less.
  if (Math.abs(dy) > 0.25) {
    return [from, [from[0], from[1] + UPRIGHT * dy, from[2]], [to[0], to[1] - UPRIGHT * dy, to[2]], to]
  }
  const length = Math.hypot(dx, dz)
  // A quadratic curve over this point, raised to a cubic one.
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
