/**
 * Small worlds: a neuron's partners are connected to each other (clustering), and yet every neuron can be reached from
 * every other one in few steps (efficiency). Both measures are for directed connections without strengths. Symmetric
 * versions would be biased: rewiring that keeps in- and out-degrees does not keep the number of pairs that are
 * connected both ways, so a null network made symmetric would have more connections than the network made symmetric.
 *
 * Shortest paths and triangles are computed on rows of bits. A graph object for each null network would take longer to
 * make than the measures to compute.
 */
import type { Random } from '../random/random.js'
import { bit, bitCount, lowestBit, wordsOf } from './bits.js'
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
  // Whether two neurons are connected in at least one direction, and in both directions: [neuron, neuron].
  const words = wordsOf(n)
  const joined = new Int32Array(n * words)
  const twice = new Int32Array(n * words)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < r; s++) {
      const fromSToR = strength[r * n + s] > 0
      const fromRToS = strength[s * n + r] > 0
      if (!fromSToR && !fromRToS) continue
      joined[r * words + (s >>> 5)] |= bit(s)
      joined[s * words + (r >>> 5)] |= bit(r)
      if (!(fromSToR && fromRToS)) continue
      twice[r * words + (s >>> 5)] |= bit(s)
      twice[s * words + (r >>> 5)] |= bit(r)
    }
  }
  const degree = new Int32Array(n)
  const reciprocal = new Int32Array(n)
  // ½[(A + Aᵀ)³]_ii of each neuron: its triangles with two other neurons.
  const triangles = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const row = i * words
    for (let w = 0; w < words; w++) {
      reciprocal[i] += bitCount(twice[row + w])
      degree[i] += bitCount(joined[row + w])
    }
    degree[i] += reciprocal[i]
    for (let word = 0; word < words; word++) {
      for (let bits = joined[row + word]; bits !== 0; bits &= bits - 1) {
        const j = 32 * word + lowestBit(bits)
        if (j >= i) break
        const other = j * words
        let ways = 0
        for (let w = 0; w < words; w++) {
          const a = joined[row + w]
          const b = twice[row + w]
          const c = joined[other + w]
          const d = twice[other + w]
          ways += bitCount(a & c) + bitCount(a & d) + bitCount(b & c) + bitCount(b & d)
        }
        if ((twice[row + word] & (bits & -bits)) !== 0) ways *= 2
        triangles[i] += ways
        triangles[j] += ways
      }
    }
  }
  let total = 0
  for (let i = 0; i < n; i++) {
    const possible = degree[i] * (degree[i] - 1) - 2 * reciprocal[i]
    if (possible > 0) total += triangles[i] / 2 / possible
  }
  return total / n
}

/**
 * Global efficiency (Latora and Marchiori 2001): the mean over ordered pairs of different neurons of 1 / (number of
 * connections on the shortest path from the first to the second), or 0 if there is no path.
 *
 * @returns null for fewer than two neurons
 */
export function globalEfficiency({ neurons: n, strength }: Connectome): number | null {
  if (n < 2) return null
  const words = wordsOf(n)
  // The targets of each neuron; and in the search from one source, the neurons reached in the last step and in all
  // steps.
  const targets = new Int32Array(n * words)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) if (strength[r * n + s] > 0) targets[s * words + (r >>> 5)] |= bit(r)
  }
  const reached = new Int32Array(words)
  const last = new Int32Array(words)
  const next = new Int32Array(words)
  let total = 0
  for (let source = 0; source < n; source++) {
    reached.fill(0)
    last.fill(0)
    reached[source >>> 5] = last[source >>> 5] = bit(source)
    for (let unreached = n - 1, steps = 1; unreached > 0; steps++) {
      next.fill(0)
      for (let word = 0; word < words; word++) {
        for (let bits = last[word]; bits !== 0; bits &= bits - 1) {
          const row = (32 * word + lowestBit(bits)) * words
          for (let w = 0; w < words; w++) next[w] |= targets[row + w]
        }
      }
      let found = 0
      for (let w = 0; w < words; w++) {
        last[w] = next[w] & ~reached[w]
        reached[w] |= last[w]
        found += bitCount(last[w])
      }
      if (found === 0) break
      // Added one by one, so that rounding is that of the sum over pairs.
      for (let pair = 0; pair < found; pair++) total += 1 / steps
      unreached -= found
    }
  }
  return total / (n * (n - 1))
}

/**
 * σ = (C / C₀) / (E₀ / E) (PAPER.md 5, seRNN; Humphries and Gurney 2008 with 1/E for the path length).
 *
 * @returns null if the null has no triangles or no paths
 */
export function smallWorldness(
  value: { clustering: number; efficiency: number },
  null_: { clustering: number; efficiency: number },
): number | null {
  if (!(null_.clustering > 0 && null_.efficiency > 0)) return null
  return (value.clustering / null_.clustering) * (value.efficiency / null_.efficiency)
}

/** A random directed network with given numbers of neurons and connections; all such networks are equally likely. */
export function randomConnectome(n: number, edges: number, random: Random): Connectome {
  const strength = new Float64Array(n * n)
  let remaining = n * n - n
  let wanted = edges
  // Selection sampling (Knuth 3.4.2 S).
  for (let at = 0; at < n * n && wanted > 0; at++) {
    if (at % (n + 1) === 0) continue
    if (random.integer(remaining) < wanted) {
      strength[at] = 1
      wanted--
    }
    remaining--
  }
  return { neurons: n, strength }
}
