/** One measure of many runs against another: means over seeds with their 95 % intervals, behind them the runs themselves. */
import { ENOUGH_SEEDS, type MeanInterval } from '../analysis/statistics.js'
import { logAxis, rangeOf } from './axes.js'
import { COLORS, SHAPES } from './fronts.js'
import { type FigureSpec, figure, nothing, OURS, type Spec } from './style.js'
import { counted } from './words.js'

/** Runs that differ in their seed only. */
export interface ScatterPoint {
  x: MeanInterval
  y: MeanInterval
  /** Each run by itself. */
  runs: readonly { x: number; y: number }[]
  /** What it is colored by: one of the categories, or a number; null where it has neither. */
  color: string | number | null
  /** Points of one color are joined in this order; null where they are not. */
  order: number | null
}

/** An axis of the figure. */
export interface ScatterAxis {
  title: string
  logarithmic: boolean
}

export interface ScatterOptions {
  title: string
  subtitle: string
  x: ScatterAxis
  y: ScatterAxis
  /** What the colors show; null where all points have one. */
  color: string | null
  /** The categories in the order of their colors, as many as there are of these at most; none where colors are numbers. */
  categories: readonly string[]
}

/** As many categories as can be told apart. */
export const MOST_CATEGORIES = COLORS.length

const SIZE = { width: 420, height: 320 }

export function scatter(points: readonly ScatterPoint[], options: ScatterOptions): FigureSpec {
  const { title, subtitle, x, y, color, categories } = options
  const isDrawn = (at: { x: number; y: number }) =>
    (!x.logarithmic || at.x > 0) && (!y.logarithmic || at.y > 0)
  const drawn = points.filter((point) => isDrawn({ x: point.x.mean, y: point.y.mean }))
  const missing = points.length - drawn.length
  const left =
    missing === 0
      ? ''
      : ` ${counted(missing, 'point')} at 0 or below ${missing === 1 ? 'is' : 'are'} not on the logarithmic axis.`
  const heading = { title, subtitle: subtitle + left, width: SIZE.width + 130 }
  if (drawn.length === 0) return figure(heading, nothing(SIZE, 'no point to draw'))

  const means = drawn.map((point) => ({
    ...endsOf('x', point.x, x),
    ...endsOf('y', point.y, y),
    color: point.color,
    order: point.order,
    seeds: point.runs.length,
  }))
  const runs = drawn
    .filter((point) => point.runs.length > 1)
    .flatMap((point) => point.runs.filter(isDrawn).map((run) => ({ ...run, color: point.color })))
  const channel = (of: 'x' | 'y', field: string): Spec => {
    const axis = options[of]
    const values = [
      ...means.flatMap((mean) => [mean[of], mean[`${of}Low`], mean[`${of}High`]]),
      ...runs.map((run) => run[of]),
    ]
    const { scale, axis: ticks } = axis.logarithmic
      ? logAxis(values)
      : { scale: { domain: rangeOf(values), nice: true }, axis: { tickCount: 6 } }
    return {
      field,
      type: 'quantitative',
      scale,
      axis: { title: axis.title, grid: of === 'y', labelFlush: false, ...ticks },
    }
  }
  const ink = inkOf(color, categories, drawn)
  const place = { x: channel('x', 'x'), y: channel('y', 'y') }
  const isJoined = means.filter(({ order }) => order !== null)
  const layer: Spec[] = [
    ...(isJoined.length > 1
      ? [
          {
            data: { values: isJoined },
            mark: { type: 'line', strokeWidth: 1.3, opacity: 0.6 },
            encoding: { ...place, color: ink, order: { field: 'order' } },
          },
        ]
      : []),
    ...(runs.length > 0
      ? [
          {
            data: { values: runs },
            mark: { type: 'point', filled: true, size: 11, opacity: 0.45 },
            encoding: { ...place, color: ink },
          },
        ]
      : []),
    {
      data: { values: means },
      mark: { type: 'rule', strokeWidth: 1.1, opacity: 0.8, clip: true },
      encoding: { x: channel('x', 'x'), y: channel('y', 'yLow'), y2: { field: 'yHigh' }, color: ink },
    },
    {
      data: { values: means },
      mark: { type: 'rule', strokeWidth: 1.1, opacity: 0.8, clip: true },
      encoding: { x: channel('x', 'xLow'), x2: { field: 'xHigh' }, y: channel('y', 'y'), color: ink },
    },
    {
      data: { values: means },
      mark: { type: 'point', filled: true, opacity: 1, size: 58 },
      encoding: {
        ...place,
        color: ink,
        ...(categories.length > 0 && { shape: { ...ink, scale: scaleOf(categories, SHAPES) } }),
      },
    },
  ]
  return figure(heading, { ...SIZE, layer })
}

/** The mean, and where its interval ends; at itself where there are too few seeds for one. */
function endsOf(name: 'x' | 'y', { mean, halfWidth, n }: MeanInterval, { logarithmic }: ScatterAxis) {
  const reach = n < ENOUGH_SEEDS ? 0 : (halfWidth ?? 0)
  const low = mean - reach
  // On a logarithmic axis an interval that reaches 0 has no lower end: it goes a decade down.
  return {
    [name]: mean,
    [`${name}Low`]: logarithmic && low <= 0 ? mean / 10 : low,
    [`${name}High`]: mean + reach,
  } as Record<'x' | 'xLow' | 'xHigh' | 'y' | 'yLow' | 'yHigh', number>
}

const scaleOf = (domain: readonly string[], range: readonly string[]): Spec => ({
  domain,
  range: domain.map((_, i) => range[i % range.length]),
})

/** The color of marks: by category, by a number, or the same for all. */
function inkOf(color: string | null, categories: readonly string[], points: readonly ScatterPoint[]): Spec {
  if (color === null) return { value: OURS }
  const legend = { title: color, symbolOpacity: 1 }
  if (categories.length > 0)
    return { field: 'color', type: 'nominal', scale: scaleOf(categories, COLORS), legend }
  const numbers = points.flatMap((point) => (typeof point.color === 'number' ? [point.color] : []))
  const isWide = Math.min(...numbers) > 0 && Math.max(...numbers) > WIDE * Math.min(...numbers)
  const log = isWide ? logAxis(numbers) : null
  return {
    field: 'color',
    type: 'quantitative',
    // Without the scheme's yellow, which cannot be seen on white.
    scale: {
      ...(log?.scale ?? { domain: rangeOf(numbers), nice: false }),
      scheme: { name: 'viridis', extent: [0, 0.87] },
      reverse: true,
    },
    legend: { ...legend, ...(log?.axis ?? { format: '~g' }) },
  }
}

/** Numbers of which the largest is so many times the smallest are colored by their logarithms. */
const WIDE = 100
