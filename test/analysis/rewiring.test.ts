import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connectome } from '../../src/analysis/connectome.js'
import { lengthClasses } from '../../src/analysis/lengths.js'
import { Rewiring } from '../../src/analysis/rewiring.js'
import { Random } from '../../src/random/random.js'
import { randomStrength } from './fixtures.js'

const SHEET = { rows: 6, columns: 6 }

const someNetwork = fc
  .record({
    seed: fc.integer(),
    places: fc.uniqueArray(fc.nat(35), { minLength: 1, maxLength: 25 }),
    density: fc.double({ min: 0.02, max: 1, noNaN: true }),
  })
  .map(({ seed, places, density }) => {
    const network = randomStrength(places.length, Random.seeded(seed), () => density)
    return {
      network,
      lengths: lengthClasses(Int32Array.from(places), SHEET),
      random: Random.seeded(seed, 'null'),
    }
  })

/** Sorted weights of each group of connections; `key` names the group of a place, null leaves the place out. */
function weightsBy({ neurons: n, strength }: Connectome, key: (r: number, s: number) => unknown) {
  const groups = new Map<string, number[]>()
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      if (strength[r * n + s] === 0) continue
      const name = String(key(r, s))
      groups.set(name, [...(groups.get(name) ?? []), strength[r * n + s]])
    }
  }
  return new Map([...groups].sort().map(([name, weights]) => [name, weights.sort()]))
}

const outDegrees = ({ neurons: n, strength }: Connectome) =>
  Array.from({ length: n }, (_, s) => strength.filter((w, at) => w > 0 && at % n === s).length)

describe('Rewiring', () => {
  it('keeps out-degrees, each neuron’s incoming weights, and self-connections', () => {
    fc.assert(
      fc.property(someNetwork, ({ network, random }) => {
        const rewiring = new Rewiring(network, random)
        rewiring.trade(5)
        const sample = rewiring.sample()
        expect(outDegrees(sample)).toEqual(outDegrees(network))
        // Grouped by receiving neuron, with self-connections in groups of their own.
        const key = (r: number, s: number) => (r === s ? `self ${r}` : r)
        expect(weightsBy(sample, key)).toEqual(weightsBy(network, key))
      }),
    )
  })

  it('with lengths, keeps each neuron’s incoming weights at each length, so also the histogram of lengths', () => {
    fc.assert(
      fc.property(someNetwork, ({ network, lengths, random }) => {
        const rewiring = new Rewiring(network, random, lengths)
        rewiring.trade(20)
        const sample = rewiring.sample()
        const n = network.neurons
        expect(outDegrees(sample)).toEqual(outDegrees(network))
        const key = (r: number, s: number) => `${r} at ${lengths[r * n + s]}`
        expect(weightsBy(sample, key)).toEqual(weightsBy(network, key))
        const histogram = (c: Connectome) => weightsBy(c, (r, s) => lengths[r * n + s])
        expect(histogram(sample)).toEqual(histogram(network))
      }),
    )
  })

  it('does move connections: nearly all when free, most when lengths are kept', () => {
    const places = Int32Array.from({ length: 36 }, (_, i) => i)
    const network = randomStrength(36, Random.seeded(1), () => 0.15)
    const free = new Rewiring(network, Random.seeded(2))
    free.trade(30)
    // A place is taken anew with the density's probability.
    expect(free.changedShare()).toBeGreaterThan(0.75)
    expect(free.moves / free.edges).toBeGreaterThan(5)
    const kept = new Rewiring(network, Random.seeded(2), lengthClasses(places, SHEET))
    kept.trade(200)
    expect(kept.changedShare()).toBeGreaterThan(0.4)
    expect(kept.changedShare()).toBeLessThan(free.changedShare()!)
  })

  it('reaches every network of the same degrees equally often', () => {
    // Five neurons, each driving two others: count the digraphs of these degrees without self-connections.
    const n = 5
    const strength = new Float64Array(n * n)
    for (let s = 0; s < n; s++) for (const step of [1, 2]) strength[((s + step) % n) * n + s] = 1
    const all = digraphs(n, 2)
    const rewiring = new Rewiring({ neurons: n, strength }, Random.seeded(12))
    const counts = new Map<string, number>()
    const draws = 40 * all
    rewiring.trade(20)
    for (let i = 0; i < draws; i++) {
      rewiring.trade(6)
      const key = rewiring.sample().strength.join('')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(all).toBe(216)
    expect(counts.size).toBe(all)
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 40) ** 2 / 40, 0)
    // 215 degrees of freedom: mean 215, sd 20.7; five sd for the little correlation that is left between draws.
    expect(chiSquare).toBeLessThan(215 + 5 * 20.7)
  })

  it('with lengths, reaches every network of the same degrees and lengths equally often', () => {
    const places = Int32Array.from({ length: 9 }, (_, i) => i)
    const lengths = lengthClasses(places, { rows: 3, columns: 3 })
    const random = Random.seeded(1)
    const strength = new Float64Array(81).map((_, at) => (at % 10 !== 0 && random.chance(0.3) ? 1 : 0))
    const counts = new Map<string, number>()
    const rewiring = new Rewiring({ neurons: 9, strength }, Random.seeded(5), lengths)
    for (let i = 0; i < 6000; i++) {
      rewiring.trade(20)
      const key = rewiring.sample().strength.join('')
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const states = reachable(strength, lengths, 9)
    expect(states).toBeGreaterThan(30)
    expect(counts.size).toBe(states)
    const mean = 6000 / states
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0)
    expect(chiSquare).toBeLessThan(states - 1 + 5 * Math.sqrt(2 * (states - 1)))
  })

  it('gives a complete network other weights at the same places', () => {
    const network = randomStrength(12, Random.seeded(3), () => 1)
    const rewiring = new Rewiring(network, Random.seeded(4))
    rewiring.trade(10)
    const sample = rewiring.sample()
    expect(rewiring.changedShare()).toBe(0)
    expect(sample.strength.every((w) => w > 0)).toBe(true)
    expect(sample.strength.filter((w, at) => w === network.strength[at]).length).toBeLessThan(50)
    expect([...sample.strength].sort()).toEqual([...network.strength].sort())
  })

  it('leaves the network it was given, and earlier samples, as they were', () => {
    const network = randomStrength(15, Random.seeded(5), () => 0.3)
    const before = [...network.strength]
    const rewiring = new Rewiring(network, Random.seeded(6))
    const first = rewiring.sample()
    const copy = [...first.strength]
    rewiring.trade(10)
    rewiring.sample()
    expect([...network.strength]).toEqual(before)
    expect([...first.strength]).toEqual(copy)
  })

  it('works on next to nothing, and refuses sizes that do not fit', () => {
    for (const n of [0, 1, 2]) {
      const rewiring = new Rewiring({ neurons: n, strength: new Float64Array(n * n) }, Random.seeded(1))
      rewiring.trade(3)
      expect(rewiring.sample().strength.length).toBe(n * n)
      expect(rewiring.changedShare()).toBeNull()
    }
    expect(() => new Rewiring({ neurons: 2, strength: new Float64Array(3) }, Random.seeded(1))).toThrow(
      RangeError,
    )
  })
})

/** The number of digraphs on n neurons with in- and out-degree d and no self-connections. */
function digraphs(n: number, d: number): number {
  const rows = Array.from({ length: 2 ** n }, (_, bits) => bits).filter(
    (bits) => [...bits.toString(2)].filter((b) => b === '1').length === d,
  )
  const place = (r: number, inDegree: number[]): number => {
    if (r === n) return inDegree.every((k) => k === d) ? 1 : 0
    return rows
      .filter((bits) => ((bits >> r) & 1) === 0)
      .reduce(
        (sum, bits) =>
          sum +
          place(
            r + 1,
            inDegree.map((k, s) => k + ((bits >> s) & 1)),
          ),
        0,
      )
  }
  return place(0, new Array(n).fill(0))
}

/** The number of networks that single edge swaps reach which keep both lengths: found breadth first. */
function reachable(start: Float64Array, lengths: Uint16Array, n: number): number {
  const seen = new Set([start.join('')])
  const queue = [start]
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const edges = [...at.keys()].filter((i) => at[i] > 0)
    for (const e of edges) {
      for (const f of edges) {
        const [a, b] = [Math.floor(e / n), Math.floor(f / n)]
        const [swapA, swapB] = [a * n + (f % n), b * n + (e % n)]
        const selfMade = a === f % n || b === e % n
        if (a === b || selfMade || at[swapA] > 0 || at[swapB] > 0) continue
        if (lengths[swapA] !== lengths[e] || lengths[swapB] !== lengths[f]) continue
        const next = at.slice()
        next[e] = 0
        next[f] = 0
        next[swapA] = 1
        next[swapB] = 1
        if (!seen.has(next.join(''))) {
          seen.add(next.join(''))
          queue.push(next)
        }
      }
    }
  }
  return seen.size
}
