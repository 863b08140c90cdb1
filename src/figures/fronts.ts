/**
 * Performance against sparsity: the fronts of several recipes, as means over seeds with their 95 % intervals, and the
 * paper's digitized fronts (main figure, panels g and h; second appendix plot).
 */
import { ENOUGH_SEEDS, type MeanInterval } from '../analysis/statistics.js'
import { domainOf, logAxis } from './axes.js'
import { PAPER_MOST_ERROR } from './paper.js'
import { type FigureSpec, figure, nothing, type Spec } from './style.js'
import { counted } from './words.js'

export interface DrawnPoint {
  /** A key of `recipes` in the options; recipes get their colors in the order of those keys. */
  recipe: string
  /** λ, or the other setting that makes networks of this recipe sparser. A line joins the points in its order. */
  strength: number
  activeNeurons: MeanInterval
  error: MeanInterval
  wiringLength: MeanInterval
}

export interface DrawnPaperPoint {
  recipe: string
  activeNeurons: number
  error: number
  /** Missing for points of the appendix. */
  wiringLength?: number
}

export interface FrontsOptions {
  title: string
  subtitle: string
  /** Names of the recipes in the legend, in the order of the colors. */
  recipes: Readonly<Record<string, string>>
  width?: number
  height?: number
  /** The wire on the right panel's axis, where it is not the recurrent one. */
  wire?: string
}

/** Colors of the recipes; as many as there are recipes (reproduction/plan.ts). */
export const COLORS = [
  '#0b5fa5',
  '#c85200',
  '#222222',
  '#117733',
  '#aa4499',
  '#4f9bd0',
  '#b8860b',
  '#663333',
  '#d6336c',
  '#0f9d9d',
  '#999933',
  '#4b3f8f',
]
export const SHAPES = [
  'circle',
  'square',
  'triangle-up',
  'diamond',
  'triangle-down',
  'cross',
  'triangle-right',
  'triangle-left',
  'M0,-1.2L0.3,-0.4L1.15,-0.37L0.48,0.15L0.7,0.97L0,0.5L-0.7,0.97L-0.48,0.15L-1.15,-0.37L-0.3,-0.4Z', // a star
  'M-0.9,-0.9L0.9,-0.9L-0.9,0.9L0.9,0.9Z', // an hourglass
  'M-0.9,-0.9L-0.9,0.9L0.9,-0.9L0.9,0.9Z', // an hourglass on its side
  'M0,-1L0.87,-0.5L0.87,0.5L0,1L-0.87,0.5L-0.87,-0.5Z', // a hexagon
]
const SOURCES = ['gyrus, mean over seeds (bars: 95 % interval)', 'paper, digitized']

export function fronts(
  points: readonly DrawnPoint[],
  paper: readonly DrawnPaperPoint[],
  { title, subtitle, recipes, width = 286, height = 270, wire = 'recurrent wire' }: FrontsOptions,
): FigureSpec {
  const names = Object.keys(recipes)
  const place = ({ mean, halfWidth, n }: MeanInterval, name: string, positive = false) => {
    const reach = n < ENOUGH_SEEDS ? 0 : (halfWidth ?? 0)
    return {
      [`${name}Low`]: Math.max(positive ? mean / 10 : 0, mean - reach),
      [`${name}High`]: mean + reach,
    }
  }
  const measured = points.map(({ recipe, strength, activeNeurons, error, wiringLength }) => ({
    recipe: recipes[recipe],
    source: SOURCES[0],
    strength,
    activeNeurons: activeNeurons.mean,
    error: error.mean,
    wiringLength: wiringLength.mean,
    ...place(activeNeurons, 'activeNeurons'),
    ...place(error, 'error'),
    ...place(wiringLength, 'wiringLength', true),
  }))
  const paperPoints = paper.map((point) => ({ ...point, recipe: recipes[point.recipe], source: SOURCES[1] }))
  const values = [...measured, ...paperPoints].filter(({ error }) => error <= PAPER_MOST_ERROR)
  const outside = measured.length - measured.filter(({ error }) => error <= PAPER_MOST_ERROR).length
  const domain = Object.values(recipes)
  const legend = { orient: 'bottom', direction: 'horizontal', title: null, columns: 3, symbolOpacity: 1 }
  const color: Spec = {
    field: 'recipe',
    type: 'nominal',
    scale: { domain, range: names.map((_, i) => COLORS[i % COLORS.length]) },
    legend,
  }
  const shape: Spec = {
    field: 'recipe',
    type: 'nominal',
    scale: { domain, range: names.map((_, i) => SHAPES[i % SHAPES.length]) },
    legend,
  }
  const panel = (
    field: 'activeNeurons' | 'wiringLength',
    axisTitle: string,
    scale: Spec,
    axis: Spec,
  ): Spec => {
    const x = (name: string): Spec => ({
      field: name,
      type: 'quantitative',
      scale,
      axis: { title: axisTitle, grid: false, ...axis },
    })
    const y = (name: string): Spec => ({
      field: name,
      type: 'quantitative',
      scale: { domain: [0, PAPER_MOST_ERROR], nice: false },
      axis: {
        title: field === 'activeNeurons' ? 'error (share of trials wrong)' : null,
        format: '.2f',
        tickCount: 5,
      },
    })
    const only = (source: string) => [
      { filter: `datum.source === ${JSON.stringify(source)} && isValid(datum.${field})` },
    ]
    const ink = color
    const layers: Record<string, Spec[]> = {
      [SOURCES[1]]: [
        {
          transform: only(SOURCES[1]),
          mark: { type: 'line', strokeDash: [3, 3], strokeWidth: 1.1, opacity: 0.75 },
          encoding: { x: x(field), y: y('error'), color: ink, order: { field } },
        },
        {
          transform: only(SOURCES[1]),
          mark: { type: 'point', filled: false, size: 34, strokeWidth: 1.1, opacity: 0.85 },
          encoding: { x: x(field), y: y('error'), color: ink, shape },
        },
      ],
      [SOURCES[0]]: [
        {
          transform: only(SOURCES[0]),
          mark: { type: 'line', strokeWidth: 1.6 },
          encoding: { x: x(field), y: y('error'), color: ink, order: { field: 'strength' } },
        },
        {
          transform: only(SOURCES[0]),
          mark: { type: 'rule', strokeWidth: 1, opacity: 0.7, clip: true },
          encoding: { x: x(field), y: y('errorLow'), y2: { field: 'errorHigh' }, color: ink },
        },
        {
          transform: only(SOURCES[0]),
          mark: { type: 'rule', strokeWidth: 1, opacity: 0.7, clip: true },
          encoding: { x: x(`${field}Low`), x2: { field: `${field}High` }, y: y('error'), color: ink },
        },
        {
          transform: only(SOURCES[0]),
          mark: { type: 'point', filled: true, opacity: 1, size: 52 },
          encoding: { x: x(field), y: y('error'), color, shape },
        },
      ],
    }
    // A layer without points has no extent. The paper has no points for rivals, and no wiring in its second plot.
    const drawn = [SOURCES[1], SOURCES[0]].filter((source) =>
      values.some((value) => value.source === source && value[field] !== undefined),
    )
    if (drawn.length === 0) return nothing({ width, height }, 'no point to draw')
    return { width, height, layer: drawn.flatMap((source) => layers[source]) }
  }
  const log = logAxis(values.flatMap(({ wiringLength }) => wiringLength ?? []))
  const wireless = values.filter(({ wiringLength }) => wiringLength === 0).length
  return figure(
    {
      title,
      subtitle:
        `${subtitle} Filled, solid: ours, one point a λ or a budget.${paper.length > 0 ? ' Hollow, dashed: the paper, digitized.' : ''}` +
        (outside > 0
          ? ` ${outside} of our points ${outside === 1 ? 'lies' : 'lie'} above the cut at ${PAPER_MOST_ERROR}.`
          : '') +
        (wireless > 0
          ? ` ${counted(wireless, 'point')} without wire ${wireless === 1 ? 'is' : 'are'} not on the right panel.`
          : ''),
    },
    {
      data: { values },
      hconcat: [
        panel(
          'activeNeurons',
          'active neurons',
          { domain: domainOf(values.map(({ activeNeurons }) => 1.05 * activeNeurons)), nice: false },
          { tickCount: 6, labelFlush: false },
        ),
        panel('wiringLength', `${wire} (cells, log axis)`, log.scale, {
          ...log.axis,
          labelFlush: false,
        }),
      ],
      spacing: 30,
    },
  )
}
