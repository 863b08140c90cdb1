/**
 * Small worlds: neurons whose partners are joined among themselves (clustering), and yet every neuron reached from
 * every other in few steps (efficiency). Both are those of the directed connections, present or not: rewiring that keeps
 * in- and out-degrees does not keep how many connections run both ways, so that networks made symmetric would have
 * more connections as nulls than before, and all would seem clustered or inefficient. What shortest paths and triangles need is
 * a dense matrix and its lists; a graph object for each null network would cost more than the measures.
 */
import type { Random } from '../random/random.js'
import type { Connectome } from './connectome.js'

/**
 * Mean clustering coefficient of a directed network (Fagiolo 2007, eq. 6, weights left out):
 * C_i = ½[(A + Aᵀ)³]_ii / (d_i(d_i − 1) − 2 d_i↔), d_i = in- plus out-degree, d_i↔ = connections that run both ways.
 * 0 for a neuron without two partners. Self-connections are left out.
 *
 * @returns null without neurons
 */
export function meanClustering({ neurons: n, strength }: Connectome): number | null {
  if (n === 0) return null
  // Number of connections between two neurons, 0, 1 or 2: A + Aᵀ.
  const joined = new Uint8Array(n * n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (r !== s && strength[r * n + s] > 0) {
        joined[r * n + s]++
        joined[s * n + r]++
      }
    }
  }
  const degree = new Int32Array(n)
  const both = new Int32Array(n)
  const triangles = new Float64Array(n)
  const below = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const row = joined.subarray(i * n, (i + 1) * n)
    let count = 0
    for (let j = 0; j < n; j++) {
      degree[i] += row[j]
      if (row[j] === 2) both[i]++
      if (j < i && row[j] > 0) below[count++] = j
    }
    // Every three neurons once, from the one of highest index; what they make counts for each of them.
    for (let a = 1; a < count; a++) {
      const j = below[a]
      const begin = j * n
      let ofPair = 0
      for (let b = 0; b < a; b++) {
        const k = below[b]
        const made = row[j] * row[k] * joined[begin + k]
        triangles[k] += made
        ofPair += made
      }
      triangles[j] += ofPair
      triangles[i] += ofPair
    }
  }
  let total = 0
  for (let i = 0; i < n; i++) {
    const possible = degree[i] * (degree[i] - 1) - 2 * both[i]
    if (possible > 0) total += triangles[i] / possible
  }
  return total / n
}

/**
 * Global efficiency (Latora and Marchiori 2001): the mean over ordered pairs of different neurons of 1 / the number of
 * connections on the shortest way from the one to the other, 0 where there is none.
 *
 * @returns null for fewer than two neurons
 */
export function globalEfficiency(connectome: Connectome): number | null {
  const n = connectome.neurons
  if (n < 2) return null
  const { first, targets } = outgoing(connectome)
  const steps = new Int32Array(n)
  const queue = new Int32Array(n)
  let total = 0
  for (let source = 0; source < n; source++) {
    steps.fill(-1)
    steps[source] = 0
    queue[0] = source
    let end = 1
    for (let at = 0; at < end && end < n; at++) {
      const from = queue[at]
      for (let e = first[from]; e < first[from + 1]; e++) {
        const to = targets[e]
        if (steps[to] >= 0) continue
        steps[to] = steps[from] + 1
        total += 1 / steps[to]
        queue[end++] = to
      }
    }
  }
  return total / (n * (n - 1))
}

/** The targets of each neuron, one list after the other: those of neuron i begin at `first[i]`. */
function outgoing({ neurons: n, strength }: Connectome): { first: Int32Array; targets: Int32Array } {
  const first = new Int32Array(n + 1)
  for (let at = 0; at < n * n; at++) if (strength[at] > 0) first[(at % n) + 1]++
  for (let i = 0; i < n; i++) first[i + 1] += first[i]
  const targets = new Int32Array(first[n])
  const filled = first.slice()
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) if (strength[r * n + s] > 0) targets[filled[s]++] = r
  }
  return { first, targets }
}

/**
 * σ = (C / C₀) / (E₀ / E) (PAPER.md 5, seRNN; Humphries and Gurney 2008 with 1/E for the path length).
 *
 * @returns null where the null has no triangles or no ways at all
 */
export function smallWorldness(
  value: { clustering: number; efficiency: number },
  null_: { clustering: number; efficiency: number },
): number | null {
  if (!(null_.clustering > 0 && null_.efficiency > 0)) return null
  return (value.clustering / null_.clustering) * (value.efficiency / null_.efficiency)
}

/** A directed network of n neurons and so many connections between different ones, all such equally likely. */
export function randomConnectome(n: number, edges: number, random: Random): Connectome {
  const strength = new Float64Array(n * n)
  let left = n * n - n
  let wanted = edges
  // Selection sampling (Knuth 3.4.2 S).
  for (let at = 0; at < n * n && wanted > 0; at++) {
    if (at % (n + 1) === 0) continue
    if (random.integer(left) < wanted) {
      strength[at] = 1
      wanted--
    }
    left--
  }
  return { neurons: n, strength }
}
