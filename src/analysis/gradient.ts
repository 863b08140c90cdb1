/**
 * Whether a cluster is a patch of a smooth map: within it, neurons with similar profiles stand near each other. Clusters
 * with borders and nothing inside have no such gradient, and any clustering of a smooth map has one (PROTOCOL.md, "Map
 * or modules").
 */
import { geometryOf, wireLength } from '../growth/geometry.js'
import type { Sheet } from '../growth/sheet.js'
import type { Random } from '../random/random.js'
import { type NullDistribution, nullTest } from './nullTest.js'
import { ranks } from './statistics.js'

/** Permutations of the places within clusters. */
export const GRADIENT_PERMUTATIONS = 1000

/** Active neurons, each with its cluster, its place and its profile. */
export interface MappedNeurons {
  /** Max-normalized task variance, `[unit, task]`, see `profiles` in taskVariance.ts. */
  profiles: Float64Array
  tasks: number
  /** Cluster of each unit, 0..k−1. */
  labels: ArrayLike<number>
  /** Place of each unit on the sheet. */
  places: ArrayLike<number>
  sheet: Sheet
}

/**
 * Rank correlation (Spearman) of the distance of profiles (Euclidean) and the distance on the sheet (by the sheet's
 * metric) over all pairs of units of one cluster, all clusters together. The null has the places of each cluster's units
 * permuted within the cluster, so it has the same clusters on the same places. Higher = more of a map.
 * @returns a test without value where no cluster has two units, or all distances are equal
 */
export function gradientWithinClusters(
  { profiles, tasks, labels, places, sheet }: MappedNeurons,
  permutations: number,
  random: Random,
): NullDistribution {
  const n = labels.length
  const members = unitsByLabel(labels)
  const pairs = members.flatMap((units) =>
    units.flatMap((a, i) => units.slice(i + 1).map((b) => [a, b] as const)),
  )
  const apart = ranks(pairs.map(([a, b]) => profileDistance(profiles, tasks, a, b)))
  const geometry = geometryOf(sheet)
  const lengths = ranks(pairs.map(([a, b]) => wireLength(geometry, places[a], places[b])))
  const spread = Math.sqrt(squares(apart) * squares(lengths))
  if (!(spread > 0)) return nullTest(null, new Float64Array(), 'upper')

  // A permutation within clusters has the same pairs of places, so it changes no rank, only whose it is.
  const rankBetween = new Float64Array(n * n)
  pairs.forEach(([a, b], pair) => {
    rankBetween[a * n + b] = lengths[pair]
    rankBetween[b * n + a] = lengths[pair]
  })
  const middle = (pairs.length + 1) / 2
  const correlation = (standsAt: Int32Array) => {
    let sum = 0
    for (let pair = 0; pair < pairs.length; pair++) {
      const [a, b] = pairs[pair]
      sum += (apart[pair] - middle) * (rankBetween[standsAt[a] * n + standsAt[b]] - middle)
    }
    return sum / spread
  }
  const standsAt = Int32Array.from({ length: n }, (_, unit) => unit)
  const value = correlation(standsAt)
  const samples = new Float64Array(permutations).map(() => {
    for (const units of members) {
      const shuffled = random.shuffle(Int32Array.from(units))
      units.forEach((unit, i) => {
        standsAt[unit] = shuffled[i]
      })
    }
    return correlation(standsAt)
  })
  return nullTest(value, samples, 'upper')
}

function unitsByLabel(labels: ArrayLike<number>): number[][] {
  const members: number[][] = []
  for (let unit = 0; unit < labels.length; unit++) {
    const label = labels[unit]
    members[label] = [...(members[label] ?? []), unit]
  }
  return members.filter((units) => units !== undefined)
}

function profileDistance(profiles: Float64Array, tasks: number, a: number, b: number): number {
  let sum = 0
  for (let t = 0; t < tasks; t++) sum += (profiles[a * tasks + t] - profiles[b * tasks + t]) ** 2
  return Math.sqrt(sum)
}

/** Σ of squared deviations from the mean of ranks, which is the same for all ranks of so many values. */
function squares(ranked: Float64Array): number {
  const middle = (ranked.length + 1) / 2
  return ranked.reduce((sum, rank) => sum + (rank - middle) ** 2, 0)
}
