import { describe, expect, it } from 'vitest'
import { Random } from '../../src/random/random.js'
import { batteries } from '../../src/tasks/batteries.js'
import { type Battery, subset, taskByName } from '../../src/tasks/battery.js'
import { modcogFixed } from '../../src/tasks/modcog.js'
import { choices, type DecisionTask, decisionTrials, isDecision } from '../../src/tasks/psychometric.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original } from '../../src/tasks/yang19Original.js'

const decisionTask = (battery: Battery, name: string) => taskByName(battery, name) as DecisionTask

/** Activity that a bump of this strength at this place (in units) leaves at a unit, by the formula of PAPER 4.1. */
function bump(battery: Battery, strength: number, place: number, unit: number): number {
  const angle = (2 * Math.PI * (unit - place)) / battery.ringUnits
  const distance = Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)))
  return strength * 0.8 * Math.exp(-0.5 * (distance / (Math.PI / 8)) ** 2)
}

describe('psychometric trials', () => {
  // [battery, task, rings that count, coherence, duration, first − second strength on each, stimulus periods, varied]
  const cases: [Battery, string, number[], number, number, number, string[], string][] = [
    [yang19, 'dm1', [1], 0.16, 300, 0.16, ['stimulus', 'stimulus'], 'stimulus'],
    [yang19, 'ctxdm2', [2], -0.02, 500, -0.02, ['stimulus', 'stimulus'], 'stimulus'],
    [yang19, 'multidm', [1, 2], 0.64, 1000, 0.64, ['stimulus', 'stimulus'], 'stimulus'],
    [yang19, 'dlydm2', [2], 0.7, 0, 0.7, ['stim1', 'stim2'], 'delay'],
    [yang19, 'ctxdlydm1', [1], -0.05, 1500, -0.05, ['stim1', 'stim2'], 'delay'],
    [yang19Original, 'dm2', [2], 0.005, 200, 0.01, ['stim1', 'stim1'], 'stim1'],
    [yang19Original, 'contextdm1', [1], -0.08, 1600, -0.16, ['stim1', 'stim1'], 'stim1'],
    [yang19Original, 'delaydm1', [1], 0.32, 800, 0.64, ['stim1', 'stim2'], 'delay1'],
    [modcogFixed, 'dlydm1intr', [1], 0.3, 700, 0.3, ['stim1', 'stim2'], 'delay'],
  ]
  it.each(cases.map((one) => [one[0].name, one[1], one] as const))(
    '%s %s: have the asked evidence and timing',
    (_, __, [battery, name, rings, c, ms, difference, shown, varied]) => {
      const task = decisionTask(battery, name)
      const set = decisionTrials(battery, task, { coherence: c, duration: ms }, 20, Random.seeded(1))
      for (const drawn of set.drawn) {
        // Read from the inputs without noise: two bumps are the unknowns of two equations.
        const trial = makeTrial(battery, task, drawn)
        const span = (name: string) => trial.periods.find((period) => period.name === name)!
        expect((span(varied).end - span(varied).start) * battery.dt).toBe(ms)
        const { condition } = drawn
        const unit = battery.ringUnits / (2 * Math.PI)
        const places =
          'theta1' in condition
            ? [condition.theta1, condition.theta2]
            : [condition.angle1 * unit, condition.angle2 * unit]
        for (const ring of rings) {
          const at = (period: string, u: number) =>
            trial.inputs[span(period).start * battery.inputCount + 1 + (ring - 1) * battery.ringUnits + u]
          const units = places.map((place) => Math.round(place) % battery.ringUnits)
          const together = shown[0] === shown[1]
          const [[a, b], [d, e]] = units.map((u, i) =>
            places.map((place, j) => (together || i === j ? bump(battery, 1, place, u) : 0)),
          )
          const [y, z] = units.map((u, i) => at(shown[i], u))
          const determinant = a * e - b * d
          const first = (y * e - b * z) / determinant
          const second = (a * z - d * y) / determinant
          expect(first - second).toBeCloseTo(difference, 5)
          expect(Math.min(first, second)).toBeGreaterThanOrEqual(-1e-6)
        }
      }
      expect(
        new Set(set.drawn.map(({ condition }) => condition.theta1 ?? condition.angle1)).size,
      ).toBeGreaterThan(5)
    },
  )

  it('of split evidence keep the shares of the rings', () => {
    const task = decisionTask(yang19Original, 'multidm')
    const draw = (coherence: number) =>
      decisionTrials(yang19Original, task, { coherence, duration: 400 }, 10, Random.seeded(3)).drawn
    const share = (c: Readonly<Record<string, number>>, which: number) =>
      c[`strength${which}_mod1`] / c[`strength${which}_mod2`]
    const [weak, strong] = [draw(0.01), draw(-0.16)]
    for (const [i, { condition }] of strong.entries()) {
      const [first, second] = [1, 2].map(
        (which) => (condition[`strength${which}_mod1`] + condition[`strength${which}_mod2`]) / 2,
      )
      expect((first - second) / 2).toBeCloseTo(-0.16, 12)
      for (const which of [1, 2])
        expect(share(condition, which)).toBeCloseTo(share(weak[i].condition, which), 10)
    }
  })

  it.each(batteries.map((battery) => [battery.name, battery] as const))(
    'of %s: every decision task, and a reversed sign exchanges the roles',
    (_, battery) => {
      const tasks = battery.tasks.filter(isDecision)
      expect(tasks.map(({ name }) => name)).toEqual(
        battery.tasks.filter(({ family }) => /decision/.test(family)).map(({ name }) => name),
      )
      for (const task of tasks) {
        const { coherences, most, timed } = task.evidence
        expect(coherences[0]).toBe(0)
        expect(Math.max(...coherences)).toBeLessThanOrEqual(most)
        const duration = timed.durations[1]
        const at = (coherence: number) =>
          decisionTrials(battery, task, { coherence, duration }, 8, Random.seeded(5, task.name))
        const [plus, minus] = [at(coherences[1]), at(-coherences[1])]
        const last = ({ labels, trials }: typeof plus) => [...labels.subarray(labels.length - trials)]
        expect(last(plus)).toEqual(plus.first)
        expect(last(minus)).toEqual(minus.second)
        expect(plus.first).toEqual(minus.first)
        expect(plus.second).toEqual(minus.second)
        expect(plus.first.some((label, i) => label !== plus.second[i])).toBe(true)
      }
    },
  )
})

describe('choices', () => {
  it('are counted from the argmax of the last step', () => {
    const battery = subset(yang19, ['dm1'])
    const set = decisionTrials(
      battery,
      battery.tasks[0] as DecisionTask,
      { coherence: 0.32, duration: 500 },
      6,
      Random.seeded(2),
    )
    const logits = new Float32Array(6 * battery.outputCount)
    // first, first, second, fixates, elsewhere, NaN
    const elsewhere = Array.from({ length: 16 }, (_, i) => 1 + i).find(
      (label) => label !== set.first[4] && label !== set.second[4],
    )!
    const chosen = [set.first[0], set.first[1], set.second[2], 0, elsewhere, set.first[5]]
    chosen.forEach((label, trial) => {
      logits[trial * battery.outputCount + label] = trial === 5 ? Number.NaN : 3
    })
    expect(choices(battery, set, logits)).toEqual({ first: 2, second: 1, neither: 3, correct: 2 })
  })

  it('are counted from the population vector where targets are activity', () => {
    const battery = subset(yang19Original, ['dm1'])
    const set = decisionTrials(
      battery,
      battery.tasks[0] as DecisionTask,
      { coherence: -0.04, duration: 400 },
      5,
      Random.seeded(2),
    )
    const logits = new Float32Array(5 * battery.outputCount).fill(-4)
    // toward the first, 30° beside the first, 40° beside the first, toward the second, the first but fixating
    const beside = [0, 30 / 11.25, 40 / 11.25, 0, 0]
    beside.forEach((off, trial) => {
      const label = (trial === 3 ? set.second : set.first)[trial] + off
      const row = trial * battery.outputCount
      for (let unit = 0; unit < 32; unit++)
        logits[row + 1 + unit] = -4 + 10 * bump(battery, 1, label - 1, unit)
      logits[row] = trial === 4 ? 2 : -4
    })
    expect(choices(battery, set, logits)).toEqual({ first: 2, second: 1, neither: 2, correct: 1 })
  })
})
