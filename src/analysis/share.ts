/** A share of trials and its 95 % interval, which says something where all or none of them succeed as well. */

const Z95 = 1.959963984540054

/** A share of trials with its Wilson 95 % interval; null where there is no trial to take it of. */
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

/** The interval of Wilson (1927) for the share that n ≥ 1 trials with so many successes are a sample of. */
export function wilson(successes: number, n: number): ShareInterval {
  const p = successes / n
  const z2 = Z95 ** 2 / n
  const center = (p + z2 / 2) / (1 + z2)
  const half = (Z95 / (1 + z2)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n))
  // At shares of 0 and 1 the interval ends there exactly, which rounding would miss.
  return {
    low: successes === 0 ? 0 : Math.max(0, center - half),
    high: successes === n ? 1 : Math.min(1, center + half),
  }
}
