/** The past of a network that was opened, for the curves, from its metrics and from its moments that are kept. */
import type { MetricsLine } from 'gyrus/runs/metricsLines.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'
import type { Snapshot } from '../brain/snapshot.js'
import type { LossPoint } from '../panels/history.js'

/**
 * Losses and evaluations in the order of their steps. The evaluations in metrics hold nothing about single neurons, so
 * their arrays are empty here and their modularity is null. A moment's evaluation replaces theirs at the same step.
 */
export function pastOf(
  metrics: readonly MetricsLine[],
  moments: readonly Snapshot[],
): { losses: LossPoint[]; evaluations: Evaluated[] } {
  const losses: LossPoint[] = []
  const evaluations: Evaluated[] = []
  for (const line of metrics) {
    const { step } = line
    if (line.type === 'step' && typeof line.taskLoss === 'number')
      losses.push({ step, taskLoss: line.taskLoss })
    if (line.type !== 'evaluation') continue
    evaluations.push({
      step,
      accuracy: (line.accuracy ?? {}) as Record<string, number>,
      meanAccuracy: Number(line.meanAccuracy),
      activeNeurons: Number(line.activeNeurons),
      wiringLength: Number(line.wiringLength),
      taskVariance: new Float64Array(0),
      clusters: new Int32Array(0),
      modularity: null,
    })
  }
  const found = moments.flatMap(({ evaluation }) => evaluation ?? [])
  const steps = new Set(found.map(({ step }) => step))
  const withoutMoment = evaluations.filter(({ step }) => !steps.has(step))
  return { losses, evaluations: [...withoutMoment, ...found].sort((a, b) => a.step - b.step) }
}
