/**
 * Limits for distribution tests. Each test has a fixed seed, so it cannot fail by chance twice differently; had the seed
 * been drawn, it would fail with probability 1e-5 though the law is right.
 */
export const FALSE_ALARM = 1e-5
const Z = 4.2649 // upper 1e-5 point of the standard normal
const Z_TWO_SIDED = 4.4172

/** Pearson's statistic of counts against probabilities. */
export function chiSquare(counts: readonly number[], probabilities: readonly number[]): number {
  const n = counts.reduce((sum, count) => sum + count, 0)
  return counts.reduce((sum, count, i) => {
    const expected = n * probabilities[i]
    return sum + (count - expected) ** 2 / expected
  }, 0)
}

/** The upper 1e-5 point of chi-square (Wilson and Hilferty 1931; exact to a percent for these). */
export function chiSquareLimit(degrees: number): number {
  const spread = 2 / (9 * degrees)
  return degrees * (1 - spread + Z * Math.sqrt(spread)) ** 3
}

/** How far a count of n trials may lie from n·p. */
export const binomialLimit = (n: number, p: number): number => Z_TWO_SIDED * Math.sqrt(n * p * (1 - p))

/** The largest distance between the values' distribution and a continuous law's (Kolmogorov and Smirnov). */
export function ksDistance(values: readonly number[], cdf: (value: number) => number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.reduce((most, value, i) => {
    const p = cdf(value)
    return Math.max(most, p - i / sorted.length, (i + 1) / sorted.length - p)
  }, 0)
}

/** How large that may be: 2 exp(−2 n D²) bounds its probability for every n (Massart 1990). */
export const ksLimit = (n: number): number => Math.sqrt(Math.log(2 / FALSE_ALARM) / (2 * n))

export const uniformCdf = (low: number, high: number) => (value: number) =>
  Math.min(1, Math.max(0, (value - low) / (high - low)))

/** Counts of each value. */
export function tally(values: Iterable<number | string>): Map<number | string, number> {
  const counts = new Map<number | string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

/** Chi-square of values that should be equally likely, and its limit. All of `support` must be named. */
export function uniformity(values: readonly (number | string)[], support: readonly (number | string)[]) {
  const counts = tally(values)
  const strange = [...counts.keys()].filter((value) => !support.includes(value))
  const p = support.map(() => 1 / support.length)
  return {
    strange,
    statistic: chiSquare(
      support.map((value) => counts.get(value) ?? 0),
      p,
    ),
    limit: chiSquareLimit(support.length - 1),
  }
}
