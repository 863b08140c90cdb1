/**
 * Weight against distance, held against chance: the same weights among neurons whose places are shuffled. The paper's
 * panel f falls steeply and rises again to a second hump (PAPER.md 1.8); whether ours does, and by how much more than
 * shuffled places would, is measured here.
 */
import type { Random } from '../random/random.js'
import type { Sheet } from './anatomy.js'
import { manhattanLengths } from './connectome.js'

/** Places shuffled. */
export const PLACE_SHUFFLES = 1000
/** Bins of the paper's panel f: distance = Manhattan cells / the sheet's longer side, 0 to 0.95 in steps of .05. */
const BIN = 0.05
const BINS = 20
/** Where panel f is near, at its lowest, and at its second hump. */
const NEAR: Range = [1, 2]
const TROUGH: Range = [5, 9]
const HUMP: Range = [9, 14]
const PEAK = 11
type Range = readonly [from: number, to: number]

export interface DistanceNull {
  /** Mean |w| among active neurons in each bin of distance (0 to 0.95 in steps of .05), null where no pair lies. */
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
  /** Share of shuffles with a ratio as high or higher, counting this network as one. */
  p: number | null
  samples: number
}

/**
 * @param recurrentWeights `[hidden, hidden]`
 * @param active the neurons that count; self-connections stay out of both ratios, since no shuffle moves them
 */
export function distanceNull(
  recurrentWeights: Float32Array | Float64Array,
  sheet: Sheet,
  active: Int32Array,
  random: Random,
): DistanceNull {
  const n = active.length
  const hidden = sheet.rows * sheet.columns
  const longer = Math.max(sheet.rows, sheet.columns)
  const lengths = manhattanLengths(active, sheet)
  const bins = lengths.map((cells) => Math.round(cells / longer / BIN))
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

/** Mean |w| in each of the 20 bins of distance, null where no pair lies. */
type Curve = readonly (number | null)[]

/**
 * The curve of means at single distances, each with the number of its pairs.
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
/** Mean of the bins at .05 to .1 over the least at .25 to .45, a ratio; null where either has no pair, or the trough no weight. */
export const fallOf = (curve: Curve) => ratio(first(curve, NEAR), least(curve, TROUGH))
/** At .55, where the paper's second hump is highest, over the trough: below 1 where the weights only fall; null as with `fallOf`. */
export const riseOf = (curve: Curve) => ratio(curve[PEAK], least(curve, TROUGH))
const humpOf = (curve: Curve): number | null => {
  const values = within(curve, HUMP)
  return ratio(values.length > 0 ? Math.max(...values) : null, least(curve, TROUGH))
}

/** Undefined over nothing, and over a trough without any weight. */
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
