import { describe, expect, it } from 'vitest'
import { defineBattery } from '../../src/tasks/defineBattery.js'
import { defineTask } from '../../src/tasks/defineTask.js'
import { fixed, type Law, uniform } from '../../src/tasks/laws.js'
import { modcog } from '../../src/tasks/modcog.js'
import { FIXATE } from '../../src/tasks/task.js'
import { mostSteps } from '../../src/tasks/trial.js'
import { yang19 } from '../../src/tasks/yang19.js'
import { preset, presetNames } from '../../src/training/presets.js'
import { batteryOf } from '../../src/training/train.js'
import { longTrialsWarning } from '../../src/training/trialLength.js'

const inSequencesOf = (time: number) => ({
  training: { ...preset('growing-brains').training, time },
})

const task = (name: string, delay: Law<never>) =>
  defineTask({
    name,
    family: 'wait',
    asks: 'wait',
    ceiling: 1,
    condition: [],
    periods: [
      { name: 'fixation', lasts: fixed(500), fixation: true },
      { name: 'delay', lasts: delay, wants: () => FIXATE },
    ],
  })

const battery = (held: Record<string, number> = { delay: 200 }) =>
  defineBattery('waiting', { dt: 100, ringUnits: 4, held }, [
    task('short', fixed(400)),
    task('drawn', uniform(200, 1500)),
    task('long', fixed(500_000)),
  ])

describe('the most steps of a trial', () => {
  it('are those of its longest durations, drawn or held', () => {
    const steps = (of: ReturnType<typeof battery>) => of.tasks.map((each) => mostSteps(of, each))
    // A draw below 1500 ms fills 14 steps of 100 ms.
    expect(steps(battery())).toEqual([9, 19, 5005])
    expect(steps(battery({ delay: 2000 }))).toEqual([25, 25, 5005])
  })

  it('are what the built-in batteries draw at most', () => {
    const longest = (of: typeof yang19) => Math.max(...of.tasks.map((each) => mostSteps(of, each)))
    // A fixation of 500 ms is held; draws of it stay below.
    expect(longest(yang19)).toBe(34)
    expect(longest(modcog)).toBe(36)
  })
})

describe('the warning of trials that are longer than a sequence', () => {
  it('names the tasks, the longest trial, the sequence, and what to do', () => {
    const warning = longTrialsWarning(inSequencesOf(18), battery())!
    expect(warning).toMatch(/^warning: trials of long, drawn can be longer than a sequence/)
    expect(warning).toContain('(long: 5005 steps, training.time: 18)')
    expect(warning).toContain('begins from the zero state')
    expect(warning).toContain('set training.time=5005 or more')
    expect(warning).not.toContain('\n')
    expect(longTrialsWarning(inSequencesOf(30), modcog)).toMatch(/and \d+ more .*\(dmsseqr: 36 steps/)
  })

  it('is not given where all fit, nor where each sequence is a trial', () => {
    expect(longTrialsWarning(inSequencesOf(5005), battery())).toBeNull()
    expect(longTrialsWarning(inSequencesOf(5004), battery())).not.toBeNull()
    expect(longTrialsWarning(inSequencesOf(18), { ...battery(), batches: 'trials' })).toBeNull()
  })

  it.each(presetNames)('is not given for a preset: %s', (name) => {
    expect(longTrialsWarning(preset(name), batteryOf(preset(name)))).toBeNull()
  })
})
