/** The charge for wires that BIMT, its ablations and L1 share (PAPER.md 1.4, 2.1). */
import { abs, add, constant, mul, sum, type Tensor } from '../graph/index.js'
import { weightsOf } from '../network/parameters.js'
import type { ChargedNetwork, Site } from './charge.js'

/**
 * Σ over the three pathways of scale·Σ|w|(A·d + y0), of wires and gates, and y0·Σ|b| if biases are charged.
 * @param by what a wire is charged by; where length does not count, A is 0
 */
export function wirePenalty(
  { table, weights }: ChargedNetwork,
  site: Site,
  by: 'strength' | 'strength and length',
): Tensor {
  const { scales, settings } = site
  const { distanceFactor, offset, normalization, bias } = settings
  const charges = weightsOf(table).map(({ name, pathway }) => {
    // One factor is enough where every connection costs the same.
    if (by === 'strength') return mul(sum(abs(weights[name])), scales[pathway] * offset)
    const cost = site.distances[pathway].map((d) => scales[pathway] * (distanceFactor * d + offset))
    return sum(mul(abs(weights[name]), constant(cost, weights[name].shape as number[])))
  })
  if (bias) {
    for (const { name, role } of table) {
      if (role !== 'bias') continue
      const vector = weights[name]
      const scale = normalization === 'mean' ? 1 / (vector.shape[0] as number) : 1
      charges.push(mul(sum(abs(vector)), scale * offset))
    }
  }
  return charges.reduce((a: Tensor, b: Tensor) => add(a, b))
}
