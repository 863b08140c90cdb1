import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Battery, subset, taskByName } from '../../src/tasks/battery.js'
import { type StreamState, TrialStream } from '../../src/tasks/stream.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { some } from '../length.js'
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

const joined = (parts: readonly Written[]): Written => ({
  inputs: Float32Array.from(parts.flatMap(({ inputs }) => [...inputs])),
  labels: Int32Array.from(parts.flatMap(({ labels }) => [...labels])),
})

const bytes = ({ inputs, labels }: Written): string =>
  Buffer.concat([Buffer.from(inputs.buffer), Buffer.from(labels.buffer)]).toString('base64')

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
        expect(bytes(joined(cuts.map((cut) => write(pieces, cut))))).toBe(bytes(write(whole, total)))
        expect(pieces.state()).toEqual(whole.state())
      }),
      { numRuns: some(25), seed: 1 },
    )
  })

  it('continues bit for bit from its state as JSON, wherever that was taken', () => {
    const stream = TrialStream.seeded(yang19, 2)
    for (let i = 0; i < 100; i++) {
      const state: StreamState = JSON.parse(JSON.stringify(stream.state()))
      const copy = TrialStream.restored(yang19, state)
      const other = TrialStream.restored(yang19, state)
      expect(bytes(write(copy, 40))).toBe(bytes(write(other, 40)))
      expect(bytes(write(TrialStream.restored(yang19, state), 1))).toBe(bytes(write(stream, 1)))
    }
    const whole = TrialStream.seeded(yang19, 2)
    write(whole, 100)
    expect(whole.state()).toEqual(stream.state())
  })

  it('writes the rows of its trials and adds noise only where they say', () => {
    let noisy = 0
    let strange = 0
    for (const { task, drawn, written, inputs, labels } of steps(TrialStream.seeded(yang19, 3), 1_000)) {
      const trial = makeTrial(yang19, taskByName(yang19, task), drawn)
      const step = written - 1
      expect(labels[0]).toBe(trial.labels[step])
      const span = trial.noise.find(({ start, end }) => start <= step && step < end)
      for (let channel = 0; channel < 53; channel++) {
        const added = inputs[channel] !== trial.inputs[step * 53 + channel]
        const reached = span && channel >= span.first && channel < span.first + span.count
        if (reached) noisy += Number(added)
        else strange += Number(added)
      }
    }
    expect(strange).toBe(0)
    expect(noisy).toBeGreaterThan(5_000)
  })

  it('has the same trials whatever its noise does', () => {
    const tasks = begun(TrialStream.seeded(yang19, 4), 3_000).map(({ task, drawn }) => ({ task, drawn }))
    const state = { ...TrialStream.seeded(yang19, 4).state(), noise: [1, 2, 3, 4] }
    expect(
      begun(TrialStream.restored(yang19, state), 3_000).map(({ task, drawn }) => ({ task, drawn })),
    ).toEqual(tasks)
  })

  it('takes each next task uniformly from the others, never the same twice running', () => {
    const { inputs, labels } = write(TrialStream.seeded(yang19, 5), 120_000)
    const tasks: number[] = []
    const run: number[] = [] // steps that each task stayed on
    for (let step = 0; step < labels.length; step++) {
      const task = inputs.subarray(step * 53 + 33, (step + 1) * 53).indexOf(1)
      if (task !== tasks.at(-1)) run[tasks.push(task) - 1] = 0
      run[tasks.length - 1]++
    }
    expect(tasks.length).toBeGreaterThan(5_000)
    // Two trials of one task in a row would stay on for 18 steps or more, and none does longer than its own trial.
    const longest = [15, 10, 20, 15, 10, 20, 11, 11, 11, 11, 11, 26, 26, 26, 26, 26, 32, 32, 32, 32]
    expect(tasks.filter((task, i) => run[i] > longest[task])).toEqual([])

    const jumps = tasks.slice(1).map((task, i) => (task - tasks[i] + 20) % 20)
    const { strange, statistic, limit } = uniformity(
      jumps,
      Array.from({ length: 19 }, (_, i) => i + 1),
    )
    expect(strange).toEqual([])
    expect(statistic).toBeLessThan(limit)
    // Frequencies vary a little less than with independent draws, for which the limit holds.
    const all = yang19.tasks.map(({ index }) => index)
    expect(uniformity(tasks, all).statistic).toBeLessThan(chiSquareLimit(19))
  })

  it('alternates the ring strictly, for each single-ring task on its own', () => {
    const rings = new Map<string, number[]>()
    for (const { task, drawn } of begun(TrialStream.seeded(yang19, 6), 10_000)) {
      if (drawn.condition.modality) rings.set(task, [...(rings.get(task) ?? []), drawn.condition.modality])
    }
    expect([...rings.keys()].sort()).toEqual(
      ['go', 'rtgo', 'dlygo', 'anti', 'rtanti', 'dlyanti', 'dms', 'dnms', 'dmc', 'dnmc'].sort(),
    )
    for (const sequence of rings.values()) {
      expect(sequence.length).toBeGreaterThan(10)
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
    const n = 2_000
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
