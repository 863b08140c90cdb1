import { describe, expect, it } from 'vitest'
import { functionalClusters, functionalClustersOf } from '../../src/analysis/clusters.js'
import { isClaimed, pairedDifference } from '../../src/analysis/paired.js'
import { adjustedRandIndex } from '../../src/analysis/partition.js'
import { profiles } from '../../src/analysis/taskVariance.js'
import { Random } from '../../src/random/random.js'
import { measureStability, type StabilityInput } from '../../src/studies/stability/measures.js'

const SHEET = { rows: 4, columns: 6 }
const HIDDEN = 24
const TASKS = 4

/** Left half of the sheet: the first two tasks, right half: the others; some noise. `group` may be told otherwise. */
function measured(seed: number, group = (unit: number) => (unit % 6 < 3 ? 0 : 1)) {
  const random = Random.seeded(seed)
  const taskVariance = Float64Array.from({ length: TASKS * HIDDEN }, (_, at) => {
    const [task, unit] = [Math.floor(at / HIDDEN), at % HIDDEN]
    return (Math.floor(task / 2) === group(unit) ? 1 : 0.02) * (1 + 0.3 * random.uniform())
  })
  return { tasks: TASKS, taskVariance }
}

/** Strong connections within each half. */
const recurrentWeights = Float32Array.from({ length: HIDDEN ** 2 }, (_, at) => {
  const half = (unit: number) => (unit % 6 < 3 ? 0 : 1)
  return half(Math.floor(at / HIDDEN)) === half(at % HIDDEN) ? 0.5 : 0.02
})

const input = (changes: StabilityInput['changes']): StabilityInput => ({
  sheet: SHEET,
  recurrentWeights,
  original: measured(1),
  again: measured(2),
  changes,
  random: (...path) => Random.seeded(1, 'stability', ...path),
  shuffles: 200,
})

describe('measureStability', () => {
  it('finds clusters again that stay, and predicts them from places and wiring', () => {
    const result = measureStability(input([{ name: 'same', variants: [measured(3), measured(4)] }]))
    expect(result).toMatchObject({ activeNeurons: HIDDEN, clusters: 2, wiringParts: 2 })
    expect(result.original.places.value).toBe(1)
    expect(result.original.wiring).toMatchObject({ value: 1, p: 1 / 201 })
    for (const { index, places, wiring, silent, relative } of result.changes) {
      for (const test of [index, places, wiring]) {
        expect(test.chosen.value).toBe(1)
        expect(test.originalNumber.z).toBeGreaterThan(3)
      }
      expect({ silent, relative }).toEqual({ silent: 0, relative: { chosen: 1, originalNumber: 1 } })
    }
  })

  it('sees clusters that move, and that places no longer predict them', () => {
    const rows = (unit: number) => (unit < 12 ? 0 : 1)
    const { changes } = measureStability(input([{ name: 'other', variants: [measured(3, rows)] }]))
    expect(changes.map(({ name }) => name)).toEqual(['other trials', 'other'])
    expect(changes[1].index.chosen.value).toBeLessThan(0.05)
    expect(changes[1].relative.chosen).toBe(changes[1].index.chosen.value)
    expect(changes[1].wiring.chosen.p).toBeGreaterThan(0.05)
  })

  it('is the same twice, and takes neurons that no longer vary', () => {
    const dead = measured(3)
    dead.taskVariance.fill(0)
    const twice = [0, 1].map(() => measureStability(input([{ name: 'dead', variants: [dead] }])))
    expect(twice[0]).toEqual(twice[1])
    expect(twice[0].changes[1]).toMatchObject({ silent: HIDDEN, clusters: 1 })
    expect(twice[0].changes[1].index.chosen).toMatchObject({ value: 0, z: null })
    expect(() => measureStability({ ...input([]), original: dead })).toThrow('no neuron is active')
  })
})

describe('functionalClustersOf', () => {
  const { taskVariance } = measured(1)
  const units = Int32Array.from({ length: HIDDEN }, (_, i) => i)
  const own = profiles(taskVariance, HIDDEN, units)

  it('cuts the same tree elsewhere', () => {
    const { labels } = functionalClusters(own, TASKS)
    expect(adjustedRandIndex(functionalClustersOf(own, TASKS, 2), labels)).toBe(1)
    expect(new Set(functionalClustersOf(own, TASKS, 5)).size).toBe(5)
  })

  it('has no more clusters than units, and one where all do the same', () => {
    expect([...functionalClustersOf(own.subarray(0, 2 * TASKS), TASKS, 7)]).toEqual([0, 1])
    expect([...functionalClustersOf(new Float64Array(12).fill(1), TASKS, 2)]).toEqual([0, 0, 0])
  })
})

describe('a paired difference', () => {
  const of = (...values: number[]) => values.map((value, i) => ({ seed: i + 1, value }))

  it('is taken over common seeds and claimed from three on, where 0 is outside', () => {
    expect(pairedDifference(of(3, 4, 5), of(1, 2, 3))).toMatchObject({ n: 3, mean: 2, halfWidth: 0 })
    expect(isClaimed(pairedDifference(of(3, 4, 5), of(1, 2, 3)))).toBe(true)
    expect(isClaimed(pairedDifference(of(3, 4), of(1, 2)))).toBe(false)
    expect(isClaimed(pairedDifference(of(3, 0, 5), of(1, 2, 3)))).toBe(false)
    expect(pairedDifference(of(3), [{ seed: 7, value: 1 }])).toBeNull()
    expect(isClaimed(null)).toBe(false)
  })
})
