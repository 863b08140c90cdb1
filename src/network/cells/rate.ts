/**
 * The leaky rate neuron of the paper: pre_t = W_h h_{t−1} + W_x x_t + b + noise_t, and h_t from it by activation and leak
 * (PAPER.md 1.2, 3.1).
 */
import { add, affine, matmul, mul, type Tensor, transpose } from '../../graph/index.js'
import { ACTIVATIONS } from '../activation.js'
import { type Cell, type CellSettings, rateDynamics } from '../cell.js'
import { coreWeights } from '../initialization.js'
import { coreParameters } from '../parameters.js'

export function rate(settings: CellSettings): Cell {
  const { activation, alpha, noise: sigma } = settings
  return {
    parameters: coreParameters,
    initialize: coreWeights,
    dynamics({ inputWeights, recurrentWeights, recurrentBias }, inputs, noise) {
      const current = affine(inputs, inputWeights, recurrentBias)
      const toHidden = transpose(recurrentWeights)
      const driven = noise ? add(current, mul(noise, Math.sqrt(2 / alpha) * sigma)) : current
      return rateDynamics([driven], (h, now) => leak(settings, h, add(matmul(h, toHidden), now)))
    },
    // Noise would have to be drawn into the current, and hardly any neuron is silent under it.
    silenceIsExact:
      sigma === 0 && (activation === 'relu' || activation === 'retanh' || activation === 'relu2'),
  }
}

function leak({ activation, alpha, form }: CellSettings, h: Tensor, pre: Tensor): Tensor {
  const f = ACTIVATIONS[activation]
  if (alpha === 1) return f(pre)
  const kept = mul(h, 1 - alpha)
  return form === 'inside' ? add(kept, mul(f(pre), alpha)) : f(add(kept, mul(pre, alpha)))
}
