/**
 * The parameters of a recurrent network as a table: their names, shapes, what they are, and which of their axes run over
 * hidden neurons. Each cell has a table of its own (cells.ts). Everything that treats all parameters alike (optimizer,
 * charge, swaps, pruning, silence, masks, checkpoints) works from it, so a new cell needs no change anywhere else.
 */
import { input, type Tensor } from '../graph/index.js'

/** How many neurons of each kind: stimulus and rule channels, the sheet's, response classes. */
export interface NetworkSize {
  /** Input channels. */
  readonly inputs: number
  /** Neurons of the sheet. */
  readonly hidden: number
  /** Classes. */
  readonly outputs: number
}

/**
 * The three matrices that every cell has, each the main one of a pathway: input → hidden `[hidden, inputs]`, hidden →
 * hidden `[receiving, sending]`, hidden → output `[outputs, hidden]`.
 */
export const MATRICES = [
  'inputWeights',
  'recurrentWeights',
  'outputWeights',
] as const satisfies readonly MatrixName[]
/** The name of a pathway's main matrix. */
export type MatrixName = 'inputWeights' | 'recurrentWeights' | 'outputWeights'
/** One value for each pathway. Weights, distances and scales all come in this shape. */
export type Matrices<T> = Record<MatrixName, T>

/** What every cell has: the three matrices and two biases. */
export const CORE = [
  'inputWeights',
  'recurrentWeights',
  'recurrentBias',
  'outputWeights',
  'outputBias',
] as const satisfies readonly CoreName[]
/** The name of a parameter that every cell has. */
export type CoreName = MatrixName | 'recurrentBias' | 'outputBias'

/** One value for each parameter, by name: those that every cell has, and those of a cell's own. */
export interface Parameters<T> extends Record<CoreName, T> {
  /** Of a parameter of the cell’s own. */
  [name: string]: T
}

/** A row of a table of parameters. */
export interface Parameter {
  /** Letters and digits; of the wires of a pathway that of its main matrix. */
  readonly name: string
  /** Row-major; of a matrix the rows receive and the columns send. */
  readonly shape: readonly number[]
  /** The axes that run over hidden neurons. */
  readonly hiddenAxes: readonly number[]
  /**
   * `wire`: what a neuron receives as its current; `gate`: weights of the same connections that decide how much of it counts
   * (GRU, LSTM); `bias`; `trait`: what a neuron is, which no training changes (the sign of its connections).
   */
  readonly role: 'wire' | 'gate' | 'bias' | 'trait'
  /**
   * Of a wire or gate, the matrix that runs between the same units, whose shape and distances it shares. A connection is
   * one wire and its gates: they are as long as each other, and are pruned together.
   */
  readonly pathway?: MatrixName
}

/** A wire or a gate. */
export type Weight = Parameter & { readonly pathway: MatrixName }

/** All parameters of a network, in the order in which checkpoints keep them. */
export type ParameterTable = readonly Parameter[]

/** The shape and hidden axes of the matrices of each pathway. */
function pathways({
  inputs,
  hidden,
  outputs,
}: NetworkSize): Matrices<Pick<Parameter, 'shape' | 'hiddenAxes'>> {
  return {
    inputWeights: { shape: [hidden, inputs], hiddenAxes: [0] },
    recurrentWeights: { shape: [hidden, hidden], hiddenAxes: [0, 1] },
    outputWeights: { shape: [outputs, hidden], hiddenAxes: [1] },
  }
}

/** A row of a table: the wire of a pathway by its name, or a gate of it. */
export function weight(size: NetworkSize, pathway: MatrixName, gate?: string): Weight {
  const role = gate === undefined ? 'wire' : 'gate'
  return { name: gate ?? pathway, ...pathways(size)[pathway], role, pathway }
}

/** A row of a table: one number a hidden neuron. */
export function perNeuron({ hidden }: NetworkSize, name: string, role: 'bias' | 'trait'): Parameter {
  return { name, shape: [hidden], hiddenAxes: [0], role }
}

/** The parameters that every cell has, in the order in which checkpoints keep them. */
export function coreParameters(size: NetworkSize): ParameterTable {
  return [
    weight(size, 'inputWeights'),
    weight(size, 'recurrentWeights'),
    perNeuron(size, 'recurrentBias', 'bias'),
    weight(size, 'outputWeights'),
    { name: 'outputBias', shape: [size.outputs], hiddenAxes: [], role: 'bias' },
  ]
}

/** Those that hold connections. */
export function weightsOf(table: ParameterTable): Weight[] {
  return table.filter((parameter): parameter is Weight => parameter.pathway !== undefined)
}

/** Those that the optimizer changes. */
export function learned(table: ParameterTable): Parameter[] {
  return table.filter(({ role }) => role !== 'trait')
}

/** One value for each parameter of a table. */
export function forParameters<T>(table: ParameterTable, value: (parameter: Parameter) => T): Parameters<T> {
  return Object.fromEntries(table.map((parameter) => [parameter.name, value(parameter)])) as Parameters<T>
}

/** One value for each pathway. */
export function forMatrices<T>(value: (name: MatrixName) => T): Matrices<T> {
  return Object.fromEntries(MATRICES.map((name) => [name, value(name)])) as Matrices<T>
}

/** Numbers in a parameter. */
export const countOf = ({ shape }: Pick<Parameter, 'shape'>): number => shape.reduce((a, b) => a * b, 1)

/** How many hidden neurons the parameters are of. */
export function hiddenOf(table: ParameterTable): number {
  const { shape, hiddenAxes } = table.find(({ hiddenAxes }) => hiddenAxes.length > 0) as Parameter
  return shape[hiddenAxes[0]]
}

/** Visits the indices of all that is a neuron's in a parameter: what it receives, what it sends, its own numbers. */
export function forEachOf(
  { shape, hiddenAxes }: Parameter,
  neuron: number,
  visit: (index: number) => void,
): void {
  const count = countOf({ shape })
  for (const axis of hiddenAxes) {
    const inner = countOf({ shape: shape.slice(axis + 1) })
    const stride = shape[axis] * inner
    for (let start = neuron * inner; start < count; start += stride)
      for (let i = start; i < start + inner; i++) visit(i)
  }
}

/**
 * The step in which each neuron was last awake (recency.ts): among the tensors of a training, beside parameters and
 * moments; int32 [hidden].
 */
export const LAST_AWAKE = 'lastAwake'

/** The hidden axes of a training's tensors by name: those of the parameter itself, also for a moment `<parameter>.<moment>`. */
export function hiddenAxes(
  table: ParameterTable,
  names: readonly string[],
): Record<string, readonly number[]> {
  const axes: Record<string, readonly number[]> = {
    ...forParameters(table, ({ hiddenAxes }) => hiddenAxes),
    [LAST_AWAKE]: [0],
  }
  return Object.fromEntries(names.map((name) => [name, axes[name.split('.')[0]]]))
}

/**
 * The connections of a network as one number each: Σ|w| over the wire and its gates, which is what they are charged for,
 * with the wire's sign. For a cell without gates these are its matrices themselves, not copied.
 * @param values by name; a training's tensors hold them as `data`
 */
export function connections(
  table: ParameterTable,
  values: (name: string) => Float32Array,
): Matrices<Float32Array> {
  return forMatrices((matrix) => {
    const wire = values(matrix)
    const gates = weightsOf(table).filter(({ role, pathway }) => role === 'gate' && pathway === matrix)
    if (gates.length === 0) return wire
    const sums = wire.map(Math.abs)
    for (const { name } of gates) {
      const gate = values(name)
      for (let i = 0; i < sums.length; i++) sums[i] += Math.abs(gate[i])
    }
    return sums.map((sum, i) => (wire[i] < 0 ? -sum : sum))
  })
}

/**
 * The size of the network that has these matrices.
 * @throws RangeError if theirs do not fit together
 */
export function sizeOfMatrices(matrices: Matrices<ArrayLike<number>>): NetworkSize {
  const sizes = MATRICES.map((name) => matrices[name].length)
  const hidden = Math.sqrt(matrices.recurrentWeights.length)
  const inputs = matrices.inputWeights.length / hidden
  const outputs = matrices.outputWeights.length / hidden
  if (hidden < 1 || ![hidden, inputs, outputs].every(Number.isInteger))
    throw new RangeError(
      `matrices: sizes must be hidden·inputs, hidden·hidden, outputs·hidden, got ${sizes.join(', ')}`,
    )
  return { inputs, hidden, outputs }
}

/** The parameters as inputs of a program, by their names. */
export function parameterInputs(table: ParameterTable): Parameters<Tensor> {
  return forParameters(table, ({ name, shape }) => input(name, shape))
}

/**
 * The neurons that anything goes into or comes out of: those with a weight that is not 0. The first one where there are
 * none, since no network is empty.
 * @returns their indices, ascending, at least one
 */
export function presentNeurons(table: ParameterTable, parameters: Parameters<Float32Array>): Int32Array {
  const present = new Uint8Array(hiddenOf(table))
  for (const { name, pathway, shape } of weightsOf(table)) {
    const [rows, columns] = shape
    const values = parameters[name]
    const [receives, sends] = [pathway !== 'outputWeights', pathway !== 'inputWeights']
    for (let row = 0, i = 0; row < rows; row++)
      for (let column = 0; column < columns; column++, i++) {
        if (values[i] === 0) continue
        if (receives) present[row] = 1
        if (sends) present[column] = 1
      }
  }
  const found = Int32Array.from(present.keys()).filter((neuron) => present[neuron] === 1)
  return found.length > 0 ? found : Int32Array.of(0)
}
