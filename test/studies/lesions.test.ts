import { describe, expect, it } from 'vitest'
import { DEFINITIONS } from '../../src/studies/lesions/definitions.js'
import { distinctSets, effect, measureLesions } from '../../src/studies/lesions/measures.js'
import { made } from './lesionsMade.js'

describe('effect', () => {
  const intact = [
    { correct: 90, trials: 100 },
    { correct: 50, trials: 100 },
  ]

  it('counts what was lost and gained on the same trials', () => {
    const got = effect([4, 7], { lost: [40, 10], gained: [0, 20] }, intact, ['go', 'dms'])
    expect(got.neurons).toBe(2)
    expect(got.accuracy).toEqual([0.5, 0.6])
    expect(got.drop).toEqual([0.4, -0.1])
    expect(got.dropSe[0]).toBeCloseTo(Math.sqrt((0.4 - 0.16) / 100), 12)
    expect(got.dropSe[1]).toBeCloseTo(Math.sqrt((0.3 - 0.01) / 100), 12)
    expect(got.meanDrop).toBeCloseTo(0.15, 12)
    expect(got.meanDropSe).toBeCloseTo(Math.hypot(...got.dropSe) / 2, 12)
    expect(got.mostHurt).toBe('go')
    expect(got.selectivity).toBeCloseTo(1, 12)
  })

  it('of nothing is nothing', () => {
    const got = effect([], { lost: [0, 0], gained: [0, 0] }, intact, ['go', 'dms'])
    expect(got).toEqual({
      neurons: 0,
      accuracy: [0.9, 0.5],
      drop: [0, 0],
      dropSe: [0, 0],
      meanDrop: 0,
      meanDropSe: 0,
      mostHurt: null,
      selectivity: null,
    })
  })
})

describe('measureLesions', () => {
  it('finds modules where each task is done by one cluster', () => {
    const { clusters, specificity, allActive, neurons } = made({ sizes: [6, 5, 7, 6], tasks: 8 }).measures
    clusters.forEach((lesion, c) => {
      expect(lesion.drop).toEqual(Array.from({ length: 8 }, (_, t) => (t % 4 === c ? 1 : 0)))
      expect(lesion.selectivity).toBeCloseTo(0.75 / 0.875, 12)
      expect(lesion.rankCorrelation.value).toBeGreaterThan(0.7)
      for (const against of [lesion.sizeMatched, lesion.importanceMatched]) {
        expect(against.drop).toHaveLength(8)
        expect(against.drop[c].p).toBeCloseTo(1 / 101, 12)
        expect(against.drop[c].pLess).toBe(1)
        expect(against.drop[(c + 1) % 4].pLess).toBeLessThan(0.3)
        expect(against.selectivity.p).toBeCloseTo(1 / 101, 12)
      }
    })
    for (const against of ['sizeMatched', 'importanceMatched'] as const) {
      expect(specificity.interaction[against].z).toBeGreaterThan(5)
      expect(specificity.interaction[against].p).toBeCloseTo(1 / 101, 12)
      expect(specificity.selectivity[against].z).toBeGreaterThan(5)
      expect(specificity.rankCorrelation[against].value).toBeGreaterThan(0.7)
    }
    expect(specificity.similarity.sizeMatched.value).toBeCloseTo(-1 / 3, 12)
    expect(allActive.meanDrop).toBe(1)
    // Neurons of the smallest cluster carry most each.
    expect(neurons.slice(0, 5).map(({ cluster }) => cluster)).toEqual([1, 1, 1, 1, 1])
    expect(neurons[0]).toMatchObject({ meanDrop: 0.05, mostHurt: 'task1' })
  })

  it('holds clusters, which are disjoint, against sets that are', () => {
    const { study } = made({ sizes: [6, 5, 7, 6], tasks: 8, nulls: 20 }).input
    for (const sets of [study.sizeMatched, study.importanceMatched.map(({ sets }) => sets)])
      for (let sample = 0; sample < 20; sample++)
        expect(new Set(sets.flatMap((cluster) => [...cluster[sample]])).size).toBe(24)
  })

  it('finds none where every neuron does a bit of everything', () => {
    const { clusters, specificity } = made({ sizes: [6, 6, 6, 6], tasks: 8, modular: false }).measures
    for (const lesion of clusters) {
      expect(lesion.meanDrop).toBeCloseTo(0.25, 12)
      expect(lesion.selectivity).toBeCloseTo(0, 12)
      expect(lesion.rankCorrelation.value).toBeNull() // all drops are alike
      expect(lesion.sizeMatched.meanDrop.p).toBe(1)
      expect(lesion.sizeMatched.meanDrop.pLess).toBe(1)
    }
    expect(specificity.interaction.sizeMatched.value).toBeCloseTo(0, 12)
    expect(specificity.interaction.sizeMatched.p).toBe(1)
    expect(specificity.similarity.sizeMatched.value).toBeNull()
  })

  it('is defined for one cluster, one neuron and one task', () => {
    for (const { measures } of [
      made({ sizes: [5], tasks: 3 }),
      made({ sizes: [1], tasks: 1 }),
      made({ sizes: [1, 1], tasks: 1, nulls: 3 }),
    ]) {
      for (const { sizeMatched } of Object.values(measures.specificity))
        expect([null, 1]).toContain(sizeMatched.p === null ? null : Math.ceil(sizeMatched.p))
      expect(JSON.stringify(measures)).not.toMatch(/NaN|Infinity/)
      expect(measures.specificity.interaction.sizeMatched.value).toBeNull()
    }
  })

  it('holds each disc against random sets of as many neurons', () => {
    const { input, measures } = made({
      sizes: [9, 9],
      tasks: 4,
      sheet: { rows: 8, columns: 3 },
    })
    expect(measures.discs).toHaveLength(21) // six rows of neurons, and the row below
    for (const { center, neurons, meanDrop, meanDropTest } of measures.discs) {
      const disc = input.study.discs.find((one) => one.center === center)
      expect(disc?.neurons).toHaveLength(neurons)
      expect(input.study.discMatched.get(neurons)?.every(({ length }) => length === neurons)).toBe(true)
      expect(meanDropTest.value).toBe(meanDrop)
    }
    expect(measures.discMedians.selectivityZ).toBeGreaterThan(0) // neighbors are of one cluster
  })

  it('gives the same twice, and refuses outcomes that do not fit', () => {
    const [one, two] = [made({ sizes: [4, 5], tasks: 3 }), made({ sizes: [4, 5], tasks: 3 })]
    expect(JSON.stringify(one.measures)).toBe(JSON.stringify(two.measures))
    expect(distinctSets(one.input.study).sets.length).toBe(one.input.outcomes.length)
    expect(() => measureLesions({ ...one.input, outcomes: one.input.outcomes.slice(1) })).toThrow(
      /needs \d+ outcomes/,
    )
  })
})

it('every number has a definition', () => {
  const known = Object.keys(DEFINITIONS)
  const { measures } = made({ sizes: [4, 5], tasks: 3 })
  const own = ['meanAccuracy', 'meanAccuracySe', 'specificity']
  for (const name of Object.keys(measures)) if (!own.includes(name)) expect(known).toContain(name)
  for (const name of Object.keys(measures.specificity)) expect(known).toContain(name)
})
