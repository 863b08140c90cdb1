/**
 * k-means (Lloyd 1982) by ml-kmeans, from starts that spread the centers (k-means++, Arthur and Vassilvitskii 2007). It
 * finds a local optimum: the best of some runs is taken.
 */
import { kmeans } from 'ml-kmeans'
import type { Random } from '../random/random.js'
import { relabelled } from './partition.js'

export interface KMeans {
  /** `[point]`, 0..k−1, in the order in which the points come. */
  labels: Int32Array<ArrayBuffer>
  /** Σ over points of the squared distance to their center. */
  spread: number
}

/** A run goes on until no center moves. */
const UNTIL_IT_STANDS = { maxIterations: 1000, tolerance: 0 }
const SEEDS = 2 ** 31 - 1

/**
 * Deterministic for a given state of `random`; of equally good runs the first counts.
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
  const rows = Array.from({ length: n }, (_, i) => [...points.subarray(i * dimensions, (i + 1) * dimensions)])
  // Centers are drawn among points that differ: of several at one position only one can be a center.
  const different = new Set(rows.map(String)).size
  let best: KMeans = { labels: new Int32Array(n), spread: n === 0 ? 0 : Number.POSITIVE_INFINITY }
  for (let run = 0; n > 0 && run < runs; run++) {
    const seed = random.integer(SEEDS)
    const { clusters, centroids } = kmeans(rows, Math.min(k, different), { ...UNTIL_IT_STANDS, seed })
    const spread = rows.reduce(
      (sum, row, i) => sum + row.reduce((own, x, d) => own + (x - centroids[clusters[i]][d]) ** 2, 0),
      0,
    )
    if (spread < best.spread) best = { labels: Int32Array.from(clusters), spread }
  }
  return { ...best, labels: relabelled(best.labels, () => 0) }
}
