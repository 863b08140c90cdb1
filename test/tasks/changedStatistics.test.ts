import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { holdOut, subset } from '../../src/tasks/battery.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import { halfOfTasks, onFirstRing, relatives, withCoherences } from '../../src/tasks/statistics.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original } from '../../src/tasks/yang19Original.js'

const conditions = (battery: typeof yang19, name: string) => {
  const task = battery.tasks.find((candidate) => candidate.name === name)!
  return evaluationBatch(battery, task, 200, Random.seeded(1)).drawn.map(({ condition }) => condition)
}
const rounded = (x: number) => Number(x.toFixed(6))

describe('onFirstRing', () => {
  const one = onFirstRing(yang19)!

  it('shows ring 1 alone in the tasks of one ring, and leaves out those of ring 2', () => {
    const names = one.tasks.map(({ name }) => name)
    expect(yang19.tasks.map(({ name }) => name).filter((name) => !names.includes(name))).toEqual([
      'dm2',
      'dlydm2',
    ])
    for (const name of ['go', 'rtanti', 'dnmc'])
      expect(new Set(conditions(one, name).map(({ modality }) => modality))).toEqual(new Set([1]))
    expect(new Set(conditions(yang19, 'go').map(({ modality }) => modality))).toEqual(new Set([1, 2]))
    expect(conditions(one, 'ctxdm2')).toEqual(conditions(yang19, 'ctxdm2'))
    // Ring 2 and the lines of what is left out are off.
    const { inputs, time, trials } = evaluationBatch(one, one.tasks[0], 20, Random.seeded(2))
    for (let row = 0; row < time * trials; row++) {
      const from = row * one.inputCount
      expect(inputs.subarray(from + 17, from + 33).every((x) => x === 0)).toBe(true)
      expect(inputs[from + 33]).toBe(1)
    }
  })

  it('is not there where no task chooses a ring, or where a grid is given', () => {
    expect(onFirstRing(subset(yang19, ['dm1', 'ctxdm1']))).toBeNull()
    expect(onFirstRing(yang19Original)).toBeNull()
  })
})

describe('withCoherences', () => {
  const sizes = (which: 'weakest' | 'strongest', name: string, ring: number) =>
    [
      ...new Set(
        conditions(withCoherences(yang19, which)!, name).map((c) =>
          rounded(Math.abs(c[`coh1_mod${ring}`] - c[`coh2_mod${ring}`])),
        ),
      ),
    ].sort()

  it('keeps two of the coherences, of either sign, on every ring', () => {
    expect(sizes('weakest', 'dm1', 1)).toEqual([0.08, 0.16])
    expect(sizes('strongest', 'ctxdm1', 2)).toEqual([0.32, 0.64])
    expect(sizes('weakest', 'multidlydm', 1)).toEqual([0.3, 0.4])
    expect(sizes('strongest', 'dlydm2', 2)).toEqual([0.4, 0.7])
    const signs = conditions(withCoherences(yang19, 'weakest')!, 'dm1').map((c) =>
      Math.sign(c.coh1_mod1 - c.coh2_mod1),
    )
    expect(new Set(signs)).toEqual(new Set([1, -1]))
    expect(conditions(withCoherences(yang19, 'weakest')!, 'go')).toEqual(conditions(yang19, 'go'))
  })

  it('is not there without decisions', () => {
    expect(withCoherences(subset(yang19, ['go', 'anti']), 'weakest')).toBeNull()
    expect(withCoherences(yang19Original, 'weakest')).toBeNull()
  })
})

describe('halfOfTasks', () => {
  it('draws ten of twenty, two of every family at least, each task sooner or later', () => {
    const random = Random.seeded(3)
    const seen = new Set<number>()
    for (let i = 0; i < 100; i++) {
      const half = halfOfTasks(yang19, random)!
      expect(half).toEqual([...new Set(half)].sort((a, b) => a - b))
      expect(half).toHaveLength(10)
      for (const family of ['reach', 'decision', 'delayed decision', 'match'])
        expect(half.filter((t) => yang19.tasks[t].family === family).length).toBeGreaterThanOrEqual(2)
      for (const t of half) seen.add(t)
    }
    expect(seen.size).toBe(20)
  })

  it('is not there where families do not fit into a half', () => {
    expect(halfOfTasks(subset(yang19, ['go', 'dm1', 'dms']), Random.seeded(1))).toBeNull()
    expect(halfOfTasks(subset(yang19, ['go', 'anti', 'dm1', 'dm2', 'rtgo']), Random.seeded(1))).toBeNull()
  })
})

describe('relatives', () => {
  const out = ['rtgo', 'dlyanti', 'ctxdm2', 'ctxdlydm2', 'dnmc']
  const left = holdOut(yang19, out)
  it.each([
    ['rtgo', 'go dlygo'],
    ['dlyanti', 'anti rtanti'],
    ['ctxdm2', 'dm1 dm2 ctxdm1 multidm'],
    ['ctxdlydm2', 'dlydm1 dlydm2 ctxdlydm1 multidlydm'],
    ['dnmc', 'dms dnms dmc'],
  ])('of %s are %s', (name, names) => {
    const task = yang19.tasks.find((candidate) => candidate.name === name)!
    expect(
      relatives(left, task)
        .map((relative) => relative.name)
        .join(' '),
    ).toBe(names)
  })

  it('must be left', () => {
    expect(() => relatives(subset(yang19, ['go']), yang19.tasks[6])).toThrow(
      /^dm1: no task of its family \(decision\)/,
    )
  })
})
