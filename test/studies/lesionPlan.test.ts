import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { DistinctSets, defaultRadius, discs, planLesions } from '../../src/studies/lesions/plan.js'
import { interaction } from '../../src/studies/lesions/specificity.js'
import {
  IMPORTANCE_TOLERANCE,
  importanceMatched,
  importanceMatchedClusters,
  randomSets,
  shuffledClusters,
} from '../../src/studies/randomSets.js'

const ascending = (set: Int32Array) => set.every((neuron, i) => i === 0 || neuron > set[i - 1])

describe('discs', () => {
  const sheet = { rows: 3, columns: 4 }
  const everyone = Array.from({ length: 12 }, (_, i) => i)

  it('hold the active neurons within the radius, edge included', () => {
    const found = discs(everyone, sheet, 1)
    expect(found).toHaveLength(12)
    expect([...found[5].neurons]).toEqual([1, 4, 5, 6, 9])
    expect([...found[0].neurons]).toEqual([0, 1, 4])
    expect(discs(everyone, sheet, 1.4)[5].neurons).toHaveLength(5)
    expect(discs(everyone, sheet, 1.5)[5].neurons).toHaveLength(9) // √2 is within
    expect(discs(everyone, sheet, 0.4).map(({ neurons }) => [...neurons])).toEqual(everyone.map((i) => [i]))
  })

  it('without an active neuron are left out', () => {
    expect(discs([11], sheet, 1).map(({ center }) => center)).toEqual([7, 10, 11])
  })

  it('stand on a coarser grid of a large sheet', () => {
    const large = { rows: 50, columns: 50 }
    const active = Array.from({ length: 2500 }, (_, i) => i)
    const plan = planLesions({ labels: active.map(() => 0), active, sheet: large, radius: 1 })
    expect(plan.discSpacing).toBe(3)
    expect(plan.discs.length).toBeLessThanOrEqual(500)
    expect(plan.discs[0].center).toBe(51)
    expect(plan.discs[1].center).toBe(54)
  })

  it('by default hold as many active neurons as a cluster, nearly', () => {
    const active = Array.from({ length: 100 }, (_, i) => i)
    const square = { rows: 10, columns: 10 }
    for (const clusters of [1, 2, 5, 20, 100]) {
      const off = (radius: number) => {
        const sizes = discs(active, square, radius).map(({ neurons }) => neurons.length)
        return Math.abs(sizes.reduce((a, b) => a + b, 0) / 100 - 100 / clusters)
      }
      const radius = defaultRadius(active, square, clusters)
      const others = Array.from({ length: 28 }, (_, i) => (i + 1) / 2)
      expect(off(radius)).toBeCloseTo(Math.min(...others.map(off)), 12)
    }
    expect(defaultRadius([3], square, 1)).toBe(0.5)
  })
})

describe('random sets', () => {
  const active = [2, 3, 5, 8, 13, 21, 34, 55]
  const labels = [0, 1, 0, 1, 1, 2, 1, 0]
  const clusters = planLesions({ labels, active, sheet: { rows: 8, columns: 8 }, radius: 1 }).clusters

  it('of shuffled labels are partitions of the same sizes, the same for the same seed', () => {
    const shuffled = shuffledClusters(labels, active, 50, Random.seeded(1))
    expect(shuffled.map((sets) => sets.length)).toEqual([50, 50, 50])
    for (let sample = 0; sample < 50; sample++) {
      const partition = shuffled.map((sets) => sets[sample])
      expect(partition.map(({ length }) => length)).toEqual(clusters.map(({ length }) => length))
      expect(partition.flatMap((set) => [...set]).sort((a, b) => a - b)).toEqual(active)
      for (const set of partition) expect(ascending(set)).toBe(true)
    }
    expect(new Set(shuffled[1].map((set) => set.join())).size).toBeGreaterThan(20)
    expect(shuffledClusters(labels, active, 50, Random.seeded(1))).toEqual(shuffled)
    expect(shuffledClusters(labels, active, 50, Random.seeded(2))).not.toEqual(shuffled)
  })

  it('of a size are active neurons, all alike often', () => {
    const counts = new Map(active.map((neuron) => [neuron, 0]))
    const sets = randomSets(active, 3, 2000, Random.seeded(1))
    for (const set of sets) {
      expect(set).toHaveLength(3)
      expect(ascending(set)).toBe(true)
      for (const neuron of set) counts.set(neuron, counts.get(neuron)! + 1)
    }
    for (const count of counts.values()) expect(Math.abs(count - 750)).toBeLessThan(110) // 5 sd
  })

  it('matched by importance keep size and, within a tenth, the sum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 29 }), (seed, size) => {
        const random = Random.seeded(seed)
        const neurons = Array.from({ length: 30 }, (_, i) => 2 * i)
        const importance = Float64Array.from({ length: 60 }, () => Math.exp(random.normal()))
        const cluster = randomSets(neurons, size, 1, random)[0]
        const sum = (set: Int32Array) => set.reduce((total, neuron) => total + importance[neuron], 0)
        const { sets, overlap } = importanceMatched(cluster, neurons, importance, 5, Random.seeded(seed, 'a'))
        for (const set of sets) {
          expect(new Set(set).size).toBe(size)
          expect(ascending(set)).toBe(true)
          expect([...set].every((neuron) => neurons.includes(neuron))).toBe(true)
          expect(Math.abs(sum(set) / sum(cluster) - 1)).toBeLessThanOrEqual(IMPORTANCE_TOLERANCE + 1e-9)
        }
        expect(overlap).toBeGreaterThanOrEqual(0)
        expect(overlap).toBeLessThanOrEqual(1)
        expect(importanceMatched(cluster, neurons, importance, 5, Random.seeded(seed, 'a')).sets).toEqual(
          sets,
        )
      }),
    )
  })

  it('matched by importance are as random as others where all are alike, and stay where no other fits', () => {
    const neurons = Array.from({ length: 40 }, (_, i) => i)
    const alike = new Float64Array(40).fill(0.3)
    const cluster = Int32Array.from({ length: 10 }, (_, i) => i)
    const { overlap } = importanceMatched(cluster, neurons, alike, 200, Random.seeded(1))
    expect(Math.abs(overlap - 0.25)).toBeLessThan(0.05)
    const one = Float64Array.from(neurons, (i) => (i === 7 ? 100 : 0.01))
    expect(importanceMatched(Int32Array.of(7), neurons, one, 20, Random.seeded(1)).overlap).toBe(1)
    const all = importanceMatched(Int32Array.from(neurons), neurons, alike, 3, Random.seeded(1))
    expect(all.overlap).toBe(1)
  })

  it('matched by importance for all clusters at once are partitions, each set of its size and sum', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 6 }), (seed, k) => {
        const random = Random.seeded(seed)
        const neurons = Array.from({ length: 30 }, (_, i) => 2 * i)
        const importance = Float64Array.from({ length: 60 }, () => Math.exp(random.normal()))
        const of = random.shuffle(neurons.map((_, i) => (i < k ? i : random.integer(k))))
        const sum = (set: Int32Array) => set.reduce((total, neuron) => total + importance[neuron], 0)
        const own = planLesions({ labels: of, active: neurons, sheet: { rows: 8, columns: 8 }, radius: 1 })
        const drawn = () => importanceMatchedClusters(of, neurons, importance, 5, Random.seeded(seed, 'a'))
        const matched = drawn()
        for (let sample = 0; sample < 5; sample++) {
          const partition = matched.map(({ sets }) => sets[sample])
          expect(partition.flatMap((set) => [...set]).sort((a, b) => a - b)).toEqual(neurons)
          partition.forEach((set, c) => {
            expect(set).toHaveLength(own.clusters[c].length)
            expect(ascending(set)).toBe(true)
            expect(Math.abs(sum(set) / sum(own.clusters[c]) - 1)).toBeLessThanOrEqual(
              IMPORTANCE_TOLERANCE + 1e-9,
            )
          })
        }
        expect(drawn()).toEqual(matched)
      }),
    )
  })

  it('matched by importance differ in what they hurt as much as other partitions do', () => {
    // Two tasks that need two neurons each, all four alike: of the three partitions into pairs one interacts, fully.
    const drops = (set: Int32Array) => [0, 1].map((task) => set.filter((i) => i >> 1 === task).length)
    const alike = new Float64Array(4).fill(1)
    const matched = importanceMatchedClusters([0, 0, 1, 1], [0, 1, 2, 3], alike, 3000, Random.seeded(1))
    const squares = matched[0].sets.map(
      (set, sample) => interaction([set, matched[1].sets[sample]].map(drops))! ** 2,
    )
    const mean = squares.reduce((a, b) => a + b) / squares.length
    expect(Math.abs(mean - 1 / 3)).toBeLessThan(0.05) // 1/6 for sets drawn each by itself
    expect(Math.abs(matched[0].overlap - 0.5)).toBeLessThan(0.05)
  })

  it('that are equal are evaluated once', () => {
    const distinct = new DistinctSets()
    expect([[1, 2], [12], [1, 2], []].map((set) => distinct.add(Int32Array.from(set)))).toEqual([0, 1, 0, 2])
    expect(distinct.sets).toHaveLength(3)
  })
})
