/** From rows to fronts: means over seeds at each λ, and how much one recipe needs for the errors that another makes. */
import { type MeanInterval, meanInterval, median } from '../analysis/statistics.js'
import { PAPER_MOST_ERROR } from '../figures/paper.js'
import { decimal } from '../figures/words.js'
import type { Recipe } from './plan.js'
import { type ParetoRow, strength } from './summary.js'

export interface FrontPoint {
  recipe: Recipe
  /** λ, or the radius of a mask. */
  strength: number
  activeNeurons: MeanInterval
  error: MeanInterval
  wiringLength: MeanInterval
}

/** The rows behind a point. */
export const rowsOf = (
  rows: readonly ParetoRow[],
  point: Pick<FrontPoint, 'recipe' | 'strength'>,
): ParetoRow[] => rows.filter((row) => row.recipe === point.recipe && strength(row) === point.strength)

/** The measure that is weighed against error. */
export type Cost = 'activeNeurons' | 'wiringLength'

/** One point a recipe and λ, in the order of the rows. */
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

/** A network's place, or that of a mean of networks. */
export type Place = Record<Cost | 'error', number>
/** What of it weighs one cost against error. */
type PlaceOf<C extends Cost> = Pick<Place, C | 'error'>

/** The means of a recipe's points, λ ascending. */
export function meansOf(points: readonly FrontPoint[], recipe: Recipe): Place[] {
  return points.filter((point) => point.recipe === recipe).map(meanOf)
}

/** A mean of equal numbers can lie above them by rounding. */
const ROUNDING = 1 + 1e-12

/** Whether a place is at or under another in neurons, error and wire alike. */
export const isAtOrUnder = (place: Place, other: Place): boolean =>
  (['activeNeurons', 'error', 'wiringLength'] as const).every((name) => place[name] <= other[name] * ROUNDING)

const meanOf = ({ activeNeurons, error, wiringLength }: FrontPoint): Place => ({
  activeNeurons: activeNeurons.mean,
  error: error.mean,
  wiringLength: wiringLength.mean,
})

/** Of the points whose means are at or under a place in all three, the one of least error. */
export const bestUnder = (points: readonly FrontPoint[], place: Place): FrontPoint | undefined =>
  points
    .filter((point) => isAtOrUnder(meanOf(point), place))
    .toSorted((a, b) => a.error.mean - b.error.mean)
    .at(0)

/**
 * The least cost at which a recipe makes no more than this error, along the straight lines between its neighboring
 * points (over the logarithm of the cost); null where it never does.
 * @param curve in the order of λ
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
  /** Errors at which both were compared, ascending. */
  errors: number[]
  /** Cost of the second recipe over that of the first, at each. */
  ratios: number[]
}

/** Errors at which two curves are compared, evenly over the range that both reach. */
const LEVELS = 21

/** How many times as much the second curve costs as the first, at equal errors; empty where they share no error. */
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

/** Median and range of ratios: `1.98 times (1.57 to 2.06)`. */
export function timesText(ratios: readonly number[]): string {
  const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) =>
    decimal(ratio, 2),
  )
  return least === most ? `${middle} times` : `${middle} times (${least} to ${most})`
}
