import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Battery, subset, taskByName } from '../../src/tasks/battery.js'
import { type StreamState, TrialStream } from '../../src/tasks/stream.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { binomialLimit, chiSquareLimit, uniformity } from './statistics.js'

interface Written {
  inputs: Float32Array
  labels: Int32Array
}

function write(stream: TrialStream, steps: number, battery: Battery = yang19): Written {
  const inputs = new Float32Array(steps * battery.inputCount)
  const labels = new Int32Array(steps)
  stream.fill({ inputs, labels, batch: 1, column: 0 })
  return { inputs, labels }
}

const joined = (parts: readonly Written[]) => ({
  inputs: parts.flatMap(({ inputs }) => [...inputs]),
  labels: parts.flatMap(({ labels }) => [...labels]),
})

/** What a stream holds after each step: the trial under way. */
function* steps(stream: TrialStream, count: number, battery: Battery = yang19) {
  for (let i = 0; i < count; i++) {
    const written = write(stream, 1, battery)
    yield { ...written, ...stream.state().current! }
  }
}

/** The trials that a stream begins in so many steps. */
const begun = (stream: TrialStream, count: number, battery: Battery = yang19) =>
  [...steps(stream, count, battery)].filter(({ written }) => written === 1)

describe('TrialStream', () => {
  it('does not care where it is cut', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), (seed, cuts) => {
        const pieces = TrialStream.seeded(yang19, seed)
        const whole = TrialStream.seeded(yang19, seed)
        const total = cuts.reduce((sum, cut) => sum + cut, 0)
        expect(joined(cuts.map((cut) => write(pieces, cut)))).toEqual(joined([write(whole, total)]))
        expect(pieces.state()).toEqual(whole.state())
      }),
      { numRuns: 40, seed: 1 },
    )
  })

  it('continues bit for bit from its state as JSON, wherever that was taken', () => {
    const stream = TrialStream.seeded(yang19, 2)
    for (let i = 0; i < 150; i++) {
      const state: StreamState = JSON.parse(JSON.stringify(stream.state()))
      const copy = TrialStream.restored(yang19, state)
      write(stream, 1 + (i % 3))
      write(copy, 1 + (i % 3))
      expect(copy.state()).toEqual(stream.state())
      expect(write(copy, 80)).toEqual(write(TrialStream.restored(yang19, stream.state()), 80))
    }
  })

  it('writes the rows of its trials and adds noise only where they say', () => {
    let noisy = 0
    for (const { task, drawn, written, inputs, labels } of steps(TrialStream.seeded(yang19, 3), 2_000)) {
      const trial = makeTrial(yang19, taskByName(yang19, task), drawn)
      const step = written - 1
      expect(labels[0]).toBe(trial.labels[step])
      const span = trial.noise.find(({ start, end }) => start <= step && step < end)
      for (let channel = 0; channel < 53; channel++) {
        const added = inputs[channel] - trial.inputs[step * 53 + channel]
        if (span && channel >= span.first && channel < span.first + span.count) noisy += Number(added !== 0)
        else expect(added).toBe(0)
      }
    }
    expect(noisy).toBeGreaterThan(10_000)
  })

  it('has the same trials whatever its noise does', () => {
    const tasks = begun(TrialStream.seeded(yang19, 4), 3_000).map(({ task, drawn }) => ({ task, drawn }))
    const state = { ...TrialStream.seeded(yang19, 4).state(), noise: [1, 2, 3, 4] }
    expect(
      begun(TrialStream.restored(yang19, state), 3_000).map(({ task, drawn }) => ({ task, drawn })),
    ).toEqual(tasks)
  })

  it('takes each next task uniformly from the others, never the same twice running', () => {
    const tasks = begun(TrialStream.seeded(yang19, 5), 120_000).map(({ task }) => task)
    expect(tasks.length).toBeGreaterThan(5_000)
    const names = yang19.tasks.map(({ name }) => name)
    const index = (task: string) => names.indexOf(task)
    const jumps = tasks.slice(1).map((task, i) => (index(task) - index(tasks[i]) + 20) % 20)
    expect(jumps).not.toContain(0)
    const support = Array.from({ length: 19 }, (_, i) => i + 1)
    const { strange, statistic, limit } = uniformity(jumps, support)
    expect(strange).toEqual([])
    expect(statistic).toBeLessThan(limit)
    // The frequencies themselves vary less than independent draws would: the multinomial limit is generous.
    expect(uniformity(tasks, names).statistic).toBeLessThan(chiSquareLimit(19))
  })

  it('alternates the ring strictly, for each single-ring task on its own', () => {
    const rings = new Map<string, number[]>()
    for (const { task, drawn } of begun(TrialStream.seeded(yang19, 6), 20_000)) {
      if (drawn.condition.modality) rings.set(task, [...(rings.get(task) ?? []), drawn.condition.modality])
    }
    expect([...rings.keys()].sort()).toEqual(
      ['go', 'rtgo', 'dlygo', 'anti', 'rtanti', 'dlyanti', 'dms', 'dnms', 'dmc', 'dnmc'].sort(),
    )
    for (const sequence of rings.values()) {
      expect(sequence.length).toBeGreaterThan(20)
      expect(sequence).toEqual(sequence.map((_, i) => 1 + (i % 2)))
    }
  })

  it('repeats a single task', () => {
    const one = subset(yang19, ['dlydm1'])
    const trials = begun(TrialStream.seeded(one, 7), 500, one)
    expect(new Set(trials.map(({ task }) => task))).toEqual(new Set(['dlydm1']))
    expect(trials.length).toBeGreaterThan(18)
  })

  it('takes turns with two tasks', () => {
    const two = subset(yang19, ['go', 'dm1'])
    const tasks = begun(TrialStream.seeded(two, 8), 500, two).map(({ task }) => task)
    for (let i = 1; i < tasks.length; i++) expect(tasks[i]).not.toBe(tasks[i - 1])
  })

  it('draws its first task uniformly', () => {
    const n = 4_000
    const firsts = Array.from({ length: n }, (_, seed) => begun(TrialStream.seeded(yang19, seed), 1)[0].task)
    for (const { name } of yang19.tasks) {
      const count = firsts.filter((first) => first === name).length
      expect(Math.abs(count - n / 20)).toBeLessThan(binomialLimit(n, 1 / 20))
    }
  })

  it('refuses a state of another battery', () => {
    const stream = TrialStream.seeded(yang19, 9)
    write(stream, 1)
    const state = stream.state()
    expect(() => TrialStream.restored(subset(yang19, ['go']), state)).toThrow('20 turns for 1 tasks')
    const current = { ...state.current!, task: 'gone' }
    expect(() => TrialStream.restored(yang19, { ...state, current })).toThrow(
      '"gone" is not in battery yang19',
    )
  })
})
