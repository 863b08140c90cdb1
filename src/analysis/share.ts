/** A share of trials and its 95 % interval (Wilson's), which is also valid if all or none of them succeed. */

const Z95 = 1.959963984540054

/** A share of trials with its Wilson 95 % interval; null if there are no trials. */
export interface Share {
  value: number | null
  low: number | null
  high: number | null
}

/** Ends of a 95 % interval of a share, 0 to 1. */
export interface ShareInterval {
  low: number
  high: number
}

/** Successes of n trials with the interval of Wilson (1927). */
export function share(successes: number, n: number): Share {
  return n === 0 ? { value: null, low: null, high: null } : { value: successes / n, ...wilson(successes, n) }
}

/** The interval of Wilson (1927) for the probability of success, from n ≥ 1 trials. */
export function wilson(successes: number, n: number): ShareInterval {
  const p = successes / n
  const z2 = Z95 ** 2 / n
  const center = (p + z2 / 2) / (1 + z2)
  const half = (Z95 / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n))
  // For shares of 0 and 1, the interval ends exactly at 0 and 1; rounding would miss this.
  return {
    low: successes === 0 ? 0 : Math.max(0, center - half),
    high: successes === n ? 1 : Math.min(1, center + half),
  }
}
