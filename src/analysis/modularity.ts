/**
 * Newman's modularity of a directed, weighted connectome: how much more weight stays within the parts of a partition
 * than the neurons' total outgoing and incoming weights would have it (PAPER.md 5; Leicht and Newman 2008). For a
 * given partition it is a formula; the best partition is searched by Louvain's method (graphology).
 */
import { DirectedGraph } from 'graphology'
import louvainModule from 'graphology-communities-louvain'
import type { Random } from '../random/random.js'
import type { Connectome } from './connectome.js'
import { clusterSizes, relabelled } from './partition.js'

// A CommonJS module whose type file speaks of an ES default export. What is imported is the function itself, which a
// bundler's resolution of types knows and Node's does not.
type Louvain = typeof louvainModule extends { default: infer Inner } ? Inner : typeof louvainModule
const louvain = louvainModule as unknown as Louvain

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
 * The partition of highest Newman modularity among a known one and those that Louvain's method finds in some runs
 * from random orders. A lower bound: the problem is NP-hard.
 *
 * @param known part of each neuron, 0..k−1; no worse than this is returned
 * @returns null for a connectome without connections
 */
export function bestPartition(
  connectome: Connectome,
  known: Int32Array,
  restarts: number,
  random: Random,
): BestPartition | null {
  const modularityOfKnown = newmanModularity(connectome, known)
  if (modularityOfKnown === null) return null
  const graph = directedGraph(connectome)
  let best = { modularity: modularityOfKnown, labels: known }
  for (let restart = 0; restart < restarts; restart++) {
    const communities = louvain(graph, { rng: () => random.uniform() })
    const labels = Int32Array.from({ length: connectome.neurons }, (_, i) => communities[i])
    const modularity = newmanModularity(connectome, labels)!
    if (modularity > best.modularity) best = { modularity, labels }
  }
  const sizes = clusterSizes(best.labels)
  return { modularity: best.modularity, labels: relabelled(best.labels, (a, b) => sizes[b] - sizes[a]) }
}

/** The connectome as graphology has it, from sender to receiver, for its Louvain's method. */
export function directedGraph({ neurons: n, strength }: Connectome): DirectedGraph {
  const graph = new DirectedGraph()
  for (let i = 0; i < n; i++) graph.addNode(i)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      const weight = strength[r * n + s]
      if (weight > 0) graph.addDirectedEdgeWithKey(r * n + s, s, r, { weight })
    }
  }
  // graphology-indices 0.17 takes an integer type one value too small for its positions where these are exactly 2⁸ or
  // 2¹⁶ (two for every edge that is no loop), and Louvain's method then errs or never ends. An edge of weight 0 adds
  // two positions and nothing else; there is room for it, as no complete graph has 128 or 32,768 edges.
  const positions = 2 * (graph.size - graph.selfLoopCount)
  if (positions === 2 ** 8 || positions === 2 ** 16) {
    const free = strength.findIndex((weight, at) => weight === 0 && at % (n + 1) !== 0)
    graph.addDirectedEdge(free % n, Math.floor(free / n), { weight: 0 })
  }
  return graph
}
