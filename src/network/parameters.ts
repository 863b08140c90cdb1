/**
 * The parameters of a recurrent network: their names, shapes and which of their axes run over hidden neurons.
 * Everything that treats all parameters alike (optimizer, swaps, checkpoints) works from these tables.
 */
import { input, type Tensor } from '../graph/index.js'

/** How many neurons of each kind: stimulus and rule channels, the sheet's, response classes. */
export interface NetworkSize {
  readonly inputs: number
  readonly hidden: number
  readonly outputs: number
}

export const PARAMETERS = [
  'inputWeights',
  'recurrentWeights',
  'recurrentBias',
  'outputWeights',
  'outputBias',
] as const
export type ParameterName = (typeof PARAMETERS)[number]
export type Parameters<T> = Record<ParameterName, T>

/** Those that hold connections, not biases. */
export const MATRICES = [
  'inputWeights',
  'recurrentWeights',
  'outputWeights',
] as const satisfies readonly ParameterName[]
export type MatrixName = (typeof MATRICES)[number]
/**
 * One value for each: input → hidden `[hidden, inputs]`, hidden → hidden `[receiving, sending]`, hidden → output
 * `[outputs, hidden]`. Weights, distances and scales all come in this shape.
 */
export type Matrices<T> = Record<MatrixName, T>

export const isMatrix = (name: string): name is MatrixName => (MATRICES as readonly string[]).includes(name)

/** Row-major shapes; rows receive, columns send. */
export function parameterShapes({ inputs, hidden, outputs }: NetworkSize): Parameters<readonly number[]> {
  return {
    inputWeights: [hidden, inputs],
    recurrentWeights: [hidden, hidden],
    recurrentBias: [hidden],
    outputWeights: [outputs, hidden],
    outputBias: [outputs],
  }
}

/** The axes of each parameter that run over hidden neurons. */
export const HIDDEN_AXES: Parameters<readonly number[]> = {
  inputWeights: [0],
  recurrentWeights: [0, 1],
  recurrentBias: [0],
  outputWeights: [1],
  outputBias: [],
}

/**
 * The step in which each neuron was last awake (recency.ts): among the tensors of a training, beside parameters and
 * moments; int32 [hidden].
 */
export const LAST_AWAKE = 'lastAwake'

/** The hidden axes of a training's tensors by name: those of the parameter itself, also for a moment `<parameter>.<moment>`. */
export function hiddenAxes(names: readonly string[]): Record<string, readonly number[]> {
  const axes: Record<string, readonly number[]> = { ...HIDDEN_AXES, [LAST_AWAKE]: [0] }
  return Object.fromEntries(names.map((name) => [name, axes[name.split('.')[0]]]))
}

/** One value for each parameter. */
export function forParameters<T>(value: (name: ParameterName) => T): Parameters<T> {
  return Object.fromEntries(PARAMETERS.map((name) => [name, value(name)])) as Parameters<T>
}

/** One value for each matrix. */
export function forMatrices<T>(value: (name: MatrixName) => T): Matrices<T> {
  return Object.fromEntries(MATRICES.map((name) => [name, value(name)])) as Matrices<T>
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
export function parameterInputs(size: NetworkSize): Parameters<Tensor> {
  const shapes = parameterShapes(size)
  return forParameters((name) => input(name, shapes[name]))
}

/**
 * The neurons that anything goes into or comes out of: those with a weight that is not 0. The first one where there are
 * none, since no network is empty.
 * @returns their indices, ascending, at least one
 */
export function presentNeurons(
  { inputs, hidden, outputs }: NetworkSize,
  { inputWeights, recurrentWeights, outputWeights }: Parameters<Float32Array>,
): Int32Array {
  const present = new Uint8Array(hidden)
  for (let neuron = 0, i = 0; neuron < hidden; neuron++)
    for (let from = 0; from < inputs; from++, i++) if (inputWeights[i] !== 0) present[neuron] = 1
  for (let neuron = 0, i = 0; neuron < hidden; neuron++)
    for (let from = 0; from < hidden; from++, i++)
      if (recurrentWeights[i] !== 0) present[neuron] = present[from] = 1
  for (let to = 0, i = 0; to < outputs; to++)
    for (let neuron = 0; neuron < hidden; neuron++, i++) if (outputWeights[i] !== 0) present[neuron] = 1
  const found = Int32Array.from(present.keys()).filter((neuron) => present[neuron] === 1)
  return found.length > 0 ? found : Int32Array.of(0)
}
