/**
 * Accuracy with its standard error and its 95 % interval: per task from counts of correct trials, and the mean over
 * tasks. The standard error is 0 if all or no trials are correct, so figures and texts show the interval instead.
 */
import { type ShareInterval, wilson } from './share.js'

/** How many trials of a task were answered right. */
export interface TaskCount {
  /** Trials whose answer was right. */
  correct: number
  /** Trials in all. */
  trials: number
}

export interface Accuracy {
  accuracy: number
  /** Binomial standard error √(p(1 − p)/trials); 0 if all or no trials are correct. */
  se: number
}

/** @throws RangeError for counts that are not whole, or more correct trials than trials */
export function taskAccuracy({ correct, trials }: TaskCount): Accuracy {
  if (
    !(Number.isInteger(correct) && Number.isInteger(trials) && correct >= 0 && trials >= Math.max(1, correct))
  ) {
    throw new RangeError(`taskAccuracy: needs 0 ≤ correct ≤ trials, trials ≥ 1, got ${correct} of ${trials}`)
  }
  const accuracy = correct / trials
  return { accuracy, se: Math.sqrt((accuracy * (1 - accuracy)) / trials) }
}

/** Mean over tasks, every task with the same weight; the tasks' errors are independent. */
export function meanAccuracy(tasks: readonly Accuracy[]): Accuracy {
  const sum = tasks.reduce((total, task) => total + task.accuracy, 0)
  const variance = tasks.reduce((total, task) => total + task.se ** 2, 0)
  return { accuracy: sum / tasks.length, se: Math.sqrt(variance) / tasks.length }
}

/** The 95 % interval of a task's accuracy (Wilson). */
export const accuracyInterval = ({ correct, trials }: TaskCount): ShareInterval => wilson(correct, trials)

/**
 * The 95 % interval of the mean over tasks, from the Wilson intervals of the tasks (Zou & Donner 2008, Stat. Med.
 * 27:1693). The distances from the tasks' accuracies to the lower ends of their intervals are combined like standard
 * errors, and so are the distances to the upper ends.
 */
export function meanAccuracyInterval(counts: readonly TaskCount[]): ShareInterval {
  const tasks = counts.map((count) => ({
    accuracy: count.correct / count.trials,
    ...accuracyInterval(count),
  }))
  const mean = tasks.reduce((sum, { accuracy }) => sum + accuracy, 0) / tasks.length
  const reach = (end: 'low' | 'high') =>
    Math.sqrt(tasks.reduce((sum, task) => sum + (task[end] - task.accuracy) ** 2, 0)) / tasks.length
  return { low: Math.max(0, mean - reach('low')), high: Math.min(1, mean + reach('high')) }
}

/** Counts of correct trials from the accuracies of tasks. @param trials of each task */
export const countsOf = (accuracy: Readonly<Record<string, number>>, trials: number): TaskCount[] =>
  Object.values(accuracy).map((share) => ({ correct: Math.round(share * trials), trials }))
