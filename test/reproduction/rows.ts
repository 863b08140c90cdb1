/** Rows of a summary, as tests need them. */
import type { NullTest } from '../../src/analysis/analysis.js'
import type { ParetoRow } from '../../src/reproduction/summary.js'

export const nullAt = (z: number, p = z < -2 || z > 2 ? 0.005 : 0.5): NullTest => ({
  value: 0.5 + z / 10,
  nullMean: 0.5,
  nullSd: 0.1,
  z,
  p,
})

const ratio = (value: number, p: number) => ({ value, nullMedian: 1, null95: 1.5, p, samples: 1000 })

export function aRow(
  given: Partial<ParetoRow> & { z?: number; silhouetteZ?: number; fall?: number; hump?: number },
): ParetoRow {
  const { z = 0, silhouetteZ = 40, fall = 5, hump = 3, ...fields } = given
  return {
    recipe: 'bimt',
    lambda: 6e-5,
    seed: 1,
    activeNeurons: 100,
    error: 0.05,
    errorSe: 0.002,
    wiringLength: 10_000,
    weightedWiringLength: 5000,
    clusters: [50, 50],
    isolatedNeuronRatio: nullAt(z),
    indexVariance: nullAt(z),
    isolatedNeuronRatio2d: nullAt(z),
    meanSquaredRadius: nullAt(z),
    silhouette: nullAt(silhouetteZ),
    silhouetteGivenCorrelations: nullAt(5),
    zByK: [2, 4].map((k) => ({ k, isolatedNeuronRatio: z, indexVariance: z - k, meanSquaredRadius: null })),
    modularity: nullAt(3),
    modularityGivenLengths: nullAt(1),
    distance: { mean: [0.3, 0.1], fall: ratio(fall, 0.001), hump: ratio(hump, 0.001) },
    accuracy: { go: 1 },
    steps: 100,
    trialsPerTask: 500,
    id: `${fields.recipe ?? 'bimt'}-${fields.lambda ?? 6e-5}-${fields.seed ?? 1}`,
    created: '2026-11-25T08:00:00.000Z',
    gyrus: '0.1.0',
    commit: 'abc',
    machine: 'a machine',
    ...fields,
  }
}
