/**
 * k-means: points grouped about k centers so that the sum of squared distances is small (Lloyd 1982), from starts that
 * spread the centers (k-means++, Arthur and Vassilvitskii 2007). A local optimum: the best of some runs is taken.
 */
import type { Random } from '../random/random.js'
import { relabelled } from './partition.js'

/** Of one run; it ends after some ten. */
const MOST_PASSES = 1000

export interface KMeans {
  /** `[point]`, 0..k−1, in the order in which the points come. */
  labels: Int32Array<ArrayBuffer>
  /** Σ over points of the squared distance to their center. */
  spread: number
}

/**
 * Deterministic for a given state of `random`; of equally good runs the first counts, of equally near centers the first.
 *
 * @param points `[n, dimensions]`
 * @param k clusters; as many as there are points if there are fewer, and fewer labels where points coincide
 * @throws RangeError if k is not an integer from 1, or the points are no whole number
 */
export function kMeans(
  points: Float64Array,
  dimensions: number,
  k: number,
  runs: number,
  random: Random,
): KMeans {
  const n = points.length / dimensions
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`kMeans: k must be an integer from 1, got ${k}`)
  if (!Number.isInteger(n))
    throw new RangeError(`kMeans: points must be [n, ${dimensions}], got ${points.length} numbers`)
  let best: KMeans = { labels: new Int32Array(n), spread: n === 0 ? 0 : Number.POSITIVE_INFINITY }
  for (let run = 0; n > 0 && run < runs; run++) {
    const found = lloyd(points, dimensions, spreadCenters(points, dimensions, Math.min(k, n), random))
    if (found.spread < best.spread) best = found
  }
  return { ...best, labels: relabelled(best.labels, () => 0) }
}

/** k of the points, each drawn with a probability that grows as its squared distance to those before. */
function spreadCenters(points: Float64Array, dimensions: number, k: number, random: Random): Float64Array {
  const n = points.length / dimensions
  const centers = new Float64Array(k * dimensions)
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  for (let c = 0; c < k; c++) {
    const total = c === 0 ? 0 : nearest.reduce((sum, x) => sum + x, 0)
    let chosen = random.integer(n)
    if (total > 0) {
      let rest = random.uniform() * total
      for (chosen = 0; chosen < n - 1 && rest >= nearest[chosen]; chosen++) rest -= nearest[chosen]
    }
    centers.set(points.subarray(chosen * dimensions, (chosen + 1) * dimensions), c * dimensions)
    for (let i = 0; i < n; i++)
      nearest[i] = Math.min(nearest[i], squaredDistance(points, i, centers, c, dimensions))
  }
  return centers
}

/** Moves the centers to the means of what is nearest to them until nothing changes; a center without points stays. */
function lloyd(points: Float64Array, dimensions: number, centers: Float64Array): KMeans {
  const n = points.length / dimensions
  const k = centers.length / dimensions
  const labels = new Int32Array(n).fill(-1)
  for (let pass = 1; ; pass++) {
    let moved = false
    let spread = 0
    for (let i = 0; i < n; i++) {
      let [label, least] = [0, Number.POSITIVE_INFINITY]
      for (let c = 0; c < k; c++) {
        const distance = squaredDistance(points, i, centers, c, dimensions)
        if (distance < least) [label, least] = [c, distance]
      }
      if (labels[i] !== label) moved = true
      labels[i] = label
      spread += least
    }
    if (!moved || pass === MOST_PASSES) return { labels, spread }
    const count = new Float64Array(k)
    const sum = new Float64Array(centers.length)
    for (let i = 0; i < n; i++) {
      count[labels[i]]++
      for (let d = 0; d < dimensions; d++) sum[labels[i] * dimensions + d] += points[i * dimensions + d]
    }
    for (let c = 0; c < k; c++) {
      for (let d = 0; count[c] > 0 && d < dimensions; d++)
        centers[c * dimensions + d] = sum[c * dimensions + d] / count[c]
    }
  }
}

function squaredDistance(
  points: Float64Array,
  i: number,
  centers: Float64Array,
  c: number,
  dimensions: number,
): number {
  let sum = 0
  for (let d = 0; d < dimensions; d++) sum += (points[i * dimensions + d] - centers[c * dimensions + d]) ** 2
  return sum
}
