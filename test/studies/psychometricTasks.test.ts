import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { coreWeights } from '../../src/network/initialization.js'
import { Random } from '../../src/random/random.js'
import { planCurves, psychometricCurves } from '../../src/studies/psychometric/measure.js'
import { subset } from '../../src/tasks/battery.js'
import { yang19 } from '../../src/tasks/yang19.js'

const battery = subset(yang19, ['go', 'dm1', 'dlydm1'])

describe('planCurves', () => {
  it('takes each task’s own grid, or what is given', () => {
    const [dm1, dlydm1] = planCurves(battery, { trials: 1 })
    expect(dm1.coherences).toEqual([
      -0.64, -0.32, -0.16, -0.08, -0.04, -0.02, 0, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64,
    ])
    expect(dlydm1.durations).toEqual([0, 500, 1000, 1500, 2000])
    const given = planCurves(battery, {
      trials: 1,
      coherences: [0.2, 0.1],
      durations: [250, 290],
      delays: [0, 400],
    })
    expect(given.map(({ coherences, durations }) => [coherences, durations])).toEqual([
      [[-0.2, -0.1, 0.1, 0.2], [200]],
      [
        [-0.2, -0.1, 0.1, 0.2],
        [0, 400],
      ],
    ])
  })

  it.each([
    [{ coherences: [1.2] }, /^coherences: must be from 0 to 1 for dm1.* got 1\.2/],
    [{ coherences: [-0.1] }, /^coherences: must be from 0 .* got -0\.1/],
    [{ durations: [0] }, /^durations: must be from one step \(100 ms\).* got 0/],
    [{ durations: [50] }, /^durations: .* got 50/],
    [{ durations: [1e9] }, /^durations: .* got 1000000000/],
    [{ delays: [-100] }, /^delays: must be 0 or from one step.* got -100/],
    [{ delays: [40] }, /^delays: .* got 40/],
  ])('refuses %j', (options, message) => {
    expect(() => planCurves(battery, { trials: 1, ...options })).toThrow(message)
  })

  it('refuses a battery without decisions', () => {
    expect(() => planCurves(subset(yang19, ['go', 'dms']), { trials: 1 })).toThrow(
      /needs a task that decides.*go, dms/,
    )
  })
})

it('a network that adds up its ring chooses by the evidence, the same whatever else is measured', async () => {
  const size = { inputs: battery.inputCount, hidden: 16, outputs: battery.outputCount }
  const parameters = coreWeights(size, { initialization: 'gaussian', gain: 1 }, Random.seeded(2))
  for (const weights of Object.values(parameters)) weights.fill(0)
  // Each neuron adds up one unit of ring 1 and drives the answer there; noise is 0.1 a step.
  for (let unit = 0; unit < 16; unit++) {
    parameters.inputWeights[unit * size.inputs + 1 + unit] = 1
    parameters.recurrentWeights[unit * 16 + unit] = 1
    parameters.outputWeights[(1 + unit) * 16 + unit] = 1
  }
  const cell = { activation: 'relu', form: 'inside', alpha: 1, noise: 0 } as const
  const run = (options: { durations: number[]; delays: number[]; coherences: number[] }) =>
    psychometricCurves(nodeEngine(), { battery, size, parameters }, cell, { trials: 100, ...options }, 1)
  const [dm1, dlydm1] = await run({
    coherences: [0, 0.02, 0.04, 0.08, 0.16, 0.32],
    durations: [500, 1000],
    delays: [0],
  })
  expect(dm1.task).toBe('dm1')
  expect(dm1.curves.map(({ duration, trained }) => [duration, trained])).toEqual([
    [500, true],
    [1000, false],
  ])
  expect(dm1.curves[1].periods).toEqual({ fixation: 500, stimulus: 1000, decision: 200 })
  expect(dlydm1.curves[0].periods.delay).toBe(0)
  // The difference of two sums over n steps is 0.8·c·n with standard deviation 0.1·√(2n): σ = 0.125·√(2/n), a little
  // more where the bumps overlap and less where noise is cut at 0.
  for (const [i, n] of [5, 10].entries()) {
    const { fit } = dm1.curves[i]
    const expected = 0.125 * Math.sqrt(2 / n)
    expect(Math.abs(fit!.mu.value)).toBeLessThan(5 * fit!.mu.se)
    expect(fit!.sigma.value).toBeGreaterThan(expected / 2)
    expect(fit!.sigma.value).toBeLessThan(expected * 2)
  }
  const [again] = await run({ coherences: [0.04], durations: [500], delays: [0] })
  for (const point of again.curves[0].points) expect(dm1.curves[0].points).toContainEqual(point)
})
