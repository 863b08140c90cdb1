/**
 * Trials of a decision task with the evidence and the timing that are asked for, and which of the two stimuli each
 * answer chose. The trials are drawn and made by the task's own code; only the strengths that count are replaced
 * (`TaskDefinition.evidence`).
 */

import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import { answers } from './evaluation.js'
import type { Condition } from './laws.js'
import { label } from './paint.js'
import type { Evidence, Task } from './task.js'
import type { Drawn } from './trial.js'
import { drawOfOneTiming, layTrials, type TrialSet } from './trialSet.js'

/** A task that has evidence to vary. */
export type DecisionTask = Task & { readonly evidence: Evidence }

export const isDecision = (task: Task): task is DecisionTask => task.evidence !== undefined

/** One point of a curve. */
export interface Asked {
  /** Signed, see `Evidence`. */
  readonly coherence: number
  /** Of the period that the task's curves vary, in ms; floored to whole steps. */
  readonly duration: number
}

export interface DecisionSet extends TrialSet {
  readonly task: DecisionTask
  /** The label that would be right if the first stimulus were the stronger, and if the second were. [trial] */
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** How many trials chose what. */
export interface Choices {
  first: number
  second: number
  /** Kept fixating, or answered elsewhere. */
  neither: number
  /** Right by the task's rule; means nothing where there is no evidence. */
  correct: number
}

/**
 * Draws trials of one point, all of one timing. Periods that vary in training and are not asked for are held as the
 * task holds them in evaluations, or as its source does in its tests. With noise if there is any in training.
 */
export function decisionTrials(
  battery: Battery,
  task: DecisionTask,
  { coherence, duration }: Asked,
  trials: number,
  random: Random,
): DecisionSet {
  const { evidence } = task
  const durations = { ...task.held, ...task.test?.durations, [evidence.timed.period]: duration }
  const drawn = drawOfOneTiming(battery, task, trials, random, durations).map((trial) => ({
    ...trial,
    condition: { ...evidence.at(trial.condition, coherence) },
  }))
  const { most } = evidence
  return {
    ...layTrials(battery, task, drawn, random),
    task,
    first: drawn.map((trial) => answer(task, trial, evidence.at(trial.condition, most))),
    second: drawn.map((trial) => answer(task, trial, evidence.at(trial.condition, -most))),
  }
}

/**
 * Counts choices by the rule by which trials are scored. An answer that fits both stimuli is none.
 * @param logits [time, trial, output] or the last step alone
 */
export function choices(battery: Battery, set: DecisionSet, logits: ArrayLike<number>): Choices {
  const { task, labels, trials } = set
  const first = answers(battery, task, set.first, logits)
  const second = answers(battery, task, set.second, logits)
  const right = answers(battery, task, labels.subarray(labels.length - trials), logits)
  const count = (is: (trial: number) => boolean) => first.filter((_, trial) => is(trial)).length
  const counted = {
    first: count((t) => first[t] && !second[t]),
    second: count((t) => second[t] && !first[t]),
    correct: count((t) => right[t]),
  }
  return { ...counted, neither: trials - counted.first - counted.second }
}

/** The label of a trial's last step under another condition. */
function answer({ periods }: Task, { durations }: Drawn, condition: Condition): number {
  const last = periods.length - 1
  return label(periods[last], condition, 0, durations[last] - 1)
}
