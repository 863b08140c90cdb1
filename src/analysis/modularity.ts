/**
 * Newman's modularity of a directed, weighted connectome: how much more weight lies within the parts of a partition
 * than is expected from the neurons' total outgoing and incoming weights (PAPER.md 5; Leicht and Newman 2008). A
 * formula gives it for a known partition. The best partition is searched with Leiden's method.
 */
import type { Random } from '../random/random.js'
import type { Connectome } from './connectome.js'
import { graphOf, leiden } from './leiden.js'
import { clusterSizes, relabelled } from './partition.js'

/**
 * Q = (1/m) Σ_ij [A_ij − k_i^out k_j^in / m] δ(c_i, c_j), A = |W|, m = ΣA. Self-connections are part of A, as in the
 * formula, unless they are left out.
 *
 * @param labels part of each neuron, 0..k−1
 * @returns null for a connectome without connections
 */
export function newmanModularity(
  { neurons: n, strength }: Connectome,
  labels: Int32Array,
  { selfConnections = true } = {},
): number | null {
  const parts = clusterSizes(labels).length
  const incoming = new Float64Array(parts)
  const outgoing = new Float64Array(parts)
  let within = 0
  let total = 0
  for (let r = 0; r < n; r++) {
    const part = labels[r]
    let sum = 0
    for (let s = 0; s < n; s++) {
      if (r === s && !selfConnections) continue
      const w = strength[r * n + s]
      if (w === 0) continue
      sum += w
      outgoing[labels[s]] += w
      if (labels[s] === part) within += w
    }
    incoming[part] += sum
    total += sum
  }
  if (total === 0) return null
  let expected = 0
  for (let p = 0; p < parts; p++) expected += (incoming[p] / total) * (outgoing[p] / total)
  return within / total - expected
}

export interface BestPartition {
  modularity: number
  /** Part of each neuron, larger parts first, then by lowest neuron. */
  labels: Int32Array<ArrayBuffer>
}

/**
 * The partition of highest Newman modularity that Leiden's method finds. The first search starts from a known
 * partition. Each further one starts from the best partition so far after half of its neurons are assigned at random.
 * Parts of the result are connected if directions are ignored, so a neuron without connections forms a part alone. The
 * problem is NP-hard, so the result is a lower bound of the maximum.
 *
 * @param known part of each neuron, 0..k−1; Q of the result is not lower than its Q, except for rounding
 * @param restarts number of searches after the one from the known partition
 * @returns null for a connectome without connections
 */
export function bestPartition(
  connectome: Connectome,
  known: Int32Array,
  restarts: number,
  random: Random,
): BestPartition | null {
  const graph = graphOf(connectome)
  if (graph === null) return null
  const search = (start: Int32Array): BestPartition => {
    const labels = leiden(graph, start, random)
    return { modularity: newmanModularity(connectome, labels)!, labels }
  }
  let best = search(known)
  for (let restart = 0; restart < restarts; restart++) {
    const found = search(halfAtRandom(best.labels, random))
    if (found.modularity > best.modularity) best = found
  }
  const sizes = clusterSizes(best.labels)
  return { modularity: best.modularity, labels: relabelled(best.labels, (a, b) => sizes[b] - sizes[a]) }
}

/**
 * The partition after about half of its neurons are assigned to a random number of parts. Ten searches from such starts
 * find a higher Q, in less time, than from partitions in which each neuron is alone: the half that stays is good, and
 * the random half leads to other maxima.
 */
function halfAtRandom(labels: Int32Array, random: Random): Int32Array {
  const parts = 1 + random.integer(labels.length)
  return labels.map((label) => (random.chance(0.5) ? random.integer(parts) : label))
}
