import { describe, expect, it } from 'vitest'
import {
  certain,
  decision,
  multiDecision,
  multiDelayedDecision,
  originalDecision,
  originalMulti,
  tail,
} from '../../bench/observers.js'
import { Random } from '../../src/random/random.js'
import { type Battery, taskByName } from '../../src/tasks/battery.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import { modcog, modcogFixed } from '../../src/tasks/modcog.js'
import { newLabels } from '../../src/tasks/paint.js'
import { drawTrial, writeTrial } from '../../src/tasks/trial.js'
import type { TrialSet } from '../../src/tasks/trialSet.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original } from '../../src/tasks/yang19Original.js'
import { binomialLimit, ksDistance, ksLimit } from './statistics.js'

// False alarms: 28 statistics of 1e-5 each at most, so that another seed would fail this file with probability < 3e-4.

describe('the ceilings kept in the tasks are those of bench/ceilings.ts:', () => {
  const ceilingOf = (battery: Battery, name: string) => taskByName(battery, name).ceiling

  it('formulas and the integral, to the digits kept', () => {
    for (const battery of [yang19, modcog, modcogFixed]) {
      for (const name of ['dm1', 'dm2', 'ctxdm1', 'ctxdm2'])
        expect(Math.abs(ceilingOf(battery, name) - decision().accuracy)).toBeLessThan(5e-6)
      expect(Math.abs(ceilingOf(battery, 'multidm') - multiDecision(10).accuracy)).toBeLessThan(2e-5)
    }
    for (const name of ['dm1', 'dm2', 'contextdm1', 'contextdm2'])
      expect(Math.abs(ceilingOf(yang19Original, name) - originalDecision().accuracy)).toBeLessThan(5e-6)
    const { least, most } = originalMulti()
    expect(Math.abs(ceilingOf(yang19Original, 'multidm') - least.accuracy)).toBeLessThan(1e-6)
    expect(most.accuracy - least.accuracy).toBeLessThan(1e-6)
  })

  it('the simulated one, with a tenth of the trials', () => {
    const trials = 400_000
    const { accuracy } = multiDelayedDecision(trials, Random.seeded(2, 'ceilings'))
    // What is averaged is nearly always 0 and at most ½; its mean of 3.6e-7 and sd of 2.8e-4 make a sum above 5 less
    // likely than 1e-6 (Bernstein).
    for (const battery of [yang19, modcog, modcogFixed]) {
      const task = taskByName(battery, 'multidlydm')
      expect(Math.abs(accuracy - task.ceiling)).toBeLessThan(5 / trials)
      expect(task.ceilingSe).toBe(1.4e-7)
    }
  })

  it('1 where the nearest trials with different answers stand far apart', () => {
    for (const [name, halfway] of Object.entries(certain)) expect(tail(halfway), name).toBeLessThan(1e-6)
  })

  it('the same in every variant of a Mod-Cog task', () => {
    for (const battery of [modcog, modcogFixed]) {
      for (const { name, ceiling, ceilingSe } of battery.tasks) {
        const base = taskByName(yang19, name.replace(/(int|seq)[rl]$/, ''))
        expect([name, ceiling, ceilingSe]).toEqual([name, base.ceiling, base.ceilingSe])
      }
    }
  })
})

describe('tail', () => {
  it('is the upper tail of the normal', () => {
    expect(tail(0)).toBe(0.5)
    expect(tail(1)).toBeCloseTo(0.158655253931457, 14)
    expect(tail(1.959963984540054)).toBeCloseTo(0.025, 14)
    expect(tail(3) / 0.00134989803163009).toBeCloseTo(1, 11)
    expect(tail(5) / 2.866515718791939e-7).toBeCloseTo(1, 11)
  })
})

// An ideal observer of the decision tasks, by Bayes' rule from PAPER 4.1: it knows the two directions and the laws of
// noise and strengths, sees the inputs of the task's own trials, and goes to the likelier side. It sees only the rings
// that count.
const TRIALS = 10_000
const SIGMA = 0.1
const STEPS = 5 // of each stimulus
const COHERENT = [-0.64, -0.32, -0.16, -0.08, 0.08, 0.16, 0.32, 0.64].map((c) => [0.5 + c / 2, 0.5 - c / 2])
const LEVELS = [0.3, 0.6, 1]
const TWO_LEVELS = LEVELS.flatMap((one) => LEVELS.filter((x) => x !== one).map((other) => [one, other]))

function bump(direction: number): number[] {
  return Array.from({ length: 16 }, (_, unit) => {
    const around = Math.abs(unit - direction)
    return 0.8 * Math.exp(-0.5 * Math.min(around, 16 - around) ** 2)
  })
}
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0)

/** First steps of the two stimuli: at once, or one after the other with a delay between. */
function starts(batch: TrialSet): [number, number] {
  const [fixation, first, delay] = batch.drawn[0].durations
  return batch.task.family === 'decision' ? [fixation, fixation] : [fixation, fixation + first + delay]
}

/** Σ over the steps of one stimulus of one ring's input · template. */
function evidence(
  battery: Battery,
  batch: TrialSet,
  trial: number,
  ring: number,
  start: number,
  template: number[],
) {
  let sum = 0
  for (let step = start; step < start + STEPS; step++) {
    const from = (step * batch.trials + trial) * battery.inputCount + 1 + 16 * (ring - 1)
    for (let unit = 0; unit < 16; unit++) sum += batch.inputs[from + unit] * template[unit]
  }
  return sum
}

/** The probability, given the inputs of a trial, that the first direction is the stronger. */
function belief(battery: Battery, batch: TrialSet, trial: number, rings: readonly number[]): number {
  const { theta1, theta2 } = batch.drawn[trial].condition
  const templates = [bump(theta1), bump(theta2)]
  const together = batch.task.family === 'decision'
  // The law of strength₁ − strength₂, ring by ring added up: [difference, probability].
  let differences: [number, number][] = [[0, 1]]
  for (const ring of rings) {
    const [one, other] = templates.map((template, k) =>
      evidence(battery, batch, trial, ring, starts(batch)[k], template),
    )
    const energy = (a: number, b: number) =>
      dot(templates[0], templates[0]) * (a * a + b * b) +
      (together ? 2 * a * b * dot(templates[0], templates[1]) : 0)
    const rows = together ? COHERENT : TWO_LEVELS
    const logs = rows.map(([a, b]) => (a * one + b * other - 0.5 * STEPS * energy(a, b)) / SIGMA ** 2)
    const most = Math.max(...logs)
    const likely = logs.map((log) => Math.exp(log - most))
    const total = likely.reduce((x, y) => x + y)
    differences = differences.flatMap(([sum, p]) =>
      rows.map(([a, b], i): [number, number] => [sum + a - b, (p * likely[i]) / total]),
    )
  }
  // A tie is a coin flip.
  return differences.reduce((p, [d, q]) => p + (Math.abs(d) < 1e-9 ? q / 2 : d > 0 ? q : 0), 0)
}

describe('the ceiling of', () => {
  const cases: [Battery, string, number[], number?][] = [
    [yang19, 'dm1', [1]],
    [yang19, 'ctxdm2', [2]],
    [yang19, 'multidm', [1, 2]],
    [yang19, 'ctxdlydm1', [1]],
    [yang19, 'multidlydm', [1, 2]],
    // The last answer is turned by half a circle less 7, or by 5; 15 is labeled 0 in `modcog`.
    [modcog, 'dm2seqr', [2], 9],
    [modcog, 'multidmseql', [1, 2], -9],
    [modcog, 'dlydm2intr', [2], 5],
    [modcogFixed, 'multidlydmintl', [1, 2], -5],
  ]
  it.each(cases)('$name $1 is what an ideal observer reaches', (battery, name, rings, turn = 0) => {
    const task = taskByName(battery, name)
    const batch = evaluationBatch(battery, task, TRIALS, Random.seeded(8, 'ceiling', name))
    const last = batch.labels.length - TRIALS
    const label = (direction: number) =>
      battery === modcog ? (direction + turn + 17) % 16 : 1 + ((direction + turn + 16) % 16)
    let right = 0
    const expected: number[] = [] // its own probability of being right
    for (let trial = 0; trial < TRIALS; trial++) {
      const p = belief(battery, batch, trial, rings)
      expected.push(Math.max(p, 1 - p))
      const { theta1, theta2 } = batch.drawn[trial].condition
      if (batch.labels[last + trial] === label(p > 0.5 ? theta1 : theta2)) right++
    }
    // It knows how often it is right, and that is the ceiling: within 4.42 standard errors.
    const mean = expected.reduce((a, b) => a + b) / TRIALS
    const variance = expected.reduce((sum, p) => sum + (p - mean) ** 2, 0) / TRIALS
    const error = Math.sqrt(variance / TRIALS)
    expect(error).toBeLessThan(0.002)
    expect(Math.abs(mean - task.ceiling)).toBeLessThan(4.42 * error + 1e-6)
    expect(Math.abs(right - mean * TRIALS)).toBeLessThan(binomialLimit(TRIALS, Math.min(mean, 0.9999)))
  })
})

describe('the evidence in trials of yang19-original', () => {
  // So few trials go wrong that not they are counted: what the observer decides by must be normal around c · distance² ·
  // steps, as the formula of the ceiling takes it to be, with the sign of the answer.
  const normalCdf = (x: number) => (x < 0 ? tail(-x) : 1 - tail(x))
  const trials = 1_500

  it.each([
    ['dm1', [1]],
    ['contextdm2', [2]],
    ['multidm', [1, 2]],
  ])('%s: is as the formula takes it', (name, rings) => {
    const battery = yang19Original
    const task = taskByName(battery, name)
    const random = Random.seeded(9, 'original', name)
    const values: number[] = []
    const errors: number[] = []
    for (let trial = 0; trial < trials; trial++) {
      const drawn = drawTrial(battery, task, random)
      const time = drawn.durations.reduce((sum, steps) => sum + steps, 0)
      const inputs = new Float32Array(time * battery.inputCount)
      const labels = newLabels(battery, time)
      writeTrial(battery, task, drawn, { inputs, labels, batch: 1, column: 0 }, random)
      const c = drawn.condition
      const [first, second] = [c.angle1, c.angle2].map((angle) => (angle * 16) / Math.PI) // units
      const difference = Array.from(
        { length: 32 },
        (_, i) => battery.bump(i - first) - battery.bump(i - second),
      )
      const square = dot(difference, difference)
      const [start, steps] = drawn.durations
      let seen = 0
      for (let step = start; step < start + steps; step++) {
        for (const ring of rings) {
          const from = step * battery.inputCount + 1 + 32 * (ring - 1)
          for (let unit = 0; unit < 32; unit++) seen += inputs[from + unit] * difference[unit]
        }
      }
      const apart = rings.reduce(
        (sum, ring) => sum + c[`strength1_mod${ring}`] - c[`strength2_mod${ring}`],
        0,
      )
      const toFirst = Math.abs(labels[time - 1] - 1 - first) < 1e-6
      expect(apart > 0).toBe(toFirst)
      const sd = 0.01 * Math.sqrt(10 * steps * square * rings.length)
      values.push((seen - (apart / 2) * square * steps) / sd)
      errors.push(tail((Math.abs(apart / 2) * square * steps) / sd))
    }
    expect(ksDistance(values, normalCdf)).toBeLessThan(ksLimit(trials))
    const mean = errors.reduce((sum, p) => sum + p, 0) / trials
    const se = Math.sqrt(errors.reduce((sum, p) => sum + (p - mean) ** 2, 0) / trials / (trials - 1))
    expect(Math.abs(1 - mean - task.ceiling)).toBeLessThan(4.42 * se + 1e-6)
  })
})
