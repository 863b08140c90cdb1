import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { taskByName } from '../../src/tasks/battery.js'
import { readReference } from '../../src/tasks/reference.js'
import { costMask, writeTarget } from '../../src/tasks/targets.js'
import { resolve } from '../../src/tasks/task.js'
import { type Drawn, drawTrial, makeTrial } from '../../src/tasks/trial.js'
import { verify } from '../../src/tasks/verify.js'
import { yang19Original as battery } from '../../src/tasks/yang19Original.js'
import { expand, pack, type Runs } from './records.js'

const FILE = 'test/fixtures/multitask-yang19.jsonl'
const text = readFileSync(FILE, 'utf8')

interface Stimulus {
  kind: string
  loc: number
  strength: number
  mod: number
  on?: number
  off?: number
}

/** A line with its arrays unpacked: one row a step. */
interface TrialRecord {
  task: string
  steps: number
  events: Stimulus[]
  epochs: Record<string, [number | null, number | null]>
  inputs: number[][]
  targets: number[][]
  /** rad; −1 = fixate */
  responses: number[]
  mask: number[][]
}

const records: TrialRecord[] = text
  .trim()
  .split('\n')
  .map((line) => {
    const { task, steps, events, epochs, input_rle, target_rle, response_rle, mask_rle } = JSON.parse(line)
    return {
      task,
      steps,
      events,
      epochs,
      inputs: expand(input_rle as Runs),
      targets: expand(target_rle as Runs),
      responses: expand(response_rle as Runs).flat(),
      mask: expand(mask_rle as Runs),
    }
  })

function lineOf({ task, steps, events, epochs, inputs, targets, responses, mask }: TrialRecord): string {
  return JSON.stringify({
    task,
    steps,
    events,
    epochs,
    input_rle: pack(inputs),
    target_rle: pack(targets),
    response_rle: pack(responses.map((angle) => [angle])),
    mask_rle: pack(mask),
  })
}

const verifyRecords = (given: readonly TrialRecord[]) =>
  verify(battery, readReference(given.map(lineOf).join('\n')))

/** What the battery's own code makes of drawn values, whether or not they could be drawn. */
function recordOf(name: string, drawn: Drawn): TrialRecord {
  const task = taskByName(battery, name)
  const { periods, steps, inputs, labels, condition } = makeTrial(battery, task, drawn)
  const lasting = new Map<unknown, Stimulus>()
  const rings: number[] = []
  task.periods.forEach(({ shows = [] }, i) => {
    for (const shown of shows) {
      if ('channel' in shown) continue
      const event = lasting.get(shown) ?? {
        kind: 'stim',
        loc: (resolve(shown.direction, condition) * 2 * Math.PI) / 32,
        strength: resolve(shown.strength, condition),
        mod: resolve(shown.ring, condition),
        on: periods[i].start,
      }
      lasting.set(shown, { ...event, ...(periods[i].end < steps && { off: periods[i].end }) })
      if (periods[i].end === steps) delete lasting.get(shown)!.off
      rings.push(event.mod)
    }
  })
  const stimuli = [...lasting.values()]
  // By modality where both show the two stimuli, by time where each has its own.
  if (stimuli.length === 4) stimuli.sort((a, b) => a.mod - b.mod)
  const targets = new Float32Array(steps * 33)
  labels.forEach((label, step) => {
    writeTarget(battery, label, targets, step * 33)
  })
  const onset = periods[periods.length - 1].start
  const mask = costMask(battery, steps, onset)
  const row = (values: Float32Array, width: number, step: number) => [
    ...values.subarray(step * width, (step + 1) * width),
  ]
  const each = Array.from({ length: steps }, (_, step) => step)
  return {
    task: name,
    steps,
    events: stimuli,
    epochs: Object.fromEntries(periods.map((p) => [p.name, [p.start || null, p.end < steps ? p.end : null]])),
    inputs: each.map((step) => row(inputs, 85, step)),
    targets: each.map((step) => row(targets, 33, step)),
    responses: Array.from(labels, (label) => (label === 0 ? -1 : ((label - 1) * Math.PI) / 16)),
    mask: each.map((step) => row(mask, 33, step).slice(0, 2)),
  }
}

const copy = (r: TrialRecord): TrialRecord => ({
  ...r,
  events: structuredClone(r.events),
  epochs: structuredClone(r.epochs),
  inputs: r.inputs.map((row) => [...row]),
  targets: r.targets.map((row) => [...row]),
  responses: [...r.responses],
  mask: r.mask.map((row) => [...row]),
})

const stimuli = (r: TrialRecord) => r.events.filter(({ kind }) => kind === 'stim')
const onset = (r: TrialRecord) => r.epochs.go1[0]!
const responds = (r: TrialRecord) => r.responses[r.steps - 1] >= 0
const rename = (from: RegExp, to: string) => (r: TrialRecord) =>
  from.test(r.task) ? { ...r, task: r.task.replace(from, to) } : null

/** Ways to spoil a trial; null where one does not apply. */
const mutants: Record<string, (r: TrialRecord) => TrialRecord | null> = {
  'the first angle off': (r) => {
    stimuli(r)[0].loc += stimuli(r)[0].loc < 3 ? 0.01 : -0.01
    return r
  },
  'the last angle off': (r) => {
    const last = stimuli(r).at(-1)!
    last.loc += last.loc < 3 ? 0.01 : -0.01
    return r
  },
  'the last angle off by 3e-6': (r) => {
    stimuli(r).at(-1)!.loc -= 3e-6
    return r
  },
  'a strength off': (r) => {
    stimuli(r)[0].strength -= 0.005
    return r
  },
  'the last strength off': (r) => {
    stimuli(r).at(-1)!.strength -= 0.005
    return r
  },
  'strengths exchanged': (r) => {
    const [one, other] = stimuli(r)
    if (!other || one.strength === other.strength) return null
    ;[one.strength, other.strength] = [other.strength, one.strength]
    return r
  },
  'angles exchanged': (r) => {
    const [one, other] = stimuli(r)
    if (!other || one.loc === other.loc) return null
    ;[one.loc, other.loc] = [other.loc, one.loc]
    return r
  },
  'the first modality changed': (r) => {
    const [first] = stimuli(r)
    first.mod = 3 - first.mod
    return r
  },
  'the last modality changed': (r) => {
    const last = stimuli(r).at(-1)!
    last.mod = 3 - last.mod
    return r
  },
  'a third modality': (r) => {
    stimuli(r)[0].mod = 3
    return r
  },
  'the first onset a step late': (r) => {
    stimuli(r)[0].on! += 1
    return r
  },
  'the last onset a step early': (r) => {
    stimuli(r).at(-1)!.on! -= 1
    return r
  },
  'the last stimulus’ end moved': (r) => {
    const last = stimuli(r).at(-1)!
    last.off = (last.off ?? r.steps) - 1
    return r
  },
  'the first stimulus missing': (r) => {
    r.events.splice(r.events.indexOf(stimuli(r)[0]), 1)
    return r
  },
  'the last stimulus missing': (r) => {
    r.events.splice(r.events.indexOf(stimuli(r).at(-1)!), 1)
    return r
  },
  'a stimulus twice': (r) => {
    r.events.push(stimuli(r)[0])
    return r
  },
  'no event': (r) => ({ ...r, events: [] }),
  'the response a step early': (r) => {
    r.epochs.go1[0]! -= 1
    return r
  },
  'the response a step late': (r) => {
    r.epochs.go1[0]! += 1
    return r
  },
  'epochs exchanged': (r) => {
    ;[r.epochs.fix1, r.epochs.go1] = [r.epochs.go1, r.epochs.fix1]
    return r.epochs.go1[0] === null ? { ...r, epochs: { ...r.epochs, go1: [0, r.epochs.go1[1]] } } : r
  },
  'middle epochs exchanged': (r) => {
    if (!r.epochs.delay1) return null
    ;[r.epochs.stim1, r.epochs.delay1] = [r.epochs.delay1, r.epochs.stim1]
    return r
  },
  'an epoch that the task has not': (r) => {
    r.epochs.rest = [0, 5]
    return r
  },
  'a step too many declared': (r) => {
    r.steps += 1
    return r
  },
  'a step more at the end': (r) => {
    r.steps += 1
    for (const rows of [r.inputs, r.targets, r.responses, r.mask] as unknown[][]) rows.push(rows.at(-1))
    return r
  },
  'a step less at the end': (r) => {
    r.steps -= 1
    for (const rows of [r.inputs, r.targets, r.responses, r.mask]) rows.pop()
    return r
  },
  'a step taken out of the first period': (r) => {
    r.steps -= 1
    for (const rows of [r.inputs, r.targets, r.responses, r.mask]) rows.shift()
    return r
  },
  'the response angle off at one step': (r) => {
    if (!responds(r)) return null
    r.responses[r.steps - 2] += 0.01
    return r
  },
  'the response opposite': (r) => {
    if (!responds(r)) return null
    for (let step = onset(r); step < r.steps; step++)
      r.responses[step] = (r.responses[step] + Math.PI) % 6.2831853
    return r
  },
  'a response where fixation is wanted, or fixation where a response': (r) => {
    r.responses.fill(responds(r) ? -1 : 1, onset(r))
    return r
  },
  'a response a step early': (r) => {
    if (!responds(r)) return null
    r.responses[onset(r) - 1] = r.responses[r.steps - 1]
    return r
  },
  'a target off at one step and unit': (r) => {
    r.targets[r.steps - 3][17] += 0.001
    return r
  },
  'the target’s fixation off': (r) => {
    r.targets[2][0] = 0.05
    return r
  },
  'the target turned by a unit': (r) => {
    if (!responds(r)) return null
    for (let step = onset(r); step < r.steps; step++) {
      const [first, ...ring] = r.targets[step]
      r.targets[step] = [first, ring[31], ...ring.slice(0, 31)]
    }
    return r
  },
  'no grace in the mask': (r) => {
    for (let step = onset(r); step < onset(r) + 5; step++) r.mask[step] = [10, 5]
    return r
  },
  'the mask from the first step': (r) => {
    r.mask[0] = [2, 1]
    return r
  },
  'the mask’s fixation not doubled': (r) => {
    r.mask[r.steps - 1][0] = 5
    return r
  },
  'an input channel off': (r) => {
    r.inputs[r.steps - 1][40] += 0.001
    return r
  },
  'noise on a channel': (r) => {
    r.inputs.forEach((row, step) => {
      row[3] += 0.0316 * Math.sin(step)
    })
    return r
  },
  'fixation turned over in the response': (r) => {
    for (let step = onset(r); step < r.steps; step++) r.inputs[step][0] = 1 - r.inputs[step][0]
    return r
  },
  'the rule off at one step': (r) => {
    r.inputs[1].fill(0, 65)
    return r
  },
  'the rule of another task': (r) => {
    for (const row of r.inputs) row.push(...row.splice(65, 20).map((_, i, rule) => rule[(i + 1) % 20]))
    return r
  },
  'modalities exchanged in the inputs': (r) => {
    if (r.inputs.every((row) => row.slice(1, 33).every((value, i) => value === row[33 + i]))) return null
    for (const row of r.inputs) row.splice(1, 64, ...row.slice(33, 65), ...row.slice(1, 33))
    return r
  },
  'no stimulus in the inputs': (r) => {
    for (const row of r.inputs) row.fill(0, 1, 65)
    return r
  },
  'another task of the family': (r) =>
    [
      rename(/anti$/, 'go'),
      rename(/dm1$/, 'dm2'),
      rename(/dm2$/, 'dm1'),
      rename(/nogo$/, 'go'),
      rename(/^dms/, 'dmc'),
    ]
      .map((change) => change(r))
      .find((changed) => changed !== null) ?? null,
  'context left out': rename(/^context/, ''),
  'an unknown task': (r) => ({ ...r, task: `${r.task}x` }),
}

describe('the reference file of Yang et al.', () => {
  it('agrees in all trials', () => {
    expect(verify(battery, readReference(text, FILE))).toEqual({ total: 240, mismatches: [], ties: 0 })
    expect(verifyRecords(records).mismatches).toEqual([])
  })
})

describe('each mutant is caught:', () => {
  const third = records.filter((_, i) => i % 3 === 0) // four trials of each task
  for (const [name, mutate] of Object.entries(mutants)) {
    it(name, () => {
      const spoiled = third.map((record) => mutate(copy(record))).filter((record) => record !== null)
      expect(spoiled.length).toBeGreaterThanOrEqual(8)
      const caught = new Set(verifyRecords(spoiled).mismatches.map(({ line }) => line - 1))
      const missed = spoiled.filter((_, i) => !caught.has(i))
      expect(missed.map(({ task, events }) => `${task} ${JSON.stringify(events)}`)).toEqual([])
    })
  }
})

describe('a trial that the battery draws', () => {
  it('is one that it recognizes, for every task', () => {
    const random = Random.seeded(3, 'verify', 'original')
    const drawn = battery.tasks.flatMap((task) =>
      Array.from({ length: 20 }, () => recordOf(task.name, drawTrial(battery, task, random))),
    )
    expect(verifyRecords(drawn).mismatches).toEqual([])
  })
})

const pair = (first: number, second: number, mod = 1) => ({
  [`strength1_mod${mod}`]: first,
  [`strength2_mod${mod}`]: second,
})
const split = (one1: number, two1: number, one2: number, two2: number) => ({
  ...pair(one1, two1),
  ...pair(one2, two2, 2),
})

/** Trials whose arrays follow from what was drawn: only the laws can tell. Task, changed values, steps of periods. */
const undrawable: [string, Record<string, number>, Record<string, number>?][] = [
  ['fdgo', { angle: 6.5 }],
  ['fdgo', {}, { fix1: 14 }],
  ['fdgo', {}, { fix1: 35 }],
  ['fdgo', {}, { stim1: 24 }],
  ['fdanti', {}, { stim1: 75 }],
  ['fdgo', {}, { go1: 24 }],
  ['reactgo', {}, { fix1: 24 }],
  ['reactanti', {}, { fix1: 125 }],
  ['reactgo', {}, { go1: 26 }],
  ['delaygo', {}, { fix1: 20 }],
  ['delaygo', {}, { stim1: 15 }],
  ['delayanti', {}, { delay1: 30 }],
  ['dm1', pair(1.03, 0.97)], // coherence .03
  ['dm1', pair(1, 1)],
  ['dm1', pair(0.74, 0.72)], // mean .73
  ['dm2', pair(1.29, 1.27, 2)],
  ['dm2', pair(1.32, 0.68, 2)], // a delayed task's coherence
  ['dm1', { angle1: 1, angle2: 1 + 0.49 * Math.PI }],
  ['dm1', { angle1: 0.2, angle2: 0.2 + 1.51 * Math.PI }],
  ['dm1', {}, { fix1: 4 }],
  ['dm1', {}, { fix1: 20 }],
  ['dm1', {}, { stim1: 30 }],
  ['contextdm1', pair(1.06, 0.94, 2)], // in the modality that does not count
  ['contextdm2', pair(0.77, 0.79, 1)],
  ['multidm', split(1.02, 0.98, 1.02, 0.98)], // not split
  ['multidm', split(1.45, 1.39, 0.59, 0.57)], // split by .84
  ['multidm', split(1.2, 1.17, 0.84, 0.81)], // coherence .015
  ['delaydm1', pair(1.04, 0.96)], // coherence .04
  ['delaydm1', {}, { stim2: 40 }],
  ['delaydm2', {}, { delay2: 4 }],
  ['delaydm2', {}, { delay2: 15 }],
  ['delaydm2', {}, { delay1: 25 }],
  ['contextdelaydm1', pair(1.7, 1.06, 2)], // mean 1.38
  ['contextdelaydm2', { angle1: 3, angle2: 3.5 }],
  ['multidelaydm', split(1.02, 0.98, 1.02, 0.98)],
  ['dmsgo', { angle1: 1, angle2: 1 + 0.1 * Math.PI }], // under π/9
  ['dmsnogo', { angle1: 0.1, angle2: 0.1 + 1.95 * Math.PI }],
  ['dmsgo', { modality2: 3 }],
  ['dmsgo', {}, { go1: 10 }],
  ['dmsnogo', {}, { delay1: 60 }],
  ['dmcgo', { angle1: 0.2 * Math.PI }],
  ['dmcgo', { angle2: 0 }],
  ['dmcnogo', { angle2: 1.6 * Math.PI }],
  ['dmcgo', {}, { go1: 25 }],
  ['dmcnogo', {}, { stim1: 40 }],
]

describe('a consistent trial that could not have been drawn is caught:', () => {
  for (const [name, values, steps = {}] of undrawable) {
    it(`${name} ${JSON.stringify(values)} ${JSON.stringify(steps)}`, () => {
      const task = taskByName(battery, name)
      const drawn = drawTrial(battery, task, Random.seeded(4, name))
      expect(verifyRecords([recordOf(name, drawn)]).mismatches).toEqual([])
      Object.assign(drawn.condition, values)
      task.periods.forEach((period, i) => {
        drawn.durations[i] = steps[period.name] ?? drawn.durations[i]
      })
      expect(verifyRecords([recordOf(name, drawn)]).mismatches[0]?.reason).toMatch(
        /cannot be drawn|lasts .* ms, expected/,
      )
    })
  }
})
