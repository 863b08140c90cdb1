/**
 * Panel c: the sheet seen from above, each active neuron colored and numbered by its functional cluster.
 */
import type { Details } from '../analysis/analysis.js'
import { isGrid } from '../growth/sheet.js'
import { anatomyFinding } from './findings.js'
import { PAPER_LABELS } from './paper.js'
import { PAPER_SHEETS } from './paperMatrix.js'
import { sheetPlaces } from './sheetPlaces.js'
import { clusterColor, type FigureSpec, figure, inkOn, panelTitle, QUIET, type Spec } from './style.js'
import { counted } from './words.js'

/** Side of the map, px; `CELL`: limits for the side of a cell, px. */
const MAP = 400
const CELL = { least: 5, most: 30 }
/** Cells smaller than this cannot hold a number. */
const NUMBERED = 13
/** Neurons along a side of the paper's sheets; `PAPER_CELL`: the side of their cells, px. */
const PAPER_SIDE = 20
const PAPER_CELL = 9

/**
 * @param comparable whether it learned the paper's tasks with the paper's number of neurons; the paper's sheets are
 *   then drawn beside it
 */
export function sheetMap(details: Details, comparable: boolean): FigureSpec {
  const { sheet } = details
  if (!isGrid(sheet)) return sheetPlaces(details, sheet)
  const { rows, columns } = sheet
  const { labels, clusters } = details
  const side = Math.min(CELL.most, Math.max(CELL.least, Math.floor(MAP / Math.max(rows, columns))))
  const inactive = `inactive (${labels.filter((label) => label < 0).length})`
  const names = clusters.map(({ size, preferredTask }, c) => `${c + 1} · ${preferredTask} (${size})`)
  const network = map({ rows, columns, labels, names: [...names, inactive] }, side, {
    title: 'cluster · preferred task (neurons)',
    symbolType: 'square',
    symbolStrokeWidth: 0,
    ...(comparable && { orient: 'bottom', columns: 4, columnPadding: 14, offset: 12 }),
  })
  const resolve = { scale: { color: 'independent', x: 'independent', y: 'independent' } }
  return figure(
    {
      title: anatomyFinding(details),
      subtitle:
        `The sheet from above: ${counted(details.order.length, 'active neuron')} of ${rows} × ${columns}; ` +
        'color and number = functional cluster, in the list with its preferred task and number of neurons.' +
        (comparable ? ' The paper’s clusters have numbers and colors of their own.' : ''),
    },
    comparable
      ? {
          hconcat: [
            {
              ...network,
              title: panelTitle('This network', counted(details.order.length, 'active neuron')),
            },
            { vconcat: [paperSheet('bimt'), paperSheet('l1')], spacing: 20, resolve },
          ],
          spacing: 30,
          resolve,
        }
      : network,
  )
}

/** A small drawing of one of the paper's sheets. */
function paperSheet(kind: 'bimt' | 'l1'): Spec {
  const labels = PAPER_SHEETS[kind]
  const active = labels.filter((label) => label >= 0).length
  const names = [...Array.from({ length: Math.max(...labels) + 1 }, (_, c) => `${c + 1}`), 'inactive']
  return {
    ...map({ rows: PAPER_SIDE, columns: PAPER_SIDE, labels, names }, PAPER_CELL, null),
    title: panelTitle(`${PAPER_LABELS[kind]} (paper, digitized)`, `${active} active neurons`),
  }
}

interface Sheet {
  rows: number
  columns: number
  /** Cluster of each neuron, −1 = inactive. */
  labels: readonly number[]
  /** Names of the clusters, and of inactive neurons. */
  names: readonly string[]
}

function map({ rows, columns, labels, names }: Sheet, side: number, legend: Spec | null): Spec {
  const values = labels.map((label, neuron) => ({
    row: Math.floor(neuron / columns) + 1,
    column: (neuron % columns) + 1,
    cluster: names.at(label),
    ...(label >= 0 && { number: `${label + 1}`, ink: inkOn(clusterColor(label)) }),
  }))
  const axis = (title: string, count: number) =>
    legend && {
      title,
      values: ticks(count),
      labelAngle: 0,
      domain: false,
      ticks: false,
      labelPadding: 5,
    }
  return {
    width: { step: side },
    height: { step: side },
    data: { values },
    encoding: {
      x: {
        field: 'column',
        type: 'ordinal',
        scale: { padding: 0.06 },
        axis: axis('column (cells)', columns),
      },
      y: { field: 'row', type: 'ordinal', scale: { padding: 0.06 }, axis: axis('row (cells)', rows) },
    },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          color: {
            field: 'cluster',
            type: 'nominal',
            scale: {
              domain: names,
              range: names.map((_, c) => (c < names.length - 1 ? clusterColor(c) : QUIET)),
            },
            legend,
          },
        },
      },
      ...(side >= NUMBERED
        ? [
            {
              transform: [{ filter: 'isValid(datum.number)' }],
              mark: { type: 'text', fontSize: Math.min(11, side * 0.55) },
              encoding: {
                text: { field: 'number' },
                color: { field: 'ink', type: 'nominal', scale: null },
              },
            },
          ]
        : []),
    ],
  }
}

/** Ticks of an axis that counts: 1, every fifth (or tenth, …) and the last, e.g. 1, 5, 10, 15, 20. */
function ticks(count: number): number[] {
  const every = 5 * Math.max(1, Math.ceil(count / 50))
  const values = [1]
  for (let value = every; value <= count; value += every) values.push(value)
  if (count - values[values.length - 1] > every / 2 || count < every) values.push(count)
  return [...new Set(values)]
}
