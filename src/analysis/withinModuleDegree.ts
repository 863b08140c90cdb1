/**
 * Within-module degree: how strongly a neuron is connected to its own functional cluster, compared with the cluster's
 * other neurons (Guimerà and Amaral 2005, eq. 1; directed and weighted as in Rubinov and Sporns 2010). By construction,
 * its mean over a cluster is 0 and its variance 1 in every network. Networks differ in the value of their strongest
 * hub.
 */
import type { Connectome } from './connectome.js'
import type { InAndOut } from './participation.js'
import { clusterSizes } from './partition.js'

/** A neuron with this z or more is a hub of its cluster (Guimerà and Amaral 2005). */
export const HUB = 2.5

/**
 * z_i = (κ_i − mean κ) / sd κ, κ_i = Σ|w| between neuron i and the other neurons of its cluster, with mean and
 * population standard deviation over the cluster. Self-connections are left out. NaN if the cluster's neurons do not
 * differ.
 *
 * @param labels cluster of each neuron, 0..k−1
 * @returns both `[neuron]`
 */
export function withinModuleDegree({ neurons: n, strength }: Connectome, labels: Int32Array): InAndOut {
  const received = new Float64Array(n)
  const sent = new Float64Array(n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (r === s || labels[r] !== labels[s]) continue
      received[r] += strength[r * n + s]
      sent[s] += strength[r * n + s]
    }
  }
  return { in: standardized(received, labels), out: standardized(sent, labels) }
}

/**
 * Values closer than this, relative to a cluster's largest value, are equal: sums in another order differ by rounding.
 */
const EQUAL = 1e-12

function standardized(values: Float64Array, labels: Int32Array): Float64Array {
  const sizes = clusterSizes(labels)
  const mean = new Float64Array(sizes.length)
  const variance = new Float64Array(sizes.length)
  const most = new Float64Array(sizes.length)
  values.forEach((x, i) => {
    mean[labels[i]] += x / sizes[labels[i]]
    most[labels[i]] = Math.max(most[labels[i]], x)
  })
  values.forEach((x, i) => {
    variance[labels[i]] += (x - mean[labels[i]]) ** 2 / sizes[labels[i]]
  })
  return values.map((x, i) => {
    const c = labels[i]
    const sd = Math.sqrt(variance[c])
    return sd > EQUAL * most[c] ? (x - mean[c]) / sd : Number.NaN
  })
}

/** The largest of the numbers that are not NaN; null if all are. */
export function greatestDefined(values: Float64Array): number | null {
  const defined = values.filter((x) => !Number.isNaN(x))
  return defined.length > 0 ? defined.reduce((a, b) => Math.max(a, b)) : null
}
