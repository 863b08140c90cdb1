/**
 * Small worlds: neurons whose partners are joined among themselves (clustering), and yet every neuron reached from
 * every other in few steps (efficiency). Both are those of the directed connections, present or not: rewiring that keeps
 * in- and out-degrees does not keep how many connections run both ways, so that networks made symmetric would have
 * more connections as nulls than before, and all would seem clustered or inefficient. What shortest paths and triangles need is
 * rows of bits; a graph object for each null network would cost more than the measures.
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
  // Whether two neurons are joined by a connection at least, and by one each way: [neuron, neuron].
  const words = wordsOf(n)
  const joined = new Int32Array(n * words)
  const twice = new Int32Array(n * words)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < r; s++) {
      const one = strength[r * n + s] > 0
      const two = strength[s * n + r] > 0
      if (!one && !two) continue
      joined[r * words + (s >>> 5)] |= bit(s)
      joined[s * words + (r >>> 5)] |= bit(r)
      if (!(one && two)) continue
      twice[r * words + (s >>> 5)] |= bit(s)
      twice[s * words + (r >>> 5)] |= bit(r)
    }
  }
  const degree = new Int32Array(n)
  const both = new Int32Array(n)
  // Of each neuron, ½[(A + Aᵀ)³]_ii: closed ways over two others, in one direction.
  const triangles = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const row = i * words
    for (let w = 0; w < words; w++) {
      both[i] += bitCount(twice[row + w])
      degree[i] += bitCount(joined[row + w])
    }
    degree[i] += both[i]
    for (let word = 0; word < words; word++) {
      for (let rest = joined[row + word]; rest !== 0; rest &= rest - 1) {
        const j = 32 * word + lowestBit(rest)
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
        if ((twice[row + word] & (rest & -rest)) !== 0) ways *= 2
        triangles[i] += ways
        triangles[j] += ways
      }
    }
  }
  let total = 0
  for (let i = 0; i < n; i++) {
    const possible = degree[i] * (degree[i] - 1) - 2 * both[i]
    if (possible > 0) total += triangles[i] / 2 / possible
  }
  return total / n
}

/**
 * Global efficiency (Latora and Marchiori 2001): the mean over ordered pairs of different neurons of 1 / the number of
 * connections on the shortest way from the one to the other, 0 where there is none.
 *
 * @returns null for fewer than two neurons
 */
export function globalEfficiency({ neurons: n, strength }: Connectome): number | null {
  if (n < 2) return null
  const words = wordsOf(n)
  // The targets of each neuron, and of one source's search who was reached, in the last step and in all.
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
        for (let rest = last[word]; rest !== 0; rest &= rest - 1) {
          const row = (32 * word + lowestBit(rest)) * words
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
      // One by one, as the sum over pairs has it.
      for (let pair = 0; pair < found; pair++) total += 1 / steps
      unreached -= found
    }
  }
  return total / (n * (n - 1))
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
