/**
 * Weight against distance, compared with chance: with the same weights among neurons whose places are shuffled. In the
 * paper's panel f, the curve falls steeply and rises again to a second hump (PAPER.md 1.8). This file measures whether
 * our networks have both, and by how much more than with shuffled places.
 */
import { geometryOf, wireLength } from '../growth/geometry.js'
import { neuronsOf, type Sheet } from '../growth/sheet.js'
import type { Random } from '../random/random.js'

/** Number of shuffles of the places. */
export const PLACE_SHUFFLES = 1000
/** Bins of the paper's panel f: distance = Manhattan cells / the sheet's longer side, 0 to 0.95 in steps of .05. */
const BIN = 0.05
const BINS = 20
/** Ranges of bins: short distances, the lowest part of panel f, and its second hump. */
const NEAR: Range = [1, 2]
const TROUGH: Range = [5, 9]
const HUMP: Range = [9, 14]
const PEAK = 11
type Range = readonly [from: number, to: number]

export interface DistanceNull {
  /**
   * Mean |w| among active neurons in each bin of distance (0 to 0.95 in steps of .05); null for a bin without pairs.
   */
  mean: (number | null)[]
  /** Mean |w| of neighbors (.05 to .1) over the lowest mean at .25 to .45. */
  fall: RatioTest
  /** Highest mean |w| at .45 to .7 over the lowest at .25 to .45. */
  hump: RatioTest
}

export interface RatioTest {
  value: number | null
  /** Median and 95 % point under shuffled places. */
  nullMedian: number | null
  null95: number | null
  /** (1 + shuffles with a ratio as high or higher) / (shuffles + 1). */
  p: number | null
  samples: number
}

/**
 * Tests the fall and the hump of the curve. Self-connections are not part of either ratio, because shuffles do not
 * change them.
 * @param recurrentWeights `[hidden, hidden]`
 * @param active indices of the neurons whose pairs are measured
 */
export function distanceNull(
  recurrentWeights: Float32Array | Float64Array,
  sheet: Sheet,
  active: Int32Array,
  random: Random,
): DistanceNull {
  const n = active.length
  const hidden = neuronsOf(sheet)
  const geometry = geometryOf(sheet)
  const bins = Uint16Array.from({ length: n * n }, (_, i) =>
    Math.round(wireLength(geometry, active[Math.floor(i / n)], active[i % n]) / geometry.side / BIN),
  )
  const strength = Float64Array.from({ length: n * n }, (_, i) =>
    Math.abs(recurrentWeights[active[Math.floor(i / n)] * hidden + active[i % n]]),
  )
  const places = Int32Array.from({ length: n }, (_, i) => i)
  const sums = new Float64Array(BINS)
  const counts = new Float64Array(BINS)
  const curve = (): (number | null)[] => {
    sums.fill(0)
    counts.fill(0)
    for (let r = 0; r < n; r++) {
      for (let s = 0; s < n; s++) {
        const bin = bins[places[r] * n + places[s]]
        if (bin >= BINS) continue
        sums[bin] += strength[r * n + s]
        counts[bin]++
      }
    }
    return Array.from(sums, (sum, bin) => (counts[bin] > 0 ? sum / counts[bin] : null))
  }
  const mean = curve()
  const nulls = Array.from({ length: PLACE_SHUFFLES }, () => {
    random.shuffle(places)
    const shuffled = curve()
    return { fall: fallOf(shuffled), hump: humpOf(shuffled) }
  })
  return {
    mean,
    fall: test(
      fallOf(mean),
      nulls.map(({ fall }) => fall),
    ),
    hump: test(
      humpOf(mean),
      nulls.map(({ hump }) => hump),
    ),
  }
}

/** Mean |w| in each of the 20 bins of distance; null for a bin without pairs. */
type Curve = readonly (number | null)[]

/**
 * The curve from mean |w| at single distances, weighted by their numbers of pairs.
 * @param means of |w|; distance = cells / longer side of the sheet
 */
export function curveOf(means: readonly { distance: number; mean: number; pairs: number }[]): Curve {
  return Array.from({ length: BINS }, (_, bin) => {
    const within = means.filter(({ distance }) => Math.round(distance / BIN) === bin)
    const pairs = within.reduce((sum, at) => sum + at.pairs, 0)
    return pairs > 0 ? within.reduce((sum, at) => sum + at.mean * at.pairs, 0) / pairs : null
  })
}

const within = (curve: Curve, [from, to]: Range): number[] =>
  curve.slice(from, to + 1).filter((value) => value !== null)
const first = (curve: Curve, range: Range): number | null => {
  const values = within(curve, range)
  return values.length > 0 ? values.reduce((a, b) => a + b) / values.length : null
}
const least = (curve: Curve, range: Range): number | null => {
  const values = within(curve, range)
  return values.length > 0 ? Math.min(...values) : null
}
/**
 * Ratio of the mean over the bins at .05 to .1 to the lowest bin at .25 to .45. Null if one of them has no pair, or if
 * the lowest bin is 0.
 */
export const fallOf = (curve: Curve) => ratio(first(curve, NEAR), least(curve, TROUGH))
/**
 * Ratio of the bin at .55, where the paper's second hump is highest, to the lowest bin at .25 to .45. It is below 1 if
 * weights only fall with distance. Null as in `fallOf`.
 */
export const riseOf = (curve: Curve) => ratio(curve[PEAK], least(curve, TROUGH))
const humpOf = (curve: Curve): number | null => {
  const values = within(curve, HUMP)
  return ratio(values.length > 0 ? Math.max(...values) : null, least(curve, TROUGH))
}

/** above / below; null if a value is missing or the divisor is 0. */
function ratio(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : above / below
}

function test(value: number | null, nulls: readonly (number | null)[]): RatioTest {
  const drawn = nulls.filter((x) => x !== null).sort((a, b) => a - b)
  if (value === null || drawn.length === 0) {
    return { value, nullMedian: null, null95: null, p: null, samples: drawn.length }
  }
  const at = (share: number) => drawn[Math.min(drawn.length - 1, Math.floor(share * drawn.length))]
  const higher = drawn.filter((x) => x >= value).length
  return {
    value,
    nullMedian: at(0.5),
    null95: at(0.95),
    p: (1 + higher) / (1 + drawn.length),
    samples: drawn.length,
  }
}
