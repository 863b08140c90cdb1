/**
 * Holds reference trials against a battery: could the task have drawn this trial, and does its own code make the
 * same inputs and labels from what was drawn? Only the drawn values come from the file; where the evidence
 * ties exactly, both answers are tried, since either is right (PROTOCOL "Trials and `tasks verify`").
 */
import type { Battery } from './battery.js'
import { type Condition, TOLERANCE } from './laws.js'
import type { Labels } from './paint.js'
import type { ReferenceTrial, Runs } from './reference.js'
import { canLast, msOf } from './steps.js'
import { costMask, writeTarget } from './targets.js'
import { FIXATE, resolve, type StimulusEvent, type Task } from './task.js'
import { makeTrial, type Trial, ties } from './trial.js'

export interface Mismatch {
  /** Line of the file, from 1. */
  line: number
  task: string
  /** The first difference found, in words. */
  reason: string
}

export interface Verification {
  /** Trials held against the battery. */
  total: number
  mismatches: Mismatch[]
  /** Trials whose evidence ties exactly. */
  ties: number
}

export function verify(battery: Battery, trials: readonly ReferenceTrial[]): Verification {
  const result: Verification = { total: trials.length, mismatches: [], ties: 0 }
  for (const trial of trials) {
    const { tie, reason } = check(battery, trial)
    if (tie) result.ties++
    if (reason !== null) result.mismatches.push({ line: trial.line, task: trial.task, reason })
  }
  return result
}

/** `reason` is null for a trial that the battery could have drawn and makes alike. */
function check(battery: Battery, given: ReferenceTrial): { tie: boolean; reason: string | null } {
  const task = battery.tasks.find((candidate) => candidate.name === given.task)
  if (!task) return { tie: false, reason: `battery ${battery.name} has no such task` }
  const told = toldBy(task, given)
  if (typeof told === 'string') return { tie: false, reason: told }

  const condition: Record<string, number> = {}
  const undrawn = recallCondition(task, told.condition, condition)
  if (undrawn !== null) return { tie: false, reason: undrawn }
  const tie = ties(task, condition)

  const durations: number[] = []
  const untimed = recallDurations(battery, task, told.periods, given.steps, condition, durations)
  if (untimed !== null) return { tie, reason: untimed }

  const unlike = (coin: 0 | 1) => {
    const trial = makeTrial(battery, task, { condition, durations, coin })
    return misplaced(battery, given, trial) ?? differ(battery, given, trial)
  }
  const reason = unlike(0)
  return { tie, reason: reason === null || !tie ? reason : unlike(1) && reason }
}

interface Told {
  condition: Readonly<Record<string, number | undefined>>
  periods: Readonly<Record<string, readonly [number, number]>>
}

/** The condition and the periods that a file tells, or why they cannot be read from it. */
function toldBy(task: Task, { drawn, steps }: ReferenceTrial): Told | string {
  if ('condition' in drawn) return drawn
  if (!task.fromStimuli) return 'stimuli: this battery is held against files with conditions'
  const { stimuli, epochs } = drawn
  const first = stimuli[0]
  const second = stimuli.find(({ on }) => on !== first?.on)
  const starts: Record<string, number | undefined> = {
    fix1: 0,
    stim1: first?.on,
    delay1: first?.off,
    stim2: second?.on,
    delay2: second?.off,
    go1: epochs.go1[0] ?? undefined,
  }
  // A period lasts until the next one of its task begins.
  const begins = [...task.periods.map(({ name }) => starts[name] ?? Number.NaN), steps]
  const periods = Object.fromEntries(
    task.periods.map(({ name }, i) => [name, [begins[i], begins[i + 1]] as const]),
  )
  return { condition: task.fromStimuli(stimuli), periods }
}

/** What a file's events and epochs say twice or need not say must agree as well: the first that does not, or null. */
function misplaced(battery: Battery, { drawn }: ReferenceTrial, trial: Trial): string | null {
  if ('condition' in drawn) return null
  const { periods, steps } = trial
  for (const [name, [start, end]] of Object.entries(drawn.epochs)) {
    const span = periods.find((period) => period.name === name)
    if (!span) return `epochs: "${name}" is unknown`
    if ((start ?? 0) !== span.start || (end ?? steps) !== span.end) {
      return `epochs: ${name} is ${start} to ${end}, expected ${span.start} to ${span.end}`
    }
  }
  const expected = stimuliOf(battery, trial)
  if (drawn.stimuli.length !== expected.length) {
    return `stimuli: ${drawn.stimuli.length}, expected ${expected.length}`
  }
  const near = (a: number, b: number) => Math.abs(a - b) <= TOLERANCE
  const strange = drawn.stimuli.findIndex(
    ({ mod, on = 0, off = steps, loc, strength }) =>
      !expected.some(
        (stimulus) =>
          stimulus.mod === mod &&
          stimulus.on === on &&
          stimulus.off === off &&
          near(stimulus.loc, loc) &&
          near(stimulus.strength, strength),
      ),
  )
  return strange < 0 ? null : `stimuli: number ${strange + 1} is not of this trial`
}

/** A trial's stimuli; one that is shown in consecutive periods is one. */
function stimuliOf(
  { ringUnits }: Battery,
  { task, condition, periods }: Trial,
): (StimulusEvent & { off: number })[] {
  const events: (StimulusEvent & { off: number })[] = []
  task.periods.forEach(({ shows = [] }, i) => {
    const { start, end } = periods[i]
    for (const stimulus of shows) {
      if ('channel' in stimulus) continue // the format knows rings only
      const loc = (resolve(stimulus.direction, condition) * 2 * Math.PI) / ringUnits
      const strength = resolve(stimulus.strength, condition)
      const mod = resolve(stimulus.ring, condition)
      const before = events.findIndex(
        (event) =>
          event.off === start && event.loc === loc && event.strength === strength && event.mod === mod,
      )
      if (before < 0) events.push({ loc, strength, mod, on: start, off: end })
      else events[before] = { ...events[before], off: end }
    }
  })
  return events
}

/** The first difference between a given trial and ours. */
function differ(battery: Battery, given: ReferenceTrial, trial: Trial): string | null {
  const { inputCount, outputCount, stimulusCount, ringUnits } = battery
  const shown = given.targets ? inputCount : stimulusCount // without targets, the one-hot is not in the file
  const inputs = compare('input', given.inputs, trial.inputs, inputCount, shown)
  if (inputs !== null) return inputs
  if (!given.targets || !given.mask) return compare('label', given.labels, trial.labels, 1, 1)
  if (!battery.code) return 'targets: the labels of this battery are classes'

  const angles = Float64Array.from(trial.labels, (label) =>
    label === FIXATE ? -1 : ((label - 1) * 2 * Math.PI) / ringUnits,
  )
  const targets = new Float32Array(trial.steps * outputCount)
  trial.labels.forEach((label, step) => {
    writeTarget(battery, label, targets, step * outputCount)
  })
  const { start: onset } = trial.periods[trial.periods.length - 1]
  const mask = costMask(battery, trial.steps, onset)
  return (
    compare('response', given.labels, angles, 1, 1) ??
    compare('target', given.targets, targets, outputCount, outputCount) ??
    compare('mask', given.mask, mask, outputCount, 2)
  )
}

/** Fills the condition with exact values, or says why the task cannot have drawn the given ones. */
function recallCondition(
  task: Task,
  given: Told['condition'],
  condition: Record<string, number>,
): string | null {
  const names = task.condition.flatMap((factor) => factor.names)
  const strange = unequal(names, Object.keys(given))
  if (strange !== null) return `condition: ${strange}`
  for (const factor of task.condition) {
    if (!factor.recall(given, condition)) {
      const values = factor.names.map((name) => given[name])
      return `${factor.names.join(', ')}: ${values.join(', ')} cannot be drawn`
    }
  }
  return null
}

/** Fills the periods' durations in steps, or says why the task cannot have drawn the given ones. */
function recallDurations(
  battery: Battery,
  task: Task,
  given: Told['periods'],
  total: number,
  condition: Condition,
  durations: number[],
): string | null {
  const names = task.periods.map((period) => period.name)
  const strange = unequal(names, Object.keys(given))
  if (strange !== null) return `periods: ${strange}`
  let begin = 0
  for (const { name, lasts } of task.periods) {
    const [start, end] = given[name]
    if (start !== begin) return `${name}: starts at step ${start}, expected ${begin}`
    const steps = end - start
    if (!Number.isInteger(steps) || steps < 0 || !canLast(lasts, steps, battery.dt, condition)) {
      return `${name}: lasts ${msOf(steps, battery.dt)} ms, expected ${lasts.text}`
    }
    durations.push(steps)
    begin = end
  }
  return total === begin ? null : `steps: ${total}, expected ${begin}`
}

/** The first difference between given rows and ours; ours may be wider than what is compared. */
function compare(
  what: string,
  given: Runs,
  ours: Float32Array | Labels,
  width: number,
  compared: number,
): string | null {
  const steps = ours.length / width
  const total = given.reduce((sum, [count]) => sum + count, 0)
  if (total !== steps) return `${what}: ${total} steps, expected ${steps}`
  let step = 0
  for (const [count, row] of given) {
    if (row.length !== compared) return `${what} of step ${step}: ${row.length} values, expected ${compared}`
    for (const end = step + count; step < end; step++) {
      for (let i = 0; i < compared; i++) {
        const expected = ours[step * width + i]
        if (Math.abs(row[i] - expected) <= TOLERANCE) continue
        const channel = compared > 1 ? `, channel ${i}` : ''
        return `${what} of step ${step}${channel}: ${row[i]}, expected ${Number(expected.toFixed(6))}`
      }
    }
  }
  return null
}

/** How two sets of names differ, or null. */
function unequal(expected: readonly string[], given: readonly string[]): string | null {
  const missing = expected.find((name) => !given.includes(name))
  if (missing !== undefined) return `"${missing}" is missing`
  const unknown = given.find((name) => !expected.includes(name))
  return unknown === undefined ? null : `"${unknown}" is unknown`
}
