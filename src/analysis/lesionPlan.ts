/**
 * Which neurons are silenced together: functional clusters, discs of the sheet, single neurons, and the random sets that
 * they are held against. Only active neurons are silenced. Sets, no network: what a lesion does comes from elsewhere.
 */
import type { Random } from '../random/random.js'
import type { Sheet } from './anatomy.js'
import { clusterSizes } from './partition.js'

export interface LesionPlanInput {
  /** Cluster of each active neuron, 0..k−1. */
  labels: ArrayLike<number>
  /** Places of these neurons on the sheet, ascending. */
  active: ArrayLike<number>
  sheet: Sheet
  /** Of the discs, in cells. */
  radius: number
}

/** A disc of the sheet that holds an active neuron. */
export interface Disc {
  /** The cell in its middle, an index of the sheet. */
  center: number
  /** Its active neurons, ascending. */
  neurons: Int32Array
}

/** Random sets as active and nearly as important, in sum, as a cluster. */
export interface MatchedSets {
  sets: Int32Array[]
  /** Mean share of the cluster's members that a set has in common with it; by chance it would be size / active. */
  overlap: number
}

/** Sets of neurons, each ascending. */
export interface LesionPlan {
  active: Int32Array
  /** In the order of the labels. */
  clusters: Int32Array[]
  discs: Disc[]
  /** Rows and columns from one center of a disc to the next. */
  discSpacing: number
}

/** More discs than these add hardly anything to a map: on larger sheets not every cell is a center. */
const MOST_DISCS = 500
/** How far the sum of importance of a matched set may be from the cluster's, as a share of it. */
export const IMPORTANCE_TOLERANCE = 0.1
/** Attempted exchanges from one matched set to the next, per active neuron. */
const EXCHANGES = 100

/** What is to be silenced. */
export function planLesions({ labels, active, sheet, radius }: LesionPlanInput): LesionPlan {
  const discSpacing = Math.max(1, Math.ceil(Math.sqrt((sheet.rows * sheet.columns) / MOST_DISCS)))
  return {
    active: Int32Array.from(active),
    clusters: clustersOf(labels, active),
    discs: discs(active, sheet, radius, discSpacing),
    discSpacing,
  }
}

/** The neurons of each label. */
function clustersOf(labels: ArrayLike<number>, active: ArrayLike<number>): Int32Array[] {
  return clusterSizes(labels).map((_, cluster) =>
    Int32Array.from(active).filter((_, i) => labels[i] === cluster),
  )
}

/** The active neurons no farther than `radius` (Euclidean, in cells) from each center; discs without any are left out. */
export function discs(active: ArrayLike<number>, sheet: Sheet, radius: number, spacing = 1): Disc[] {
  const found: Disc[] = []
  const first = Math.floor((spacing - 1) / 2)
  for (let row = first; row < sheet.rows; row += spacing) {
    for (let column = first; column < sheet.columns; column += spacing) {
      const center = row * sheet.columns + column
      const neurons = Int32Array.from(active).filter(
        (neuron) => squaredDistance(center, neuron, sheet.columns) <= radius ** 2,
      )
      if (neurons.length > 0) found.push({ center, neurons })
    }
  }
  return found
}

/**
 * The radius, in half cells from ½ on, at which discs about active neurons hold on average most nearly as many active
 * neurons as a cluster does; of two, the smaller.
 */
export function defaultRadius(active: ArrayLike<number>, sheet: Sheet, clusters: number): number {
  const wanted = active.length / clusters
  const pairs = new Float64Array(sheet.rows ** 2 + sheet.columns ** 2) // by squared distance
  for (let i = 0; i < active.length; i++) {
    for (let j = 0; j < active.length; j++) pairs[squaredDistance(active[i], active[j], sheet.columns)]++
  }
  let [best, nearest] = [0.5, Number.POSITIVE_INFINITY]
  let within = 0
  let squared = 0
  for (let radius = 0.5; squared < pairs.length; radius += 0.5) {
    for (; squared <= radius ** 2 && squared < pairs.length; squared++) within += pairs[squared]
    const off = Math.abs(within / active.length - wanted)
    if (off < nearest) [best, nearest] = [radius, off]
  }
  return best
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

/** A list of sets in which equal ones stand once: each is to be evaluated once. */
export class DistinctSets {
  readonly sets: Int32Array[] = []
  readonly #places = new Map<string, number>()

  /** The place of a set in the list; ascending sets are equal if they have the same members. */
  add(set: Int32Array): number {
    const key = set.join(' ')
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.sets.push(set) - 1
      this.#places.set(key, place)
    }
    return place
  }
}

function squaredDistance(a: number, b: number, columns: number): number {
  const rows = Math.floor(a / columns) - Math.floor(b / columns)
  return rows ** 2 + ((a % columns) - (b % columns)) ** 2
}
