import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { subset } from '../../src/tasks/battery.js'
import { readReference } from '../../src/tasks/reference.js'
import { type Drawn, drawTrial } from '../../src/tasks/trial.js'
import { verify } from '../../src/tasks/verify.js'
import { yang19 } from '../../src/tasks/yang19.js'
import {
  FIXTURE,
  fixtureText,
  reasonFor,
  recordOf,
  records,
  type TrialRecord,
  verifyRecords,
} from './records.js'

const RING1 = [1, 17] as const
const decisionOf = ({ periods }: TrialRecord) => periods.decision[0]
const find = (task: string, nth = 0) => structuredClone(records.filter((record) => record.task === task)[nth])

/** Right labels of a trial's end, by hand from its condition: two if it ties. */
function candidates({ task, condition, labels }: TrialRecord): number[] {
  const c = condition as Record<string, number>
  const tie = task.startsWith('multi') && c.coh1_mod1 === c.coh2_mod2 && c.coh2_mod1 === c.coh1_mod2
  return tie ? [1 + c.theta1, 1 + c.theta2] : [labels[labels.length - 1]]
}

/** Changes a period's length and everything that follows from it: the rest of the file stays consistent. */
function stretch(record: TrialRecord, name: string, steps: number): TrialRecord {
  const [start, end] = record.periods[name]
  const longer = steps - (end - start)
  const inputs = record.inputs.slice(start, end)
  const labels = record.labels.slice(start, end)
  const row = inputs.at(-1) ?? record.inputs[start - 1]
  while (inputs.length < steps) {
    inputs.push([...row])
    labels.push(labels.at(-1) ?? 0)
  }
  record.inputs.splice(start, end - start, ...inputs.slice(0, steps))
  record.labels.splice(start, end - start, ...labels.slice(0, steps))
  for (const span of Object.values(record.periods)) {
    if (span[0] >= end && span !== record.periods[name]) span[0] += longer
    if (span[1] >= end) span[1] += longer
  }
  record.steps += longer
  return record
}

describe('the reference file', () => {
  it('holds 24 trials of each task, and all of them agree', () => {
    const result = verify(yang19, readReference(fixtureText, FIXTURE))
    expect(result.mismatches).toEqual([])
    expect(result.total).toBe(480)
    for (const task of yang19.tasks) expect(records.filter((r) => r.task === task.name)).toHaveLength(24)
  })

  it('ties where the summed strengths do, and then either answer is right', () => {
    const tying = records.filter((record) => candidates(record).length === 2)
    expect(verifyRecords(yang19, records).ties).toBe(tying.length)
    expect(tying.length).toBeGreaterThan(0)
    for (const record of structuredClone(tying)) {
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

/** Ways to spoil a reference trial; null where one does not apply. */
const mutants: Record<string, (record: TrialRecord) => TrialRecord | null> = {
  'label + 1': (r) => {
    const wrong = (r.labels[r.steps - 1] + 1) % 17
    if (candidates(r).includes(wrong)) return null
    r.labels.fill(wrong, decisionOf(r))
    return r
  },
  'label fixate where a response is due, or a response where fixation is': (r) => {
    r.labels.fill(r.labels[r.steps - 1] === 0 ? 1 : 0, decisionOf(r))
    return r
  },
  'label one step early': (r) => {
    if (r.labels[r.steps - 1] === 0) return null
    r.labels[decisionOf(r) - 1] = r.labels[r.steps - 1]
    return r
  },
  'label one step late': (r) => {
    if (r.labels[r.steps - 1] === 0) return null
    r.labels[decisionOf(r)] = 0
    return r
  },
  'label a half class off': (r) => {
    r.labels[0] += 0.5
    return r
  },
  'rings exchanged': (r) => {
    const symmetric = r.inputs.every((row) => row.slice(1, 17).every((value, i) => value === row[17 + i]))
    if (symmetric) return null
    for (const row of r.inputs) row.splice(1, 32, ...row.slice(17, 33), ...row.slice(1, 17))
    return r
  },
  'a ring turned by one unit': (r) => {
    for (const row of r.inputs) {
      row.splice(1, 32, row[16], ...row.slice(1, 16), row[32], ...row.slice(17, 32))
    }
    return r
  },
  'noise left on a ring': (r) => {
    for (let i = RING1[0]; i < RING1[1]; i++) r.inputs[r.steps - 3][i] += 0.1 * Math.sin(i)
    return r
  },
  'a bump on the other ring': (r) => {
    const row = r.inputs.find((values) => values.slice(1).some((value) => value > 0.1))!
    for (let i = 0; i < 16; i++) row[row[1 + i] > row[17 + i] ? 17 + i : 1 + i] += 0.05
    return r
  },
  'a value off by 3e-6': (r) => {
    r.inputs[1][20] += 3e-6
    return r
  },
  'fixation on during the decision': (r) => {
    for (let step = decisionOf(r); step < r.steps; step++) r.inputs[step][0] = 1
    return r
  },
  'fixation on in the last step': (r) => {
    r.inputs[r.steps - 1][0] = 1
    return r
  },
  'fixation off at once': (r) => {
    r.inputs[0][0] = 0
    return r
  },
  'the stimulus still on in the decision': (r) => {
    const shown = r.inputs.findLast((row) => row.slice(1).some((value) => value > 0.1))!
    if (shown === r.inputs[r.steps - 1]) return null
    r.inputs[decisionOf(r)].splice(1, 32, ...shown.slice(1))
    return r
  },
  'no stimulus': (r) => {
    for (const row of r.inputs) row.fill(0, 1)
    return r
  },
  'delay halved': (r) => {
    const [start, end] = r.periods.delay ?? [0, 0]
    return end > start ? stretch(r, 'delay', Math.floor((end - start) / 2)) : null
  },
  'delay of 600 ms': (r) => (r.periods.delay ? stretch(r, 'delay', 6) : null),
  'fixation of 100 ms': (r) => stretch(r, 'fixation', 1),
  'fixation of 600 ms': (r) => stretch(r, 'fixation', 6),
  'no fixation': (r) => stretch(r, 'fixation', 0),
  'fixation of the other families': (r) => stretch(r, 'fixation', r.periods.fixation[1] === 5 ? 3 : 5),
  'a decision one step longer': (r) => stretch(r, 'decision', r.steps - decisionOf(r) + 1),
  'a decision one step shorter': (r) => stretch(r, 'decision', r.steps - decisionOf(r) - 1),
  'a first stimulus one step longer': (r) => {
    const name = ['stimulus', 'stim1', 'sample'].find((period) => period in r.periods)
    return name ? stretch(r, name, 6) : null
  },
  'periods moved but not the arrays': (r) => {
    r.periods.decision[0] -= 1
    return r
  },
  'a gap between periods': (r) => {
    r.periods.fixation[1] -= 1
    return r
  },
  'a period in the middle moved by a step': (r) => {
    const [, middle, last] = Object.values(r.periods)
    if (!last) return null
    middle[0] += 1
    middle[1] += 1
    return r
  },
  'periods on half steps': (r) => {
    for (const span of Object.values(r.periods)) {
      span[0] += 0.5
      span[1] += 0.5
    }
    return r
  },
  'a step too many declared': (r) => {
    r.steps += 1
    return r
  },
  'a row too many': (r) => {
    r.inputs.push(r.inputs[r.steps - 1])
    r.labels.push(r.labels[r.steps - 1])
    return r
  },
  'a row too many, and declared': (r) => {
    r.inputs.push(r.inputs[r.steps - 1])
    r.labels.push(r.labels[r.steps - 1])
    r.steps += 1
    return r
  },
  'a label missing': (r) => {
    r.labels.pop()
    return r
  },
  'a channel too many': (r) => {
    for (const row of r.inputs) row.push(0)
    return r
  },
  'a channel missing': (r) => {
    for (const row of r.inputs) row.pop()
    return r
  },
  'a period that the task has not': (r) => {
    r.periods.rest = [r.steps, r.steps]
    return r
  },
  'a period left out': (r) => {
    delete r.periods.fixation
    return r
  },
  'a value that the task does not draw': (r) => {
    r.condition.coherence = 0.5
    return r
  },
  'a drawn value left out': (r) => {
    delete r.condition[Object.keys(r.condition)[0]]
    return r
  },
  'nothing drawn where a value is': (r) => {
    r.condition[Object.keys(r.condition)[0]] = null
    return r
  },
  'the first drawn value + 1': (r) => {
    const name = Object.keys(r.condition)[0]
    r.condition[name] = (r.condition[name] as number) + 1
    return r
  },
  'match turned over': (r) => {
    if (!('match' in r.condition)) return null
    r.condition.match = !r.condition.match
    return r
  },
  'an unknown task': (r) => ({ ...r, task: `${r.task}seqr` }),
}

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
