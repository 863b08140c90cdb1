/**
 * Trials of one task and one length side by side, as a network runs them: what batches of single trials and
 * evaluations are made of.
 */
import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import { type Labels, newLabels } from './paint.js'
import { costMask, writeTarget } from './targets.js'
import type { Task } from './task.js'
import { type Drawn, drawTrial, stepsOf, writeTrial } from './trial.js'

export interface TrialSet {
  readonly task: Task
  /** What was drawn, by trial. */
  readonly drawn: readonly Drawn[]
  readonly time: number
  readonly trials: number
  /** [time, trial, input] */
  readonly inputs: Float32Array
  /** Classes, or where targets are activity, directions that need not be whole. [time, trial] */
  readonly labels: Labels
}

/** Lays out trials that were drawn with the same durations; with noise if a generator is given. */
export function layTrials(battery: Battery, task: Task, drawn: readonly Drawn[], noise?: Random): TrialSet {
  const trials = drawn.length
  const time = trials === 0 ? 0 : stepsOf(drawn[0])
  const inputs = new Float32Array(time * trials * battery.inputCount)
  const labels = newLabels(battery, time * trials)
  drawn.forEach((trial, column) => {
    writeTrial(battery, task, trial, { inputs, labels, batch: trials, column }, noise)
  })
  return { task, drawn, time, trials, inputs, labels }
}

/** Draws trials of one timing: durations, and the values that a factor shares, are drawn once for all. */
export function drawOfOneTiming(
  battery: Battery,
  task: Task,
  trials: number,
  random: Random,
  held?: Readonly<Record<string, number>>,
): Drawn[] {
  const first = drawTrial(battery, task, random, { held })
  const further = Array.from({ length: trials - 1 }, () =>
    drawTrial(battery, task, random, { held, batch: first }),
  )
  return [first, ...further]
}

/** Some trials of a set, from one to the one before another. */
export function trialsBetween(set: TrialSet, from: number, to: number): TrialSet {
  const { drawn, time, trials, inputs, labels } = set
  if (from === 0 && to === trials) return set
  return {
    ...set,
    drawn: drawn.slice(from, to),
    trials: to - from,
    inputs: columnsBetween(inputs, { time, trials }, from, to),
    labels: columnsBetween(labels, { time, trials }, from, to),
  }
}

/** Some columns of values [time, trial, …], from one to the one before another. */
export function columnsBetween<Values extends Float32Array | Labels>(
  values: Values,
  { time, trials }: Pick<TrialSet, 'time' | 'trials'>,
  from: number,
  to: number,
): Values {
  const width = values.length / (time * trials)
  const chosen = values.slice(0, time * (to - from) * width) as Values
  for (let step = 0; step < time; step++) {
    const row = step * trials
    chosen.set(values.subarray((row + from) * width, (row + to) * width), step * (to - from) * width)
  }
  return chosen
}

/** Target activity of a set, [time, trial, output], and the cost mask of its trials, [time, output]. */
export function targetsOf(battery: Battery, { task, drawn, time, trials, labels }: TrialSet) {
  const { outputCount } = battery
  const targets = new Float32Array(time * trials * outputCount)
  for (let i = 0; i < time * trials; i++) writeTarget(battery, labels[i], targets, i * outputCount)
  const response = drawn[0].durations[task.periods.length - 1]
  return { targets, mask: costMask(battery, time, time - response) }
}
