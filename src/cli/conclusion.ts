/** What came out of a run, in two lines for the terminal. */
import { countsOf, meanAccuracyInterval } from '../analysis/accuracy.js'
import type { Summary } from '../analysis/analysis.js'
import { counted, percent, percentWithInterval, whole, zText } from '../figures/words.js'

/**
 * @param neurons of the sheet, active or not
 * @param unit of lengths on it
 */
export function conclusion(summary: Summary, neurons: number, unit = 'cells'): string {
  const { clusters, isolatedNeuronRatio, indexVariance, isolatedNeuronRatio2d, meanSquaredRadius } = summary
  // Measured places are no list: the paper's two measures are not defined there.
  const listed = isolatedNeuronRatio.value !== null
  const ceilings = Object.values(summary.ceiling)
  const ceiling = ceilings.reduce((a, b) => a + b, 0) / ceilings.length
  const interval = meanAccuracyInterval(countsOf(summary.accuracy, summary.trialsPerTask))
  const performance =
    `accuracy ${percentWithInterval(summary.meanAccuracy, interval)}, ideal observer ${percent(ceiling)}, ` +
    `${whole(summary.activeNeurons)} of ${whole(neurons)} neurons active, ` +
    `wiring ${whole(summary.wiringLength)} ${unit}`
  if (clusters.length === 0) return `${performance}\nno functional clusters: no neuron is active`
  return (
    `${performance}\n${counted(clusters.length, 'functional cluster')} ` +
    `of ${clusters.map(whole).join(', ')} ${clusters.at(-1) === 1 ? 'neuron' : 'neurons'}; against shuffled labels: ` +
    (listed
      ? `isolated neurons ${zText(isolatedNeuronRatio.z)}, index variance ${zText(indexVariance.z)}`
      : `isolated neurons ${zText(isolatedNeuronRatio2d.z)}, distance from their cluster’s center ${zText(meanSquaredRadius.z)}`)
  )
}
