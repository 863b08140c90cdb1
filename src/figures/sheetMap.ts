/**
 * Panel c: the sheet seen from above, each active neuron colored and numbered by its functional cluster.
 */
import type { Details } from '../analysis/analysis.js'
import { anatomyFinding } from './findings.js'
import { clusterColor, type FigureSpec, figure, inkOn, QUIET } from './style.js'
import { counted } from './words.js'

/** Sides of the map and of a cell, in px. */
const MAP = 400
const CELL = { least: 5, most: 30 }
/** Cells smaller than this cannot hold a number. */
const NUMBERED = 13

export function sheetMap(details: Details): FigureSpec {
  const { rows, columns } = details.sheet
  const side = Math.min(CELL.most, Math.max(CELL.least, Math.floor(MAP / Math.max(rows, columns))))
  const legend = details.clusters.map(({ size, preferredTask }, c) => `${c + 1} · ${preferredTask} (${size})`)
  const inactive = `inactive (${details.labels.filter((label) => label < 0).length})`
  const values = details.labels.map((label, neuron) => ({
    row: Math.floor(neuron / columns) + 1,
    column: (neuron % columns) + 1,
    cluster: label < 0 ? inactive : legend[label],
    ...(label >= 0 && { number: `${label + 1}`, ink: inkOn(clusterColor(label)) }),
  }))
  const axis = (title: string, count: number) => ({
    title,
    values: ticks(count),
    labelAngle: 0,
    domain: false,
    ticks: false,
    labelPadding: 5,
  })
  return figure(
    {
      title: anatomyFinding(details),
      subtitle:
        `The sheet from above: ${counted(details.order.length, 'active neuron')} of ${rows} × ${columns}; ` +
        'color and number = functional cluster, in the list with its preferred task and number of neurons.',
    },
    {
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
                domain: [...legend, inactive],
                range: [...legend.map((_, c) => clusterColor(c)), QUIET],
              },
              legend: {
                title: 'cluster · preferred task (neurons)',
                symbolType: 'square',
                symbolStrokeWidth: 0,
              },
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
    },
  )
}

/** 1, every fifth (or tenth, …), and the last: 1, 5, 10, 15, 20. */
function ticks(count: number): number[] {
  const every = 5 * Math.max(1, Math.ceil(count / 50))
  const values = [1]
  for (let value = every; value <= count; value += every) values.push(value)
  if (count - values[values.length - 1] > every / 2 || count < every) values.push(count)
  return [...new Set(values)]
}
