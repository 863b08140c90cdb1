import { describe, expect, it } from 'vitest'
import { meanDefined, participation } from '../../src/analysis/participation.js'
import { greatestDefined, HUB, withinModuleDegree } from '../../src/analysis/withinModuleDegree.js'
import { Random } from '../../src/random/random.js'
import { randomStrength } from './fixtures.js'
import { network, renamed, renamedList, star, twoCliques } from './structure.js'

const labelled = (n: number, of: (i: number) => number) => Int32Array.from({ length: n }, (_, i) => of(i))
const random = (seed: number, n = 12) => randomStrength(n, Random.seeded(seed, 'participation'), () => 0.4)

describe('participation', () => {
  it('is 0 in cliques that are the clusters, and 1 − 1/k where connections are spread evenly', () => {
    const cliques = twoCliques(4)
    expect(
      Array.from(
        participation(
          cliques,
          labelled(8, (i) => Math.floor(i / 4)),
        ).in,
      ),
    ).toEqual(Array(8).fill(0))
    // Clusters across the cliques: each neuron has one partner of its own and two of the other one.
    const across = participation(
      cliques,
      labelled(8, (i) => i % 2),
    )
    for (const p of across.out) expect(p).toBeCloseTo(1 - 1 / 9 - 4 / 9, 12)
    const whole = participation(
      network(4, (s, r) => s !== r),
      labelled(4, (i) => i),
    )
    for (const p of whole.in) expect(p).toBeCloseTo(2 / 3, 12)
  })

  it('knows what comes in from what goes out', () => {
    // 0 sends to all, 1 … 3 send nothing; self-connections say nothing.
    const fan = network(4, (s, r) => s === 0 || s === r)
    const { in: incoming, out } = participation(
      fan,
      labelled(4, (i) => i),
    )
    expect(Array.from(incoming)).toEqual([Number.NaN, 0, 0, 0])
    expect(out[0]).toBeCloseTo(2 / 3, 12)
    expect(Array.from(out.slice(1))).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(meanDefined(incoming)).toBe(0)
  })

  it('is the formula, summed as it is written', () => {
    const { neurons: n, strength } = random(1)
    const labels = labelled(n, (i) => i % 3)
    const { in: incoming, out } = participation({ neurons: n, strength }, labels)
    for (let i = 0; i < n; i++) {
      const spread = (w: (j: number) => number) => {
        const others = [...labels.keys()].filter((j) => j !== i)
        const total = others.reduce((sum, j) => sum + w(j), 0)
        const of = (c: number) => others.filter((j) => labels[j] === c).reduce((sum, j) => sum + w(j), 0)
        return 1 - [0, 1, 2].reduce((sum, c) => sum + (of(c) / total) ** 2, 0)
      }
      expect(incoming[i]).toBeCloseTo(
        spread((j) => strength[i * n + j]),
        12,
      )
      expect(out[i]).toBeCloseTo(
        spread((j) => strength[j * n + i]),
        12,
      )
    }
  })

  it('does not depend on names', () => {
    const original = random(2)
    const labels = labelled(12, (i) => i % 3)
    const to = Random.seeded(5).shuffle(labelled(12, (i) => i))
    const names = renamedList(labels, to)
    for (const measure of [participation, withinModuleDegree]) {
      const before = measure(original, labels)
      const after = measure(renamed(original, to), Int32Array.from(names))
      renamedList(before.in, to).forEach((x, i) => void expect(after.in[i]).toBeCloseTo(x, 12))
      renamedList(before.out, to).forEach((x, i) => void expect(after.out[i]).toBeCloseTo(x, 12))
    }
  })

  it('is undefined without connections, 0 in one cluster', () => {
    const none = participation(
      network(3, () => false),
      labelled(3, () => 0),
    )
    expect(meanDefined(none.in)).toBeNull()
    expect(
      meanDefined(
        participation(
          star(5),
          labelled(5, () => 0),
        ).in,
      ),
    ).toBe(0)
    expect(
      meanDefined(
        participation(
          network(0, () => false),
          new Int32Array(0),
        ).out,
      ),
    ).toBeNull()
    expect(
      meanDefined(
        participation(
          network(1, () => true),
          new Int32Array(1),
        ).out,
      ),
    ).toBeNull()
  })
})

describe('within-module degree', () => {
  it('finds the center of a star', () => {
    // Strengths 9, 1 × 9: mean 1.8, sd 2.4.
    const { in: incoming, out } = withinModuleDegree(
      star(10),
      labelled(10, () => 0),
    )
    expect(incoming[0]).toBeCloseTo(3, 12)
    expect(out[4]).toBeCloseTo(-1 / 3, 12)
    expect(greatestDefined(incoming)).toBeGreaterThan(HUB)
  })

  it('has mean 0 and variance 1 in each cluster', () => {
    const labels = labelled(12, (i) => i % 3)
    for (const values of Object.values(withinModuleDegree(random(3), labels))) {
      for (const cluster of [0, 1, 2]) {
        const own = Array.from(values as Float64Array).filter((_, i) => labels[i] === cluster)
        expect(own.reduce((sum, z) => sum + z, 0)).toBeCloseTo(0, 10)
        expect(own.reduce((sum, z) => sum + z * z, 0) / own.length).toBeCloseTo(1, 10)
      }
    }
  })

  it('is undefined where a cluster’s neurons do not differ', () => {
    // Sums of a third in different orders must not make a hub out of rounding.
    const cliques = { ...twoCliques(7), strength: twoCliques(7).strength.map((w) => w / 3) }
    expect(
      greatestDefined(
        withinModuleDegree(
          cliques,
          labelled(14, (i) => Math.floor(i / 7)),
        ).in,
      ),
    ).toBeNull()
    expect(
      greatestDefined(
        withinModuleDegree(
          star(4),
          labelled(4, (i) => i),
        ).in,
      ),
    ).toBeNull()
    expect(
      greatestDefined(
        withinModuleDegree(
          network(0, () => true),
          new Int32Array(0),
        ).in,
      ),
    ).toBeNull()
  })
})
