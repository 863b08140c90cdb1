import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connectome } from '../../src/analysis/connectome.js'
import {
  globalEfficiency,
  meanClustering,
  randomConnectome,
  smallWorldness,
} from '../../src/analysis/smallWorld.js'
import { Random } from '../../src/random/random.js'
import { network, renamed, ringLattice, star, twoCliques } from './structure.js'

const connectomes = fc
  .integer({ min: 2, max: 9 })
  .chain((n) => fc.array(fc.boolean(), { minLength: n * n, maxLength: n * n }).map((on) => ({ n, on })))
  .map(({ n, on }): Connectome => ({ neurons: n, strength: Float64Array.from(on, (b) => (b ? 0.5 : 0)) }))

const has =
  ({ neurons: n, strength }: Connectome) =>
  (from: number, to: number) =>
    from !== to && strength[to * n + from] > 0 ? 1 : 0

/** Fagiolo's formula with three loops. */
function clusteringByHand(c: Connectome): number {
  const a = has(c)
  const all = Array.from({ length: c.neurons }, (_, i) => i)
  const s = (i: number, j: number) => a(i, j) + a(j, i)
  const each = all.map((i) => {
    const degree = all.reduce((sum, j) => sum + s(i, j), 0)
    const both = all.reduce((sum, j) => sum + a(i, j) * a(j, i), 0)
    const cube = all.reduce(
      (sum, j) => sum + all.reduce((inner, k) => inner + s(i, j) * s(j, k) * s(k, i), 0),
      0,
    )
    const possible = degree * (degree - 1) - 2 * both
    return possible > 0 ? cube / 2 / possible : 0
  })
  return each.reduce((sum, x) => sum + x, 0) / c.neurons
}

/** Floyd and Warshall. */
function efficiencyByHand(c: Connectome): number {
  const { neurons: n } = c
  const d = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? 0 : has(c)(i, j) ? 1 : Number.POSITIVE_INFINITY)),
  )
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) d[i][j] = Math.min(d[i][j], d[i][k] + d[k][j])
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) sum += 1 / d[i][j]
  return sum / (n * (n - 1))
}

describe('clustering and efficiency', () => {
  it('are those of the formulas', () => {
    fc.assert(
      fc.property(connectomes, (c) => {
        expect(meanClustering(c)).toBeCloseTo(clusteringByHand(c), 12)
        expect(globalEfficiency(c)).toBeCloseTo(efficiencyByHand(c), 12)
      }),
    )
  })

  it('do not depend on names', () => {
    fc.assert(
      fc.property(connectomes, fc.nat(), (c, seed) => {
        const to = Random.seeded(seed).shuffle(Int32Array.from({ length: c.neurons }, (_, i) => i))
        expect(meanClustering(renamed(c, to))).toBeCloseTo(meanClustering(c)!, 12)
        expect(globalEfficiency(renamed(c, to))).toBeCloseTo(globalEfficiency(c)!, 12)
      }),
    )
  })

  it('are known for cliques, stars, rings and a directed three-cycle', () => {
    expect(meanClustering(twoCliques(4))).toBeCloseTo(1, 12)
    expect(globalEfficiency(twoCliques(4))).toBeCloseTo(3 / 7, 12)
    expect(meanClustering(star(6))).toBe(0)
    // 10 of 30 ordered pairs are one step apart, the rest two.
    expect(globalEfficiency(star(6))).toBeCloseTo(2 / 3, 12)
    // Each neuron of a ring joined two to each side: 3 of the 6 pairs of partners are joined.
    expect(meanClustering(ringLattice(20, 2))).toBeCloseTo(1 / 2, 12)
    // One of the two ways in which three neurons can be joined both ways about: half of what is possible.
    const cycle = network(3, (s, r) => r === (s + 1) % 3)
    expect(meanClustering(cycle)).toBeCloseTo(1 / 2, 12)
    expect(globalEfficiency(cycle)).toBeCloseTo(3 / 4, 12)
  })

  it('need neurons', () => {
    expect(meanClustering(network(0, () => true))).toBeNull()
    expect(globalEfficiency(network(1, () => true))).toBeNull()
    expect(meanClustering(network(3, () => false))).toBe(0)
    expect(globalEfficiency(network(3, () => false))).toBe(0)
  })
})

describe('small-worldness', () => {
  const measured = (c: Connectome) => ({ clustering: meanClustering(c)!, efficiency: globalEfficiency(c)! })

  it('is far above 1 for a rewired ring lattice, 1 for a network against itself', () => {
    const random = Random.seeded(1, 'small world')
    const ring = ringLattice(80, 4)
    for (let k = 0; k < 40; k++) {
      // A shortcut, as Watts and Strogatz make them, but without taking a connection away.
      const [a, b] = [random.integer(80), random.integer(80)]
      if (a !== b) ring.strength[a * 80 + b] = ring.strength[b * 80 + a] = 1
    }
    const edges = ring.strength.filter((w) => w > 0).length
    const reference = measured(randomConnectome(80, edges, random))
    expect(smallWorldness(measured(ring), reference)).toBeGreaterThan(2)
    expect(smallWorldness(reference, reference)).toBe(1)
    expect(smallWorldness(measured(ring), { clustering: 0, efficiency: 0.5 })).toBeNull()
  })

  it('has random references of the given size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), fc.nat(), (n, some, seed) => {
        const edges = some % (n * n - n + 1)
        const { strength } = randomConnectome(n, edges, Random.seeded(seed))
        expect(strength.filter((w) => w > 0)).toHaveLength(edges)
        for (let i = 0; i < n; i++) expect(strength[i * n + i]).toBe(0)
      }),
    )
    const often = new Float64Array(9)
    const random = Random.seeded(2)
    for (let k = 0; k < 6000; k++) {
      randomConnectome(3, 2, random).strength.forEach((w, at) => {
        often[at] += w
      })
    }
    for (const at of [1, 2, 3, 5, 6, 7]) expect(Math.abs(often[at] - 2000)).toBeLessThan(150)
  })
})
