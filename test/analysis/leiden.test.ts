import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Connectome, connectome } from '../../src/analysis/connectome.js'
import { graphOf, leiden } from '../../src/analysis/leiden.js'
import { bestPartition, newmanModularity } from '../../src/analysis/modularity.js'
import { adjustedRandIndex, clusterSizes } from '../../src/analysis/partition.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { Random } from '../../src/random/random.js'
import { some } from '../length.js'
import { randomStrength } from './fixtures.js'

/** Connectomes of all densities, from a few scattered connections to nearly complete, with a partition to start from. */
const someStart = (most: number) =>
  fc
    .record({
      seed: fc.integer(),
      n: fc.integer({ min: 1, max: most }),
      density: fc.constantFrom(0.05, 0.1, 0.2, 0.5, 0.9),
      parts: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ seed, n, density, parts }) => {
      const random = Random.seeded(seed)
      const network = randomStrength(n, random, () => density)
      return { network, start: Int32Array.from({ length: n }, () => random.integer(parts)), seed }
    })
    .filter(({ network }) => network.strength.some((w) => w > 0))

const alone = ({ neurons }: Connectome) => Int32Array.from({ length: neurons }, (_, i) => i)

/** Whether each part hangs together by its own connections, in whatever direction. */
function connected({ neurons: n, strength }: Connectome, labels: Int32Array): boolean {
  return clusterSizes(labels).every((size, part) => {
    const reached = [labels.indexOf(part)]
    for (const a of reached) {
      for (let b = 0; b < n; b++) {
        const joined = strength[a * n + b] > 0 || strength[b * n + a] > 0
        if (joined && labels[b] === part && !reached.includes(b)) reached.push(b)
      }
    }
    return reached.length === size
  })
}

/** The highest Q of all partitions, and how many have it. */
function bestOfAll(network: Connectome): { modularity: number; partitions: number } {
  const labels = new Int32Array(network.neurons)
  const all: number[] = []
  const divide = (neuron: number, parts: number) => {
    if (neuron === network.neurons) {
      all.push(newmanModularity(network, labels)!)
      return
    }
    for (let part = 0; part <= parts; part++) {
      labels[neuron] = part
      divide(neuron + 1, Math.max(parts, part + 1))
    }
  }
  divide(0, 0)
  const modularity = all.reduce((most, q) => Math.max(most, q))
  return { modularity, partitions: all.filter((q) => q > modularity - 1e-9).length }
}

describe('leiden', () => {
  it('divides into connected parts, no worse than the start, that no single move makes better', () => {
    fc.assert(
      fc.property(someStart(25), ({ network, start, seed }) => {
        const labels = leiden(graphOf(network)!, start, Random.seeded(seed, 'leiden'))
        expect(clusterSizes(labels)).not.toContain(0)
        expect(connected(network, labels)).toBe(true)
        const q = newmanModularity(network, labels)!
        expect(q).toBeGreaterThan(newmanModularity(network, start)! - 1e-12)
        const parts = clusterSizes(labels).length
        for (let neuron = 0; neuron < network.neurons; neuron++) {
          for (let part = 0; part <= parts; part++) {
            const moved = labels.with(neuron, part)
            expect(newmanModularity(network, moved)).toBeLessThan(q + 1e-11)
          }
        }
      }),
    )
  })

  it('gives each neuron without connections to others a part of its own', () => {
    // 0 and 2 are joined, 1 has nothing, 3 has only itself; all begin in one part.
    const strength = new Float64Array(16)
    strength[2] = 0.5
    strength[15] = 1
    const labels = leiden(graphOf({ neurons: 4, strength })!, new Int32Array(4), Random.seeded(1))
    expect([...labels]).toEqual([0, 1, 0, 2])
  })

  it('is the same for the same seed', () => {
    const network = randomStrength(60, Random.seeded(4), () => 0.15)
    const graph = graphOf(network)!
    const run = (seed: number) => leiden(graph, alone(network), Random.seeded(seed))
    expect(run(1)).toEqual(run(1))
    const different = new Set(Array.from({ length: 10 }, (_, seed) => run(seed).join()))
    expect(different.size).toBeGreaterThan(1)
  })

  it('finds each clique of a ring of cliques', () => {
    const n = 40
    const strength = Float64Array.from({ length: n * n }, (_, at) => {
      const [r, s] = [Math.floor(at / n), at % n]
      if (r === s) return 0
      return Math.floor(r / 5) === Math.floor(s / 5) || (r % 5 === 0 && (s + 1) % n === r) ? 1 : 0
    })
    const cliques = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 5))
    for (let seed = 0; seed < 10; seed++) {
      const labels = leiden(
        graphOf({ neurons: n, strength })!,
        Int32Array.from({ length: n }, (_, i) => i),
        Random.seeded(seed),
      )
      expect(adjustedRandIndex(labels, cliques)).toBe(1)
    }
  })

  it('is undefined without connections', () => {
    expect(graphOf({ neurons: 3, strength: new Float64Array(9) })).toBeNull()
    expect(graphOf({ neurons: 0, strength: new Float64Array(0) })).toBeNull()
  })
})

describe('the best partition, against all partitions', () => {
  it('is the best of all: nearly always after ten restarts, always after a hundred', () => {
    const tried = some(300)
    let tens = 0
    fc.assert(
      fc.property(someStart(7), ({ network, start, seed }) => {
        const best = bestOfAll(network).modularity
        const found = (restarts: number) => bestPartition(network, start, restarts, Random.seeded(seed))!
        expect(found(100).modularity).toBeCloseTo(best, 10)
        if (found(10).modularity > best - 1e-10) tens++
      }),
      { seed: 1, numRuns: tried },
    )
    expect(tens / tried).toBeGreaterThan(0.99)
  })

  it('does not depend on the order of the neurons, where one partition is best', () => {
    fc.assert(
      fc.property(someStart(7), ({ network, start, seed }) => {
        fc.pre(bestOfAll(network).partitions === 1)
        const { neurons: n, strength } = network
        const order = Random.seeded(seed, 'order').shuffle(alone(network))
        const other = {
          neurons: n,
          strength: strength.map((_, at) => strength[order[Math.floor(at / n)] * n + order[at % n]]),
        }
        const one = bestPartition(network, start, 100, Random.seeded(1))!
        const two = bestPartition(other, new Int32Array(n), 100, Random.seeded(2))!
        expect(two.modularity).toBeCloseTo(one.modularity, 12)
        expect(
          adjustedRandIndex(
            two.labels,
            order.map((neuron) => one.labels[neuron]),
          ),
        ).toBe(1)
      }),
      { seed: 2 },
    )
  })
})

describe('on trained networks', () => {
  const { keptNetworks } = JSON.parse(
    readFileSync(new URL('../fixtures/modularity.json', import.meta.url), 'utf8'),
  ) as { keptNetworks: Record<string, number> }

  it.each(Object.entries(keptNetworks))(
    'reaches the best of ten runs of leidenalg: %s',
    (name, leidenalg) => {
      const read = (file: string) =>
        readFileSync(new URL(`../../results/growing-brains/networks/${name}/${file}`, import.meta.url))
      const { labels } = JSON.parse(read('analysis/details.json').toString()) as { labels: number[] }
      const active = Int32Array.from(labels.flatMap((label, neuron) => (label < 0 ? [] : [neuron])))
      const { data } = decodeSafetensors(read('network.safetensors')).tensors.recurrentWeights
      const network = connectome(data as Float32Array, active)
      const known = Int32Array.from(active, (neuron) => labels[neuron])
      const best = bestPartition(network, known, 100, Random.seeded(1))!
      expect(connected(network, best.labels)).toBe(true)
      expect(best.modularity).toBeGreaterThan(leidenalg - 1e-12)
    },
  )
})
