/**
 * Participation: over how many functional clusters a neuron's connections are spread (Guimerà and Amaral 2005, eq. 2;
 * directed and weighted as in Rubinov and Sporns 2010). 0 = all within one cluster, at most 1 − 1/k for k clusters.
 */
import type { Connectome } from './connectome.js'
import { clusterSizes } from './partition.js'

/** A number for each neuron, over its incoming and over its outgoing connections; NaN if it has none. */
export interface InAndOut {
  in: Float64Array
  out: Float64Array
}

/**
 * P_i = 1 − Σ_c (k_ic / k_i)², k_ic = Σ|w| between neuron i and the neurons of cluster c, k_i = Σ_c k_ic.
 * Self-connections are left out, because they lie within a cluster in any partition.
 *
 * @param labels cluster of each neuron, 0..k−1
 * @returns both `[neuron]`
 */
export function participation({ neurons: n, strength }: Connectome, labels: Int32Array): InAndOut {
  const clusters = clusterSizes(labels).length
  const received = new Float64Array(n * clusters) // [neuron, cluster]
  const sent = new Float64Array(n * clusters)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (r === s) continue
      const w = strength[r * n + s]
      received[r * clusters + labels[s]] += w
      sent[s * clusters + labels[r]] += w
    }
  }
  const spread = (of: Float64Array) =>
    Float64Array.from({ length: n }, (_, i) => spreadOf(of.subarray(i * clusters, (i + 1) * clusters)))
  return { in: spread(received), out: spread(sent) }
}

function spreadOf(strengths: Float64Array): number {
  const total = strengths.reduce((sum, k) => sum + k, 0)
  return total > 0 ? 1 - strengths.reduce((sum, k) => sum + (k / total) ** 2, 0) : Number.NaN
}

/** The mean of the numbers that are not NaN; null if all are. */
export function meanDefined(values: Float64Array): number | null {
  const defined = values.filter((x) => !Number.isNaN(x))
  return defined.length > 0 ? defined.reduce((sum, x) => sum + x, 0) / defined.length : null
}
