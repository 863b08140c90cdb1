/** The past of a network that was opened, for the curves: what its metrics say. */
import type { MetricsLine } from 'gyrus/runs/metricsLines.js'
import type { Evaluated } from '../brain/snapshot.js'
import type { LossPoint } from '../panels/history.js'

/**
 * Losses and evaluations, ascending. Evaluations of a training say nothing of single neurons: their arrays are empty,
 * their modularity is null.
 */
export function pastOf(metrics: readonly MetricsLine[]): { losses: LossPoint[]; evaluations: Evaluated[] } {
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
      ...{ taskVariance: new Float64Array(0), clusters: new Int32Array(0), modularity: null },
    })
  }
  return { losses, evaluations }
}
