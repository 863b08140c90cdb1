/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with Gers et al.'s forget gate, 2000), in the form of PyTorch's
 * LSTMCell: gates i, f, o and a candidate g = a(W_h h + W_x x + b); c ← f·c + i·g; h = o·a(c). PyTorch's a is tanh, and its two
 * biases of a gate are one here, their sum.
 */
import { add, affine, matmul, mul, sigmoid, transpose } from '../../graph/index.js'
import { ACTIVATIONS } from '../activation.js'
import type { Cell, CellSettings } from '../cell.js'
import type { NetworkSize } from '../parameters.js'
import { gateCurrent, gatedParameters, gatedWeights, gateInput } from './gated.js'

const GATES = ['inputGate', 'forgetGate', 'outputGate'] as const

export function lstm({ activation }: CellSettings): Cell {
  const a = ACTIVATIONS[activation]
  const parameters = (size: NetworkSize) => gatedParameters(size, GATES)
  return {
    parameters,
    initialize: (size, settings, random) => gatedWeights(parameters(size), size, settings, random),
    dynamics(weights, inputs) {
      const toHidden = transpose(weights.recurrentWeights)
      const gates = GATES.map((gate) => gateInput(weights, gate))
      return {
        currents: [
          affine(inputs, weights.inputWeights, weights.recurrentBias),
          ...GATES.map((gate) => gateCurrent(weights, gate, inputs)),
        ],
        states: 2,
        step([h, c], [current, ...toGates]) {
          const g = a(add(matmul(h, toHidden), current))
          const [i, f, o] = gates.map((gate, k) => sigmoid(gate(h, toGates[k])))
          const next = add(mul(f, c), mul(i, g))
          return [mul(o, a(next)), next]
        },
      }
    },
    silenceIsExact: false,
  }
}
