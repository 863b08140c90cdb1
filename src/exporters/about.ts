/** What every format says of the network that it holds, where it has room for it. */
import type { ExportedNetwork } from './exporter.js'

/** Which network it is, and how its numbers are to be read; `experiment` is the whole configuration. */
export function about({ name, version, experiment, step }: ExportedNetwork) {
  const { preset, seed, network, sheet } = experiment
  return {
    name,
    gyrus: version,
    preset,
    seed,
    step,
    cell: network.cell ?? 'rate',
    order: 'neuron i is at place i of the sheet, row by row; rows of a weight matrix receive, columns send',
    lengthUnit: `the sheet's longer side, ${sheet.distance}`,
    experiment,
  }
}

/** The same as single numbers and texts, for formats that know no others. */
export function factsOf(network: ExportedNetwork): Record<string, number | string> {
  const { experiment, ...facts } = about(network)
  return { ...facts, experiment: JSON.stringify(experiment) }
}
