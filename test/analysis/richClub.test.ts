import { describe, expect, it } from 'vitest'
import { LEAST_CLUB, meanNormalizedDensity, richClub, totalDegrees } from '../../src/analysis/richClub.js'
import { Random } from '../../src/random/random.js'
import { randomStrength } from './fixtures.js'
import { network, renamed, ringLattice, star, twoCliques } from './structure.js'

/** A clique of `hubs` neurons, each with `own` followers that nobody else has. */
const rich = (hubs: number, own: number) =>
  network(hubs * (1 + own), (s, r) => {
    if (s === r) return false
    if (s < hubs && r < hubs) return true
    const [hub, other] = s < r ? [s, r] : [r, s]
    return hub < hubs && other >= hubs && Math.floor((other - hubs) / own) === hub
  })

describe('rich club', () => {
  it('is a clique of hubs', () => {
    const clubs = richClub(rich(6, 3))
    // Followers have 2 connections, hubs 10 + 6.
    expect(clubs).toEqual([{ degree: 2, neurons: 6, density: 1 }])
  })

  it('is counted as the formula says', () => {
    const connectome = randomStrength(25, Random.seeded(4, 'club'), (r, s) => 0.1 + 0.02 * Math.min(r, s))
    const degrees = totalDegrees(connectome)
    const clubs = richClub(connectome)
    expect(clubs.length).toBeGreaterThan(3)
    const levels = [...new Set(degrees)].sort((a, b) => a - b)
    const expected = levels.flatMap((degree) => {
      const members = [...degrees.keys()].filter((i) => degrees[i] > degree)
      if (members.length < LEAST_CLUB) return []
      const pairs = members.flatMap((r) => members.filter((s) => s !== r).map((s) => r * 25 + s))
      const joined = pairs.filter((at) => connectome.strength[at] > 0).length
      return [{ degree, neurons: members.length, density: joined / pairs.length }]
    })
    expect(clubs).toEqual(expected)
    const to = Random.seeded(5).shuffle(Int32Array.from({ length: 25 }, (_, i) => i))
    expect(richClub(renamed(connectome, to))).toEqual(clubs)
  })

  it('does not exist where all have as many connections, or too few have more', () => {
    expect(richClub(twoCliques(5))).toEqual([])
    expect(richClub(ringLattice(12, 2))).toEqual([])
    expect(richClub(star(20))).toEqual([])
    expect(richClub(network(0, () => true))).toEqual([])
    expect(richClub(network(1, () => true))).toEqual([])
  })

  it('is summarized relative to its nulls', () => {
    expect(meanNormalizedDensity([0.2, 0.6], [0.1, 0.6])).toBe(1.5)
    expect(meanNormalizedDensity([0.2, 0.6], [0, 0.6])).toBe(1)
    expect(meanNormalizedDensity([0.2], [0])).toBeNull()
    expect(meanNormalizedDensity([], [])).toBeNull()
  })
})
