/** What a network is trained on. */
import {
  cast,
  constant,
  equal,
  logSoftmax,
  mean,
  mul,
  neg,
  reshape,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
} from '../graph/index.js'

/**
 * Cross-entropy, averaged over all time steps and sequences, all classes alike (PAPER.md 1.3).
 * @param logits [time, batch, output]
 * @param labels int32 [time, batch], classes 0..outputs−1
 */
export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const [time, batch, outputs] = logits.shape
  const classes = constant(
    Array.from({ length: outputs as number }, (_, i) => i),
    [outputs as number],
    'int32',
  )
  const target = cast(equal(reshape(labels, [time, batch, 1]), classes), logits.dtype)
  return neg(mean(sum(mul(target, logSoftmax(logits, 2)), 2)))
}

/**
 * Squared error of sigmoid outputs, averaged over time steps, sequences and outputs; the mask is inside the square, as
 * in the published code (PAPER.md 3.2).
 * @param logits [time, batch, output]
 * @param targets activity that is wanted, [time, batch, output]
 * @param mask factor on the error, the same for all sequences, [time, output]
 */
export function maskedSquaredError(logits: Tensor, targets: Tensor, mask: Tensor): Tensor {
  const [time, , outputs] = logits.shape
  const error = sub(targets, sigmoid(logits))
  return mean(square(mul(error, reshape(mask, [time, 1, outputs]))))
}
