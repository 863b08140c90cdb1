import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { subset } from '../../src/tasks/battery.js'
import { readReference } from '../../src/tasks/reference.js'
import { type Drawn, drawTrial } from '../../src/tasks/trial.js'
import { verify } from '../../src/tasks/verify.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { decisionOf, mutants, stretch, tying } from './mutants.js'
import {
  FIXTURE,
  fixtureText,
  reasonFor,
  recordOf,
  records,
  type TrialRecord,
  verifyRecords,
} from './records.js'

const find = (task: string, nth = 0) => structuredClone(records.filter((record) => record.task === task)[nth])

/** Right labels of a trial's end: two if it ties. */
const candidates = (record: TrialRecord): number[] =>
  tying(record)
    ? [record.condition.theta1, record.condition.theta2].map((theta) => 1 + (theta as number))
    : [record.labels[record.steps - 1]]

describe('the reference file', () => {
  it('holds 24 trials of each task, and all of them agree', () => {
    const result = verify(yang19, readReference(fixtureText, FIXTURE))
    expect(result.mismatches).toEqual([])
    expect(result.total).toBe(480)
    for (const task of yang19.tasks) expect(records.filter((r) => r.task === task.name)).toHaveLength(24)
  })

  it('ties where the summed strengths do, and then either answer is right', () => {
    const ties = records.filter(tying)
    expect(verifyRecords(yang19, records).ties).toBe(ties.length)
    expect(ties.length).toBeGreaterThan(0)
    for (const record of structuredClone(ties)) {
      for (const answer of candidates(record)) {
        record.labels.fill(answer, decisionOf(record))
        expect(reasonFor(yang19, record)).toBeNull()
      }
      const [first, second] = candidates(record)
      record.labels[record.steps - 2] = first // but not both in one trial
      record.labels[record.steps - 1] = second
      expect(reasonFor(yang19, record)).toContain('label of step')
    }
  })

  it('agrees with the tasks of a subset, wherever their one-hot stands', () => {
    const few = subset(yang19, ['dms', 'go'])
    const { total, mismatches } = verifyRecords(few, records)
    expect(total - mismatches.length).toBe(48)
    expect(mismatches[0]).toEqual({ line: 25, task: 'rtgo', reason: 'battery yang19 has no such task' })
  })
})

describe('a trial that the battery draws', () => {
  it('is one that it recognizes, for every task, after rounding to six decimals', () => {
    const random = Random.seeded(1, 'verify')
    const drawn = yang19.tasks.flatMap((task) =>
      Array.from({ length: 50 }, () => recordOf(yang19, task.name, drawTrial(yang19, task, random))),
    )
    expect(verifyRecords(yang19, drawn).mismatches).toEqual([])
  })
})

describe('each mutant of a reference trial is caught:', () => {
  const third = records.filter((_, i) => i % 3 === 0) // 8 trials of each task, on both rings
  for (const [name, mutate] of Object.entries(mutants)) {
    it(name, () => {
      const spoiled = third
        .map((record) => mutate(structuredClone(record)))
        .filter((record) => record !== null)
      expect(spoiled.length).toBeGreaterThanOrEqual(8 * 4)
      const { total, mismatches } = verifyRecords(yang19, spoiled)
      expect(mismatches.map(({ line }) => line)).toEqual(Array.from({ length: total }, (_, i) => i + 1))
    })
  }
})

/** Trials whose arrays follow from their conditions, so that only the laws can tell: task, changed values, steps of periods. */
const undrawable: [string, Record<string, number>, Record<string, number>?][] = [
  ['go', { target: 16 }],
  ['go', { target: -1 }],
  ['go', { target: 3.5 }],
  ['go', { modality: 0 }],
  ['go', {}, { delay: 5 }], // which is dlygo's
  ['go', {}, { fixation: 4 }],
  ['rtgo', {}, { decision: 10 }],
  ['dlyanti', {}, { delay: 0 }], // which is anti's
  ['dlygo', {}, { delay: 10 }],
  ['dm1', { theta1: 4, theta2: 4 }],
  ['dm1', { theta1: 4, theta2: 16 }],
  ['dm1', { theta1: 4.25 }],
  ['dm1', { coh1_mod1: 0.7, coh2_mod1: 0.3 }],
  ['dm1', { coh1_mod1: 0.5, coh2_mod1: 0.5 }],
  ['dm2', { coh1_mod2: 0.82, coh2_mod2: 0.34 }], // each from the set, not the two together
  ['dm2', { coh1_mod2: 0.82, coh2_mod2: 0.82 }],
  ['dm2', { coh1_mod2: 0.64, coh2_mod2: -0.64 }],
  ['ctxdm1', { coh1_mod2: 1, coh2_mod2: 0.3 }], // the delayed tasks' levels, on the ring that does not count
  ['multidm', { coh1_mod1: 0.5, coh2_mod1: 0.5 }],
  ['dm1', {}, { fixation: 5 }],
  ['dm1', {}, { fixation: 1 }],
  ['dm1', {}, { stimulus: 4 }],
  ['multidm', {}, { decision: 5 }],
  ['dlydm1', {}, { delay: 5 }], // Mod-Cog's delay
  ['dlydm1', {}, { stim2: 4, delay: 11 }], // the same total
  ['dlydm2', { coh1_mod2: 0.6, coh2_mod2: 0.6 }],
  ['dlydm2', { coh1_mod2: 0.82, coh2_mod2: 0.18 }],
  ['ctxdlydm2', { coh1_mod1: 0.3, coh2_mod1: 0.3 }],
  ['multidlydm', { coh1_mod1: 1, coh2_mod1: 1, coh1_mod2: 0.3, coh2_mod2: 0.6 }],
  ['dms', { sample: 3, test: 4, match: 0 }], // a non-match is opposite
  ['dms', { sample: 3, test: 3, match: 0 }],
  ['dnms', { sample: 3, test: 11, match: 1 }],
  ['dms', {}, { fixation: 2 }],
  ['dms', {}, { delay: 7 }],
  ['dnms', {}, { decision: 5 }],
  ['dmc', { sample: 8, test: 9, match: 1 }], // as a sample, 8 is of the lower half
  ['dmc', { sample: 8, test: 2, match: 0 }],
  ['dnmc', { sample: 9, test: 8, match: 0 }], // as a test, of the upper
  ['dnmc', { sample: 2, test: 8, match: 1 }],
]

describe('a consistent trial that could not have been drawn is caught:', () => {
  for (const [name, values, steps = {}] of undrawable) {
    it(`${name} ${JSON.stringify(values)} ${JSON.stringify(steps)}`, () => {
      const task = yang19.tasks.find((candidate) => candidate.name === name)!
      const drawn: Drawn = drawTrial(yang19, task, Random.seeded(3, name), { turn: 0 })
      expect(reasonFor(yang19, recordOf(yang19, name, drawn))).toBeNull()
      Object.assign(drawn.condition, values)
      task.periods.forEach((period, i) => {
        drawn.durations[i] = steps[period.name] ?? drawn.durations[i]
      })
      const changed = { ...recordOf(yang19, name, drawn) }
      expect(reasonFor(yang19, changed)).toMatch(/cannot be drawn|lasts .* ms, expected/)
    })
  }
})

describe('reasons', () => {
  it('name the place and both values', () => {
    const fixation = find('dlydm1')
    fixation.inputs[25][0] = 1
    expect(reasonFor(yang19, fixation)).toBe('input of step 25, channel 0: 1, expected 0')

    const delay = stretch(find('dlydm1'), 'delay', 5)
    expect(reasonFor(yang19, delay)).toBe('delay: lasts 500 ms, expected 1000')

    const strength = find('dm1')
    strength.condition.coh2_mod1 = 0.34
    expect(reasonFor(yang19, strength)).toBe('coh1_mod1, coh2_mod1: 0.82, 0.34 cannot be drawn')

    const label = find('go')
    label.labels[14] = 3
    expect(reasonFor(yang19, label)).toBe('label of step 14: 3, expected 13')
  })
})
