/**
 * Evaluation: trials of one task, to be run from the zero state, and their scoring by the last step (PROTOCOL
 * "Evaluation"). training/ decides how often and with how many trials to evaluate.
 */
import { InputError } from '../errors.js'
import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import { stepsIn } from './steps.js'
import { FIXATE, type Task } from './task.js'
import { drawTrial } from './trial.js'
import { layTrials, type TrialSet } from './trialSet.js'

export interface EvaluationOptions {
  /** Durations in ms that are held, by period; the task's own if left out. */
  held?: Readonly<Record<string, number>>
  /** Noise as in training (the default), or none. */
  noise?: boolean
}

/**
 * Draws `trials` single trials of a task. The trials do not depend on whether there is noise. What goes in turns
 * starts at its first value. Throws InputError if lengths differ because a period that varies is not held.
 */
export function evaluationBatch(
  battery: Battery,
  task: Task,
  trials: number,
  random: Random,
  { held = task.held, noise = true }: EvaluationOptions = {},
): TrialSet {
  const drawn = Array.from({ length: trials }, (_, turn) => drawTrial(battery, task, random, { turn, held }))
  for (let period = 0; period < task.periods.length; period++) {
    const lengths = new Set(drawn.map(({ durations }) => durations[period]))
    if (lengths.size > 1) {
      const { name, lasts } = task.periods[period]
      throw new InputError(
        `${task.name}.${name}: must be held for an evaluation, varies over ${lasts.text} ms`,
      )
    }
  }
  return layTrials(battery, task, drawn, noise ? random : undefined)
}

/** The trials of a task's test grid, each condition once, without noise. */
export function gridBatch(battery: Battery, task: Task): TrialSet {
  const { durations, conditions } = task.test ?? { durations: {}, conditions: [] }
  const steps = task.periods.map(({ name }) => stepsIn(durations[name], battery.dt))
  return layTrials(
    battery,
    task,
    conditions.map((condition) => ({ condition: { ...condition }, durations: steps, coin: 0 })),
  )
}

/** Whether a task's trials differ in length, fixation aside. */
export function variesInLength({ periods }: Task): boolean {
  return periods.some(({ name, lasts }) => name !== 'fixation' && lasts.low < lasts.high)
}

export interface Score {
  readonly correct: number
  readonly trials: number
}

/** Largest angle between a response and where it should go, where targets are activity (PAPER.md 3.4): 36°. */
const TOLERATED = 0.2 * Math.PI

/**
 * Scores trials by the last step: right if the argmax of the outputs is the label there, or where targets are activity,
 * if fixation is kept (its output above ½) where that is wanted, and otherwise broken with the population vector of the
 * ring within 36° of the wanted angle.
 * logits: [time, trial, output] or the last step alone, [trial, output]. A trial with a NaN is wrong.
 */
export function score(battery: Battery, set: TrialSet, logits: ArrayLike<number>): Score {
  const { task, trials, labels } = set
  const right = answers(battery, task, labels.subarray(labels.length - trials), logits)
  return { correct: right.filter(Boolean).length, trials }
}

/**
 * Whether each trial's last step gives the label that is named for it, by the rule of `score`.
 * wanted: [trial]; logits as in `score`
 */
export function answers(
  battery: Battery,
  task: Task,
  wanted: ArrayLike<number>,
  logits: ArrayLike<number>,
): boolean[] {
  const trials = wanted.length
  const { outputCount: outputs } = battery
  if (logits.length === 0 || logits.length % (trials * outputs) !== 0) {
    throw new RangeError(
      `score: ${task.name} needs logits [time, ${trials}, ${outputs}], got ${logits.length} numbers`,
    )
  }
  const last = logits.length - trials * outputs
  return Array.from({ length: trials }, (_, trial) => {
    const at = last + trial * outputs
    const label = wanted[trial]
    return battery.code ? responds(battery, logits, at, label) : argmax(logits, at, outputs) === label
  })
}

/** Whether a response, read from the sigmoid of the logits from `at`, is the wanted one. */
function responds({ ringUnits }: Battery, logits: ArrayLike<number>, at: number, label: number): boolean {
  const rate = (output: number) => 1 / (1 + Math.exp(-logits[at + output]))
  const fixation = rate(0)
  let [x, y] = [0, 0]
  for (let unit = 0; unit < ringUnits; unit++) {
    const angle = (2 * Math.PI * unit) / ringUnits
    x += rate(1 + unit) * Math.cos(angle)
    y += rate(1 + unit) * Math.sin(angle)
  }
  if (Number.isNaN(fixation + x + y)) return false
  if (label === FIXATE) return fixation > 0.5
  const wanted = (2 * Math.PI * (label - 1)) / ringUnits
  const off = Math.atan2(y, x) - wanted
  return fixation <= 0.5 && Math.abs(Math.atan2(Math.sin(off), Math.cos(off))) < TOLERATED
}

/** Place of the largest of `count` values (the first of equals); −1 if any is NaN. */
function argmax(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(values[from + i])) return -1
    if (values[from + i] > values[from + best]) best = i
  }
  return best
}
