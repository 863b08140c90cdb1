/** The tables of RESULTS.md: fronts, anatomy, rivals, and our networks against the paper's front. */
import type { CutMeasure } from '../analysis/analysis.js'
import { ENOUGH_SEEDS, type MeanInterval, meanInterval, medianOf } from '../analysis/statistics.js'
import { PAPER_PARETO } from '../figures/paper.js'
import { counted, decimal, list, NONE, whole } from '../figures/words.js'
import { FAR } from './claims.js'
import { RECIPE_NAMES } from './drawings.js'
import {
  bestUnder,
  type Cost,
  costOfError,
  type FrontPoint,
  frontPoints,
  meansOf,
  type Place,
  rowsOf,
} from './fronts.js'
import { hasBudget, isUnchosen, PAPER_RECIPES, SCHEDULE_CHOSEN_UP_TO, SHOWN } from './plan.js'
import type { ParetoRow } from './summary.js'

const line = (cells: readonly (string | number)[]) =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`

/** A Markdown table. */
export const tableOf = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
  [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')

/** A mean as text, with its 95 % interval if there are at least `ENOUGH_SEEDS` seeds. */
export const interval = ({ n, mean, halfWidth }: MeanInterval, digits = 0) =>
  n < ENOUGH_SEEDS ? decimal(mean, digits) : `${decimal(mean, digits)} ± ${decimal(halfWidth!, digits)}`

/** A column: its head, and its cell for a point with the rows over which the point is the mean. */
type Column = [head: string, of: (point: FrontPoint, rows: readonly ParetoRow[]) => string | number]

const NETWORK: Column = ['network', ({ recipe }) => RECIPE_NAMES[recipe]]
const STRENGTH: Column = ['λ', strengthText]
const SEEDS: Column = ['seeds', ({ error }) => error.n]

const FRONT: readonly Column[] = [
  NETWORK,
  STRENGTH,
  SEEDS,
  ['active neurons', ({ activeNeurons }) => interval(activeNeurons)],
  ['error', ({ error }) => interval(error, 3)],
  ['recurrent wire (cells)', ({ wiringLength }) => interval(wiringLength)],
  ['all wire', (_, rows) => allWireText(rows)],
]

/** The mean length of all connections of the rows that have it, and of how many, where some have it not. */
function allWireText(rows: readonly ParetoRow[]): string {
  const lengths = rows.flatMap(({ totalWiringLength }) => totalWiringLength ?? [])
  if (lengths.length === 0) return NONE
  const text = interval(meanInterval(lengths))
  return lengths.length === rows.length ? text : `${text} (${counted(lengths.length, 'seed')})`
}

const zColumn = (head: string, z: (row: ParetoRow) => number | null | undefined): Column => [
  head,
  (_, rows) => {
    const middle = medianOf(rows.map((row) => z(row) ?? null))
    return middle === null ? '–' : decimal(middle, 1)
  },
]

const STRUCTURE: readonly Column[] = [
  NETWORK,
  STRENGTH,
  ['seeds', (_, rows) => rows.map(({ seed }) => seed).join(', ')],
  ['clusters', (_, rows) => rows.map(({ clusters }) => clusters.length).join(', ')],
  zColumn('silhouette', ({ silhouette }) => silhouette.z),
  zColumn('isolated neurons', ({ isolatedNeuronRatio }) => isolatedNeuronRatio.z),
  zColumn('index variance', ({ indexVariance }) => indexVariance.z),
  zColumn('isolated, by columns', ({ columnMajor }) => columnMajor?.isolatedNeuronRatio.z),
  zColumn('index variance, by columns', ({ columnMajor }) => columnMajor?.indexVariance.z),
  zColumn('isolated on the sheet', ({ isolatedNeuronRatio2d }) => isolatedNeuronRatio2d.z),
  zColumn('squared radius', ({ meanSquaredRadius }) => meanSquaredRadius.z),
  zColumn('Q of the wires', ({ modularityGivenLengths }) => modularityGivenLengths.z),
]

/** A table with a row for each point, in the order of the rows; or several, if `groups` divides the rows of a point. */
function table(
  rows: readonly ParetoRow[],
  columns: readonly Column[],
  groups = (ofPoint: ParetoRow[]): ParetoRow[][] => [ofPoint],
): string {
  return tableOf(
    columns.map(([head]) => head),
    frontPoints(rows).flatMap((point) =>
      groups(rowsOf(rows, point)).map((group) => columns.map(([, of]) => of(point, group))),
    ),
  )
}

/** The table of active neurons, error and wire of each point. */
export const frontTable = (rows: readonly ParetoRow[]): string => table(rows, FRONT)

/** The table of median z over the seeds of each point. Seeds on which nothing was chosen have their own row. */
export const structureTable = (rows: readonly ParetoRow[]): string =>
  table(rows, STRUCTURE, (ofPoint) =>
    [
      ofPoint.filter(({ seed }) => seed <= SCHEDULE_CHOSEN_UP_TO),
      ofPoint.filter(({ seed }) => seed > SCHEDULE_CHOSEN_UP_TO),
    ].filter(({ length }) => length > 0),
  )

const BY_K = [2, 4, 7, 10, 13, 16, 19]
const BY_K_MEASURES: readonly [CutMeasure, string][] = [
  ['isolatedNeuronRatio', 'isolated neurons'],
  ['indexVariance', 'index variance'],
  ['meanSquaredRadius', 'squared radius'],
]

/** The rows of each kind's shown networks that have `zByK`; of BIMT, only those on which nothing was chosen. */
function kindsByK(rows: readonly ParetoRow[]) {
  return PAPER_RECIPES.flatMap((recipe) => {
    const shown = rows.filter(
      (row) => row.recipe === recipe && row.lambda === SHOWN[recipe] && row.zByK && isUnchosen(row),
    )
    return shown.length > 0 ? [{ recipe, shown }] : []
  })
}

const medianAt = (rows: readonly ParetoRow[], measure: CutMeasure, k: number) =>
  medianOf(rows.map(({ zByK }) => zByK!.find((cut) => cut.k === k)?.[measure] ?? null))

/** The table of median z over seeds for each number of clusters, of the networks shown. Empty if no row has `zByK`. */
export function byKTable(rows: readonly ParetoRow[]): string {
  const kinds = kindsByK(rows)
  if (kinds.length === 0) return ''
  return tableOf(
    ['z, median', 'network', 'seeds', ...BY_K.map((k) => `${k} clusters`)],
    BY_K_MEASURES.flatMap(([measure, name]) =>
      kinds.map(({ recipe, shown }) => [
        name,
        RECIPE_NAMES[recipe],
        shown.map(({ seed }) => seed).join(', '),
        ...BY_K.map((k) => {
          const middle = medianAt(shown, measure, k)
          return middle === null ? '–' : decimal(middle, 1)
        }),
      ]),
    ),
  )
}

/**
 * For each kind, the numbers of clusters at which all three medians say that clusters stand together, e.g.
 * `BIMT at 17 of 2 to 19 (not 2)`.
 */
export function byKText(rows: readonly ParetoRow[]): string {
  return list(
    kindsByK(rows).map(({ recipe, shown }) => {
      const numbers = shown[0]
        .zByK!.map(({ k }) => k)
        .filter((k) => shown.every(({ zByK }) => zByK!.some((cut) => cut.k === k)))
      const far = numbers.filter((k) =>
        BY_K_MEASURES.every(([measure]) => (medianAt(shown, measure, k) ?? 0) <= FAR),
      )
      const near = numbers.filter((k) => !far.includes(k))
      const except = far.length > 0 && near.length > 0 ? ` (not ${list(near.map(String))})` : ''
      return `${RECIPE_NAMES[recipe]}’s at ${far.length} of the ${numbers.length} numbers from ${numbers[0]} to ${numbers.at(-1)}${except}`
    }),
  )
}

/** The table of the rivals, with their wire relative to BIMT's at the same error, if BIMT has runs at that error. */
export function rivalsTable(rivals: readonly ParetoRow[], all: readonly ParetoRow[]): string {
  const curve = meansOf(frontPoints(all), 'bimt')
  const share: Column = [
    'wire, BIMT of the same error = 1',
    ({ error, wiringLength }) => {
      const paperCost = isBeyond(curve, error.mean) ? null : costOfError(curve, 'wiringLength', error.mean)
      return paperCost === null ? '–' : decimal(wiringLength.mean / paperCost, 2)
    },
  ]
  return table(rivals, [...FRONT, share])
}

export function strengthText({ recipe, strength }: FrontPoint): string {
  if (recipe === 'mask') return `radius ${strength}`
  if (recipe === 'gyrus') return `≤ ${strength} neurons`
  return strength === 0 ? '–' : strength.toExponential()
}

/**
 * The cost that a recipe needs for an error, as text: `1,234`; `≤ 59` if its sparsest network has a smaller error;
 * `not reached`.
 * @param curve points of the recipe in the order of λ; cost in neurons or cells
 */
export function neededText(curve: readonly Place[], cost: Cost, error: number): string {
  const value = costOfError(curve, cost, error)
  if (value === null) return 'not reached'
  return isBeyond(curve, error) ? `≤ ${whole(value)}` : whole(value)
}

/** Whether an error is larger than the errors of all runs of a recipe. */
const isBeyond = (curve: readonly Place[], error: number) => curve.every((place) => place.error < error)

/**
 * The table of the paper's BIMT points. For each, it says whether a mean of ours is not above it in any of the three
 * numbers, what `gyrus` reaches with this budget, and what our reconstruction of BIMT needs for its error.
 */
export function againstPaper(points: readonly FrontPoint[]): string {
  const curve = meansOf(points, 'bimt')
  if (curve.length === 0) return 'No BIMT run yet.'
  const seeds = ({ error: { n } }: FrontPoint) => counted(n, 'seed')
  const rows = PAPER_PARETO.bimt.map((paperPoint) => {
    const under =
      bestUnder(
        points.filter(({ error }) => error.n >= ENOUGH_SEEDS),
        paperPoint,
      ) ?? bestUnder(points, paperPoint)
    const point = points.find(
      ({ recipe, strength }) => recipe === 'gyrus' && strength === paperPoint.activeNeurons,
    )
    return [
      `${paperPoint.activeNeurons}, ${paperPoint.error}, ${whole(paperPoint.wiringLength)}`,
      point
        ? `${whole(point.activeNeurons.mean)}, ${decimal(point.error.mean, 3)}, ${whole(point.wiringLength.mean)} (${seeds(point)})`
        : hasBudget(paperPoint.activeNeurons)
          ? 'not run'
          : 'no such budget',
      under
        ? `${under.error.n < ENOUGH_SEEDS ? 'open' : 'yes'} (${RECIPE_NAMES[under.recipe]}, ${strengthText(under)}; ${seeds(under)})`
        : 'no',
      neededText(curve, 'activeNeurons', paperPoint.error),
      neededText(curve, 'wiringLength', paperPoint.error),
    ]
  })
  return tableOf(
    [
      'the paper’s point: active neurons, error, recurrent wire',
      '`gyrus` with that budget',
      `the mean of ours with least error that is at or under it in all three (open: of fewer than ${ENOUGH_SEEDS} seeds)`,
      'active neurons BIMT needs here for that error (≤: its sparsest network makes less)',
      'recurrent wire it needs',
    ],
    rows,
  )
}
