/**
 * Accuracy with its standard error: per task from counts of correct trials, and the mean over tasks.
 */

export interface TaskCount {
  correct: number
  trials: number
}

export interface Accuracy {
  accuracy: number
  /** Binomial standard error √(p(1 − p)/trials): 0 where all or no trials are correct. */
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
