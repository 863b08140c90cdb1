/** Makes the summary's row of a finished run, and copies the files of a network that is kept. */

import { distanceNull } from '../analysis/distanceNull.js'
import { nullTestOf } from '../analysis/nullTest.js'
import { Random } from '../random/random.js'
import { RunFolder } from '../runs/folder.js'
import { savedNetwork } from '../runs/network.js'
import { readAnalysis } from '../runs/report.js'
import type { Recipe } from './plan.js'
import { provenance } from './provenance.js'
import type { ParetoRow } from './summary.js'

/** @throws InputError if the run has no analysis or no checkpoint */
export async function paretoRow(dir: string, recipe: Recipe): Promise<ParetoRow> {
  const run = await RunFolder.open(dir)
  const { summary, details } = await readAnalysis(run)
  const { connections } = await savedNetwork(run)
  const { experiment } = run
  const active = Int32Array.from(details.labels.flatMap((label, neuron) => (label < 0 ? [] : [neuron])))
  return {
    recipe,
    lambda: ['none', 'swap', 'mask'].includes(recipe) ? 0 : experiment.regularizer.lambda,
    ...(recipe === 'mask' && { radius: experiment.regularizer.radius }),
    ...(recipe === 'gyrus' && { neurons: experiment.pruning?.neurons }),
    seed: experiment.seed,
    activeNeurons: summary.activeNeurons,
    error: summary.error,
    errorSe: summary.meanAccuracySe,
    wiringLength: summary.wiringLength,
    ...(summary.totalWiringLength !== undefined && { totalWiringLength: summary.totalWiringLength }),
    weightedWiringLength: summary.weightedWiringLength,
    clusters: summary.clusters,
    isolatedNeuronRatio: summary.isolatedNeuronRatio,
    indexVariance: summary.indexVariance,
    columnMajor: {
      isolatedNeuronRatio: nullTestOf(details.columnMajor.isolatedNeuronRatio),
      indexVariance: nullTestOf(details.columnMajor.indexVariance),
    },
    isolatedNeuronRatio2d: summary.isolatedNeuronRatio2d,
    meanSquaredRadius: summary.meanSquaredRadius,
    silhouette: summary.silhouette,
    silhouetteGivenCorrelations: summary.silhouetteGivenCorrelations,
    zByK: details.anatomyByK.map(({ k, isolatedNeuronRatio, indexVariance, meanSquaredRadius }) => ({
      k,
      isolatedNeuronRatio: isolatedNeuronRatio.z,
      indexVariance: indexVariance.z,
      meanSquaredRadius: meanSquaredRadius.z,
    })),
    modularity: summary.modularity,
    modularityGivenLengths: summary.modularityGivenLengths,
    distance: distanceNull(
      connections.recurrentWeights,
      details.sheet,
      active,
      Random.seeded(experiment.seed, 'distance'),
    ),
    accuracy: summary.accuracy,
    steps: summary.step,
    trialsPerTask: summary.trialsPerTask,
    ...provenance(run),
  }
}
