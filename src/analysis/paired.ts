/** Differences between two kinds of networks, seed by seed: what is claimed of kinds rests on these (docs/transfer.md). */
import { ENOUGH_SEEDS, type MeanInterval, meanInterval } from './statistics.js'

/** A number of one network. */
export interface OfSeed {
  seed: number
  value: number
}

/** The mean of a − b over the seeds that both have, with its 95 % interval; null where there is no common seed. */
export function pairedDifference(a: readonly OfSeed[], b: readonly OfSeed[]): MeanInterval | null {
  const differences = a.flatMap(({ seed, value }) => {
    const other = b.find((candidate) => candidate.seed === seed)
    return other ? [value - other.value] : []
  })
  return differences.length === 0 ? null : meanInterval(differences)
}

/** Whether a difference may be claimed: three seeds or more, and an interval without 0. */
export function isClaimed(difference: MeanInterval | null): boolean {
  if (difference === null || difference.halfWidth === null || difference.n < ENOUGH_SEEDS) return false
  return Math.abs(difference.mean) > difference.halfWidth
}
