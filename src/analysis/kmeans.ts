/**
 * k-means (Lloyd 1982) by the package ml-kmeans, with starts that spread the centers (k-means++, Arthur and
 * Vassilvitskii 2007). A run finds a local optimum, so the best of several runs is used.
 */
import { kmeans } from 'ml-kmeans'
import type { Random } from '../random/random.js'
import { relabelled } from './partition.js'

export interface KMeans {
  /** `[point]`, 0..k−1, numbered by first appearance. */
  labels: Int32Array<ArrayBuffer>
  /** Σ over points of the squared distance to their center. */
  spread: number
}

/** Options of a run that goes on until no center moves. */
const UNTIL_IT_STANDS = { maxIterations: 1000, tolerance: 0 }
const SEEDS = 2 ** 31 - 1

/**
 * The best of several runs; of equally good ones the first. Deterministic for a given state of `random`.
 *
 * @param points `[n, dimensions]`
 * @param k number of clusters; the result has fewer if there are fewer points, or fewer that differ
 * @throws RangeError if k is not an integer ≥ 1, or the length of `points` is no multiple of `dimensions`
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
  // There cannot be more centers than points at different positions.
  const different = new Set(rows.map(String)).size
  let best: KMeans = { labels: new Int32Array(n), spread: n === 0 ? 0 : Number.POSITIVE_INFINITY }
  for (let run = 0; n > 0 && run < runs; run++) {
    const seed = random.integer(SEEDS)
    const { clusters, centroids } = kmeans(rows, Math.min(k, different), { ...UNTIL_IT_STANDS, seed })
    const spread = rows.reduce(
      (sum, row, i) => sum + row.reduce((squares, x, d) => squares + (x - centroids[clusters[i]][d]) ** 2, 0),
      0,
    )
    if (spread < best.spread) best = { labels: Int32Array.from(clusters), spread }
  }
  return { ...best, labels: relabelled(best.labels, () => 0) }
}
