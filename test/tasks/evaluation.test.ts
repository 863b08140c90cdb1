import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { Random } from '../../src/random/random.js'
import { makeBattery, taskByName } from '../../src/tasks/battery.js'
import { evaluationBatch, score } from '../../src/tasks/evaluation.js'
import { uniform } from '../../src/tasks/laws.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'

const evaluate = (name: string, trials = 12, options = {}) =>
  evaluationBatch(yang19, taskByName(yang19, name), trials, Random.seeded(1, 'evaluation', name), options)

describe('evaluationBatch', () => {
  it('holds fixation at 500 ms, so that all trials of a task are equally long', () => {
    const steps = Object.fromEntries(yang19.tasks.map(({ name }) => [name, evaluate(name).time]))
    expect(steps).toMatchObject({
      go: 15,
      rtgo: 10,
      dlygo: 20,
      dm1: 12,
      multidm: 12,
      dlydm1: 27,
      dms: 34,
      dnmc: 34,
    })
    for (const { durations } of evaluate('ctxdlydm2').drawn) expect(durations).toEqual([5, 5, 10, 5, 2])
  })

  it('lays the trials side by side', () => {
    const { inputs, labels, drawn, time, trials, task } = evaluate('dms', 7, { noise: false })
    expect(inputs).toHaveLength(34 * 7 * 53)
    for (let trial = 0; trial < trials; trial++) {
      const alone = makeTrial(yang19, task, drawn[trial])
      for (let step = 0; step < time; step++) {
        expect(labels[step * trials + trial]).toBe(alone.labels[step])
        const from = (step * trials + trial) * 53
        expect(inputs.subarray(from, from + 53)).toEqual(alone.inputs.subarray(step * 53, (step + 1) * 53))
      }
    }
  })

  it('shows both rings equally often', () => {
    const rings = evaluate('dnmc', 10).drawn.map(({ condition }) => condition.modality)
    expect(rings).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1, 2])
  })

  it('refuses a task whose length varies with another period', () => {
    const [go] = yang19.tasks
    const periods = go.periods.map((period) =>
      period.name === 'delay' ? { ...period, lasts: uniform(0, 900) } : period,
    )
    const battery = makeBattery('own', { dt: 100, ringUnits: 16, held: {} }, [{ ...go, periods }])
    const draw = (held: Record<string, number>) =>
      evaluationBatch(battery, battery.tasks[0], 20, Random.seeded(1), { held })
    expect(() => draw({ fixation: 500 })).toThrow(InputError)
    expect(() => draw({ fixation: 500 })).toThrow(
      'go.delay: must be held for an evaluation, varies over 0 to 900 ms',
    )
    expect(draw({ fixation: 500, delay: 300 }).time).toBe(18)
  })
})

describe('score', () => {
  const batch = evaluate('dlydm1', 4)
  const wanted = [...batch.labels.subarray(-4)]

  /** Outputs [time, 4, 17] whose last step answers as given, and whose earlier steps say something else. */
  function answers(classes: readonly number[], time = batch.time): Float32Array {
    const outputs = new Float32Array(time * 4 * 17)
    for (let i = 0; i < outputs.length; i++) outputs[i] = Math.sin(i)
    outputs.fill(-3, -4 * 17)
    classes.forEach((answer, trial) => {
      outputs[outputs.length - (4 - trial) * 17 + answer] = -2
    })
    return outputs
  }

  it('asks for the label at the last step only', () => {
    expect(score(yang19, batch, answers(wanted))).toEqual({ correct: 4, trials: 4 })
    const one = [(wanted[0] + 1) % 17, ...wanted.slice(1)]
    expect(score(yang19, batch, answers(one))).toEqual({ correct: 3, trials: 4 })
    expect(score(yang19, batch, answers(wanted.map((label) => (label + 5) % 17))).correct).toBe(0)
  })

  it('takes the last step alone as well', () => {
    expect(score(yang19, batch, answers(wanted, 1)).correct).toBe(4)
  })

  it('never counts a NaN as right', () => {
    const outputs = answers(wanted)
    outputs[outputs.length - 1] = Number.NaN
    expect(score(yang19, batch, outputs).correct).toBe(3)
  })

  it('refuses outputs of another shape', () => {
    expect(() => score(yang19, batch, new Float32Array(100))).toThrow(
      'dlydm1 needs logits [time, 4, 17], got 100',
    )
    expect(() => score(yang19, batch, new Float32Array(0))).toThrow('got 0 numbers')
  })
})
