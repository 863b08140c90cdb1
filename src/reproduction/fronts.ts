/** Makes fronts of rows: means over seeds at each λ; and compares the costs of two recipes at equal errors. */
import { type MeanInterval, meanInterval, median } from '../analysis/statistics.js'
import { PAPER_MOST_ERROR } from '../figures/paper.js'
import { decimal } from '../figures/words.js'
import type { Recipe } from './plan.js'
import { type ParetoRow, strength } from './summary.js'

export interface FrontPoint {
  recipe: Recipe
  /** The value that makes networks of the recipe sparser, see `strength` in summary.ts. */
  strength: number
  activeNeurons: MeanInterval
  error: MeanInterval
  wiringLength: MeanInterval
}

/** The rows over which a point is the mean. */
export const rowsOf = (
  rows: readonly ParetoRow[],
  point: Pick<FrontPoint, 'recipe' | 'strength'>,
): ParetoRow[] => rows.filter((row) => row.recipe === point.recipe && strength(row) === point.strength)

/** The measures that are compared at equal errors. */
export type Cost = 'activeNeurons' | 'wiringLength'

/** A point for each recipe and λ, in the order of the rows. */
export function frontPoints(rows: readonly ParetoRow[]): FrontPoint[] {
  const groups: Record<string, ParetoRow[]> = {}
  for (const row of rows) {
    const key = `${row.recipe} ${strength(row)}`
    groups[key] = [...(groups[key] ?? []), row]
  }
  return Object.values(groups).map((group) => {
    const of = (name: Cost | 'error') => meanInterval(group.map((row) => row[name]))
    const [{ recipe }] = group
    return {
      recipe,
      strength: strength(group[0]),
      activeNeurons: of('activeNeurons'),
      error: of('error'),
      wiringLength: of('wiringLength'),
    }
  })
}

/** Coordinates of a network, or of the mean of several networks. */
export type Place = Record<Cost | 'error', number>
/** The two coordinates for one cost. */
type PlaceOf<C extends Cost> = Pick<Place, C | 'error'>

/** The means of a recipe's points, in the order of the points. */
export function meansOf(points: readonly FrontPoint[], recipe: Recipe): Place[] {
  return points.filter((point) => point.recipe === recipe).map(meanOf)
}

/** By rounding, a mean of equal numbers can be slightly larger than the numbers; this factor allows for it. */
const ROUNDING = 1 + 1e-12

/** Whether a place is not above another in any of active neurons, error and wire. */
export const isAtOrUnder = (place: Place, other: Place): boolean =>
  (['activeNeurons', 'error', 'wiringLength'] as const).every((name) => place[name] <= other[name] * ROUNDING)

const meanOf = ({ activeNeurons, error, wiringLength }: FrontPoint): Place => ({
  activeNeurons: activeNeurons.mean,
  error: error.mean,
  wiringLength: wiringLength.mean,
})

/** Of the points whose means are not above a place in any of the three, the one with the smallest error. */
export const bestUnder = (points: readonly FrontPoint[], place: Place): FrontPoint | undefined =>
  points
    .filter((point) => isAtOrUnder(meanOf(point), place))
    .toSorted((a, b) => a.error.mean - b.error.mean)
    .at(0)

/**
 * The smallest cost at which a recipe reaches an error, interpolated linearly between neighboring points (in the
 * logarithm of the cost); null if it never reaches it.
 * @param curve points of the recipe in the order of λ
 */
export function costOfError<C extends Cost>(
  curve: readonly PlaceOf<C>[],
  cost: C,
  error: number,
): number | null {
  const candidates = curve.filter((place) => place.error <= error).map((place) => place[cost])
  for (let i = 1; i < curve.length; i++) {
    const [a, b] = [curve[i - 1], curve[i]]
    if (a.error > error === b.error > error) continue
    const share = (error - a.error) / (b.error - a.error)
    candidates.push(Math.exp((1 - share) * Math.log(a[cost]) + share * Math.log(b[cost])))
  }
  return candidates.length > 0 ? Math.min(...candidates) : null
}

export interface CostRatio {
  /** Errors at which both recipes were compared, ascending. */
  errors: number[]
  /** Cost of the second recipe divided by that of the first, at each of these errors. */
  ratios: number[]
}

/** Number of errors at which two curves are compared; they are evenly spaced over the range that both reach. */
export const LEVELS = 21

/** Ratios of the second curve's cost to the first's at equal errors; empty if the curves have no error in common. */
export function costRatio<C extends Cost>(
  first: readonly PlaceOf<C>[],
  second: readonly PlaceOf<C>[],
  cost: C,
): CostRatio {
  const least = (curve: readonly PlaceOf<C>[]) => Math.min(...curve.map(({ error }) => error))
  const most = (curve: readonly PlaceOf<C>[]) => Math.max(...curve.map(({ error }) => error))
  const from = Math.max(least(first), least(second))
  const to = Math.min(most(first), most(second), PAPER_MOST_ERROR)
  if (!(to >= from)) return { errors: [], ratios: [] }
  const errors = Array.from({ length: LEVELS }, (_, i) => from + ((to - from) * i) / (LEVELS - 1))
  return {
    errors,
    ratios: errors.map((error) => costOfError(second, cost, error)! / costOfError(first, cost, error)!),
  }
}

/** Median and range of ratios, as text: `1.98 times (1.57 to 2.06)`. */
export function timesText(ratios: readonly number[]): string {
  const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
    decimal(ratio, 2),
  )
  return least === most ? `${middle} times` : `${middle} times (${least} to ${most})`
}
