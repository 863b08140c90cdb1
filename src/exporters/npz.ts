/** NumPy's npz: all weights, lengths, places and positions as arrays, and the names of tasks and channels. */
import { encodeNpz, type NpyArray } from '../formats/npz.js'
import { forMatrices, forParameters, type MatrixName } from '../network/parameters.js'
import { inputNames, outputNames } from '../tasks/battery.js'
import { about } from './about.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'

export const npz = defineExporter({
  name: 'npz',
  description: 'weights, lengths, places and names as arrays, read by numpy.load',
  files: (network) => ({ 'network.npz': encodeNpz(arraysOf(network)) }),
})

/** What the lengths of the connections of a pathway are called. */
const LENGTHS: Record<MatrixName, string> = {
  inputWeights: 'inputLengths',
  recurrentWeights: 'recurrentLengths',
  outputWeights: 'outputLengths',
}

function arraysOf(network: ExportedNetwork): Record<string, NpyArray> {
  const { table, parameters, lengths, places, layout, battery, analysis, step } = network
  const shapes = forParameters(table, ({ shape }) => shape)
  const positions = (data: Float64Array): NpyArray => ({
    data,
    shape: [data.length / layout.dimensions, layout.dimensions],
  })
  return {
    ...forParameters(table, ({ name, shape }): NpyArray => ({ data: parameters[name], shape })),
    ...Object.fromEntries(
      Object.entries(
        forMatrices((matrix): NpyArray => ({ data: lengths[matrix], shape: shapes[matrix] })),
      ).map(([matrix, array]) => [LENGTHS[matrix as MatrixName], array]),
    ),
    places: { data: places, shape: [places.length] },
    positions: positions(layout.hidden),
    inputPositions: positions(layout.input),
    outputPositions: positions(layout.output),
    ...(analysis && {
      clusters: { data: Int32Array.from(analysis.labels), shape: [places.length] },
      importance: { data: Float64Array.from(analysis.importance), shape: [places.length] },
    }),
    step: { data: Int32Array.of(step), shape: [] },
    tasks: battery.tasks.map(({ name }) => name),
    inputNames: inputNames(battery),
    outputNames: outputNames(battery),
    about: [JSON.stringify(about(network))],
  }
}
