/** Runs as a figure: any number that is known of them against any other. Runs that differ in their seed only are one point. */
import { meanInterval } from '../analysis/statistics.js'
import { InputError } from '../errors.js'
import { MOST_CATEGORIES, type ScatterPoint, scatter } from '../figures/scatter.js'
import type { FigureSpec } from '../figures/spec.js'
import { counted, exponential, list } from '../figures/words.js'
import { lengthUnit } from '../growth/sheetWords.js'
import { nearest } from '../nearest.js'
import { plain } from '../text.js'
import { fieldOf } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { type CatalogRow, differingFields, MEASURES, shownField } from './catalog.js'
import { type Cell, type Column, cell, columnsOf } from './columns.js'
import { experimentId } from './identity.js'

/** What a figure of runs shows: names of columns, as `gyrus runs export` has them. */
export interface PlotAsked {
  x: string
  y: string
  color?: string
  /** Axes in logarithms. */
  logX: boolean
  logY: boolean
}

/**
 * @throws InputError if there is no such column, it holds no numbers, or no run has both
 */
export function plotRuns(rows: readonly CatalogRow[], asked: PlotAsked): FigureSpec {
  const columns = columnsOf(rows)
  const x = columnNamed('--x', asked.x, columns)
  const y = columnNamed('--y', asked.y, columns)
  const color = asked.color === undefined ? null : columnNamed('--color', asked.color, columns)
  const known = rows.flatMap((row) => {
    const [atX, atY] = [numberOf('--x', x, row), numberOf('--y', y, row)]
    return atX === null || atY === null ? [] : [{ row, x: atX, y: atY, color: color && shown(color, row) }]
  })
  if (known.length === 0)
    throw new InputError(`no run has both ${x.name} and ${y.name}; measures are known of runs that are done`)
  const colors = color ? coloring(color, known) : null
  const groups = groupsOf(known, colors?.isContinuous && isMeasure(color) ? null : color)
  const orders = color && colors?.isContinuous ? null : ordersOf(groups, [x.name, y.name, color?.name])
  const points = groups.map((group, at): ScatterPoint => {
    const color = group[0].color
    const numbers = group.map((run) => run.color).filter((value) => typeof value === 'number')
    return {
      x: meanInterval(group.map((run) => run.x)),
      y: meanInterval(group.map((run) => run.y)),
      runs: group.map((run) => ({ x: run.x, y: run.y })),
      color: colors === null ? null : colors.isContinuous ? meanOrNull(numbers) : labelOf(color),
      order: orders?.values[at] ?? null,
    }
  })
  const drawn = points.reduce((sum, { runs }) => sum + runs.length, 0)
  return scatter(points, {
    title: `${y.name} against ${x.name}: ${counted(drawn, 'run')}`,
    subtitle: subtitleOf(points, {
      without: rows.length - known.length,
      twice: known.length - drawn,
      orders,
    }),
    x: { title: titleOf(x, rows), logarithmic: asked.logX },
    y: { title: titleOf(y, rows), logarithmic: asked.logY },
    color: color && titleOf(color, rows),
    categories: colors?.categories ?? [],
  })
}

/** A run with what is drawn of it. */
interface Known {
  row: CatalogRow
  x: number
  y: number
  color: Cell
}

function columnNamed(option: string, name: string, columns: readonly Column[]): Column {
  const column = columns.find((candidate) => candidate.name === name)
  if (column) return column
  const near = nearest(
    name,
    columns.map((candidate) => candidate.name),
  )
  throw new InputError(`${option}: there is no column ${plain(name)}; nearest: ${near.join(', ')}`)
}

/** @throws InputError for a text or a flag */
function numberOf(option: string, column: Column, row: CatalogRow): number | null {
  const value = column.of(row)
  if (value === null || typeof value === 'number') return value
  throw new InputError(
    `${option}: must be a column of numbers, ${column.name} holds ${plain(String(value))}; color can show it`,
  )
}

/** A value as a reader knows it: a cell or charge of a user's own by its name. */
const shown = (column: Column, row: CatalogRow): Cell =>
  cell(shownField(row.record, column.name)) ?? column.of(row)

const isMeasure = (column: Column | null): boolean => MEASURES.some(({ name }) => name === column?.name)

/** More numbers than these are on a scale of colors, where the eye finds their order. */
const MOST_NUMBERS = 6

/** How points are colored: by categories, or by a number where there would be too many, or it was measured. */
function coloring(column: Column, known: readonly Known[]) {
  const values = [...new Set(known.map(({ color }) => color))]
  const isNumber = values.every((value) => value === null || typeof value === 'number')
  const isContinuous = isNumber && (isMeasure(column) || values.length > MOST_NUMBERS)
  if (!isContinuous && values.length > MOST_CATEGORIES)
    throw new InputError(
      `--color: must be a column of numbers or of ${MOST_CATEGORIES} values at most, ${column.name} has ${values.length}`,
    )
  const sorted = isNumber ? values.toSorted((a, b) => Number(a) - Number(b)) : values
  return { isContinuous, categories: isContinuous ? [] : sorted.map(labelOf) }
}

function labelOf(value: Cell): string {
  if (typeof value !== 'number') return String(value ?? 'none')
  return value !== 0 && Math.abs(value) < 1e-3 ? exponential(value) : String(value)
}

/**
 * Runs that differ in their seed only, and not in their color. A run that is there twice, such as a copied one, counts
 * once: it says nothing new.
 */
function groupsOf(known: readonly Known[], color: Column | null): Known[][] {
  const groups = new Map<string, Map<number, Known>>()
  for (const run of known) {
    const { experiment, layoutOf } = run.row.record
    const alike = [experimentId({ ...experiment, seed: 0 }), layoutOf !== undefined, color && run.color]
    const key = JSON.stringify(alike)
    const group = groups.get(key) ?? new Map<number, Known>()
    if (!group.has(experiment.seed)) group.set(experiment.seed, run)
    groups.set(key, group)
  }
  return [...groups.values()].map((group) => [...group.values()])
}

/** In which order points of one color are joined, and by which fields. */
interface Orders {
  fields: string[]
  values: (number | null)[]
}

/**
 * The order of each point among those of its color: by the first field that is another number in each of them. Null where
 * there is no such field, since a line would then say nothing.
 */
function ordersOf(groups: readonly Known[][], axes: readonly (string | undefined)[]): Orders {
  const orders: Orders = { fields: [], values: groups.map(() => null) }
  for (const color of new Set(groups.map(([{ color }]) => color))) {
    const members = [...groups.keys()].filter((at) => groups[at][0].color === color)
    const experiments = members.map((at) => groups[at][0].row.record.experiment)
    const field = differingFields(experiments).find((path) => {
      const values = experiments.map((experiment) => fieldOf(experiment, path))
      const isOne =
        values.every((value) => typeof value === 'number') && new Set(values).size === values.length
      return isOne && path !== 'seed' && !path.startsWith('engine.') && !axes.includes(path)
    })
    if (field === undefined) continue
    orders.fields.push(field)
    members.forEach((at, i) => {
      orders.values[at] = fieldOf(experiments[i], field) as number
    })
  }
  return { ...orders, fields: [...new Set(orders.fields)] }
}

const meanOrNull = (numbers: readonly number[]): number | null =>
  numbers.length === 0 ? null : meanInterval(numbers).mean

/** The name of a column with its unit, where it has one. */
function titleOf({ name }: Column, rows: readonly CatalogRow[]): string {
  const unit = MEASURES.find((measure) => measure.name === name)?.unit
  if (unit === undefined || unit === '1') return name
  const lengths = new Set(rows.map(({ record }) => lengthUnit(sheetOf(record.experiment))))
  return `${name} (${unit.replace('cells', [...lengths].join(' or '))})`
}

function subtitleOf(
  points: readonly ScatterPoint[],
  { without, twice, orders }: { without: number; twice: number; orders: Orders | null },
): string {
  const seeds = points.map(({ runs }) => runs.length)
  const [least, most] = [Math.min(...seeds), Math.max(...seeds)]
  const parts = [
    most === 1
      ? 'One point a run.'
      : `Points: means over ${least === most ? most : `${least} to ${most}`} seeds of runs that are otherwise alike; ` +
        'bars: 95 % intervals, from three seeds on; dots: the runs.',
    ...(orders && orders.fields.length > 0 ? [`Lines go in the order of ${list(orders.fields)}.`] : []),
    ...(without > 0
      ? [`${counted(without, 'run')} without these numbers ${isOrAre(without)} left out.`]
      : []),
    ...(twice > 0 ? [`${counted(twice, 'copy', 'copies')} ${isOrAre(twice)} left out.`] : []),
  ]
  return parts.join(' ')
}

const isOrAre = (count: number) => (count === 1 ? 'is' : 'are')
