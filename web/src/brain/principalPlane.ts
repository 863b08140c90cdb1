/** The plane in which points of many dimensions vary most: their first two principal components. */

export interface PrincipalPlane {
  /** Of each point in the plane, relative to the points' mean. [point, 2] */
  points: Float32Array
  /** Share of the points' variance along each of the two axes. */
  shares: [number, number]
}

const MOST_ROUNDS = 1000
/** The direction of an axis is found when a round turns it by less than this. */
const TOLERANCE = 1e-12

/** @param values `[point, dimension]` */
export function principalPlane(values: Float32Array, dimensions: number): PrincipalPlane {
  const count = values.length / dimensions
  const rest = centered(values, dimensions)
  const total = rest.reduce((sum, x) => sum + x * x, 0)
  const points = new Float32Array(2 * count)
  const shares: [number, number] = [0, 0]
  if (total === 0) return { points, shares }
  for (const component of [0, 1]) {
    const axis = principalAxis(rest, dimensions)
    let variance = 0
    for (let i = 0; i < count; i++) {
      const at = project(rest, axis, i)
      variance += at * at
      points[2 * i + component] = at
      // What is left varies in the other dimensions, so the next axis is perpendicular.
      for (let d = 0; d < dimensions; d++) rest[i * dimensions + d] -= at * axis[d]
    }
    shares[component] = variance / total
  }
  return { points, shares }
}

function centered(values: Float32Array, dimensions: number): Float64Array {
  const means = new Float64Array(dimensions)
  values.forEach((x, i) => {
    means[i % dimensions] += (x * dimensions) / values.length
  })
  return Float64Array.from(values, (x, i) => x - means[i % dimensions])
}

/** The axis along which points vary most, by power iteration. Its largest part is positive. */
function principalAxis(points: Float64Array, dimensions: number): Float64Array {
  const count = points.length / dimensions
  let axis = longest(points, dimensions)
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = new Float64Array(dimensions)
    for (let i = 0; i < count; i++) {
      const at = project(points, axis, i)
      for (let d = 0; d < dimensions; d++) next[d] += at * points[i * dimensions + d]
    }
    normalize(next)
    const same = next.reduce((sum, x, d) => sum + x * axis[d], 0)
    axis = next
    if (1 - Math.abs(same) < TOLERANCE) break
  }
  const largest = axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a))
  return largest < 0 ? axis.map((x) => -x) : axis
}

/** The direction of the point that is farthest from the mean. */
function longest(points: Float64Array, dimensions: number): Float64Array {
  let [best, far] = [0, -1]
  for (let i = 0; i < points.length / dimensions; i++) {
    const row = points.subarray(i * dimensions, (i + 1) * dimensions)
    const distance = row.reduce((sum, x) => sum + x * x, 0)
    if (distance > far) [best, far] = [i, distance]
  }
  return normalize(points.slice(best * dimensions, (best + 1) * dimensions))
}

function project(points: Float64Array, axis: Float64Array, point: number): number {
  let sum = 0
  const from = point * axis.length
  for (let d = 0; d < axis.length; d++) sum += points[from + d] * axis[d]
  return sum
}

/** Scales to length 1 in place; nothing stays nothing. */
function normalize(vector: Float64Array): Float64Array {
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
  if (length > 0) for (let d = 0; d < vector.length; d++) vector[d] /= length
  return vector
}
