/**
 * What moves: neurons that changed places glide from where they were seen last to their new homes. A snapshot names
 * the identity at every place, so a swap is told from a change of weights.
 */

/**
 * For every place, the place at which its neuron was before.
 * @param before,now identity of the neuron at each place
 * @returns `[place]`; every place its own where the two do not hold the same neurons, as after a new start
 */
export function cameFrom(before: Int32Array | null, now: Int32Array): Int32Array {
  const own = Int32Array.from(now, (_, place) => place)
  if (before === null || before.length !== now.length) return own
  const placeOf = new Map<number, number>()
  before.forEach((identity, place) => {
    placeOf.set(identity, place)
  })
  const from = now.map((identity) => placeOf.get(identity) ?? -1)
  return placeOf.size === now.length && !from.includes(-1) && new Set(from).size === from.length ? from : own
}

/** Slow, fast, slow: 0 at 0, 1 at 1. */
export const ease = (t: number): number => (t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2)

/** How far a moving neuron swings to the right of its way, and over the sheet, in lengths of the way. */
const SWING = 0.22
const LIFT = 0.18

/**
 * Writes the positions at each unit's share (0 to 1) of its way from `start` to `end`, all `[unit, 3]`. Each goes along
 * a bow to its right: two that change places go around each other instead of through.
 */
export function glide(
  start: Float32Array,
  end: Float32Array,
  share: (unit: number) => number,
  into: Float32Array,
): void {
  for (let unit = 0, i = 0; i < end.length; unit++, i += 3) {
    const along = ease(Math.min(1, Math.max(0, share(unit))))
    const bow = along < 1 ? Math.sin(Math.PI * along) : 0
    const dx = end[i] - start[i]
    const dz = end[i + 2] - start[i + 2]
    into[i] = start[i] + along * dx - SWING * bow * dz
    into[i + 1] = start[i + 1] + along * (end[i + 1] - start[i + 1]) + LIFT * bow * Math.hypot(dx, dz)
    into[i + 2] = start[i + 2] + along * dz + SWING * bow * dx
  }
}

/** Values at a share t of the way from `start` to `end`. */
export function blend(start: Float32Array, end: Float32Array, t: number, into: Float32Array): void {
  for (let i = 0; i < end.length; i++) into[i] = start[i] + t * (end[i] - start[i])
}
