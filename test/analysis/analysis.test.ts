import { describe, expect, it } from 'vitest'
import { analyze, type NullTest } from '../../src/analysis/analysis.js'
import { Random } from '../../src/random/random.js'
import { patchyInput } from './fixtures.js'

/** PROTOCOL.md, "analysis/summary.json". */
const SUMMARY = (
  'meanAccuracy meanAccuracySe accuracy ceiling activeNeurons wiringLength weightedWiringLength clusters silhouette ' +
  'isolatedNeuronRatio indexVariance isolatedNeuronRatio2d meanSquaredRadius modularity step seed trialsPerTask versions'
).split(' ')
const TESTS =
  'silhouette isolatedNeuronRatio indexVariance isolatedNeuronRatio2d meanSquaredRadius modularity'.split(' ')

/** Every value that JSON would change or lose: undefined, NaN, infinities, typed arrays, anything with a class. */
function notJson(value: unknown, path = '$'): string[] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return []
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path} = ${value}`]
  if (Array.isArray(value)) return value.flatMap((entry, i) => notJson(entry, `${path}[${i}]`))
  if (typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.entries(value).flatMap(([key, entry]) => notJson(entry, `${path}.${key}`))
  }
  return [`${path} is ${Object.prototype.toString.call(value)}`]
}

const pick = ({ value, nullMean }: NullTest) => ({ value, nullMean })

describe('analyze', () => {
  const { summary, details } = analyze(patchyInput())

  it('has the summary’s fields', () => {
    expect(Object.keys(summary)).toEqual(expect.arrayContaining(SUMMARY))
    for (const name of TESTS) {
      const test = summary[name as keyof typeof summary] as object
      expect(Object.keys(test)).toEqual(['value', 'nullMean', 'nullSd', 'z', 'p'])
    }
    expect(summary).toMatchObject({
      accuracy: { go: 1, rtgo: 1, anti: 0.9, rtanti: 0.9, dm1: 0.8, dm2: 0.8 },
      ceiling: { go: 1, rtgo: 1, anti: 1, rtanti: 1, dm1: 0.965, dm2: 0.965 },
      activeNeurons: 36,
      clusters: [12, 12, 12],
      step: 40_000,
      seed: 7,
      trialsPerTask: 500,
      versions: { gyrus: '0.1.0' },
    })
    expect(summary.meanAccuracy).toBeCloseTo(0.9, 12)
    expect(summary.error).toBeCloseTo(0.1, 12)
    expect(summary.meanAccuracySe).toBeCloseTo(Math.sqrt((2 * 0.09 + 2 * 0.16) / 500) / 6, 12)
  })

  it('summarizes the tests that PROTOCOL.md names', () => {
    const { value, nullMean } = summary.modularity
    expect({ value, nullMean }).toEqual(pick(details.modularity.degrees))
    expect(pick(summary.modularityGivenLengths)).toEqual(pick(details.modularity.degreesAndLengths))
    expect(summary.modularityGivenLengths.nullMean).not.toBe(nullMean)
    expect(pick(summary.isolatedNeuronRatio)).toEqual(pick(details.rowMajor.isolatedNeuronRatio))
    expect(pick(summary.indexVariance)).toEqual(pick(details.rowMajor.indexVariance))
    expect(summary.indexVariance.value).not.toBe(details.columnMajor.indexVariance.value)
  })

  it('is plain JSON', () => {
    expect(notJson({ summary, details })).toEqual([])
    expect(JSON.parse(JSON.stringify({ summary, details }))).toEqual({ summary, details })
  })

  it('finds the patches, where they are, and that they hang together', () => {
    for (const name of [
      'silhouette',
      'silhouetteGivenCorrelations',
      'modularity',
      'modularityGivenLengths',
    ] as const) {
      expect(summary[name].z).toBeGreaterThan(3)
    }
    expect(summary.meanSquaredRadius.z).toBeLessThan(-3)
    expect(summary.meanSquaredRadius.p).toBeLessThan(0.001)
    expect(summary.isolatedNeuronRatio2d.value).toBe(0)
    expect(summary.isolatedNeuronRatio2d.p).toBeLessThan(0.01)
    // Patches of two columns: along the rows they alternate every two places, down the columns they are whole.
    expect(details.columnMajor.indexVariance.z).toBeLessThan(-3)
    expect(details.rowMajor.indexVariance.z).toBeGreaterThan(-3)
    expect(details.clusters).toEqual([
      { size: 12, preferredTask: 'go' },
      { size: 12, preferredTask: 'anti' },
      { size: 12, preferredTask: 'dm1' },
    ])
    expect(details.labels.slice(0, 16)).toEqual([0, 0, 1, 1, 2, 2, -1, -1, 0, 0, 1, 1, 2, 2, -1, -1])
    expect(details.bestPartition.agreement).toBeGreaterThan(0.5)
    expect(details.bestPartition.labels.map((label) => label < 0)).toEqual(
      details.labels.map((label) => label < 0),
    )
  })

  it('gives the figures lists that fit each other', () => {
    const sorted = details.order.map((neuron) => details.labels[neuron])
    expect(sorted).toEqual([...sorted].sort((a, b) => a - b))
    expect(details.order).toHaveLength(36)
    expect(details.normalizedTaskVariance).toHaveLength(6)
    const raw = details.taskVariance!
    expect(raw.flat()).toEqual(Array.from(patchyInput().taskVariance))
    details.order.forEach((neuron, column) => {
      const profile = details.normalizedTaskVariance.map((row) => row[column])
      const largest = Math.max(...raw.map((row) => row[neuron]))
      expect(raw.map((row) => row[neuron] / largest)).toEqual(profile)
      expect(Math.max(...profile)).toBe(1)
      expect(profile.indexOf(1)).toBe(2 * details.labels[neuron])
    })
    expect(details.importanceByRank).toEqual([...details.importance].sort((a, b) => b - a))
    expect(details.importance).toHaveLength(64)
    expect(details.weightAgainstDistance.allPairs.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(64 * 64)
    expect(details.weightAgainstDistance.activePairs.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(36 * 36)
    expect(details.connections.pairs).toBe(36 * 35)
    expect(details.rowMajor.isolatedNeuronRatio.samples).toBe(10_000)
    expect(details.silhouette.samples).toBe(200)
    expect(details.silhouetteByK.find(({ k }) => k === 3)?.silhouette).toBe(summary.silhouette.value)
    expect(details.silhouetteGivenCorrelations.samples).toBe(200)
    expect(details.anatomyByK.map(({ k }) => k)).toEqual(details.silhouetteByK.map(({ k }) => k))
    const chosen = details.anatomyByK.find(({ k }) => k === 3)!
    for (const name of ['isolatedNeuronRatio', 'indexVariance', 'meanSquaredRadius'] as const) {
      expect(chosen[name].value).toBeCloseTo(summary[name].value!, 9)
      expect(chosen[name].z).toBeCloseTo(summary[name].z!, 0)
    }
  })

  it('defines everything that it says', () => {
    const said = [...Object.keys(summary), ...Object.keys(details)]
    const parts = Object.keys(details.connectionProbability).map((part) => `connectionProbability.${part}`)
    const ofNetwork = [...Object.keys(summary.network), ...Object.keys(details.network)]
    const names = [
      ...said.filter((name) => !['connectionProbability', 'definitions', 'network'].includes(name)),
      ...parts,
      ...ofNetwork.map((name) => `network.${name}`),
      'totalWiringLength', // not said here, where the channels are not known
    ]
    expect(Object.keys(details.definitions).sort()).toEqual([...new Set(names)].sort())
    for (const { meaning, unit, direction } of Object.values(details.definitions)) {
      expect(meaning).toMatch(/\.$/)
      expect(unit.length).toBeGreaterThan(3)
      expect(direction.length).toBeGreaterThan(3)
    }
    const list = details.definitions
    expect(list.indexVariance.meaning).toContain('10,000 times')
    expect(list.bestPartition.meaning).toMatch(/p is at least 1\/51, and 10 for .* p is at least 1\/11/)
    expect(list.indexVariance.direction).toContain(`as low or ${details.rowMajor.indexVariance.tail}`)
    expect(list.modularity.direction).toContain('as high or higher')
    expect(details.modularity.degrees.tail).toBe('upper')
  })

  it('is the same for the same random state, and differs in the nulls only for another', () => {
    const again = analyze(patchyInput())
    expect(JSON.stringify(again)).toBe(JSON.stringify({ summary, details }))
    const other = analyze(patchyInput({ random: Random.seeded(4, 'analysis') }))
    expect(other.summary.meanSquaredRadius.value).toBe(summary.meanSquaredRadius.value)
    expect(other.summary.meanSquaredRadius.nullMean).not.toBe(summary.meanSquaredRadius.nullMean)
    expect(other.details.labels).toEqual(details.labels)
  })

  it('sees the sign of no weight, and no connection of silent neurons in the clusters’ wiring', () => {
    const { weights } = patchyInput()
    const changed = weights.recurrentWeights.map((w, at) => {
      const silent = details.labels[Math.floor(at / 64)] < 0 || details.labels[at % 64] < 0
      return silent ? 5 : -w
    }) as Float32Array
    const other = analyze(patchyInput({ weights: { recurrentWeights: changed } }))
    expect(other.details.modularity).toEqual(details.modularity)
    expect(other.summary.wiringLength).toBeGreaterThan(summary.wiringLength)
  })
})

describe('analyze on next to nothing', () => {
  /** Only the given neurons of the patchy network vary, each in the given tasks. */
  const varying = (profiles: Record<number, [number, number, number]>) => {
    const taskVariance = new Float64Array(6 * 64)
    for (const [neuron, profile] of Object.entries(profiles)) {
      profile.forEach((v, t) => {
        taskVariance[t * 64 + Number(neuron)] = v
      })
    }
    return analyze(patchyInput({ taskVariance }))
  }

  it('has no active neuron', () => {
    const { summary, details } = varying({})
    expect(notJson({ summary, details })).toEqual([])
    expect(summary).toMatchObject({ activeNeurons: 0, clusters: [] })
    for (const name of TESTS) {
      expect(summary[name as keyof typeof summary], name).toMatchObject({ value: null, z: null, p: null })
    }
    expect(details.labels.every((label) => label === -1)).toBe(true)
    expect(details.normalizedTaskVariance).toEqual([[], [], [], [], [], []])
    expect(summary.wiringLength).toBeGreaterThan(0)
  })

  it('has one, two or three active neurons', () => {
    const one = varying({ 9: [1, 0, 0] })
    expect(one.summary).toMatchObject({ activeNeurons: 1, clusters: [1] })
    expect(one.summary.silhouette.value).toBeNull()
    expect(one.summary.indexVariance).toMatchObject({ value: 0, z: null, p: 1 })
    const two = varying({ 9: [1, 0, 0], 20: [0, 1, 0] })
    expect(two.summary).toMatchObject({ activeNeurons: 2, clusters: [2] })
    const three = varying({ 9: [1, 0, 0], 20: [0, 1, 0.2], 21: [0, 1, 0.1] })
    expect(three.summary).toMatchObject({ activeNeurons: 3, clusters: [1, 2] })
    expect(three.summary.silhouette.value).toBeGreaterThan(0.5)
    for (const analysis of [one, two, three]) expect(notJson(analysis)).toEqual([])
  })

  it('has neurons that all do the same: one cluster, no silhouette, no z', () => {
    const same = varying({ 1: [1, 0.5, 0], 2: [2, 1, 0], 3: [4, 2, 0], 30: [1, 0.5, 0] })
    expect(notJson(same)).toEqual([])
    expect(same.summary.clusters).toEqual([4])
    expect(same.summary.silhouette).toEqual({ value: null, nullMean: null, nullSd: null, z: null, p: null })
    expect(same.summary.isolatedNeuronRatio).toMatchObject({ value: 0, z: null, p: 1 })
    if (same.summary.modularity.value !== null) expect(same.summary.modularity.value).toBeCloseTo(0, 12)
  })

  it('has no connection at all', () => {
    const bare = analyze(patchyInput({ weights: { recurrentWeights: new Float32Array(64 * 64) } }))
    expect(notJson(bare)).toEqual([])
    expect(bare.summary).toMatchObject({ wiringLength: 0, weightedWiringLength: 0, activeNeurons: 36 })
    expect(bare.summary.totalWiringLength).toBeUndefined()
    expect(bare.summary.modularity.value).toBeNull()
    expect(bare.details.bestPartition.labels.every((label) => label === -1)).toBe(true)
    expect(bare.summary.meanSquaredRadius.z).toBeLessThan(-3)
  })

  it('has one task', () => {
    const { taskVariance } = patchyInput()
    const single = analyze(
      patchyInput({
        tasks: ['go'],
        taskVariance: taskVariance.slice(0, 64),
        accuracy: [{ correct: 9, trials: 10 }],
        ceiling: [1],
      }),
    )
    expect(notJson(single)).toEqual([])
    expect(single.summary.clusters).toEqual([single.summary.activeNeurons])
    expect(single.summary.silhouette.value).toBeNull()
  })

  it('names what does not fit', () => {
    expect(() => analyze(patchyInput({ tasks: ['go'] }))).toThrow(
      'taskVariance of 1 tasks must have 64 values, got 384',
    )
    expect(() => analyze(patchyInput({ sheet: { rows: 4, columns: 4 } }))).toThrow(
      '4 × 4 sheet must have 256 values',
    )
    expect(() => analyze(patchyInput({ ceiling: [1] }))).toThrow('ceiling must have 6 values, got 1')
    const taskVariance = patchyInput().taskVariance
    taskVariance[5] = Number.NaN
    expect(() => analyze(patchyInput({ taskVariance }))).toThrow(
      'taskVariance must be finite and ≥ 0, got NaN at 5',
    )
    const { weights } = patchyInput()
    weights.recurrentWeights[3] = Infinity
    expect(() => analyze(patchyInput({ weights }))).toThrow(
      'recurrentWeights must be finite, got Infinity at 3',
    )
  })
})
