/**
 * The network of neurons as the Brain Connectivity Toolbox takes networks (Rubinov and Sporns 2010): a square matrix whose
 * rows send and whose columns receive, without connections of a neuron to itself, with distances, coordinates and a
 * community for each neuron. Connections are those that the analysis counts.
 */
import { CONNECTION_THRESHOLD } from '../analysis/connectome.js'
import { encodeMat, type MatArray } from '../formats/mat.js'
import { about } from './about.js'
import { arraysOf, namesOf } from './arrays.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'
import { fromOne } from './mat.js'

export const adjacency = defineExporter({
  name: 'adjacency',
  description: 'the matrix from neuron to neuron, for the Brain Connectivity Toolbox in MATLAB and Python',
  files: (network) => ({ 'adjacency.mat': encodeMat(variablesOf(network)) }),
})

/** The names are those that the toolbox's own documentation has for its arguments, then ours for what it has no use for. */
function variablesOf(network: ExportedNetwork) {
  const { connections, lengths, size } = network
  const { hidden } = size
  const { clusters, importance, preferredTasks, sign } = arraysOf(network)
  const { tasks, areas } = namesOf(network)
  return {
    W: matrixFromTo(hidden, (from, to) => {
      const weight = connections.recurrentWeights[to * hidden + from]
      return from === to || Math.abs(weight) <= CONNECTION_THRESHOLD ? 0 : weight
    }),
    D: matrixFromTo(hidden, (from, to) => lengths.recurrentWeights[to * hidden + from]),
    XYZ: coordinates(network),
    ...(clusters && { Ci: fromOne(clusters), importance, preferredTasks: fromOne(preferredTasks), tasks }),
    ...(sign && { sign }),
    ...(areas && { areas }),
    about: JSON.stringify(about(network)),
  }
}

/** `[from, to]` */
function matrixFromTo(neurons: number, value: (from: number, to: number) => number): MatArray {
  const data = new Float64Array(neurons * neurons)
  for (let from = 0; from < neurons; from++)
    for (let to = 0; to < neurons; to++) data[from * neurons + to] = value(from, to)
  return { data, shape: [neurons, neurons] }
}

/** `[neuron, 3]`; on a flat sheet z is 0. */
function coordinates({ layout: { dimensions, hidden } }: ExportedNetwork): MatArray {
  const neurons = hidden.length / dimensions
  const data = new Float64Array(3 * neurons)
  for (let neuron = 0; neuron < neurons; neuron++)
    data.set(hidden.subarray(dimensions * neuron, dimensions * (neuron + 1)), 3 * neuron)
  return { data, shape: [neurons, 3] }
}
