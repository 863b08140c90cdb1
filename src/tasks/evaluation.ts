/**
 * Evaluation: single trials of one task, all of one length, to be run from the zero state; and their scoring by
 * the last step's argmax (PROTOCOL "Evaluation"). How often and with how many trials is the trainer's affair.
 */
import { InputError } from '../errors.js'
import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import type { Task } from './task.js'
import { type Drawn, drawTrial, writeTrial } from './trial.js'

export interface EvaluationBatch {
  readonly task: Task
  /** What was drawn, by trial. */
  readonly drawn: readonly Drawn[]
  readonly time: number
  readonly trials: number
  /** [time, trial, input] */
  readonly inputs: Float32Array
  /** Classes. [time, trial] */
  readonly labels: Int32Array
}

export interface EvaluationOptions {
  /** Durations in ms that are held, by period; the battery's own if left out. */
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
  { held = battery.held, noise = true }: EvaluationOptions = {},
): EvaluationBatch {
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
  const time = trials === 0 ? 0 : drawn[0].durations.reduce((sum, steps) => sum + steps, 0)
  const inputs = new Float32Array(time * trials * battery.inputCount)
  const labels = new Int32Array(time * trials)
  drawn.forEach((trial, column) => {
    writeTrial(battery, task, trial, { inputs, labels, batch: trials, column }, noise ? random : undefined)
  })
  return { task, drawn, time, trials, inputs, labels }
}

export interface Score {
  readonly correct: number
  readonly trials: number
}

/**
 * Scores a batch: right if the argmax of the outputs at the last step is the label there.
 * outputs: [time, trial, class] or the last step alone, [trial, class]. A trial with a NaN is wrong.
 */
export function score(batch: EvaluationBatch, outputs: ArrayLike<number>, classes: number): Score {
  const { task, trials, labels } = batch
  if (outputs.length === 0 || outputs.length % (trials * classes) !== 0) {
    throw new RangeError(
      `score: ${task.name} needs outputs [time, ${trials}, ${classes}], got ${outputs.length} numbers`,
    )
  }
  const lastOutputs = outputs.length - trials * classes
  const lastLabels = labels.length - trials
  let correct = 0
  for (let trial = 0; trial < trials; trial++) {
    const answer = argmax(outputs, lastOutputs + trial * classes, classes)
    if (answer === labels[lastLabels + trial]) correct++
  }
  return { correct, trials }
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
