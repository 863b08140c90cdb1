/**
 * Random sets of active neurons that functional clusters are held against: as many neurons, or as many that are nearly as
 * important in sum.
 */
import { clusterSizes } from '../analysis/partition.js'
import type { Random } from '../random/random.js'

/** Random sets as active and nearly as important, in sum, as a cluster. */
export interface MatchedSets {
  sets: Int32Array[]
  /** Mean share of the cluster's members that a set has in common with it; by chance it would be size / active. */
  overlap: number
}

/** How far the sum of importance of a matched set may be from the cluster's, as a share of it. */
export const IMPORTANCE_TOLERANCE = 0.1
/** Attempted exchanges from one matched set to the next, per active neuron. */
const EXCHANGES = 100

/** The neurons of each label. */
export function clustersOf(labels: ArrayLike<number>, active: ArrayLike<number>): Int32Array[] {
  return clusterSizes(labels).map((_, cluster) =>
    Int32Array.from(active).filter((_, i) => labels[i] === cluster),
  )
}

/**
 * Partitions of the active neurons into as many and as large sets as the clusters: the labels dealt out anew, as in the
 * label null (PROTOCOL.md). Size-matched, and disjoint as clusters are.
 *
 * @returns `[cluster][sample]`
 */
export function shuffledClusters(
  labels: ArrayLike<number>,
  active: ArrayLike<number>,
  samples: number,
  random: Random,
): Int32Array[][] {
  const shuffled = Int32Array.from(labels)
  const partitions = Array.from({ length: samples }, () => clustersOf(random.shuffle(shuffled), active))
  return clusterSizes(labels).map((_, cluster) => partitions.map((partition) => partition[cluster]))
}

/**
 * Partitions of the active neurons into sets as large as the clusters, each within a tenth of its cluster's summed
 * importance: a chain of exchanges between two sets, beginning at the clusters, each taken if both sums stay within
 * the bounds. Disjoint as clusters are: sets drawn each by itself overlap, and differ less than any partition. All
 * partitions that the chain reaches are equally likely, as with `importanceMatched`.
 *
 * @param labels of the active neurons, `[active]`
 * @param importance of every neuron of the sheet
 * @returns `[cluster]`, each with a set a sample
 */
export function importanceMatchedClusters(
  labels: ArrayLike<number>,
  active: ArrayLike<number>,
  importance: ArrayLike<number>,
  samples: number,
  random: Random,
): MatchedSets[] {
  const clusters = clustersOf(labels, active)
  const totals = clusters.map((set) => set.reduce((sum, neuron) => sum + importance[neuron], 0))
  const sums = [...totals]
  const fits = (set: number, sum: number) => Math.abs(sum - totals[set]) <= IMPORTANCE_TOLERANCE * totals[set]
  const exchanged = Int32Array.from(labels)
  const partitions = Array.from({ length: samples }, () => {
    for (let attempt = 0; attempt < EXCHANGES * active.length; attempt++) {
      const [i, j] = [random.integer(active.length), random.integer(active.length)]
      const [a, b] = [exchanged[i], exchanged[j]]
      const more = importance[active[j]] - importance[active[i]]
      if (a === b || !fits(a, sums[a] + more) || !fits(b, sums[b] - more)) continue
      ;[exchanged[i], exchanged[j]] = [b, a]
      sums[a] += more
      sums[b] -= more
    }
    return clustersOf(exchanged, active)
  })
  return clusters.map((cluster, c) => {
    const sets = partitions.map((partition) => partition[c])
    return { sets, overlap: meanOverlap(sets, cluster) }
  })
}

/**
 * Random sets of as many active neurons as one cluster has and, within a tenth, of the same summed importance: a chain of
 * exchanges of one member for one that is not, beginning at the cluster, each taken if the sum stays within the bounds.
 * Exchanges are as likely one way as the other, so that all sets that the chain reaches are equally likely; how far it
 * came from the cluster is told by `overlap`.
 */
export function importanceMatched(
  cluster: Int32Array,
  active: ArrayLike<number>,
  importance: ArrayLike<number>,
  samples: number,
  random: Random,
): MatchedSets {
  const members = new Set(cluster)
  const inside = Array.from(cluster)
  const outside = Array.from(active).filter((neuron) => !members.has(neuron))
  const total = inside.reduce((sum, neuron) => sum + importance[neuron], 0)
  const slack = IMPORTANCE_TOLERANCE * total
  let sum = total
  const sets = Array.from({ length: samples }, () => {
    for (let attempt = 0; attempt < EXCHANGES * active.length && outside.length > 0; attempt++) {
      const i = random.integer(inside.length)
      const o = random.integer(outside.length)
      const after = sum - importance[inside[i]] + importance[outside[o]]
      if (Math.abs(after - total) > slack) continue
      ;[inside[i], outside[o]] = [outside[o], inside[i]]
      sum = after
    }
    return Int32Array.from(inside).sort()
  })
  return { sets, overlap: meanOverlap(sets, cluster) }
}

/** Mean share of a cluster's members that the sets have; 0 without sets. */
function meanOverlap(sets: readonly Int32Array[], cluster: Int32Array): number {
  const members = new Set(cluster)
  const shared = sets.reduce((sum, set) => sum + set.filter((neuron) => members.has(neuron)).length, 0)
  return shared / (Math.max(1, sets.length) * cluster.length)
}

/** Random sets of so many active neurons. */
export function randomSets(
  active: ArrayLike<number>,
  size: number,
  samples: number,
  random: Random,
): Int32Array[] {
  const order = Int32Array.from(active)
  return Array.from({ length: samples }, () => random.shuffle(order).slice(0, size).sort())
}
