/** What cells with gates share: for each gate weights of the inputs and of the neurons, and a bias. */
import { add, affine, matmul, type Tensor, transpose } from '../../graph/index.js'
import type { Random } from '../../random/random.js'
import type { InitialSettings } from '../cell.js'
import { coreWeights, uniform } from '../initialization.js'
import {
  coreParameters,
  forParameters,
  type NetworkSize,
  type Parameters,
  type ParameterTable,
  perNeuron,
  weight,
} from '../parameters.js'

/** The names of a gate's weights and bias. */
const inputOf = (gate: string) => `${gate}InputWeights`
const recurrentOf = (gate: string) => `${gate}RecurrentWeights`
const biasOf = (gate: string) => `${gate}Bias`

/**
 * The parameters of a cell with gates.
 * @param biases others, of each neuron
 */
export function gatedParameters(
  size: NetworkSize,
  gates: readonly string[],
  biases: readonly string[] = [],
): ParameterTable {
  return [
    ...coreParameters(size),
    ...gates.flatMap((gate) => [
      weight(size, 'inputWeights', inputOf(gate)),
      weight(size, 'recurrentWeights', recurrentOf(gate)),
      perNeuron(size, biasOf(gate), 'bias'),
    ]),
    ...biases.map((name) => perNeuron(size, name, 'bias')),
  ]
}

/** Core weights by the experiment's law; what gates have by PyTorch's, U(−1/√n, 1/√n) for n hidden neurons. */
export function gatedWeights(
  table: ParameterTable,
  size: NetworkSize,
  settings: InitialSettings,
  random: Random,
): Parameters<Float32Array> {
  const core = coreWeights(size, settings, random)
  return forParameters(table, ({ name, shape }) => core[name] ?? uniform(shape, size.hidden, random))
}

/** What a gate receives from outside, [time, batch, hidden]. */
export function gateCurrent(weights: Parameters<Tensor>, gate: string, inputs: Tensor): Tensor {
  return affine(inputs, weights[inputOf(gate)], weights[biasOf(gate)])
}

/** What a gate receives in a step, from outside and from the neurons, as a function of their rates [batch, hidden]. */
export function gateInput(weights: Parameters<Tensor>, gate: string): (h: Tensor, now: Tensor) => Tensor {
  const toHidden = transpose(weights[recurrentOf(gate)])
  return (h, now) => add(matmul(h, toHidden), now)
}
