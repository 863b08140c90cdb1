/**
 * The leaky rate RNN: from inputs and weights to activity and logits, as expressions. Time runs along the
 * first axis, and all is [time, batch, unit], as batches are: W·h of the papers is h·Wᵀ here.
 */
import {
  add,
  affine,
  fullLike,
  input,
  matmul,
  mul,
  relu,
  reshape,
  scan,
  slice,
  softplus,
  square,
  type Tensor,
  tanh,
  transpose,
} from '../graph/index.js'
import type { NetworkSize, Parameters } from './parameters.js'

/** Rate as a function of the input current (Yang et al. 2019; PAPER.md 3.1). */
export const ACTIVATIONS = {
  relu,
  softplus,
  tanh,
  /** Rectified tanh. */
  retanh: (x: Tensor) => relu(tanh(x)),
  /** Square of relu. */
  relu2: (x: Tensor) => square(relu(x)),
} satisfies Record<string, (x: Tensor) => Tensor>
export type Activation = keyof typeof ACTIVATIONS

export interface Cell {
  activation: Activation
  /** `inside`: h ← (1−α)h + α f(pre); `outside`: h ← f((1−α)h + α pre). The same for α = 1. */
  form: 'inside' | 'outside'
  /** α = dt/τ, in (0, 1]. */
  alpha: number
  /** sigmaRec: the noise on pre has standard deviation √(2/α)·sigmaRec at each step; 0 for none. */
  noise: number
}

/**
 * Whether a neuron whose input current never exceeds 0 has a rate of exactly 0 and no gradient: it then adds nothing to
 * the network, which computes the same without it. Noise would have to be drawn into the current, and hardly any neuron
 * is silent under it.
 */
export function silenceIsExact({ activation, noise }: Cell): boolean {
  return noise === 0 && (activation === 'relu' || activation === 'retanh' || activation === 'relu2')
}

/** The inputs that a program needs to run the network, besides its parameters. */
export interface Drive {
  /** [time, batch, input] */
  inputs: Tensor
  /** Standard normal numbers [time, batch, hidden], if the cell has noise. */
  noise?: Tensor
}

/** Program inputs for sequences of any length: the time axis has a name, not a size, and so may the batch axis. */
export function driveInputs(size: NetworkSize, cell: Cell, batch: number | 'batch'): Drive {
  return {
    inputs: input('inputs', ['time', batch, size.inputs]),
    ...(cell.noise > 0 && { noise: input('noise', ['time', batch, size.hidden]) }),
  }
}

/**
 * Runs the network from the zero state.
 * pre_t = W_h h_{t−1} + W_x x_t + b + noise_t;  logits_t = W_o h_t + b_o  (PAPER.md 1.2, 3.1).
 * @returns activity [time, batch, hidden], logits [time, batch, output], and the logits of the last step alone, [batch,
 *   output]: a program that wants no more than these keeps no activity
 */
export function runCell(
  cell: Cell,
  weights: Parameters<Tensor>,
  drive: Drive,
): { activity: Tensor; logits: Tensor; lastLogits: Tensor } {
  const { inputWeights, recurrentWeights, recurrentBias, outputWeights, outputBias } = weights
  const current = affine(drive.inputs, inputWeights, recurrentBias)
  const noise = drive.noise && mul(drive.noise, Math.sqrt(2 / cell.alpha) * cell.noise)
  const external = noise ? add(current, noise) : current
  const toHidden = transpose(recurrentWeights)
  const { carry, outputs } = scan(
    ([h], [now]) => {
      const next = leak(cell, h, add(matmul(h, toHidden), now))
      return { carry: [next], outputs: [next] }
    },
    [fullLike(first(external), 0)],
    [external],
  )
  const readout = (h: Tensor) => affine(h, outputWeights, outputBias)
  const [activity] = outputs
  return { activity, logits: readout(activity), lastLogits: readout(carry[0]) }
}

function leak({ activation, alpha, form }: Cell, h: Tensor, pre: Tensor): Tensor {
  const f = ACTIVATIONS[activation]
  if (alpha === 1) return f(pre)
  const kept = mul(h, 1 - alpha)
  return form === 'inside' ? add(kept, mul(f(pre), alpha)) : f(add(kept, mul(pre, alpha)))
}

/** The first step of a sequence, [time, ..] → [..]. */
function first(sequence: Tensor): Tensor {
  return reshape(slice(sequence, 0, 0, 1), sequence.shape.slice(1))
}
