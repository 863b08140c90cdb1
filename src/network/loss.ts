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
