/** A network as arrays, for all formats that have named arrays: all weights, and what is known of places and neurons. */
import { isGrid } from '../growth/sheet.js'
import { MATRICES, type MatrixName, type Parameter } from '../network/parameters.js'
import { inputNames, outputNames } from '../tasks/battery.js'
import { sheetOf } from '../training/sheet.js'
import type { ExportedNetwork } from './exporter.js'
import { preferredTasks } from './preferredTasks.js'

/** Row-major; `[]` is the shape of a single number. */
export interface NumberArray {
  readonly data: Float32Array | Float64Array | Int32Array
  readonly shape: readonly number[]
}

/** What the lengths of the connections of a pathway are called. */
const LENGTHS: Record<MatrixName, string> = {
  inputWeights: 'inputLengths',
  recurrentWeights: 'recurrentLengths',
  outputWeights: 'outputLengths',
}

/**
 * The parameters under their own names, lengths, places, positions, and what an analysis knows of each neuron: its cluster and
 * its preferred task by their index (−1: inactive), and its importance.
 */
export function arraysOf(network: ExportedNetwork): Record<string, NumberArray> {
  const { table, parameters, lengths, places, layout, analysis } = network
  const shapeOf = (name: string) => (table.find((parameter) => parameter.name === name) as Parameter).shape
  const { dimensions } = layout
  const positions = (data: Float64Array): NumberArray => ({
    data,
    shape: [data.length / dimensions, dimensions],
  })
  const perNeuron = (data: NumberArray['data']): NumberArray => ({ data, shape: [data.length] })
  return {
    ...Object.fromEntries(table.map(({ name, shape }) => [name, { data: parameters[name], shape }])),
    ...Object.fromEntries(
      MATRICES.map((matrix) => [LENGTHS[matrix], { data: lengths[matrix], shape: shapeOf(matrix) }]),
    ),
    places: perNeuron(places),
    positions: positions(layout.hidden),
    inputPositions: positions(layout.input),
    outputPositions: positions(layout.output),
    ...(analysis && {
      clusters: perNeuron(Int32Array.from(analysis.labels)),
      preferredTasks: perNeuron(preferredTasks(analysis)),
      importance: perNeuron(Float64Array.from(analysis.importance)),
    }),
  }
}

/** The names of tasks and channels, and of measured neurons and their areas, in the order of their indices. */
export function namesOf({ battery, experiment }: ExportedNetwork): Record<string, readonly string[]> {
  const sheet = sheetOf(experiment)
  return {
    tasks: battery.tasks.map(({ name }) => name),
    inputNames: inputNames(battery),
    outputNames: outputNames(battery),
    ...(!isGrid(sheet) && sheet.id && { measuredIds: sheet.id }),
    ...(!isGrid(sheet) && sheet.area && { areas: sheet.area }),
  }
}
