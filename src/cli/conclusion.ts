/** What came out of a run, in two lines for the terminal. */
import { countsOf, meanAccuracyInterval } from '../analysis/accuracy.js'
import type { Summary } from '../analysis/analysis.js'
import { counted, percent, percentWithInterval, whole, zText } from '../figures/words.js'

/** @param neurons of the sheet, active or not */
export function conclusion(summary: Summary, neurons: number): string {
  const { clusters, isolatedNeuronRatio, indexVariance } = summary
  const ceilings = Object.values(summary.ceiling)
  const ceiling = ceilings.reduce((a, b) => a + b, 0) / ceilings.length
  const interval = meanAccuracyInterval(countsOf(summary.accuracy, summary.trialsPerTask))
  const performance =
    `accuracy ${percentWithInterval(summary.meanAccuracy, interval)}, ideal observer ${percent(ceiling)}, ` +
    `${whole(summary.activeNeurons)} of ${whole(neurons)} neurons active, ` +
    `wiring ${whole(summary.wiringLength)} cells`
  if (clusters.length === 0) return `${performance}\nno functional clusters: no neuron is active`
  return (
    `${performance}\n${counted(clusters.length, 'functional cluster')} ` +
    `of ${clusters.map(whole).join(', ')} ${clusters.at(-1) === 1 ? 'neuron' : 'neurons'}; against shuffled labels: ` +
    `isolated neurons ${zText(isolatedNeuronRatio.z)}, index variance ${zText(indexVariance.z)}`
  )
}
