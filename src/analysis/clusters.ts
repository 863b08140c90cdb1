/**
 * Functional clusters: units that vary in the same tasks (PAPER.md 1.5, steps 4 to 6). They are found by Ward's tree on
 * max-normalized task variance, cut where the mean silhouette is highest, and labelled in the order of their preferred
 * tasks. The places of units on the sheet are not used here; see `anatomy.ts`.
 */
import type { Random } from '../random/random.js'
import { copulaSurrogate } from './copulaSurrogate.js'
import { clusterSizes, relabelled } from './partition.js'
import { nestedSilhouettes } from './silhouette.js'
import { profiles } from './taskVariance.js'
import { cutTree, euclideanDistances, wardTree } from './ward.js'

/**
 * The largest number of clusters that is tried. Numbers from 2 on are tried that are smaller than the number of units.
 */
export const MOST_CLUSTERS = 19

/** Functional clusters of units, by preferred task, then larger first. */
export interface Clusters {
  /** `[unit]`, 0..k−1 */
  labels: Int32Array<ArrayBuffer>
  /** Units of each cluster. */
  sizes: number[]
  /** Index of each cluster's preferred task: the argmax over tasks of its members' summed profiles. */
  preferredTasks: number[]
  /** Mean silhouette of these clusters; null if there is only one. */
  silhouette: number | null
  /** The partition for every number of clusters tried; labels are numbered by first appearance. */
  cuts: { k: number; silhouette: number; labels: Int32Array<ArrayBuffer> }[]
}

/**
 * Clusters of units with similar profiles. Fewer than three units, or units with equal profiles, form one cluster.
 *
 * @param profiles `[unit, task]`, see `profiles` in taskVariance.ts
 * @returns labels ordered by preferred task in the battery's order, then by size, larger first, then by lowest unit
 * (PROTOCOL.md)
 */
export function functionalClusters(profiles: Float64Array, tasks: number): Clusters {
  const { labels: cut, silhouette, cuts } = bestCut(profiles, tasks)
  const sizes = clusterSizes(cut)
  const preferred = preferredTasks(profiles, tasks, cut)
  const labels = relabelled(cut, (a, b) => preferred[a] - preferred[b] || sizes[b] - sizes[a])
  return {
    labels,
    sizes: clusterSizes(labels),
    preferredTasks: preferredTasks(profiles, tasks, labels),
    silhouette,
    cuts,
  }
}

/**
 * Clusters of units for a given number of clusters, instead of the number that the silhouette chooses. There are fewer
 * if there are fewer units, and one if all profiles are equal. Labels are numbered by first appearance.
 */
export function functionalClustersOf(
  profiles: Float64Array,
  tasks: number,
  clusters: number,
): Int32Array<ArrayBuffer> {
  const n = profiles.length / tasks
  const distances = euclideanDistances(profiles, tasks)
  const k = Math.min(clusters, n)
  if (k < 2 || !distances.some((x) => x > 0)) return new Int32Array(n)
  return relabelled(cutTree(wardTree(distances), k), () => 0)
}

/**
 * Silhouettes of networks without functional modules: each unit's task variances are permuted over tasks, then the
 * whole procedure is repeated (PROTOCOL.md, "Null for functional modules"). A permutation does not change the maximum
 * over tasks, so profiles can be permuted after their normalization.
 */
export function silhouetteNull(
  profiles: Float64Array,
  tasks: number,
  samples: number,
  random: Random,
): Float64Array {
  const permuted = profiles.slice()
  return new Float64Array(samples).map(() => {
    for (let start = 0; start < permuted.length; start += tasks) {
      random.shuffle(permuted.subarray(start, start + tasks))
    }
    return bestCut(permuted, tasks).silhouette ?? 0 // all profiles are equal by chance: no structure
  })
}

/**
 * Silhouettes of units without groups, whose task variances have the network's correlations between tasks. They are
 * drawn by `copulaSurrogate`, normalized and clustered. This null is harder to beat than `silhouetteNull`, which
 * destroys the correlations between tasks.
 *
 * @param variance `[task, unit]` of the active units, as of `taskVariance`
 */
export function correlatedSilhouetteNull(
  variance: Float64Array,
  tasks: number,
  samples: number,
  random: Random,
): Float64Array {
  const units = variance.length / tasks
  const all = Int32Array.from({ length: units }, (_, i) => i)
  const draw = copulaSurrogate(variance, tasks)
  return new Float64Array(samples).map(
    () => bestCut(profiles(draw(random), units, all), tasks).silhouette ?? 0, // all equal: no structure
  )
}

function bestCut(profiles: Float64Array, tasks: number): Pick<Clusters, 'labels' | 'silhouette' | 'cuts'> {
  const n = profiles.length / tasks
  const distances = euclideanDistances(profiles, tasks)
  if (n <= 2 || !distances.some((x) => x > 0))
    return { labels: new Int32Array(n), silhouette: null, cuts: [] }
  const tree = wardTree(distances)
  const labels = Array.from({ length: Math.min(MOST_CLUSTERS, n - 1) - 1 }, (_, i) => cutTree(tree, i + 2))
  const cuts = nestedSilhouettes(distances, labels).map((silhouette, i) => ({
    k: i + 2,
    silhouette,
    labels: labels[i],
  }))
  const best = cuts.reduce((best, cut) => (cut.silhouette > best.silhouette ? cut : best))
  return { labels: best.labels, silhouette: best.silhouette, cuts }
}

function preferredTasks(profiles: Float64Array, tasks: number, labels: Int32Array): number[] {
  return clusterSizes(labels).map((_, cluster) => {
    const sum = new Float64Array(tasks)
    for (let unit = 0; unit < labels.length; unit++) {
      if (labels[unit] !== cluster) continue
      for (let t = 0; t < tasks; t++) sum[t] += profiles[unit * tasks + t]
    }
    return sum.indexOf(sum.reduce((a, b) => Math.max(a, b)))
  })
}
