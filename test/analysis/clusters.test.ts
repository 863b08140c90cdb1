import { describe, expect, it } from 'vitest'
import { correlatedSilhouetteNull, functionalClusters, silhouetteNull } from '../../src/analysis/clusters.js'
import { adjustedRandIndex } from '../../src/analysis/partition.js'
import { profiles } from '../../src/analysis/taskVariance.js'
import { Random } from '../../src/random/random.js'
import { PUBLISHED_SIZES, publishedProfiles, YANG19 } from './fixtures.js'

describe('functionalClusters', () => {
  const { profiles, tasks } = publishedProfiles()

  it('finds the published clusters in the published matrix', () => {
    const clusters = functionalClusters(profiles, tasks)
    const published = PUBLISHED_SIZES.flatMap((size, label) => new Array<number>(size).fill(label))
    expect(clusters.sizes).toEqual(PUBLISHED_SIZES)
    // The last one's published partition, two units apart from Ward's here, has dms a hair before dnmc.
    expect(clusters.preferredTasks.map((t) => YANG19[t])).toEqual(
      'anti dm1 ctxdm1 ctxdlydm1 ctxdlydm1 ctxdlydm2 dnmc'.split(' '),
    )
    expect(adjustedRandIndex(clusters.labels, published)).toBeGreaterThanOrEqual(0.95)
    expect(clusters.silhouette).toBeCloseTo(0.4727, 4)
  })

  it('has the silhouettes that SciPy’s Ward gives, k = 2..19', () => {
    const scipy = [
      0.2939, 0.3497, 0.4254, 0.4412, 0.4669, 0.4727, 0.4461, 0.3966, 0.3862, 0.4023, 0.3756, 0.3649, 0.3696,
      0.3751, 0.3829, 0.3681, 0.3435, 0.3404,
    ]
    const { cuts } = functionalClusters(profiles, tasks)
    expect(cuts.map(({ k }) => k)).toEqual(scipy.map((_, i) => i + 2))
    cuts.forEach(({ silhouette }, i) => {
      expect(Math.abs(silhouette - scipy[i])).toBeLessThan(1e-4)
    })
  })

  it('labels by preferred task, then larger first, then lowest unit', () => {
    // Four tight groups on three tasks: two prefer task 2 (sizes 2 and 3), one task 0, one task 1.
    const a = [0.5, 0, 1]
    const b = [0, 0.5, 1]
    const c = [1, 0, 0]
    const d = [0, 1, 0]
    const clusters = functionalClusters(Float64Array.from([a, d, b, c, b, a, d, b, c].flat()), 3)
    expect([...clusters.labels]).toEqual([3, 1, 2, 0, 2, 3, 1, 2, 0])
    expect(clusters.preferredTasks).toEqual([0, 1, 2, 2])
    expect(clusters.sizes).toEqual([2, 2, 3, 2])
    expect(clusters.silhouette).toBe(1)
    const tie = functionalClusters(Float64Array.from([b, c, a, c, a, b].flat()), 3)
    expect([...tie.labels]).toEqual([1, 0, 2, 0, 2, 1])
  })

  it('does not depend on the order of the units, their names aside', () => {
    const n = profiles.length / tasks
    const order = Random.seeded(5).shuffle(Int32Array.from({ length: n }, (_, i) => i))
    const shuffled = Float64Array.from(
      profiles,
      (_, i) => profiles[order[Math.floor(i / tasks)] * tasks + (i % tasks)],
    )
    const clusters = functionalClusters(shuffled, tasks)
    expect(clusters.sizes).toEqual(PUBLISHED_SIZES)
    const { labels } = functionalClusters(profiles, tasks)
    expect([...clusters.labels]).toEqual([...order].map((unit) => labels[unit]))
  })

  it('is one cluster, without a silhouette, where there is nothing to divide', () => {
    expect(functionalClusters(new Float64Array(0), 3)).toMatchObject({
      sizes: [],
      preferredTasks: [],
      silhouette: null,
    })
    expect(functionalClusters(Float64Array.of(0, 1), 2)).toMatchObject({ sizes: [1], preferredTasks: [1] })
    expect(functionalClusters(Float64Array.of(1, 0, 0, 1), 2)).toMatchObject({ sizes: [2], silhouette: null })
    const alike = functionalClusters(Float64Array.from([1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5]), 2)
    expect(alike).toMatchObject({ sizes: [4], silhouette: null, cuts: [] })
    expect(functionalClusters(new Float64Array(5).fill(1), 1)).toMatchObject({ sizes: [5], silhouette: null })
  })

  it('tries at most one cluster fewer than units', () => {
    const three = functionalClusters(Float64Array.of(1, 0, 1, 0.1, 0, 1), 2)
    expect(three.cuts.map(({ k }) => k)).toEqual([2])
    expect(three.sizes).toEqual([2, 1])
  })

  it('takes under a second for 400 units', () => {
    const random = Random.seeded(2)
    const many = new Float64Array(400 * 20).map(() => random.uniform())
    const start = performance.now()
    functionalClusters(many, 20)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('silhouetteNull', () => {
  it('lies far under the published silhouette', () => {
    const { profiles, tasks } = publishedProfiles()
    const samples = silhouetteNull(profiles, tasks, 50, Random.seeded(4))
    expect(Math.max(...samples)).toBeLessThan(0.3)
    expect(Math.min(...samples)).toBeGreaterThan(0)
    expect(new Set(samples).size).toBe(50)
  })

  it('holds profiles without structure to be ordinary', () => {
    // Profiles drawn from the null itself: ranks among nulls must not pile up at either end.
    const random = Random.seeded(9)
    let extreme = 0
    for (let trial = 0; trial < 20; trial++) {
      const profiles = new Float64Array(30 * 6).map(() => random.uniform())
      const value = functionalClusters(profiles, 6).silhouette!
      const above = silhouetteNull(profiles, 6, 19, random).filter((x) => x >= value).length
      if (above === 0) extreme++
    }
    // Each trial is extreme with probability 1/20; 6 or more of 20 happen once in 3,000 times.
    expect(extreme).toBeLessThan(6)
  })

  it('moves no variance from one unit to another', () => {
    // Units that do the same in all tasks, strongly or weakly: permuted over tasks they stay what they are.
    const profiles = Float64Array.from({ length: 20 * 4 }, (_, i) => (i < 40 ? 1 : 0.1))
    const samples = silhouetteNull(profiles, 4, 20, Random.seeded(1))
    expect([...new Set(samples)]).toEqual([functionalClusters(profiles, 4).silhouette])
  })

  it('leaves the profiles as they were', () => {
    const profiles = Float64Array.of(1, 0, 0.5, 0.2, 1, 0, 0, 0.3, 1)
    const before = [...profiles]
    silhouetteNull(profiles, 3, 5, Random.seeded(1))
    expect([...profiles]).toEqual(before)
  })
})

describe('correlatedSilhouetteNull', () => {
  const units = 60
  const profilesOf = (variance: Float64Array) =>
    profiles(
      variance,
      units,
      Int32Array.from({ length: units }, (_, i) => i),
    )

  it('holds neurons without groups to be ordinary, where the null of permutations finds modules', () => {
    // One cloud: how much a unit does tasks 0 to 2, and how little 3 to 5, is a matter of degree.
    const random = Random.seeded(6)
    let [extreme, permutedExtreme] = [0, 0]
    for (let trial = 0; trial < 60; trial++) {
      const axis = Array.from({ length: units }, () => random.normal())
      const variance = Float64Array.from({ length: 6 * units }, (_, i) =>
        Math.exp((i < 3 * units ? 1 : -1) * axis[i % units] + 0.5 * random.normal()),
      )
      const own = profilesOf(variance)
      const value = functionalClusters(own, 6).silhouette!
      if (correlatedSilhouetteNull(variance, 6, 19, random).every((x) => x < value)) extreme++
      if (silhouetteNull(own, 6, 19, random).every((x) => x < value)) permutedExtreme++
    }
    // Three are expected; 10 or more would happen once in 1,000 times.
    expect(extreme).toBeLessThan(10)
    expect(permutedExtreme).toBeGreaterThan(50)
  })

  it('lies under the silhouette of units in groups', () => {
    const random = Random.seeded(6)
    const variance = Float64Array.from({ length: 6 * units }, (_, i) => {
      const task = Math.floor(i / units)
      return (task % 3 === (i % units) % 3 ? 1 : 0.05) * (1 + 0.2 * random.uniform())
    })
    const value = functionalClusters(profilesOf(variance), 6).silhouette!
    expect(Math.max(...correlatedSilhouetteNull(variance, 6, 50, random))).toBeLessThan(value - 0.05)
  })

  it('is without structure where units do not differ', () => {
    const alike = new Float64Array(12).fill(1)
    expect([...correlatedSilhouetteNull(alike, 2, 3, Random.seeded(1))]).toEqual([0, 0, 0])
  })
})
