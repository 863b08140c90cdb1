import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { layOut } from '../../src/growth/sheet.js'
import { Random } from '../../src/random/random.js'
import { holdOut } from '../../src/tasks/battery.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import {
  type Battery,
  type BatterySettings,
  batteries,
  choice,
  defineBattery,
  defineTask,
  drawnAs,
  drawTrial,
  FIXATE,
  fixed,
  makeTrial,
  modcog,
  oneOf,
  type Period,
  real,
  subset,
  type TaskDefinition,
  taskByName,
  toward,
  truncatedExponential,
  uniform,
  yang19,
  yang19Original,
} from '../../src/tasks/index.js'
import { TrialStream } from '../../src/tasks/stream.js'

const settings = { dt: 100, ringUnits: 16, channels: ['frequency'] }
const cue: Period = {
  name: 'cue',
  lasts: fixed(300),
  fixation: true,
  shows: [
    { ring: 2, direction: (c) => c.angle, strength: 1 },
    { channel: 'frequency', strength: (c) => -c.angle },
  ],
  noise: { sigma: 0.1, channel: 'frequency' },
}
const decision: Period = { name: 'decision', lasts: fixed(200), wants: (c) => toward(c.angle) }
const mytask: TaskDefinition = {
  name: 'mytask',
  family: 'mine',
  asks: 'go to the cue',
  ceiling: 1,
  condition: [real('angle', oneOf([3, 5]))],
  periods: [cue, decision],
}
/** The task with one of its periods changed. */
const withCue = (change: object) => ({ ...mytask, periods: [{ ...cue, ...change }, decision] })
const withDecision = (change: object) => ({ ...mytask, periods: [cue, { ...decision, ...change }] })

function refusal(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    expect((error as Error).message).not.toMatch(/\n/)
    return (error as Error).message
  }
  throw new Error('was not refused')
}

describe('defineTask', () => {
  it('returns the definition as it is', () => {
    expect(defineTask(mytask)).toBe(mytask)
  })

  it.each<[string, object]>([
    ['mytask.cue: lasts must be ≥ 0 ms, got -100', withCue({ lasts: fixed(-100) })],
    ['mytask.cue: lasts must be ≥ 0 ms, got NaN', withCue({ lasts: fixed(Number.NaN) })],
    ['mytask.cue: lasts must be a finite time in ms, got Infinity', withCue({ lasts: fixed(Infinity) })],
    ['mytask.cue: lasts must be a law, e.g. fixed(500), got 500', withCue({ lasts: 500 })],
    [
      'mytask.cue: lasts uniform: low must be under high, got 500 and 200',
      withCue({ lasts: uniform(500, 200) }),
    ],
    ['mytask.cue: lasts must be ≥ 0 ms, got -200', withCue({ lasts: uniform(-200, 200) })],
    ['mytask.cue: lasts oneOf: must have at least one value, got none', withCue({ lasts: oneOf([]) })],
    [
      'mytask.cue: lasts truncatedExponential: mean must be > 0 and low under high, got mean -1, low 100, high 900',
      withCue({ lasts: truncatedExponential(-1, 100, 900) }),
    ],
    ['mytask: period "cue" is named twice', { ...mytask, periods: [cue, decision, cue] }],
    ['mytask: must have at least one period, got none', { ...mytask, periods: [] }],
    ['mytask: period: name must be of letters', withCue({ name: '' })],
    ['mytask: ceiling must be from 0 to 1, got 1.2', { ...mytask, ceiling: 1.2 }],
    ['mytask: ceiling must be from 0 to 1, got undefined', { ...mytask, ceiling: undefined }],
    ['mytask: weight must be > 0, got 0', { ...mytask, weight: 0 }],
    [
      'task: name must be of letters, digits, "-", "_" and ".", at most 100, got "a,b"',
      { ...mytask, name: 'a,b' },
    ],
    ['mytask: asks must be one line of text, got undefined', { ...mytask, asks: undefined }],
    [
      'mytask: condition "angle" is drawn twice',
      { ...mytask, condition: [real('angle', fixed(1)), real('angle', fixed(2))] },
    ],
    ['mytask.decision: wants must be a function of the condition, got 3', withDecision({ wants: 3 })],
    ['mytask: held names period "queue", the task has cue, decision', { ...mytask, held: { queue: 300 } }],
    ['mytask: held.cue must be ≥ 0 ms, got -5', { ...mytask, held: { cue: -5 } }],
  ])('refuses: %s', (message, task) => {
    expect(refusal(() => defineTask(task as TaskDefinition))).toContain(message)
    expect(refusal(() => defineBattery('mine', settings, [task as TaskDefinition]))).toContain(message)
  })
})

describe('defineBattery', () => {
  it.each<[string, object]>([
    ['mytask.cue: lasts must be at least one step of 100 ms, got 50', withCue({ lasts: fixed(50) })],
    [
      'mytask.cue: lasts must be at least one step of 100 ms, got 10 to 90',
      withCue({ lasts: uniform(10, 90) }),
    ],
    [
      'mytask.cue: lasts must be at least one step of 100 ms, got 10 to 100',
      withCue({ lasts: uniform(10, 100) }),
    ],
    ['mytask.cue: varies over 200 to 500 ms, so the battery', withCue({ lasts: uniform(200, 500) })],
    ['mytask.cue: lasts must be ≥ 0 ms, got NaN', withCue({ lasts: drawnAs('nowhere', fixed(100)) })],
    [
      'mytask: a trial must last at least one step of 100 ms, got 0 ms',
      { ...mytask, periods: [{ ...cue, lasts: fixed(0) }] },
    ],
    [
      'mytask.decision: wants class 20, the battery has classes 0 to 16 (drawn: angle',
      withDecision({ wants: () => 20 }),
    ],
    [
      'mytask.decision: wants class 20,',
      withDecision({ wants: (_: unknown, step: number) => (step === 1 ? 20 : 0) }),
    ],
    ['mytask.decision: wants class -1,', withDecision({ wants: () => [FIXATE, -1] })],
    ['mytask.decision: wants class 1.5,', withDecision({ wants: () => 1.5 })],
    [
      'mytask.decision: wants class NaN,',
      withDecision({ wants: (c: Record<string, number>) => toward(c.angel) }),
    ],
    [
      'mytask.decision: wants fails (no answer)',
      withDecision({
        wants: () => {
          throw new Error('no answer')
        },
      }),
    ],
    [
      'mytask.cue: ring 3, the battery has rings 1 to 2',
      withCue({ shows: [{ ring: 3, direction: 0, strength: 1 }] }),
    ],
    ['mytask.cue: ring 0, the battery has rings 1 to 2', withCue({ noise: { sigma: 1, ring: 0 } })],
    [
      'mytask.cue: channel "pitch", the battery\'s channels are: frequency',
      withCue({ shows: [{ channel: 'pitch', strength: 1 }] }),
    ],
    ['mytask.cue: channel "pitch",', withCue({ noise: { sigma: 1, channel: 'pitch' } })],
    [
      'mytask.cue: strength must be a finite number, got NaN',
      withCue({ shows: [{ channel: 'frequency', strength: Number.NaN }] }),
    ],
    [
      'mytask.cue: direction must be a finite number, got undefined',
      withCue({ shows: [{ ring: 1, direction: (c: Record<string, number>) => c.angel, strength: 1 }] }),
    ],
    ['mytask.cue: noise sigma must be ≥ 0, got -1', withCue({ noise: { sigma: -1 } })],
    [
      'mytask: no trial can be drawn (uniform: low must be under high, got 2 and 1)',
      { ...mytask, condition: [real('angle', uniform(2, 1))] },
    ],
    [
      'mytask: condition "b" must be a finite number, got undefined',
      { ...mytask, condition: [choice(['angle', 'b'], [[1]])] },
    ],
  ])('refuses: %s', (message, task) => {
    expect(refusal(() => defineBattery('mine', settings, [task as TaskDefinition]))).toContain(message)
  })

  it.each<[string, object]>([
    ['mine: ringUnits must be an integer ≥ 1, got 0', { ringUnits: 0 }],
    ['mine: ringUnits must be an integer ≥ 1, got 2.5', { ringUnits: 2.5 }],
    ['mine: rings must be an integer ≥ 0, got -1', { rings: -1 }],
    ['mine: dt must be > 0 ms, got 0', { dt: 0 }],
    ['mine: noise must be ≥ 0, got NaN', { noise: Number.NaN }],
    ['mine: channel "a" is named twice', { channels: ['a', 'b', 'a'] }],
    ['mine: held.delay must be ≥ 0 ms, got -5', { held: { delay: -5 } }],
  ])('refuses: %s', (message, change) => {
    expect(refusal(() => defineBattery('mine', { ...settings, ...change }, [mytask]))).toBe(message)
  })

  it('refuses a task named twice, no tasks and a name that is none', () => {
    expect(refusal(() => defineBattery('mine', settings, [mytask, mytask]))).toBe(
      'mine: task "mytask" is named twice',
    )
    expect(refusal(() => defineBattery('mine', settings, []))).toBe(
      'mine: must have at least one task, got none',
    )
    expect(refusal(() => defineBattery('', settings, [mytask]))).toMatch(/^battery: name must be of letters/)
  })

  it('takes every built-in battery as it is', () => {
    for (const battery of batteries) {
      const same = defineBattery(battery.name, battery, battery.tasks)
      expect(same.inputs).toEqual(battery.inputs)
      expect(same.tasks.map(({ name }) => name)).toEqual(battery.tasks.map(({ name }) => name))
    }
  })

  it('mixes own tasks with built-in ones, which stay as they were', () => {
    const mixed = defineBattery('mixed', settings, [...yang19.tasks.slice(6, 9), mytask])
    expect(mixed.tasks.map(({ index, name }) => [index, name])).toEqual([
      [0, 'dm1'],
      [1, 'dm2'],
      [2, 'ctxdm1'],
      [3, 'mytask'],
    ])
    const drawn = drawTrial(yang19, yang19.tasks[8], Random.seeded(1))
    const [ours, theirs] = [
      makeTrial(mixed, mixed.tasks[2], drawn),
      makeTrial(yang19, yang19.tasks[8], drawn),
    ]
    expect(ours.labels).toEqual(theirs.labels)
    const stimuli = (inputs: Float32Array, width: number) =>
      Array.from(inputs).filter((_, i) => i % width < 33)
    expect(stimuli(ours.inputs, mixed.inputCount)).toEqual(stimuli(theirs.inputs, yang19.inputCount))
  })
})

describe('what evaluations hold', () => {
  const held = (task: TaskDefinition, change: object = {}) =>
    defineBattery('mix', { dt: 100, ringUnits: 16, ...change }, [task]).tasks[0].held

  it('comes with a built-in task into any battery', () => {
    for (const { dt, ringUnits, tasks, code, batches } of batteries) {
      const mix = defineBattery('mix', { dt, ringUnits, code, batches }, tasks.slice(0, 20))
      for (const [t, task] of mix.tasks.entries()) expect(task.held).toEqual(tasks[t].held)
    }
    const dlydm1 = taskByName(yang19, 'dlydm1')
    expect(held(dlydm1)).toEqual({ fixation: 500 })
    expect(held(taskByName(modcog, 'dms'))).toEqual({ fixation: 500, delay: 500 })
    const mix = defineBattery('mix', { dt: 100, ringUnits: 16 }, [dlydm1])
    const lengths = (battery: Battery) =>
      evaluationBatch(battery, taskByName(battery, 'dlydm1'), 4, Random.seeded(1)).drawn
    expect(lengths(mix)).toEqual(lengths(yang19))
  })

  it('is what the task says, else what the battery says, of the periods that the task has', () => {
    const varying = withCue({ lasts: uniform(200, 500), shows: [], noise: undefined })
    expect(held(varying, { held: { cue: 300, delay: 100 } })).toEqual({ cue: 300 })
    expect(held({ ...varying, held: { cue: 400 } }, { held: { cue: 300, decision: 200 } })).toEqual({
      cue: 400,
      decision: 200,
    })
    expect(subset(yang19, ['dm1']).tasks[0].held).toEqual({ fixation: 500 })
    expect(holdOut(yang19, ['go']).tasks[0].held).toEqual({ fixation: 500 })
  })

  it('must be said where batches are of single trials too, unless there is a test grid', () => {
    const varying = withCue({ lasts: uniform(200, 500), shows: [], noise: undefined })
    expect(refusal(() => held(varying, { batches: 'trials' }))).toMatch(
      /^mytask.cue: varies over 200 to 500 ms/,
    )
  })
})

describe('what a task is written for', () => {
  const mix = (settings: BatterySettings, ...tasks: TaskDefinition[]) =>
    refusal(() => defineBattery('mix', settings, tasks))

  it('is told from what the battery has in one line that names all differences', () => {
    const [go] = yang19.tasks
    const [fdgo] = yang19Original.tasks
    expect(mix({ dt: 100, ringUnits: 16 }, go, fdgo)).toBe(
      'mix: task "fdgo" needs dt 20, ringUnits 32, targets as activity (code); the battery has dt 100, ringUnits 16, classes',
    )
    expect(mix(yang19Original, fdgo, go)).toBe(
      'mix: task "go" needs dt 100, ringUnits 16; the battery has dt 20, ringUnits 32',
    )
    expect(mix({ dt: 50, ringUnits: 16 }, modcog.tasks[21])).toMatch(/needs dt 100; the battery has dt 50$/)
    expect(mix({ dt: 100, ringUnits: 8 }, go)).toMatch(/needs ringUnits 16; the battery has ringUnits 8$/)
    expect(mix({ dt: 100, ringUnits: 16, rings: 1 }, go)).toBe(
      'go.stimulus: ring 2, the battery has rings 1 to 1',
    )
  })

  it('can be said of own tasks', () => {
    expect(mix({ dt: 50, ringUnits: 8 }, { ...mytask, needs: { ringUnits: 16 } })).toBe(
      'mix: task "mytask" needs ringUnits 16; the battery has ringUnits 8',
    )
  })

  it('fits where tasks of two batteries differ in neither', () => {
    const other = { ...taskByName(modcog, 'dms'), name: 'dms-modcog' }
    const both = defineBattery('mix', { dt: 100, ringUnits: 16 }, [...yang19.tasks, other])
    expect(both.tasks.at(-1)).toMatchObject({ name: 'dms-modcog', held: { fixation: 500, delay: 500 } })
  })
})

describe('plain channels', () => {
  const battery = defineBattery('mine', { ...settings, channels: ['tone', 'frequency'] }, [mytask])

  it('stand between the rings and the tasks', () => {
    expect(battery.inputs.map(({ name, shape, first, count }) => [name, shape, first, count])).toEqual([
      ['fixation', 'point', 0, 1],
      ['ring 1', 'ring', 1, 16],
      ['ring 2', 'ring', 17, 16],
      ['channels', 'line', 33, 2],
      ['tasks', 'line', 35, 1],
    ])
    expect(battery).toMatchObject({ stimulusCount: 35, inputCount: 36, outputCount: 17 })
  })

  it('hold the strength of what is shown, and its noise alone', () => {
    const trial = makeTrial(battery, battery.tasks[0], {
      condition: { angle: 5 },
      durations: [3, 2],
      coin: 0,
    })
    const channel = (at: number) => Array.from({ length: 5 }, (_, step) => trial.inputs[step * 36 + at])
    expect(channel(33)).toEqual([0, 0, 0, 0, 0])
    expect(channel(34)).toEqual([-5, -5, -5, 0, 0])
    expect(channel(17 + 5)).toEqual([0.8, 0.8, 0.8, 0, 0].map(Math.fround))
    expect(trial.noise).toEqual([{ start: 0, end: 3, first: 34, count: 1, sigma: 0.1 }])
    expect(Array.from(trial.labels)).toEqual([0, 0, 0, 6, 6])
  })

  it('have places of their own on the sheet, and leave those of the others as they are', () => {
    const { input } = layOut({ rows: 5, columns: 5 }, battery)
    const without = layOut(
      { rows: 5, columns: 5 },
      defineBattery('mine', { ...settings, channels: [] }, [withCue({ shows: [], noise: undefined })]),
    )
    expect(Array.from(input.subarray(0, 66))).toEqual(Array.from(without.input.subarray(0, 66)))
    expect(Array.from(input.subarray(70))).toEqual(Array.from(without.input.subarray(66))) // the task
    expect(Array.from(input.subarray(66, 70))).toEqual([0.25, 0.2, 0.75, 0.2])
  })

  it('go through streams and evaluations', () => {
    const labels = new Int32Array(50)
    const inputs = new Float32Array(50 * 36)
    TrialStream.seeded(battery, 1, 'x').fill({ inputs, labels, batch: 1, column: 0 })
    const shown = Array.from({ length: 50 }, (_, step) => inputs[step * 36 + 34])
    expect(shown.filter((value) => Math.abs(value + 3) < 0.5 || Math.abs(value + 5) < 0.5)).toHaveLength(30)
    expect(new Set(shown).size).toBe(31) // noise on the shown ones, 0 on all others
    expect(evaluationBatch(battery, battery.tasks[0], 4, Random.seeded(1)).time).toBe(5)
  })

  it('can be all there is: a battery without rings', () => {
    const task = withCue({ shows: [cue.shows![1]], noise: undefined })
    const plain = defineBattery('plain', { ...settings, rings: 0, ringUnits: 6 }, [task])
    expect(plain).toMatchObject({ stimulusCount: 2, inputCount: 3, outputCount: 7 })
    expect(refusal(() => defineBattery('plain', { ...settings, rings: 0, ringUnits: 6 }, [mytask]))).toBe(
      'mytask.cue: ring 2, the battery has no rings',
    )
  })
})
