/**
 * Random sets of active neurons with which functional clusters are compared: sets of as many neurons, or of as many
 * neurons with nearly the same summed importance.
 */
import { clusterSizes } from '../analysis/partition.js'
import type { Random } from '../random/random.js'

/** Random sets of as many active neurons as a cluster, with nearly the same summed importance. */
export interface MatchedSets {
  sets: Int32Array[]
  /** Mean share of the cluster's members that are in a set. By chance it would be size / active. */
  overlap: number
}

/** The largest relative difference between the summed importance of a matched set and that of the cluster. */
export const IMPORTANCE_TOLERANCE = 0.1
/** Exchanges that are tried from one matched set to the next, per active neuron. */
const EXCHANGES = 100

/** The neurons of each cluster. */
export function clustersOf(labels: ArrayLike<number>, active: ArrayLike<number>): Int32Array[] {
  return clusterSizes(labels).map((_, cluster) =>
    Int32Array.from(active).filter((_, i) => labels[i] === cluster),
  )
}

/**
 * Partitions of the active neurons into sets of the same sizes as the clusters: their labels are shuffled, as in the
 * label null (PROTOCOL.md). The sets of a sample are disjoint, like clusters.
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
 * Partitions of the active neurons into sets of the same sizes as the clusters, each with the summed importance of its
 * cluster up to `IMPORTANCE_TOLERANCE`. They come from a Markov chain that starts at the clusters and exchanges members
 * of two sets; an exchange is made if both sums stay within the tolerance. The sets of a sample are disjoint, like
 * clusters. (Sets that are drawn independently overlap, and so differ less from each other than clusters do.) All
 * partitions that the chain can reach are equally likely, as in `importanceMatched`.
 *
 * @param labels of the active neurons, `[active]`
 * @param importance of every neuron of the sheet
 * @returns `[cluster]`, each with a set for each sample
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
 * Random sets of as many active neurons as a cluster has, with the same summed importance up to `IMPORTANCE_TOLERANCE`.
 * They come from a Markov chain that starts at the cluster and exchanges a member for another neuron; an exchange is
 * made if the sum stays within the tolerance. An exchange is as likely as its reverse, so all sets that the chain can
 * reach are equally likely. `overlap` says how far the chain moved away from the cluster.
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

/** Mean share of a cluster's members that are in the sets; 0 if there are no sets. */
function meanOverlap(sets: readonly Int32Array[], cluster: Int32Array): number {
  const members = new Set(cluster)
  const shared = sets.reduce((sum, set) => sum + set.filter((neuron) => members.has(neuron)).length, 0)
  return shared / (Math.max(1, sets.length) * cluster.length)
}

/** Random sets of active neurons of a given size. */
export function randomSets(
  active: ArrayLike<number>,
  size: number,
  samples: number,
  random: Random,
): Int32Array[] {
  const order = Int32Array.from(active)
  return Array.from({ length: samples }, () => random.shuffle(order).slice(0, size).sort())
}
