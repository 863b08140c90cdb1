/** Means over seeds with their confidence intervals, medians and ranks. */

/** 97.5 % points of Student's t with 1, 2, … degrees of freedom (any table). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
]

/** A claim needs this many seeds (PROTOCOL "Comparing"): with two, the interval has 13 standard errors on each side. */
export const ENOUGH_SEEDS = 3

export interface MeanInterval {
  n: number
  mean: number
  /** Half of the 95 % interval, by Student's t; null for a single value. */
  halfWidth: number | null
}

/** The mean of some values; NaN for none. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length

/** The mean of some values and its 95 % interval; NaN for none. */
export function meanInterval(values: readonly number[]): MeanInterval {
  const n = values.length
  const middle = mean(values)
  if (n < 2) return { n, mean: middle, halfWidth: null }
  const variance = values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (n - 1)
  const t = T_975[Math.min(n - 1, T_975.length) - 1]
  return { n, mean: middle, halfWidth: t * Math.sqrt(variance / n) }
}

/** The middle value, or the mean of the two in the middle; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median if all values are defined; null if one is not, or if there are none. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null)
  return defined.length === values.length && defined.length > 0 ? median(defined) : null
}

/** Ranks of values, from 1 for the smallest. Equal values get the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j])
  const result = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) result[order[i]] = (from + 1 + to) / 2
    from = to
  }
  return result
}
