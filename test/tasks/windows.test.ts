/**
 * How windows follow each other. The order of a stream's trials depends neither on noise nor on where it is cut, so that
 * the trials of an uncut stream are laid here by hand as each kind of window is to have them.
 */
import { describe, expect, it } from 'vitest'
import {
  type BatchesState,
  type BatchPlan,
  cacheLength,
  restoredBatches,
  seededBatches,
} from '../../src/tasks/batches.js'
import { batteryByName } from '../../src/tasks/batteries.js'
import { type Battery, taskByName } from '../../src/tasks/battery.js'
import { TrialStream } from '../../src/tasks/stream.js'
import { makeTrial, type Trial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'

type Windows = NonNullable<BatchPlan['windows']>

const RINGS = 33 // inputs before the tasks' lines

/** The trials of an uncut stream, in order. */
function* trialsOf(battery: Battery, ...path: (string | number)[]): Generator<Trial> {
  const stream = TrialStream.seeded(battery, 1, ...path)
  const write = (steps: number) => {
    const inputs = new Float32Array(steps * battery.inputCount)
    stream.fill({ inputs, labels: new Int32Array(steps), batch: 1, column: 0 })
  }
  for (;;) {
    write(1)
    const { task, drawn } = stream.state().current!
    const trial = makeTrial(battery, taskByName(battery, task), drawn)
    yield trial
    write(trial.steps - 1)
  }
}

interface Step {
  task: number
  label: number
  /** Within its trial. */
  step: number
}

/** Steps of whole trials until there are so many; what is left of the last trial is gone. */
function drawnSteps(trials: Generator<Trial>, count: number): Step[] {
  const steps: Step[] = []
  while (steps.length < count) {
    const { task, labels } = trials.next().value as Trial
    for (const [step, label] of labels.entries()) steps.push({ task: task.index, label, step })
  }
  return steps.slice(0, count)
}

/** The windows that NeuroGym's `Dataset` gives of one sequence whose cache has so many steps. */
function* datasetWindows(trials: Generator<Trial>, time: number, cached: number): Generator<Step[]> {
  let cache = drawnSteps(trials, cached)
  let start = 0
  for (;;) {
    if (start + time >= cached) {
      cache = drawnSteps(trials, cached)
      start = 0
    }
    yield cache.slice(start, start + time)
    start += time
  }
}

/** What of a window can be seen without its noise. */
const shown = (window: Step[]) => window.map(({ task, label }) => ({ task, label }))

/** Tasks and labels of each sequence of the next batch. */
function sequences(batches: ReturnType<typeof seededBatches>, battery: Battery) {
  const { inputs, labels } = batches.next()
  const [time, batch, width] = inputs.shape
  return Array.from({ length: batch }, (_, b) =>
    Array.from({ length: time }, (_, t) => {
      const at = (t * batch + b) * width + RINGS
      return {
        task: inputs.data.subarray(at, at + battery.tasks.length).indexOf(1),
        label: labels!.data[t * batch + b],
      }
    }),
  )
}

/** The next batch, to be compared. */
function text(batches: ReturnType<typeof seededBatches>): string {
  const { inputs, labels } = batches.next()
  return Buffer.concat([inputs.data, labels!.data].map(({ buffer }) => Buffer.from(buffer))).toString(
    'base64',
  )
}

const plan = (windows: Windows | undefined, batch: number, time: number): BatchPlan => ({
  batch,
  time,
  windows,
})

describe("the length of NeuroGym's cache", () => {
  it.each([
    // sequences, steps, inputs, length
    [16, 100, 53, 200], // 115.7 steps
    [16, 350, 53, 350],
    [4, 100, 53, 500], // 463.0
    [4, 350, 115, 350], // 215.5: as mod_cog_tasks.py is trained
    [20, 20, 53, 100], // 92.6
    [1, 100, 53, 1900],
    [8, 125, 99, 250], // 125 exactly: one whole window, and one more
  ])('for %i sequences of %i steps of %i inputs is %i steps', (batch, time, inputs, length) => {
    expect(cacheLength(inputs, { batch, time })).toBe(length)
  })
})

describe('windows', () => {
  it.each([
    // sequences, steps, length of the cache, calls of 40 that begin with a new trial in every sequence
    [16, 100, 200, 40],
    [16, 350, 350, 40],
    [4, 100, 500, 10],
    [3, 60, 660, 4],
  ])("are NeuroGym's for %i sequences of %i steps", (batch, time, cached, renewals) => {
    const batches = seededBatches(yang19, plan('neurogym', batch, time), 1, 'data')
    const expected = Array.from({ length: batch }, (_, b) =>
      datasetWindows(trialsOf(yang19, 'data', b), time, cached),
    )
    const begins: number[] = []
    for (let call = 0; call < 40; call++) {
      const windows = expected.map((sequence) => sequence.next().value as Step[])
      expect(sequences(batches, yang19)).toEqual(windows.map(shown))
      begins.push(windows.filter(([{ step }]) => step === 0).length)
    }
    const whole = begins.flatMap((count, call) => (count === batch ? [call] : []))
    expect(whole).toEqual(Array.from({ length: renewals }, (_, i) => (i * 40) / renewals))
  })

  it('that are fresh begin with a new trial each', () => {
    const batches = seededBatches(yang19, plan('fresh', 4, 70), 1, 'data')
    const trials = Array.from({ length: 4 }, (_, b) => trialsOf(yang19, 'data', b))
    for (let call = 0; call < 12; call++) {
      const windows = trials.map((sequence) => drawnSteps(sequence, 70))
      expect(sequences(batches, yang19)).toEqual(windows.map(shown))
    }
  })

  it('continue where nothing is said', () => {
    const batches = ['continued', undefined].map((windows) =>
      seededBatches(yang19, plan(windows as Windows, 4, 70), 1, 'data'),
    )
    for (let i = 0; i < 3; i++) expect(text(batches[0])).toBe(text(batches[1]))
    expect(batches[0].state()).toEqual(batches[1].state())
    const longer = seededBatches(yang19, plan(undefined, 4, 210), 1, 'data')
    longer.next()
    expect(batches[0].state()).toEqual(longer.state())
  })

  it.each<[Windows, string, number, number]>([
    ['continued', 'yang19', 4, 100],
    ['fresh', 'yang19', 4, 100],
    ['neurogym', 'yang19', 4, 100],
    ['neurogym', 'yang19', 16, 100],
    ['neurogym', 'modcog', 4, 60], // draws something once and keeps it
  ])('%s of %s, %i of %i steps, go on bit for bit from their state as JSON', (windows, name, batch, time) => {
    const battery = batteryByName(name)
    const batches = seededBatches(battery, plan(windows, batch, time), 1, 'data')
    for (let i = 0; i < 12; i++) {
      const state: BatchesState = JSON.parse(JSON.stringify(batches.state()))
      const copy = restoredBatches(battery, plan(windows, batch, time), state)
      expect(text(copy)).toBe(text(batches))
      expect(copy.state()).toEqual(batches.state())
    }
  })

  it('that continue mostly begin inside a trial, so that some answers are asked whose beginning was not seen', () => {
    const answers = { all: 0, blind: 0 }
    let inside = 0
    for (let b = 0; b < 16; b++) {
      const steps = drawnSteps(trialsOf(yang19, 'training', b), 250 * 100)
      let blind = false
      for (const [at, { step, label }] of steps.entries()) {
        if (at % 100 === 0) blind = step > 0
        else if (step === 0) blind = false
        if (at % 100 === 0) inside += Number(blind)
        if (label === 0) continue
        answers.all++
        answers.blind += Number(blind)
      }
    }
    expect(inside / 4000).toBeCloseTo(0.946, 2)
    expect(answers.blind / answers.all).toBeCloseTo(0.171, 2)
  })
})
