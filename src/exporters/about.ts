/** What every format says of the network that it holds, where it has room for it. */
import { isGrid } from '../growth/sheet.js'
import { sheetOf } from '../training/sheet.js'
import type { ExportedNetwork } from './exporter.js'

/** Which network it is, and how its numbers are to be read; `experiment` is the whole configuration. */
export function about({ name, version, experiment, step }: ExportedNetwork) {
  const { preset, seed, network } = experiment
  const sheet = sheetOf(experiment)
  const inOrder = isGrid(sheet) ? 'at place i of the grid, row by row' : 'at place i of the measured places'
  return {
    name,
    gyrus: version,
    preset,
    seed,
    step,
    cell: network.cell ?? 'rate',
    order: `neuron i is ${inOrder}; rows of a weight matrix receive, columns send`,
    lengthUnit: `the longest side of the sheet, ${experiment.sheet.distance}`,
    ...(!isGrid(sheet) && { measuredIn: sheet.unit }),
    experiment,
  }
}

/** The same as single numbers and texts, for formats that know no others. */
export function factsOf(network: ExportedNetwork): Record<string, number | string> {
  const { experiment, ...facts } = about(network)
  return { ...facts, experiment: JSON.stringify(experiment) }
}
