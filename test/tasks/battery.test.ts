import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { seededBatches } from '../../src/tasks/batches.js'
import { batteryByName } from '../../src/tasks/batteries.js'
import { holdOut, makeBattery, subset, taskByName } from '../../src/tasks/battery.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original } from '../../src/tasks/yang19Original.js'

const PAPER_ORDER =
  'go rtgo dlygo anti rtanti dlyanti dm1 dm2 ctxdm1 ctxdm2 multidm dlydm1 dlydm2 ctxdlydm1 ctxdlydm2 multidlydm dms dnms dmc dnmc'

describe('yang19', () => {
  it("has the paper's tasks in the paper's order", () => {
    expect(yang19.tasks.map(({ name }) => name).join(' ')).toBe(PAPER_ORDER)
    expect(yang19.tasks.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(yang19.dt).toBe(100)
  })

  it('has 53 inputs and 17 classes, in groups without gaps', () => {
    expect(yang19).toMatchObject({ inputCount: 53, outputCount: 17, stimulusCount: 33, ringUnits: 16 })
    const places = (groups: typeof yang19.inputs) =>
      groups.map(({ name, shape, first, count }) => [name, shape, first, count])
    expect(places(yang19.inputs)).toEqual([
      ['fixation', 'point', 0, 1],
      ['ring 1', 'ring', 1, 16],
      ['ring 2', 'ring', 17, 16],
      ['tasks', 'line', 33, 20],
    ])
    expect(places(yang19.outputs)).toEqual([
      ['fixation', 'point', 0, 1],
      ['ring', 'ring', 1, 16],
    ])
    for (const { labels, count } of [...yang19.inputs, ...yang19.outputs]) expect(labels).toHaveLength(count)
    expect(yang19.inputs[3].labels.join(' ')).toBe(PAPER_ORDER)
  })

  it('has the ceilings of the protocol, whose mean is .985', () => {
    const ceilings = yang19.tasks.map(({ ceiling }) => ceiling)
    expect(ceilings.filter((ceiling) => ceiling < 1).map((ceiling) => Number(ceiling.toFixed(3)))).toEqual([
      0.965, 0.965, 0.965, 0.965, 0.917, 0.917,
    ])
    expect(ceilings.reduce((sum, ceiling) => sum + ceiling, 0) / 20).toBeCloseTo(0.985, 3)
  })

  it("agrees with an exact ideal observer of dm1: Φ of half the signals' distance over the noise", () => {
    // Known directions; five steps; sd 0.1. Averaged over the other direction and the coherence.
    const task = taskByName(yang19, 'dm1')
    const pattern = (theta2: number, c: number) => {
      const condition = { theta1: 0, theta2, coh1_mod1: 0.5 + c / 2, coh2_mod1: 0.5 - c / 2 }
      return makeTrial(yang19, task, { condition, durations: [0, 5, 0], coin: 0 }).inputs
    }
    let mean = 0
    for (let theta2 = 1; theta2 < 16; theta2++) {
      for (const c of [0.08, 0.16, 0.32, 0.64]) {
        const [one, other] = [pattern(theta2, c), pattern(theta2, -c)]
        const distance = Math.sqrt(one.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0))
        mean += normalCdf(distance / 2 / 0.1) / 60
      }
    }
    expect(Math.abs(mean - task.ceiling)).toBeLessThan(5e-6)
  })
})

/** Φ by the midpoint rule. */
function normalCdf(x: number): number {
  const steps = 2_000
  let area = 0
  for (let i = 0; i < steps; i++) area += Math.exp(-0.5 * (((i + 0.5) / steps) * x) ** 2)
  return 0.5 + (area * x) / steps / Math.sqrt(2 * Math.PI)
}

describe('subset', () => {
  it('keeps the tasks and shrinks the one-hot', () => {
    const few = subset(yang19, ['go', 'dm1', 'dms'])
    expect(few.inputCount).toBe(36)
    expect(few.tasks.map(({ name, index }) => [name, index])).toEqual([
      ['go', 0],
      ['dm1', 1],
      ['dms', 2],
    ])
    const { inputs } = makeTrial(few, few.tasks[1], {
      condition: { theta1: 1, theta2: 2, coh1_mod1: 0.66, coh2_mod1: 0.34 },
      durations: [2, 5, 2],
      coin: 0,
    })
    for (let step = 0; step < 9; step++)
      expect([...inputs.subarray(step * 36 + 33, step * 36 + 36)]).toEqual([0, 1, 0])
  })

  it('refuses unknown tasks, a task twice, and none', () => {
    expect(() => subset(yang19, ['go', 'dlydm'])).toThrow(InputError)
    expect(() => subset(yang19, ['go', 'dlydm'])).toThrow(
      'task: "dlydm" is not in battery yang19; nearest: dlydm1, dlydm2, dlygo',
    )
    expect(() => subset(yang19, ['go', 'go'])).toThrow('tasks: each may be named once, got "go" twice')
    expect(() => subset(yang19, [])).toThrow('tasks: at least one is needed, got none')
  })
})

describe('holdOut', () => {
  const out = ['rtgo', 'dlyanti', 'dnmc']

  it('keeps the channels and gives the other tasks rows without gaps', () => {
    const fewer = holdOut(yang19, out)
    expect(fewer.tasks.map(({ name }) => name)).toEqual(
      yang19.tasks.map(({ name }) => name).filter((name) => !out.includes(name)),
    )
    expect(fewer.tasks.map(({ index }) => index)).toEqual(Array.from({ length: 17 }, (_, i) => i))
    expect({ ...fewer, tasks: null }).toEqual({ ...yang19, tasks: null })
    // A trial of a task that is left is what it was.
    const drawn = {
      condition: { modality: 1, sample: 3, test: 3, match: 1 },
      durations: [3, 5, 10, 5, 9],
      coin: 0 as const,
    }
    const trial = (battery: typeof yang19) => makeTrial(battery, taskByName(battery, 'dmc'), drawn).inputs
    expect(trial(fewer)).toEqual(trial(yang19))
  })

  it.each([yang19, yang19Original])(
    'never shows them: their lines are off, the others on, in $name',
    (whole) => {
      const names = whole.tasks.map(({ name }) => name)
      const held = [names[1], names[5], names[19]]
      const battery = holdOut(whole, held)
      const batches = seededBatches(battery, { batch: 3, time: 200 }, 4, 'training')
      const seen = new Set<string>()
      for (let b = 0; b < 150; b++) {
        const { inputs } = batches.next()
        const [time, batch, width] = inputs.shape
        for (let row = 0; row < time * batch; row++) {
          const from = row * width + battery.stimulusCount
          const line = inputs.data.subarray(from, from + names.length).map((x) => (x > 0.5 ? 1 : 0))
          if (battery.noise === 0) expect(line.reduce((a, b) => a + b)).toBe(1)
          line.forEach((on, i) => {
            if (on) seen.add(names[i])
          })
        }
        if (whole === yang19 && b >= 9) break
      }
      expect(held.filter((name) => seen.has(name))).toEqual([])
      expect(seen.size).toBe(17)
    },
  )

  it('refuses unknown tasks and to leave none', () => {
    expect(() => holdOut(yang19, ['dlydm'])).toThrow('task: "dlydm" is not in battery yang19')
    const names = yang19.tasks.map(({ name }) => name)
    expect(() => holdOut(yang19, names)).toThrow(InputError)
    expect(() => holdOut(yang19, names)).toThrow('heldOut: at least one task must be left to train, got none')
  })
})

describe('batteryByName', () => {
  it('finds a battery or names the nearest', () => {
    expect(batteryByName('yang19')).toBe(yang19)
    expect(() => batteryByName('yang2019')).toThrow(InputError)
    expect(() => batteryByName('yang2019')).toThrow('battery: "yang2019" is unknown; nearest: yang19')
  })
})

describe('a bump', () => {
  it('falls off around the ring as exp(−½ (d / (π/8))²), at whole and at broken directions', () => {
    for (const center of [0, 5, 15, 16, -3, 2.5, 15.75]) {
      for (let unit = 0; unit < 16; unit++) {
        const angle = Math.abs(((unit - center) * Math.PI) / 8) % (2 * Math.PI)
        const around = Math.min(angle, 2 * Math.PI - angle) / (Math.PI / 8)
        expect(yang19.bump(unit - center)).toBeCloseTo(0.8 * Math.exp(-0.5 * around * around), 12)
      }
    }
  })

  it('has the same width in radians on a finer ring', () => {
    const fine = makeBattery('fine', { dt: 20, ringUnits: 32, held: {} }, yang19.tasks)
    for (const d of [0, 1, 2, 3, 7.5]) expect(fine.bump(2 * d)).toBeCloseTo(yang19.bump(d), 12)
  })
})
