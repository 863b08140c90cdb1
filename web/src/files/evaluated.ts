/** A saved analysis as the evaluation that the page shows. */
import type { Details, Summary } from 'gyrus/analysis/analysis.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'

export interface SavedAnalysis {
  summary: Summary
  details: Details
}

/**
 * The evaluation from an analysis. The analysis does not save the task variance itself but, for each active neuron, the
 * task variance divided by its largest value over tasks, and its sum over tasks. The task variance is computed back
 * from these two. It is 0 here for neurons that are not active.
 * @param tasks names, in the battery's order
 * @param hidden how many neurons
 * @throws Error of one line if the analysis is damaged, or of a network with other tasks or neurons
 */
export function evaluatedOf(
  { summary, details }: SavedAnalysis,
  tasks: readonly string[],
  hidden: number,
): Evaluated {
  if (JSON.stringify(details.tasks) !== JSON.stringify(tasks)) throw new Error('it is of other tasks')
  const { labels, order, importance, normalizedTaskVariance: normalized } = details
  if (labels?.length !== hidden || importance?.length !== hidden)
    throw new Error('it is of another number of neurons')
  if (normalized?.length !== tasks.length || normalized.some(({ length }) => length !== order.length))
    throw new Error('its task variance has another size')
  const taskVariance = new Float64Array(tasks.length * hidden)
  order.forEach((unit, column) => {
    const sum = normalized.reduce((total, row) => total + row[column], 0)
    normalized.forEach((row, task) => {
      taskVariance[task * hidden + unit] = (row[column] * importance[unit]) / sum
    })
  })
  const { step, accuracy, meanAccuracy, activeNeurons, wiringLength, modularity } = summary
  return {
    step,
    accuracy,
    meanAccuracy,
    activeNeurons,
    wiringLength,
    taskVariance,
    clusters: Int32Array.from(labels),
    modularity: modularity?.value ?? null,
  }
}
