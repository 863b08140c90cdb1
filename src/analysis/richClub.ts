/**
 * Rich club: whether the neurons with the most connections are connected to each other more than expected from their
 * numbers of connections (Colizza et al. 2006; van den Heuvel and Sporns 2011). Connections are counted without their
 * strengths. A neuron's degree is the number of its incoming plus its outgoing connections, without self-connections.
 */
import type { Connectome } from './connectome.js'

/** The club of all neurons with more than `degree` connections. */
export interface Club {
  degree: number
  neurons: number
  /** φ: share of the ordered pairs of its neurons that are connected. */
  density: number
}

/** The smallest club that is measured. In smaller ones, a single connection changes φ by 1/12 or more. */
export const LEAST_CLUB = 5

/**
 * φ(k) for every degree k that occurs and has at least `LEAST_CLUB` neurons above it, ascending. Rewiring that keeps
 * degrees keeps the members of all clubs and changes only φ.
 */
export function richClub(connectome: Connectome): Club[] {
  const { neurons: n, strength } = connectome
  const degrees = totalDegrees(connectome)
  const order = Int32Array.from(degrees.keys()).sort((a, b) => degrees[b] - degrees[a] || a - b)
  const clubs: Club[] = []
  let within = 0
  for (let size = 1; size < n; size++) {
    // Count the connections of the neuron that joins with the members so far.
    const joins = order[size - 1]
    for (let other = 0; other < size - 1; other++) {
      if (strength[joins * n + order[other]] > 0) within++
      if (strength[order[other] * n + joins] > 0) within++
    }
    const degree = degrees[order[size]]
    if (size < LEAST_CLUB || degree === degrees[joins]) continue
    clubs.push({ degree, neurons: size, density: within / (size * (size - 1)) })
  }
  return clubs.reverse()
}

/** Incoming plus outgoing connections of each neuron, without self-connections. */
export function totalDegrees({ neurons: n, strength }: Connectome): Int32Array {
  const degrees = new Int32Array(n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (r === s || strength[r * n + s] === 0) continue
      degrees[r]++
      degrees[s]++
    }
  }
  return degrees
}

/**
 * The mean of φ(k) / φ₀(k) over the clubs, where φ₀ is the null's mean: one number for the whole curve. It is 1 on
 * average in the null. Clubs with φ₀ = 0 are left out.
 *
 * @param densities φ of each club
 * @param expected φ₀ of each club
 * @returns null if no club remains
 */
export function meanNormalizedDensity(
  densities: readonly number[],
  expected: readonly number[],
): number | null {
  const ratios = densities.flatMap((density, c) => (expected[c] > 0 ? [density / expected[c]] : []))
  return ratios.length > 0 ? ratios.reduce((sum, x) => sum + x, 0) / ratios.length : null
}
