import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { taskByName } from '../../src/tasks/battery.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import type { TrialSet } from '../../src/tasks/trialSet.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { binomialLimit } from './statistics.js'

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

/** First steps of the two stimuli: at once, or one after the other with a delay of ten steps between. */
const STARTS = { decision: [5, 5], 'delayed decision': [5, 20] } as const

/** Σ over the steps of one stimulus of one ring's input · template. */
function evidence(batch: TrialSet, trial: number, ring: number, start: number, template: number[]) {
  let sum = 0
  for (let step = start; step < start + STEPS; step++) {
    const from = (step * batch.trials + trial) * yang19.inputCount + 1 + 16 * (ring - 1)
    for (let unit = 0; unit < 16; unit++) sum += batch.inputs[from + unit] * template[unit]
  }
  return sum
}

/** The probability, given the inputs of a trial, that the first direction is the label. */
function belief(batch: TrialSet, trial: number, rings: readonly number[]): number {
  const { theta1, theta2 } = batch.drawn[trial].condition
  const templates = [bump(theta1), bump(theta2)]
  const family = batch.task.family as keyof typeof STARTS
  const together = family === 'decision'
  // The law of strength₁ − strength₂, ring by ring added up: [difference, probability].
  let differences: [number, number][] = [[0, 1]]
  for (const ring of rings) {
    const [one, other] = templates.map((template, k) =>
      evidence(batch, trial, ring, STARTS[family][k], template),
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
  it.each([
    ['dm1', [1]],
    ['ctxdm2', [2]],
    ['multidm', [1, 2]],
    ['ctxdlydm1', [1]],
    ['multidlydm', [1, 2]],
  ])('%s is what an ideal observer reaches', (name, rings) => {
    const task = taskByName(yang19, name)
    const batch = evaluationBatch(yang19, task, TRIALS, Random.seeded(8, 'ceiling', name))
    const last = batch.labels.length - TRIALS
    let right = 0
    const expected: number[] = [] // its own probability of being right
    for (let trial = 0; trial < TRIALS; trial++) {
      const p = belief(batch, trial, rings)
      expected.push(Math.max(p, 1 - p))
      const { theta1, theta2 } = batch.drawn[trial].condition
      if (batch.labels[last + trial] === 1 + (p > 0.5 ? theta1 : theta2)) right++
    }
    // It knows how often it is right, and that is the ceiling: within 4 standard errors and the ceiling's rounding.
    const mean = expected.reduce((a, b) => a + b) / TRIALS
    const variance = expected.reduce((sum, p) => sum + (p - mean) ** 2, 0) / TRIALS
    const error = Math.sqrt(variance / TRIALS)
    expect(error).toBeLessThan(0.002)
    expect(Math.abs(mean - task.ceiling)).toBeLessThan(4 * error + 0.0005)
    expect(Math.abs(right - mean * TRIALS)).toBeLessThan(binomialLimit(TRIALS, Math.min(mean, 0.9999)))
  })
})
