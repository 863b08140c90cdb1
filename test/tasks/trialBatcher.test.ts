import { describe, expect, it } from 'vitest'
import { InputError } from '../../src/errors.js'
import { makeBattery } from '../../src/tasks/battery.js'
import { FIXATE } from '../../src/tasks/task.js'
import { makeTrial } from '../../src/tasks/trial.js'
import { TrialBatcher } from '../../src/tasks/trialBatcher.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { yang19Original as original } from '../../src/tasks/yang19Original.js'
import { chiSquareLimit } from './statistics.js'

const batcher = (seed = 1, batch = 8) => TrialBatcher.seeded(original, batch, seed, 'test')

describe('TrialBatcher', () => {
  it('draws one task, one timing and the shared modalities for a batch, all else for each trial', () => {
    const trials = batcher()
    for (let i = 0; i < 40; i++) {
      const { task, drawn, time, labels, inputs } = trials.nextTrials()
      for (const { durations } of drawn) expect(durations).toEqual(drawn[0].durations)
      expect(drawn[0].durations.reduce((a, b) => a + b)).toBe(time)
      expect(labels).toHaveLength(time * 8)
      expect(inputs).toHaveLength(time * 8 * 85)
      const values = (name: string) => new Set(drawn.map(({ condition }) => condition[name])).size
      for (const { names, shared } of task.condition) {
        for (const name of names.filter((n) => shared || n === 'angle')) {
          expect(values(name), `${task.name} ${name}`).toBe(shared ? 1 : 8)
        }
      }
    }
  })

  it('lays out inputs with noise on every channel, targets and mask as the single trials have them', () => {
    const source = batcher(4)
    const copy = batcher(4)
    for (let i = 0; i < 10; i++) {
      const { task, drawn, time } = copy.nextTrials()
      const { inputs, targets, mask, labels } = source.next()
      expect(labels).toBeUndefined()
      expect(inputs.shape).toEqual([time, 8, 85])
      expect(targets?.shape).toEqual([time, 8, 33])
      expect(mask?.shape).toEqual([time, 33])
      let squares = 0
      drawn.forEach((trial, b) => {
        const alone = makeTrial(original, task, trial)
        for (let step = 0; step < time; step++) {
          for (let channel = 0; channel < 85; channel++) {
            squares += (inputs.data[(step * 8 + b) * 85 + channel] - alone.inputs[step * 85 + channel]) ** 2
          }
          const fixation = targets!.data[(step * 8 + b) * 33]
          expect(fixation).toBeCloseTo(alone.labels[step] === FIXATE ? 0.8 : 0.05, 6)
        }
      })
      expect(Math.sqrt(squares / inputs.data.length)).toBeCloseTo(0.01 * Math.sqrt(2 / 0.2), 3)
      // The mask: nothing for 100 ms, then 1, nothing for 100 ms from the onset, then 5; doubled for fixation.
      const onset = time - drawn[0].durations[task.periods.length - 1]
      const column = (output: number) => Array.from({ length: time }, (_, t) => mask!.data[t * 33 + output])
      const expected = column(1).map((_, t) => (t < 5 ? 0 : t < onset ? 1 : t < onset + 5 ? 0 : 5))
      expect(column(1)).toEqual(expected)
      expect(column(0)).toEqual(expected.map((x) => 2 * x))
    }
  })

  it('draws tasks by their weights', () => {
    // A false alarm once in a million seeds.
    const counts = new Map<string, number>()
    const trials = batcher(7, 1)
    const n = 5600
    for (let i = 0; i < n; i++) {
      const { name } = trials.nextTrials().task
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    const total = original.tasks.reduce((sum, { weight = 1 }) => sum + weight, 0)
    expect(total).toBe(28)
    const statistic = original.tasks.reduce((sum, { name, weight = 1 }) => {
      const expected = (n * weight) / total
      return sum + ((counts.get(name) ?? 0) - expected) ** 2 / expected
    }, 0)
    expect(statistic).toBeLessThan(chiSquareLimit(original.tasks.length - 1))
  })

  it('continues from JSON', () => {
    const one = batcher(9)
    one.next()
    const other = TrialBatcher.restored(original, 8, JSON.parse(JSON.stringify(one.state())))
    for (let i = 0; i < 3; i++) expect(other.next()).toEqual(one.next())
  })

  it('has labels where they are classes', () => {
    const battery = makeBattery('own', { dt: 100, ringUnits: 16, held: {}, batches: 'trials' }, yang19.tasks)
    const { inputs, labels, targets } = TrialBatcher.seeded(battery, 3, 1).next()
    expect(targets).toBeUndefined()
    expect(labels?.shape).toEqual(inputs.shape.slice(0, 2))
    expect(labels?.data).toBeInstanceOf(Int32Array)
  })

  it('is what targets as activity need', () => {
    const settings = { dt: 20, ringUnits: 32, held: {}, code: original.code, batches: 'stream' as const }
    expect(() => makeBattery('own', settings, original.tasks)).toThrow(InputError)
  })
})
