/** Maps of lesions on a grid: the mean drop if a disc around each cell is silenced, and if each neuron alone is. */

import { panelTitle, QUIET, type Spec } from '../../figures/style.js'
import { decimal, whole } from '../../figures/words.js'
import type { Grid } from '../../growth/sheet.js'
import type { Lesions } from './schema.js'
import { DARK, harm, inkAbove, LEAST_TOP, points } from './style.js'

/** Side of a map, px; `CELL`: limits for the side of a cell of the sheet, px. */
const MAP = 280
const CELL = { least: 3, most: 24 }
const NUMBERED_CELL = 13
/** The map of discs: the mean drop of each disc, and the task that it hurts most. */
export function discMap({ discs, tasks, radius, discSpacing }: Lesions, sheet: Grid): Spec {
  const side = cellSide(sheet) * discSpacing
  const top = Math.max(LEAST_TOP, ...discs.map(({ meanDrop }) => points(meanDrop)))
  const values = discs.map(({ center, meanDrop, meanDropSe, mostHurt }) => ({
    row: Math.floor(center / sheet.columns) + 1,
    column: (center % sheet.columns) + 1,
    drop: points(meanDrop),
    ...(mostHurt !== null && meanDrop > 2 * meanDropSe && { number: `${tasks.indexOf(mostHurt) + 1}` }),
  }))
  const numbered = side >= NUMBERED_CELL
  return {
    title: panelTitle(
      `Discs of radius ${decimal(radius, radius % 1 === 0 ? 0 : 1)} cells`,
      `about ${discSpacing === 1 ? 'each cell' : `one cell in ${whole(discSpacing)} each way`}${numbered ? '; number: the task that drops most' : ''}`,
    ),
    ...sheetAxes(sheet, side, discSpacing),
    data: { values },
    layer: [
      { mark: { type: 'rect' }, encoding: { color: harm(top, 'drop of mean accuracy (points)') } },
      ...(numbered
        ? [
            {
              transform: [{ filter: 'isValid(datum.number)' }],
              mark: { type: 'text', fontSize: Math.min(9, side * 0.6) },
              encoding: { text: { field: 'number' }, color: inkAbove(DARK * top) },
            },
          ]
        : []),
    ],
  }
}

/** The map of single neurons: the mean drop of each. */
export function neuronMap({ neurons, labels }: Lesions, sheet: Grid): Spec {
  const side = cellSide(sheet)
  const top = Math.max(1, ...neurons.map(({ meanDrop }) => points(meanDrop)))
  const drops = new Map(neurons.map(({ neuron, meanDrop }) => [neuron, points(meanDrop)]))
  const values = labels.map((label, neuron) => ({
    row: Math.floor(neuron / sheet.columns) + 1,
    column: (neuron % sheet.columns) + 1,
    ...(label >= 0 && { drop: drops.get(neuron), number: `${label + 1}` }),
  }))
  return {
    title: panelTitle('Single neurons', side >= NUMBERED_CELL ? 'number: functional cluster' : 'active ones'),
    ...sheetAxes(sheet, side, 1),
    data: { values },
    layer: [
      {
        transform: [{ filter: '!isValid(datum.drop)' }],
        mark: { type: 'rect', color: QUIET, opacity: 0.5 },
      },
      {
        transform: [{ filter: 'isValid(datum.drop)' }],
        mark: { type: 'rect', stroke: '#999999', strokeWidth: 0.5 },
        encoding: { color: harm(top, 'drop of mean accuracy (points)') },
      },
      ...(side >= NUMBERED_CELL
        ? [
            {
              transform: [{ filter: 'isValid(datum.drop)' }],
              mark: { type: 'text', fontSize: Math.min(9, side * 0.6) },
              encoding: { text: { field: 'number' }, color: inkAbove(DARK * top) },
            },
          ]
        : []),
    ],
  }
}

const cellSide = ({ rows, columns }: Grid): number =>
  Math.min(CELL.most, Math.max(CELL.least, Math.floor(MAP / Math.max(rows, columns))))

/** Axes of a map whose cells are every `spacing`-th row and column of the sheet. */
function sheetAxes({ rows, columns }: Grid, step: number, spacing: number): Spec {
  const places = (count: number) => {
    const first = Math.floor((spacing - 1) / 2) + 1
    return Array.from({ length: Math.ceil((count - first + 1) / spacing) }, (_, i) => first + i * spacing)
  }
  const channel = (field: string, count: number): Spec => {
    const domain = places(count)
    const every = Math.max(1, Math.ceil(domain.length / 4 / 5) * 5)
    return {
      field,
      type: 'ordinal',
      scale: { domain, padding: 0.06 },
      axis: {
        title: `${field} (cells)`,
        values: domain.filter((value, i) => i === 0 || (domain.length <= 8 ? true : value % every === 0)),
        labelAngle: 0,
        domain: false,
        ticks: false,
      },
    }
  }
  return {
    width: { step },
    height: { step },
    encoding: { x: channel('column', columns), y: channel('row', rows) },
  }
}
