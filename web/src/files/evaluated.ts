/** What an analysis says of a network, as the page shows it. */
import type { Details, Summary } from 'gyrus/analysis/analysis.js'
import type { Evaluated } from '../brain/snapshot.js'

export interface SavedAnalysis {
  summary: Summary
  details: Details
}

/**
 * The evaluation that an analysis holds. Its files keep each active neuron's task variance divided by the largest of
 * its tasks, and the sum over tasks: together these give the variance back. Neurons that are not active have 0 here.
 * @param tasks names, in the battery's order
 * @param hidden how many neurons
 * @throws Error with one line if the analysis is not of such a network, or is damaged
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
