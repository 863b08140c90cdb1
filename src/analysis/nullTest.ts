/**
 * Compares a value with a null distribution: mean, population standard deviation, z, a one-sided p, and a histogram for
 * figures. Each measure draws its null samples itself.
 */

/**
 * A value and its null. Entries that are undefined are null: all five if the network lacks the neurons or connections
 * that the measure needs; z if the null does not vary; value and z if the value is infinite (a ratio whose divisor is
 * 0: JSON has no number for it, but p is defined).
 */
export interface NullTest {
  value: number | null
  nullMean: number | null
  /** Population standard deviation over the null samples. */
  nullSd: number | null
  /** (value − nullMean) / nullSd */
  z: number | null
  /** (1 + number of null samples at least as extreme, on the measure's tail) / (samples + 1) */
  p: number | null
}

/** Which null samples p counts: 'lower' = those as low or lower, 'upper' = those as high or higher. */
export type Tail = 'lower' | 'upper'

/** Bins of equal width: bin b holds edges[b] ≤ x < edges[b + 1], the last one its right edge too. */
export interface Histogram {
  edges: number[]
  counts: number[]
}

/** A null test with its distribution. */
export interface NullDistribution extends NullTest {
  tail: Tail
  /** Number of null samples; 0 if the value is undefined. */
  samples: number
  histogram: Histogram
}

const BINS = 50
/** Sums in another order differ by rounding. Values closer than this are equal, so that ties count in p. */
const TOLERANCE = 1e-9

/**
 * Compares a value with null samples.
 * @param value null if the measure is undefined for the network; for ±Infinity only p is computed
 * @param samples the measure of each null network; ±Infinity counts in p, not in mean, sd and histogram
 * @param step for a measure whose values are multiples of a step: all bins then contain equally many multiples
 */
export function nullTest(
  value: number | null,
  samples: Float64Array,
  tail: Tail,
  step?: number,
): NullDistribution {
  const finiteValue = Number.isFinite(value) ? value : null
  if (value === null || samples.length === 0) {
    const empty = { nullMean: null, nullSd: null, z: null, p: null, samples: 0 }
    return { value: finiteValue, ...empty, tail, histogram: { edges: [], counts: [] } }
  }
  if (Number.isNaN(value) || samples.some(Number.isNaN)) {
    throw new RangeError(
      `nullTest: value and samples must be numbers, got ${value} and ${samples.find(Number.isNaN)}`,
    )
  }
  const slack = finiteValue === null ? 0 : TOLERANCE * Math.max(1, Math.abs(value))
  const extreme = samples.reduce((count, x) => {
    const reached = tail === 'lower' ? x <= value + slack : x >= value - slack
    return count + (reached ? 1 : 0)
  }, 0)
  const finite = samples.filter(Number.isFinite)
  const { mean, sd } = moments(finite)
  return {
    value: finiteValue,
    nullMean: mean,
    nullSd: sd,
    z: sd && finiteValue !== null ? (finiteValue - mean!) / sd : null,
    p: (1 + extreme) / (samples.length + 1),
    tail,
    samples: samples.length,
    histogram: histogram(finite, step),
  }
}

/** The part of a distribution that the summary holds. */
export function nullTestOf({ value, nullMean, nullSd, z, p }: NullDistribution): NullTest {
  return { value, nullMean, nullSd, z, p }
}

function moments(values: Float64Array): { mean: number | null; sd: number | null } {
  if (values.length === 0) return { mean: null, sd: null }
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length)
  return { mean, sd: sd > TOLERANCE * Math.max(1, Math.abs(mean)) ? sd : 0 }
}

/** At most 50 bins from the smallest to the largest value; a single bin if all values are equal. */
export function histogram(values: Float64Array, step?: number): Histogram {
  if (values.length === 0) return { edges: [], counts: [] }
  let low = values.reduce((a, b) => Math.min(a, b))
  let high = values.reduce((a, b) => Math.max(a, b))
  let width = (high - low) / BINS
  let bins = BINS
  if (step !== undefined) {
    // Edges lie half a step below multiples, so that rounding cannot move a value over an edge.
    const steps = Math.round((high - low) / step) + 1
    width = step * Math.ceil(steps / BINS)
    low -= step / 2
    bins = Math.ceil((steps * step) / width - TOLERANCE)
  } else if (width <= TOLERANCE * Math.max(1, Math.abs(low))) {
    width = Math.max(1, Math.abs(low)) * 1e-3
    low -= width / 2
    bins = 1
  }
  high = low + bins * width
  const counts = new Array<number>(bins).fill(0)
  for (const x of values) counts[Math.min(bins - 1, Math.floor((x - low) / width))]++
  const edges = Array.from({ length: bins + 1 }, (_, b) => (b === bins ? high : low + b * width))
  return { edges, counts }
}
