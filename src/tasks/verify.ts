/**
 * Holds reference trials against a battery: could the task have drawn this trial, and does its own code make the
 * same inputs and labels from what was drawn? Only the drawn values come from the file; where the evidence
 * ties exactly, both answers are tried, since either is right (PROTOCOL "Trials and `tasks verify`").
 */
import type { Battery } from './battery.js'
import { TOLERANCE } from './laws.js'
import type { ReferenceTrial, Runs } from './reference.js'
import type { Task } from './task.js'
import { makeTrial, ties } from './trial.js'

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

  const condition: Record<string, number> = {}
  const undrawn = recallCondition(task, given, condition)
  if (undrawn !== null) return { tie: false, reason: undrawn }
  const tie = ties(task, condition)

  const durations: number[] = []
  const untimed = recallDurations(battery, task, given, durations)
  if (untimed !== null) return { tie, reason: untimed }

  const trial = makeTrial(battery, task, { condition, durations, coin: 0 })
  const unlike = compare('input', given.inputs, trial.inputs, battery.inputCount, battery.stimulusCount)
  if (unlike !== null) return { tie, reason: unlike }
  const mislabeled = compare('label', given.labels, trial.labels, 1, 1)
  if (mislabeled === null || !tie) return { tie, reason: mislabeled }
  const other = makeTrial(battery, task, { condition, durations, coin: 1 })
  return { tie, reason: compare('label', given.labels, other.labels, 1, 1) && mislabeled }
}

/** Fills the condition with exact values, or says why the task cannot have drawn the given ones. */
function recallCondition(
  task: Task,
  given: ReferenceTrial,
  condition: Record<string, number>,
): string | null {
  const names = task.condition.flatMap((factor) => factor.names)
  const strange = unequal(names, Object.keys(given.condition))
  if (strange !== null) return `condition: ${strange}`
  for (const factor of task.condition) {
    if (!factor.recall(given.condition, condition)) {
      const values = factor.names.map((name) => given.condition[name])
      return `${factor.names.join(', ')}: ${values.join(', ')} cannot be drawn`
    }
  }
  return null
}

/** Fills the periods' durations in steps, or says why the task cannot have drawn the given ones. */
function recallDurations(
  battery: Battery,
  task: Task,
  given: ReferenceTrial,
  durations: number[],
): string | null {
  const names = task.periods.map((period) => period.name)
  const strange = unequal(names, Object.keys(given.periods))
  if (strange !== null) return `periods: ${strange}`
  let begin = 0
  for (const { name, lasts } of task.periods) {
    const [start, end] = given.periods[name]
    if (start !== begin) return `${name}: starts at step ${start}, expected ${begin}`
    const steps = end - start
    if (
      !Number.isInteger(steps) ||
      steps < 0 ||
      !lasts.reaches(steps * battery.dt, (steps + 1) * battery.dt)
    ) {
      return `${name}: lasts ${steps * battery.dt} ms, expected ${lasts.text}`
    }
    durations.push(steps)
    begin = end
  }
  return given.steps === begin ? null : `steps: ${given.steps}, expected ${begin}`
}

/** The first difference between given rows and ours; ours may be wider than what is compared. */
function compare(
  what: string,
  given: Runs,
  ours: Float32Array | Int32Array,
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
        const where = compared > 1 ? `, channel ${i}` : ''
        return `${what} of step ${step}${where}: ${row[i]}, expected ${Number(expected.toFixed(6))}`
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
