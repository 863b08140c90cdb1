import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { planCurves } from '../../src/studies/psychometric/measure.js'
import { evaluationBatch, gridBatch } from '../../src/tasks/evaluation.js'
import {
  batteries,
  defineBattery,
  defineTask,
  drawnAs,
  drawTrial,
  fixed,
  type Law,
  oneOf,
  real,
  toward,
  truncatedExponential,
  uniform,
} from '../../src/tasks/index.js'
import { trialPicture } from '../../src/tasks/picture.js'
import { decisionTrials, isDecision } from '../../src/tasks/psychometric.js'
import { readReference } from '../../src/tasks/reference.js'
import { sampleTrials } from '../../src/tasks/sample.js'
import { canLast, msOf, stepRange, stepsIn } from '../../src/tasks/steps.js'
import { costMask } from '../../src/tasks/targets.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { verify } from '../../src/tasks/verify.js'
import { lineOf, recordOf } from './records.js'

const FRAMES = [30, 60, 75, 120, 144]
const DTS = [...FRAMES.map((hertz) => 1000 / hertz), 0.1, 0.2, 1.1, 16.7, 20, 100]
const dts = fc.constantFrom(...DTS)

describe('the steps of a duration', () => {
  it('are k for k steps of any length, however their ms are computed', () => {
    fc.assert(
      fc.property(dts, fc.integer({ min: 0, max: 100_000 }), (dt, k) => {
        const added = Array.from({ length: k % 1000 }, () => dt).reduce((sum, step) => sum + step, 0)
        expect(stepsIn(k * dt, dt)).toBe(k)
        expect(stepsIn(msOf(k, dt), dt)).toBe(k)
        expect(stepsIn(added, dt)).toBe(k % 1000)
      }),
    )
    for (const hertz of FRAMES) {
      for (let k = 0; k < 1000; k++) expect(stepsIn((1000 * k) / hertz, 1000 / hertz)).toBe(k)
    }
  })

  it('are those that are full, for what lies between two numbers of steps', () => {
    const part = fc.double({ min: 2e-6, max: 1 - 2e-6, noNaN: true })
    fc.assert(
      fc.property(dts, fc.integer({ min: 0, max: 1000 }), part, (dt, k, share) => {
        expect(stepsIn((k + share) * dt, dt)).toBe(k)
      }),
    )
  })

  it('forgive rounded decimals, but nothing to what was drawn from an interval', () => {
    expect(stepsIn(33.333333, 1000 / 60)).toBe(2)
    expect(stepsIn(33.3333, 1000 / 60)).toBe(1)
    expect(stepsIn(499.99995, 100)).toBe(5)
    for (const law of [uniform(200, 500), truncatedExponential(100, 200, 500)]) {
      expect(stepsIn(499.99995, 100, law)).toBe(4)
      expect(stepsIn(499.99995, 100, drawnAs('delay', law))).toBe(4)
    }
    expect(stepsIn(499.99995, 100, oneOf([499.99995]))).toBe(5)
  })

  it.each(DTS)('of a law, at %d ms a step, are those that its draws have', (dt) => {
    const random = Random.seeded(1, 'steps', dt)
    const laws: [Law, number[]][] = [
      [fixed(0), [0]],
      [fixed(7 * dt), [7]],
      [oneOf([3 * dt, 9 * dt]), [3, 9]],
      [uniform(2 * dt, 6 * dt), [2, 3, 4, 5]],
      [uniform(2.5 * dt, 4.5 * dt), [2, 3, 4]],
      [truncatedExponential(2 * dt, 3 * dt, 5 * dt), [3, 4]],
    ]
    for (const [law, expected] of laws) {
      const drawn = Array.from({ length: 500 }, () => stepsIn(law.draw(random, {}), dt, law))
      expect([...new Set(drawn)].sort()).toEqual(expected)
      expect(Array.from({ length: 12 }, (_, n) => n).filter((n) => canLast(law, n, dt))).toEqual(expected)
      expect(stepRange(law, dt)).toEqual([expected[0], expected.at(-1)])
      for (const n of expected) {
        expect(canLast(drawnAs('delay', law), n, dt)).toBe(true)
        expect(canLast(drawnAs('delay', law), n, dt, { delay: n * dt + (law.continuous ? dt / 2 : 0) })).toBe(
          true,
        )
        expect(canLast(drawnAs('delay', law), n + 1, dt, { delay: n * dt })).toBe(false)
      }
    }
  })
})

describe.each(DTS)('at %d ms a step', (dt) => {
  const battery = defineBattery('frames', { dt, ringUnits: 4, held: { wait: 5 * dt, delay: 11 * dt } }, [
    defineTask({
      name: 'timed',
      family: 'timed',
      asks: 'go to the stronger',
      ceiling: 1,
      condition: [real('delay', oneOf([6 * dt, 11 * dt])), real('first', oneOf([0.2, 0.6]))],
      periods: [
        { name: 'wait', lasts: uniform(3 * dt, 6 * dt), fixation: true },
        {
          name: 'cue',
          lasts: fixed(7 * dt),
          fixation: true,
          shows: [
            { ring: 1, direction: 0, strength: (c) => c.first },
            { ring: 1, direction: 2, strength: (c) => 1 - c.first },
          ],
        },
        { name: 'delay', lasts: drawnAs('delay', oneOf([6 * dt, 11 * dt])), fixation: true },
        { name: 'decision', lasts: fixed(15 * dt), wants: (c) => toward(c.first > 0.5 ? 0 : 2) },
      ],
      evidence: {
        meaning: 'first strength',
        at: (c, coherence) => ({ ...c, first: 0.5 + coherence / 2 }),
        coherences: [0.1],
        most: 1,
        timed: { period: 'delay', is: 'delay', durations: [0, 3 * dt, 11 * dt] },
      },
    }),
  ])
  const [task] = battery.tasks
  const random = () => Random.seeded(2, 'frames', dt)

  it('trials, evaluations, samples and curves agree on every period', () => {
    const from = random()
    for (let turn = 0; turn < 100; turn++) {
      const { durations, condition } = drawTrial(battery, task, from, { turn })
      expect([3, 4, 5]).toContain(durations[0])
      expect(durations.slice(1)).toEqual([7, condition.delay === 6 * dt ? 6 : 11, 15])
    }
    for (const { durations } of evaluationBatch(battery, task, 10, random()).drawn) {
      expect(durations).toEqual([5, 7, 11, 15])
    }
    const { steps } = sampleTrials(battery, [task], { trials: 50, seed: 1 })
    expect('data' in steps && Math.max(...steps.data)).toBe(5 + 7 + 11 + 15)

    if (!isDecision(task)) throw new Error('has evidence')
    const [plan] = planCurves(battery, { trials: 1 })
    expect(plan.durations).toEqual([0, msOf(3, dt), msOf(11, dt)])
    const lengths = plan.durations.map(
      (duration) =>
        decisionTrials(battery, task, { coherence: 0.1, duration }, 3, random()).drawn[0].durations[2],
    )
    expect(lengths).toEqual([0, 3, 11])
  })

  it('the grid of a test and the times of a cost mask have the steps that they name', () => {
    const durations = { wait: 3 * dt, cue: 7 * dt, delay: 11 * dt, decision: 15 * dt }
    const test = { durations, conditions: [{ delay: 11 * dt, first: 0.2 }] }
    expect(gridBatch(battery, { ...task, test }).time).toBe(3 + 7 + 11 + 15)
    const cost = { blank: 6 * dt, before: 1, grace: 3 * dt, after: 5, fixation: 1 }
    const coded = { ...battery, code: { rest: 0, fixation: 1, cost } }
    const factors = Array.from({ length: 36 }, (_, step) => costMask(coded, 36, 21)[step * 5])
    expect(factors).toEqual([
      ...Array(6).fill(0),
      ...Array(15).fill(1),
      ...Array(3).fill(0),
      ...Array(12).fill(5),
    ])
  })

  it('a trial that the task drew is verified, one of another timing is not', () => {
    const found = (durations: number[]) => {
      const line = lineOf(
        recordOf(battery, 'timed', { condition: { delay: 6 * dt, first: 0.2 }, durations, coin: 0 }),
      )
      return verify(battery, readReference(line)).mismatches.map(({ reason }) => reason)
    }
    for (const wait of [3, 4, 5]) expect(found([wait, 7, 6, 15])).toEqual([])
    expect(found([2, 7, 6, 15])[0]).toMatch(new RegExp(`^wait: lasts ${msOf(2, dt)} ms`))
    expect(found([6, 7, 6, 15])[0]).toMatch(/^wait: lasts /)
    expect(found([3, 6, 6, 15])[0]).toMatch(/^cue: lasts /)
    expect(found([3, 8, 6, 15])[0]).toMatch(/^cue: lasts /)
    expect(found([3, 7, 11, 15])[0]).toMatch(/^delay: lasts /)
  })

  it('a picture names the length of a column without the dust of binary numbers', () => {
    const trial = makeTrial(battery, task, {
      condition: { delay: 6 * dt, first: 0.2 },
      durations: [3, 7, 6, 15],
      coin: 0,
    })
    expect(trialPicture(trial, battery)).toContain(`one column = ${Number(dt.toPrecision(12))} ms`)
  })
})

it('no built-in trial changes by the slack: its named durations are whole steps, its intervals have none', () => {
  for (const { dt, tasks } of batteries) {
    for (const { periods } of tasks) {
      for (const { lasts } of periods) {
        if (lasts.continuous) continue
        expect(Number.isInteger(lasts.low / dt) && Number.isInteger(lasts.high / dt)).toBe(true)
      }
    }
  }
})
