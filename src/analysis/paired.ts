/**
 * Differences between two kinds of networks, seed by seed. Claims about kinds of networks rest on them
 * (docs/transfer.md).
 */
import { ENOUGH_SEEDS, type MeanInterval, meanInterval } from './statistics.js'

/** A number of one network. */
export interface OfSeed {
  seed: number
  value: number
}

/** The mean of a − b over the seeds that both have, with its 95 % interval; null if they have no seed in common. */
export function pairedDifference(a: readonly OfSeed[], b: readonly OfSeed[]): MeanInterval | null {
  const differences = a.flatMap(({ seed, value }) => {
    const partner = b.find((candidate) => candidate.seed === seed)
    return partner ? [value - partner.value] : []
  })
  return differences.length === 0 ? null : meanInterval(differences)
}

/** Whether a difference may be claimed: it needs `ENOUGH_SEEDS` seeds, and an interval that does not contain 0. */
export function isClaimed(difference: MeanInterval | null): boolean {
  if (difference === null || difference.halfWidth === null || difference.n < ENOUGH_SEEDS) return false
  return Math.abs(difference.mean) > difference.halfWidth
}
