/** The tables of RESULTS.md: fronts, where the clusters stand, rivals, and ours against the paper's front. */
import type { CutMeasure } from '../analysis/analysis.js'
import { ENOUGH_SEEDS, type MeanInterval, medianOf } from '../analysis/statistics.js'
import { PAPER_PARETO } from '../figures/paper.js'
import { counted, decimal, list, whole } from '../figures/words.js'
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

/** With its interval, from as many seeds on as say something. */
export const interval = ({ n, mean, halfWidth }: MeanInterval, digits = 0) =>
  n < ENOUGH_SEEDS ? decimal(mean, digits) : `${decimal(mean, digits)} ± ${decimal(halfWidth!, digits)}`

/** What a column is called, and what it says of a point and the rows behind it. */
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
]

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

/** A row a point, in the order of the rows, or one for each of the groups into which its rows fall. */
function table(
  rows: readonly ParetoRow[],
  columns: readonly Column[],
  groups = (own: ParetoRow[]): ParetoRow[][] => [own],
): string {
  return tableOf(
    columns.map(([head]) => head),
    frontPoints(rows).flatMap((point) =>
      groups(rowsOf(rows, point)).map((own) => columns.map(([, of]) => of(point, own))),
    ),
  )
}

/** Active neurons, error and wire of each point. */
export const frontTable = (rows: readonly ParetoRow[]): string => table(rows, FRONT)

/** Medians of z over the seeds of each point; seeds on which nothing was chosen stand by themselves. */
export const structureTable = (rows: readonly ParetoRow[]): string =>
  table(rows, STRUCTURE, (own) =>
    [
      own.filter(({ seed }) => seed <= SCHEDULE_CHOSEN_UP_TO),
      own.filter(({ seed }) => seed > SCHEDULE_CHOSEN_UP_TO),
    ].filter(({ length }) => length > 0),
  )

const BY_K = [2, 4, 7, 10, 13, 16, 19]
const BY_K_MEASURES: readonly [CutMeasure, string][] = [
  ['isolatedNeuronRatio', 'isolated neurons'],
  ['indexVariance', 'index variance'],
  ['meanSquaredRadius', 'squared radius'],
]

/** Rows of the networks shown that say where clusters stand at any number, of BIMT those on which nothing was chosen. */
function kindsByK(rows: readonly ParetoRow[]) {
  return PAPER_RECIPES.flatMap((recipe) => {
    const own = rows.filter(
      (row) => row.recipe === recipe && row.lambda === SHOWN[recipe] && row.zByK && isUnchosen(row),
    )
    return own.length > 0 ? [{ recipe, own }] : []
  })
}

const medianAt = (own: readonly ParetoRow[], measure: CutMeasure, k: number) =>
  medianOf(own.map(({ zByK }) => zByK!.find((cut) => cut.k === k)?.[measure] ?? null))

/** Where the clusters of the networks shown stand, cut into any number: median z over their seeds. Empty if no row has it. */
export function byKTable(rows: readonly ParetoRow[]): string {
  const kinds = kindsByK(rows)
  if (kinds.length === 0) return ''
  return tableOf(
    ['z, median', 'network', 'seeds', ...BY_K.map((k) => `${k} clusters`)],
    BY_K_MEASURES.flatMap(([measure, name]) =>
      kinds.map(({ recipe, own }) => [
        name,
        RECIPE_NAMES[recipe],
        own.map(({ seed }) => seed).join(', '),
        ...BY_K.map((k) => {
          const middle = medianAt(own, measure, k)
          return middle === null ? '–' : decimal(middle, 1)
        }),
      ]),
    ),
  )
}

/** At which numbers of clusters each kind's stand together by all three medians: `BIMT at 17 of 2 to 19 (not 2)`. */
export function byKText(rows: readonly ParetoRow[]): string {
  return list(
    kindsByK(rows).map(({ recipe, own }) => {
      const all = own[0]
        .zByK!.map(({ k }) => k)
        .filter((k) => own.every(({ zByK }) => zByK!.some((cut) => cut.k === k)))
      const far = all.filter((k) =>
        BY_K_MEASURES.every(([measure]) => (medianAt(own, measure, k) ?? 0) <= FAR),
      )
      const not = all.filter((k) => !far.includes(k))
      const which = far.length > 0 && not.length > 0 ? ` (not ${list(not.map(String))})` : ''
      return `${RECIPE_NAMES[recipe]}’s at ${far.length} of the ${all.length} numbers from ${all[0]} to ${all.at(-1)}${which}`
    }),
  )
}

/** The rivals, and what their wire comes to beside BIMT's; nothing is said of errors that BIMT was not run at. */
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
 * What a recipe needs for an error: `1,234`, `≤ 59` where its sparsest network makes less, `not reached`.
 * @param curve in the order of λ; cost in neurons or cells
 */
export function neededText(curve: readonly Place[], cost: Cost, error: number): string {
  const value = costOfError(curve, cost, error)
  if (value === null) return 'not reached'
  return isBeyond(curve, error) ? `≤ ${whole(value)}` : whole(value)
}

/** Whether an error is larger than any that a recipe was run at. */
const isBeyond = (curve: readonly Place[], error: number) => curve.every((place) => place.error < error)

/**
 * For each of the paper's points: is a mean of ours at or under it in all three, what does `gyrus` reach with its budget,
 * and what does BIMT, as reconstructed, need for its error?
 */
export function againstPaper(points: readonly FrontPoint[]): string {
  const curve = meansOf(points, 'bimt')
  if (curve.length === 0) return 'No BIMT run yet.'
  const seeds = ({ error: { n } }: FrontPoint) => counted(n, 'seed')
  const rows = PAPER_PARETO.bimt.map((theirs) => {
    const under =
      bestUnder(
        points.filter(({ error }) => error.n >= ENOUGH_SEEDS),
        theirs,
      ) ?? bestUnder(points, theirs)
    const point = points.find(
      ({ recipe, strength }) => recipe === 'gyrus' && strength === theirs.activeNeurons,
    )
    return [
      `${theirs.activeNeurons}, ${theirs.error}, ${whole(theirs.wiringLength)}`,
      point
        ? `${whole(point.activeNeurons.mean)}, ${decimal(point.error.mean, 3)}, ${whole(point.wiringLength.mean)} (${seeds(point)})`
        : hasBudget(theirs.activeNeurons)
          ? 'not run'
          : 'no such budget',
      under
        ? `${under.error.n < ENOUGH_SEEDS ? 'open' : 'yes'} (${RECIPE_NAMES[under.recipe]}, ${strengthText(under)}; ${seeds(under)})`
        : 'no',
      neededText(curve, 'activeNeurons', theirs.error),
      neededText(curve, 'wiringLength', theirs.error),
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
