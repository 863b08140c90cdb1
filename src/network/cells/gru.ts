/**
 * The gated recurrent unit (Cho et al. 2014, arXiv 1406.1078), in the form of PyTorch's GRUCell: a reset gate r, an update
 * gate z and a candidate n = f(W_x x + b + r·(W_h h + c)); h ← (1−z)·n + z·h. PyTorch's f is tanh. Its two biases of a gate
 * are one here, their sum; the candidate's are two, since r multiplies one of them.
 */
import { add, affine, matmul, mul, sigmoid, sub, transpose } from '../../graph/index.js'
import { ACTIVATIONS } from '../activation.js'
import { type Cell, type CellSettings, rateDynamics } from '../cell.js'
import type { NetworkSize } from '../parameters.js'
import { gateCurrent, gatedParameters, gatedWeights, gateInput } from './gated.js'

/** The part of the candidate's bias that the reset gate multiplies. */
const RESET_BIAS = 'resettableBias'

export function gru({ activation }: CellSettings): Cell {
  const f = ACTIVATIONS[activation]
  const parameters = (size: NetworkSize) => gatedParameters(size, ['resetGate', 'updateGate'], [RESET_BIAS])
  return {
    parameters,
    initialize: (size, settings, random) => gatedWeights(parameters(size), size, settings, random),
    dynamics(weights, inputs) {
      const toHidden = transpose(weights.recurrentWeights)
      const [reset, update] = [gateInput(weights, 'resetGate'), gateInput(weights, 'updateGate')]
      const currents = [
        affine(inputs, weights.inputWeights, weights.recurrentBias),
        gateCurrent(weights, 'resetGate', inputs),
        gateCurrent(weights, 'updateGate', inputs),
      ] as const
      return rateDynamics(currents, (h, current, toReset, toUpdate) => {
        const r = sigmoid(reset(h, toReset))
        const z = sigmoid(update(h, toUpdate))
        const n = f(add(current, mul(r, add(matmul(h, toHidden), weights[RESET_BIAS]))))
        return add(mul(sub(1, z), n), mul(z, h))
      })
    },
    silenceIsExact: false,
  }
}
