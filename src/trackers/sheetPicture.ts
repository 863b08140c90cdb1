/** The sheet from above as a small picture: each active neuron in the color of its functional cluster, as in the report. */
import { Resvg } from '@resvg/resvg-js'
import { activeUnits, importance } from '../analysis/taskVariance.js'
import { clusterColor, QUIET } from '../figures/style.js'
import { geometryOf } from '../growth/geometry.js'
import { isGrid, neuronsOf } from '../growth/sheet.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { clustersAt } from '../training/train.js'

/** Px of the longer side of the sheet, about, and least px of a cell. */
const SIDE = 320
const LEAST_CELL = 3

export interface Picture {
  width: number
  height: number
  png: Uint8Array
}

/** @param taskVariance [task, neuron], of neurons by their place */
export function sheetPicture(experiment: Experiment, taskVariance: Float64Array): Picture {
  const neurons = neuronsOf(sheetOf(experiment))
  const active = activeUnits(importance(taskVariance, neurons))
  const labels = clustersAt(taskVariance, neurons, active)
  const { width, height, marks } = placed(experiment, (neuron) =>
    labels[neuron] < 0 ? QUIET : clusterColor(labels[neuron]),
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${marks}</svg>`
  const image = new Resvg(svg, { background: '#ffffff', font: { loadSystemFonts: false } }).render()
  return { width: image.width, height: image.height, png: image.asPng() }
}

function placed(experiment: Experiment, color: (neuron: number) => string) {
  const sheet = sheetOf(experiment)
  if (isGrid(sheet)) {
    const { rows, columns } = sheet
    const cell = Math.max(LEAST_CELL, Math.floor(SIDE / Math.max(rows, columns)))
    const marks = Array.from({ length: rows * columns }, (_, neuron) => {
      const [x, y] = [(neuron % columns) * cell, Math.floor(neuron / columns) * cell]
      return `<rect x="${x}" y="${y}" width="${cell - 1}" height="${cell - 1}" fill="${color(neuron)}"/>`
    })
    return { width: columns * cell, height: rows * cell, marks: marks.join('') }
  }
  const { least, margins, extents, side, spacing } = geometryOf(sheet)
  const scale = SIDE / side
  const radius = Math.min(8, Math.max(LEAST_CELL / 2, 0.4 * spacing * scale))
  // Along an axis on which all stand alike there is no room, and a disc needs some; discs at the edge do too.
  const room = radius + 1
  const at = (value: number, axis: number) =>
    (room + (value - least[axis] + margins[axis]) * scale).toFixed(2)
  const size = (axis: number) => Math.ceil(2 * room + extents[axis] * scale)
  const marks = Array.from(
    sheet.x,
    (x, neuron) =>
      `<circle cx="${at(x, 0)}" cy="${at(sheet.y[neuron], 1)}" r="${radius}" fill="${color(neuron)}"/>`,
  )
  return { width: size(0), height: size(1), marks: marks.join('') }
}
