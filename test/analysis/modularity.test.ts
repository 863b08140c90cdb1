import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestPartition, newmanModularity } from '../../src/analysis/modularity.js'
import { adjustedRandIndex, clusterSizes } from '../../src/analysis/partition.js'
import { Random } from '../../src/random/random.js'
import { randomStrength } from './fixtures.js'

/** PAPER.md 5, written out: Q = (1/m) Σ_ij [A_ij − k_i^out k_j^in / m] δ(c_i, c_j), A_ij from i to j. */
function bruteForce(strength: Float64Array, n: number, labels: ArrayLike<number>): number {
  const from = (i: number, j: number) => strength[j * n + i]
  let m = 0
  const out = new Float64Array(n)
  const into = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      m += from(i, j)
      out[i] += from(i, j)
      into[j] += from(i, j)
    }
  }
  let q = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (labels[i] === labels[j]) q += from(i, j) - (out[i] * into[j]) / m
  }
  return q / m
}

const someNetwork = fc.record({
  seed: fc.integer(),
  n: fc.integer({ min: 2, max: 14 }),
  density: fc.double({ min: 0.2, max: 1, noNaN: true }),
})

describe('newmanModularity', () => {
  it('is ½ for two separate equal halves, and 0 for one part', () => {
    const strength = Float64Array.from([0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0])
    expect(newmanModularity({ neurons: 4, strength }, Int32Array.of(0, 0, 1, 1))).toBe(0.5)
    expect(newmanModularity({ neurons: 4, strength }, new Int32Array(4))).toBe(0)
    expect(newmanModularity({ neurons: 4, strength }, Int32Array.of(0, 1, 0, 1))).toBe(-0.5)
  })

  it('is the formula, self-connections included', () => {
    fc.assert(
      fc.property(someNetwork, ({ seed, n, density }) => {
        const random = Random.seeded(seed)
        const network = randomStrength(n, random, () => density)
        fc.pre(network.strength.some((w) => w > 0))
        const labels = Int32Array.from({ length: n }, () => random.integer(3))
        expect(newmanModularity(network, labels)).toBeCloseTo(bruteForce(network.strength, n, labels), 12)
        const bare = network.strength.map((w, at) => (at % (n + 1) === 0 ? 0 : w))
        fc.pre(bare.some((w) => w > 0))
        const without = newmanModularity(network, labels, { selfConnections: false })
        expect(without).toBeCloseTo(bruteForce(bare, n, labels), 12)
      }),
    )
  })

  it('is undefined without connections', () => {
    expect(newmanModularity({ neurons: 2, strength: new Float64Array(4) }, Int32Array.of(0, 1))).toBeNull()
    expect(newmanModularity({ neurons: 0, strength: new Float64Array(0) }, new Int32Array(0))).toBeNull()
    const selfOnly = { neurons: 2, strength: Float64Array.of(1, 0, 0, 1) }
    expect(newmanModularity(selfOnly, Int32Array.of(0, 1))).toBe(0.5)
    expect(newmanModularity(selfOnly, Int32Array.of(0, 1), { selfConnections: false })).toBeNull()
  })
})

describe('newmanModularity of other programs', () => {
  // modularity.py in the same folder says how these values were made.
  const { graphs } = JSON.parse(
    readFileSync(new URL('../fixtures/modularity.json', import.meta.url), 'utf8'),
  ) as {
    graphs: {
      name: string
      neurons: number
      connections: [from: number, to: number, weight: number][]
      labels: number[]
      networkx: number
      leidenalg: number
      bestOfTen: number
    }[]
  }

  it.each(graphs)('agrees with networkx and leidenalg: $name', ({ neurons, connections, labels, ...q }) => {
    const strength = new Float64Array(neurons ** 2)
    for (const [from, to, weight] of connections) strength[to * neurons + from] = weight
    const own = newmanModularity({ neurons, strength }, Int32Array.from(labels))
    expect(own).toBeCloseTo(q.networkx, 12)
    expect(own).toBeCloseTo(q.leidenalg, 12)
    const best = bestPartition({ neurons, strength }, Int32Array.from(labels), 10, Random.seeded(1))!
    expect(best.modularity).toBeGreaterThan(q.bestOfTen - 1e-12)
  })
})

describe('bestPartition', () => {
  it('recovers planted parts, larger first', () => {
    const random = Random.seeded(3)
    const planted = Int32Array.from({ length: 60 }, (_, i) => (i < 15 ? 1 : i < 45 ? 0 : 2))
    const network = randomStrength(60, random, (r, s) => (planted[r] === planted[s] ? 0.5 : 0.03))
    const best = bestPartition(network, new Int32Array(60), 3, Random.seeded(1))!
    expect(adjustedRandIndex(best.labels, planted)).toBe(1)
    expect(clusterSizes(best.labels)).toEqual([30, 15, 15])
    expect(best.modularity).toBeCloseTo(bruteForce(network.strength, 60, planted), 12)
  })

  it('goes by the weights, where every connection exists', () => {
    const planted = Int32Array.from({ length: 60 }, (_, i) => (i < 15 ? 1 : i < 45 ? 0 : 2))
    const strength = Float64Array.from({ length: 3600 }, (_, at) =>
      planted[Math.floor(at / 60)] === planted[at % 60] ? 1 : 0.1,
    )
    const best = bestPartition({ neurons: 60, strength }, new Int32Array(60), 3, Random.seeded(1))!
    expect(adjustedRandIndex(best.labels, planted)).toBe(1)
  })

  it('is the known partition, larger parts first, where nothing is better', () => {
    const strength = Float64Array.from({ length: 36 }, (_, at) => {
      const [r, s] = [Math.floor(at / 6), at % 6]
      return r !== s && [0, 3].includes(r) === [0, 3].includes(s) ? 1 : 0
    })
    const known = Int32Array.of(0, 1, 1, 0, 1, 1)
    const best = bestPartition({ neurons: 6, strength }, known, 0, Random.seeded(1))!
    expect([...best.labels]).toEqual([1, 0, 0, 1, 0, 0])
    expect(best.modularity).toBeCloseTo(newmanModularity({ neurons: 6, strength }, known)!, 15)
  })

  it('is the same for the same seed, and never worse with more runs', () => {
    const network = randomStrength(40, Random.seeded(4), () => 0.2)
    const once = bestPartition(network, new Int32Array(40), 5, Random.seeded(1))!
    expect(bestPartition(network, new Int32Array(40), 5, Random.seeded(1))).toEqual(once)
    expect(bestPartition(network, new Int32Array(40), 1, Random.seeded(1))!.modularity).toBeLessThanOrEqual(
      once.modularity,
    )
  })

  it('is undefined without connections', () => {
    expect(
      bestPartition({ neurons: 3, strength: new Float64Array(9) }, new Int32Array(3), 3, Random.seeded(1)),
    ).toBeNull()
    expect(
      bestPartition({ neurons: 0, strength: new Float64Array(0) }, new Int32Array(0), 3, Random.seeded(1)),
    ).toBeNull()
  })
})
