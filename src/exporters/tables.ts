/**
 * A network as tables, for all formats that have rows: its neurons, its connections, its channels. Each column says which
 * type it has, so that no reader has to guess it from the first values. What is not known of a network is no column; what
 * is not defined for a row is null.
 */
import { CONNECTION_THRESHOLD } from '../analysis/connectome.js'
import { isGrid, type Positions, type Sheet } from '../growth/sheet.js'
import { MATRICES, type MatrixName, type Parameter, weightsOf } from '../network/parameters.js'
import { inputNames, outputNames } from '../tasks/battery.js'
import { sheetOf } from '../training/sheet.js'
import type { ExportedNetwork, KnownActivity } from './exporter.js'
import { preferredTasks } from './preferredTasks.js'

/** `integer`: 32 bits; `float`: 32 bits, as weights are; `double`: 64 bits; `flag`: true or false. */
export type ColumnType = 'integer' | 'float' | 'double' | 'text' | 'flag'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  readonly values: ArrayLike<number | string | boolean | null>
}

/** Columns of equal length. */
export type Table = readonly Column[]

/** The number of rows of a table. */
export const rowsOf = (table: Table): number => table[0].values.length

/** One row a neuron of the sheet. */
export function neuronTable(network: ExportedNetwork): Table {
  const { size, places, layout, experiment, analysis } = network
  const neurons = Array.from({ length: size.hidden }, (_, neuron) => neuron)
  return [
    { name: 'neuron', type: 'integer', values: neurons },
    { name: 'identity', type: 'integer', values: places },
    ...placeColumns(sheetOf(experiment), neurons),
    ...positionColumns(layout.hidden, layout.dimensions),
    ...neuronParameters(network).map(
      ({ name }): Column => ({ name, type: 'float', values: network.parameters[name] }),
    ),
    ...(analysis === null ? [] : activityColumns(analysis)),
  ]
}

/** Row and column of a grid; of measured places their coordinates as measured, and what else is known of them. */
function placeColumns(sheet: Sheet, neurons: readonly number[]): Column[] {
  if (isGrid(sheet)) {
    const { columns } = sheet
    return [
      { name: 'row', type: 'integer', values: neurons.map((neuron) => Math.floor(neuron / columns)) },
      { name: 'column', type: 'integer', values: neurons.map((neuron) => neuron % columns) },
    ]
  }
  const { id, area, x, y, z } = sheet
  return [
    // Not `id`, which igraph takes for what names a node in the file.
    ...(id ? [{ name: 'measuredId', type: 'text', values: id } as const] : []),
    ...(area ? [{ name: 'area', type: 'text', values: area } as const] : []),
    { name: 'measuredX', type: 'double', values: x },
    { name: 'measuredY', type: 'double', values: y },
    ...(z ? [{ name: 'measuredZ', type: 'double', values: z } as const] : []),
  ]
}

/** The parameters that hold one number a neuron: its biases, and its sign in a cell that has one. */
export function neuronParameters({ table }: ExportedNetwork): Parameter[] {
  return table.filter(({ shape, hiddenAxes }) => shape.length === 1 && hiddenAxes.length === 1)
}

/** What the analysis knows of each neuron. */
function activityColumns(analysis: KnownActivity): Column[] {
  const { tasks, importance, labels } = analysis
  const preferred = Array.from(preferredTasks(analysis), (task) => (task < 0 ? null : tasks[task]))
  return [
    { name: 'active', type: 'flag', values: labels.map((label) => label >= 0) },
    { name: 'importance', type: 'double', values: importance },
    { name: 'cluster', type: 'integer', values: labels.map((label) => (label >= 0 ? label : null)) },
    { name: 'preferredTask', type: 'text', values: preferred },
  ]
}

/** One row an input or output channel. */
export function channelTable({ battery, layout }: ExportedNetwork): Table {
  const inputs = inputNames(battery)
  const outputs = outputNames(battery)
  const { dimensions } = layout
  const [ofInputs, ofOutputs] = [layout.input, layout.output].map((plane) =>
    positionColumns(plane, dimensions),
  )
  return [
    { name: 'kind', type: 'text', values: [...inputs.map(() => 'input'), ...outputs.map(() => 'output')] },
    { name: 'channel', type: 'integer', values: [...inputs.keys(), ...outputs.keys()] },
    { name: 'name', type: 'text', values: [...inputs, ...outputs] },
    ...ofInputs.map(({ name, type, values }, axis) => ({
      name,
      type,
      values: [...Array.from(values), ...Array.from(ofOutputs[axis].values)],
    })),
  ]
}

/** `x`, `y` of each unit, and `z` where there is depth, in shares of the longest side. */
function positionColumns(positions: Positions, dimensions: 2 | 3): Column[] {
  return ['x', 'y', 'z'].slice(0, dimensions).map((name, axis) => ({
    name,
    type: 'double',
    values: Array.from(
      { length: positions.length / dimensions },
      (_, unit) => positions[dimensions * unit + axis],
    ),
  }))
}

/** The pathway of each matrix as a word, and what it runs between. */
const PATHWAYS: Record<MatrixName, string> = {
  inputWeights: 'input',
  recurrentWeights: 'recurrent',
  outputWeights: 'output',
}

/** Every connection of a network that is not 0, one a row, sorted by pathway, receiver and sender. */
export function connectionTable(network: ExportedNetwork): Table {
  const { connections, lengths } = network
  const listed = MATRICES.map((matrix) => ({ matrix, ...connectionsOf(network, matrix, 0) }))
  const each = <Value>(value: (matrix: MatrixName, index: number, at: number, of: Listed) => Value) =>
    listed.flatMap(({ matrix, ...of }) => Array.from(of.indices, (index, at) => value(matrix, index, at, of)))
  return [
    { name: 'pathway', type: 'text', values: each((matrix) => PATHWAYS[matrix]) },
    { name: 'from', type: 'integer', values: each((_, __, at, { from }) => from[at]) },
    { name: 'to', type: 'integer', values: each((_, __, at, { to }) => to[at]) },
    { name: 'weight', type: 'float', values: each((matrix, index) => connections[matrix][index]) },
    { name: 'length', type: 'float', values: each((matrix, index) => lengths[matrix][index]) },
    ...partsOf(network, MATRICES).map(
      ({ name, pathway }): Column => ({
        name,
        type: 'float',
        values: each((matrix, index) => (matrix === pathway ? network.parameters[name][index] : null)),
      }),
    ),
  ]
}

/** The recurrent connections that the analysis counts, |w| > 0.01: the edges of a graph of the neurons. */
export function edgeTable(network: ExportedNetwork): Table {
  const { connections, lengths, parameters } = network
  const { from, to, indices } = connectionsOf(network, 'recurrentWeights', CONNECTION_THRESHOLD)
  const of = (values: ArrayLike<number>) => indices.map((index) => values[index])
  const weights = of(connections.recurrentWeights)
  return [
    { name: 'from', type: 'integer', values: from },
    { name: 'to', type: 'integer', values: to },
    { name: 'weight', type: 'float', values: weights },
    { name: 'strength', type: 'float', values: weights.map(Math.abs) },
    { name: 'length', type: 'float', values: of(lengths.recurrentWeights) },
    ...partsOf(network, ['recurrentWeights']).map(
      ({ name }): Column => ({ name, type: 'float', values: of(parameters[name]) }),
    ),
  ]
}

/** Connections of one matrix. */
interface Listed {
  from: number[]
  to: number[]
  /** Where each stands in the matrix. */
  indices: number[]
}

/** The connections of a matrix whose size exceeds a threshold. */
function connectionsOf(
  { connections, size }: ExportedNetwork,
  matrix: MatrixName,
  threshold: number,
): Listed {
  const columns = matrix === 'inputWeights' ? size.inputs : size.hidden
  const weights = connections[matrix]
  const indices: number[] = []
  for (let index = 0; index < weights.length; index++)
    if (Math.abs(weights[index]) > threshold) indices.push(index)
  return {
    from: indices.map((index) => index % columns),
    to: indices.map((index) => Math.floor(index / columns)),
    indices,
  }
}

/** The wires and gates that a connection of some pathways is made of, where it is more than one weight. */
function partsOf({ table }: ExportedNetwork, matrices: readonly MatrixName[]) {
  const parts = weightsOf(table).filter(({ pathway }) => matrices.includes(pathway))
  return parts.some(({ role }) => role === 'gate') ? parts : []
}
