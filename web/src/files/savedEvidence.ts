/** A saved analysis as the evidence that the page shows. */
import type { Evidence } from '../brain/evidence.js'
import type { SavedAnalysis } from './evaluated.js'

export function savedEvidence({ summary, details }: SavedAnalysis): Evidence {
  const { step, meanAccuracy, activeNeurons, wiringLength, clusters } = summary
  const { isolatedNeuronRatio, meanSquaredRadius, modularity } = summary
  return {
    step,
    meanAccuracy,
    activeNeurons,
    wiringLength,
    modules: clusters.length,
    isolatedNeuronRatio,
    meanSquaredRadius,
    modularity,
    shuffles: details.meanSquaredRadius.samples,
    rewired: details.modularity.degrees.samples,
  }
}
