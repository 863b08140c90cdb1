import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { taskByName } from '../../src/tasks/battery.js'
import { modcog, modcogFixed } from '../../src/tasks/modcog.js'
import { readReference } from '../../src/tasks/reference.js'
import { type Drawn, drawTrial } from '../../src/tasks/trial.js'
import { verify } from '../../src/tasks/verify.js'
import { decisionOf, mutants as general, stretch, tying } from './mutants.js'
import { reasonFor, recordOf, recordsOf, type TrialRecord, verifyRecords } from './records.js'

const FILE = 'test/fixtures/modcog.jsonl'
const text = readFileSync(FILE, 'utf8')
const records = recordsOf(text)

const suffix = ({ task }: TrialRecord) => task.match(/(int|seq)[rl]$/)?.[0]
const responds = (r: TrialRecord) => r.labels.some((label) => label !== 0)
const modulo = (value: number) => ((value % 16) + 16) % 16
/** Changes the labels of the decision of a trial that asks for a response. */
function relabel(r: TrialRecord, change: (label: number, step: number) => number): TrialRecord | null {
  if (!responds(r) || tying(r)) return null
  const start = decisionOf(r)
  for (let step = start; step < r.steps; step++) r.labels[step] = change(r.labels[step], step - start)
  return r
}
/** The trial under another task's name; not where nothing is asked for, or two answers are right. */
const renamed = (r: TrialRecord, task: string): TrialRecord | null =>
  responds(r) && !tying(r) ? { ...r, task } : null
/** Whether left and right come to the same: a turn by 0 or by half the ring; or the task turns nothing. */
const sameTurn = (r: TrialRecord) =>
  !suffix(r) || (suffix(r)!.startsWith('int') && (r.condition.delay_ms as number) % 800 === 0)

const special: Record<string, (record: TrialRecord) => TrialRecord | null> = {
  'a label one direction off at a single step': (r) => {
    if (tying(r)) return null
    r.labels[r.steps - 2] = (r.labels[r.steps - 2] + 1) % 16
    return r
  },
  'direction 15 labeled 16': (r) =>
    r.labels.some((label, step) => label === 0 && step >= decisionOf(r)) && responds(r)
      ? relabel(r, (label) => label || 16)
      : null,
  'a sequence that stands still': (r) => {
    const first = r.labels[decisionOf(r)]
    return suffix(r)?.startsWith('seq') ? relabel(r, () => first) : null
  },
  'a sequence the other way around': (r) => {
    const first = r.labels[decisionOf(r)]
    const turn = suffix(r) === 'seqr' ? -1 : 1
    return suffix(r)?.startsWith('seq') ? relabel(r, (_, step) => modulo(first + turn * step)) : null
  },
  'a sequence one step ahead': (r) => {
    const turn = suffix(r) === 'seqr' ? 1 : -1
    return suffix(r)?.startsWith('seq') ? relabel(r, (label) => modulo(label + turn)) : null
  },
  'a sequence where none is asked for': (r) =>
    suffix(r) ? null : relabel(r, (label, step) => modulo(label + step)),
  'a sequence of the base task’s length': (r) => {
    const base = r.task.startsWith('go') || r.task.startsWith('dly') || r.task.startsWith('anti') ? 5 : 2
    if (!suffix(r)?.startsWith('seq') || r.steps - decisionOf(r) === 5) return null
    return stretch(r, 'decision', base)
  },
  'the decision of a sequence where none is asked for': (r) =>
    suffix(r)?.startsWith('seq') ? null : stretch(r, 'decision', 10),
  'an answer turned twice': (r) => {
    const turn = suffix(r) === 'intr' ? 1 : -1
    const steps = Math.round((r.condition.delay_ms as number) / 100)
    if (!suffix(r)?.startsWith('int') || steps === 0) return null
    return relabel(r, (label) => modulo(label + turn * steps))
  },
  'an answer not turned': (r) => {
    const turn = suffix(r) === 'intr' ? 1 : -1
    const steps = Math.round((r.condition.delay_ms as number) / 100)
    if (!suffix(r)?.startsWith('int') || steps === 0) return null
    return relabel(r, (label) => modulo(label - turn * steps))
  },
  'the delay told 100 ms longer than it is': (r) => {
    if (!r.periods.delay) return null
    r.condition.delay_ms = (r.condition.delay_ms as number) + 100
    return r
  },
  'a delay told between two steps of the law': (r) => {
    if (!suffix(r)?.startsWith('int')) return null
    r.condition.delay_ms = (r.condition.delay_ms as number) + 50
    return r
  },
  'the task of the other turn': (r) =>
    sameTurn(r)
      ? null
      : renamed(
          r,
          r.task.replace(/[rl]$/, (turn) => (turn === 'r' ? 'l' : 'r')),
        ),
  'the base task’s name': (r) => (sameTurn(r) ? null : renamed(r, r.task.replace(/(int|seq)[rl]$/, ''))),
  'coherence outside the law': (r) => {
    const [strength] = Object.keys(r.condition).filter(
      (name) => name.startsWith('coh') && r.condition[name] !== null,
    )
    if (!strength) return null
    r.condition[strength] = (r.condition[strength] as number) + 0.02
    return r
  },
  'the first stimulus missing': (r) => {
    const shown = r.inputs.findIndex((row) => row.slice(1).some((value) => value > 0))
    const end = r.periods[Object.keys(r.periods)[1]][1]
    for (let step = shown; step < end; step++) r.inputs[step].fill(0, 1)
    return r
  },
  'the stimulus one step late': (r) => {
    const shown = r.inputs.findIndex((row) => row.slice(1).some((value) => value > 0))
    r.inputs[shown].fill(0, 1)
    return r
  },
  'modality changed': (r) => {
    if (typeof r.condition.modality !== 'number') return null
    r.condition.modality = 3 - r.condition.modality
    return r
  },
  'two periods exchanged': (r) => {
    const [first, second] = Object.keys(r.periods)
    ;[r.periods[first], r.periods[second]] = [r.periods[second], r.periods[first]]
    return r
  },
}

describe('the reference file of Mod-Cog', () => {
  it('agrees in all trials, ties as counted by hand', () => {
    const result = verify(modcog, readReference(text, FILE))
    expect(result.mismatches).toEqual([])
    expect(result.ties).toBe(records.filter(tying).length)
  })

  it('agrees with modcog-fixed where no answer goes to direction 15, and everywhere once those are labeled 16', () => {
    const wraps = (r: TrialRecord) => r.labels.some((label, i) => label === 0 && i >= decisionOf(r))
    const { mismatches } = verifyRecords(modcogFixed, records)
    const missed = new Set(mismatches.map(({ line }) => line - 1))
    records.forEach((record, i) => {
      if (!wraps(record)) expect(missed.has(i)).toBe(false)
    })
    expect(missed.size).toBeGreaterThan(50)
    const mended = structuredClone(records).map((record, i) => {
      if (missed.has(i)) {
        for (let step = decisionOf(record); step < record.steps; step++) record.labels[step] ||= 16
      }
      return record
    })
    expect(verifyRecords(modcogFixed, mended).mismatches).toEqual([])
  })
})

describe('a trial that the battery draws', () => {
  it.each([modcog, modcogFixed])('is one that $name recognizes, for every task', (battery) => {
    const random = Random.seeded(2, 'verify', battery.name)
    const drawn = battery.tasks.flatMap((task) =>
      Array.from({ length: 10 }, () => recordOf(battery, task.name, drawTrial(battery, task, random))),
    )
    expect(verifyRecords(battery, drawn).mismatches).toEqual([])
  })
})

describe('each mutant of a Mod-Cog trial is caught:', () => {
  for (const [name, mutate] of Object.entries({ ...general, ...special })) {
    it(name, () => {
      const spoiled = structuredClone(records)
        .map(mutate)
        .filter((record) => record !== null)
      expect(spoiled.length).toBeGreaterThanOrEqual(20)
      const { mismatches } = verifyRecords(modcog, spoiled)
      const caught = new Set(mismatches.map(({ line }) => line - 1))
      const missed = spoiled.filter((_, i) => !caught.has(i))
      expect(missed.map(({ task, condition }) => `${task} ${JSON.stringify(condition)}`)).toEqual([])
    })
  }
})

/** Trials whose arrays follow from their conditions: only the laws can tell. Task, changed values, steps of periods. */
const undrawable: [string, Record<string, number>, Record<string, number>?][] = [
  ['go', {}, { delay: 0 }], // which is yang19's
  ['go', { delay_ms: 600 }, { delay: 6 }],
  ['dlygointr', { delay_ms: 1200 }, { delay: 12 }],
  ['dlygointr', { delay_ms: 450 }, { delay: 4 }],
  ['dlyantiintl', { delay_ms: 300 }, { delay: 4 }],
  ['dlydm1', { delay_ms: 1000 }, { delay: 10 }], // yang19's
  ['dlydm2intl', { delay_ms: 400 }, { delay: 4 }],
  ['multidlydmintr', { coh1_mod1: 0.3, coh2_mod1: 0.3 }],
  ['dms', { delay_ms: 150 }, { delay: 1 }],
  ['dms', { delay_ms: 1250 }, { delay: 12 }],
  ['dnmc', { delay_ms: 500 }, { delay: 6 }],
  ['dmsintr', { delay_ms: 1150 }, { delay: 11 }],
  ['dmsseql', { delay_ms: 100 }, { delay: 1 }],
  ['dmcintl', { sample: 8, test: 9, match: 1 }],
  ['dmsintr', { sample: 3, test: 4, match: 0 }],
  ['dm1seqr', { coh1_mod1: 0.6, coh2_mod1: 0.4 }],
  ['dm1seqr', {}, { decision: 2 }],
  ['rtgoseql', {}, { decision: 10 }], // a reaction keeps its 500 ms
  ['rtanti', {}, { decision: 10 }],
  ['ctxdm1seql', { theta1: 5, theta2: 5 }],
  ['goseqr', { target: 16 }],
  ['goseqr', {}, { decision: 5 }],
]

describe('a consistent trial that could not have been drawn is caught:', () => {
  for (const [name, values, steps = {}] of undrawable) {
    it(`${name} ${JSON.stringify(values)} ${JSON.stringify(steps)}`, () => {
      const task = taskByName(modcog, name)
      const drawn: Drawn = drawTrial(modcog, task, Random.seeded(3, name), { turn: 0 })
      expect(reasonFor(modcog, recordOf(modcog, name, drawn))).toBeNull()
      Object.assign(drawn.condition, values)
      task.periods.forEach((period, i) => {
        drawn.durations[i] = steps[period.name] ?? drawn.durations[i]
      })
      expect(reasonFor(modcog, recordOf(modcog, name, drawn))).toMatch(
        /cannot be drawn|lasts .* ms, expected/,
      )
    })
  }
})
