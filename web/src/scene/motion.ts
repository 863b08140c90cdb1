/**
 * Motion of neurons that changed places: they glide from where they were seen last to their new places. A snapshot
 * holds the identity of the neuron at every place, so a swap can be told from a change of weights.
 */

/**
 * For every place, the place at which its neuron was before.
 * @param before identity of the neuron at each place before; null if there was no network
 * @param now the same at present
 * @returns `[place]`; each place itself if the two do not hold the same neurons, as after a restart
 */
export function cameFrom(before: Int32Array | null, now: Int32Array): Int32Array {
  const unmoved = Int32Array.from(now, (_, place) => place)
  if (before === null || before.length !== now.length) return unmoved
  const placeOf = new Map<number, number>()
  before.forEach((identity, place) => {
    placeOf.set(identity, place)
  })
  const from = now.map((identity) => placeOf.get(identity) ?? -1)
  return placeOf.size === now.length && !from.includes(-1) && new Set(from).size === from.length
    ? from
    : unmoved
}

/** Eases a share of time (0 to 1) into a share of the way (0 to 1) that changes slowly at both ends. */
export const ease = (t: number): number => (t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2)

/**
 * How far a gliding neuron swings to the right of the straight way, and rises above the sheet, in lengths of the way.
 */
const SWING = 0.22
const LIFT = 0.18

/**
 * Writes the positions of units on their ways from `start` to `end`, all `[unit, 3]`. The ways are bent to the right,
 * so that two neurons that change places pass around each other and not through each other.
 * @param share the share of its way that a unit has gone, 0 to 1
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
