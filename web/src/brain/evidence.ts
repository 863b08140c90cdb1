/**
 * What a network has learned, what it costs, and whether its modules stand apart from chance: measured as `gyrus
 * analyze` does, with fewer null samples, so that one need not wait.
 */

import { anatomy } from 'gyrus/analysis/anatomy.js'
import { connectome } from 'gyrus/analysis/connectome.js'
import { newmanModularity } from 'gyrus/analysis/modularity.js'
import { type NullTest, nullTest } from 'gyrus/analysis/nullTest.js'
import { modularityNull } from 'gyrus/analysis/wiringNulls.js'
import type { Engine } from 'gyrus/engine/engine.js'
import { Random } from 'gyrus/random/random.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { sheetOf } from 'gyrus/training/sheet.js'
import { evaluate } from './evaluated.js'
import type { WholeSnapshot } from './snapshot.js'

/** Shuffles of the modules' labels, and rewired networks. The analysis takes 10,000 and up to 500. */
export const SHUFFLES = 1000
export const REWIRED = 100

export interface Evidence {
  /** Of the network that was measured. */
  step: number
  /** 0 to 1. */
  meanAccuracy: number
  activeNeurons: number
  wiringLength: number
  modules: number
  isolatedNeuronRatio: NullTest
  meanSquaredRadius: NullTest
  modularity: NullTest
  /** Shuffles of labels, and rewired networks, behind the nulls. */
  shuffles: number
  rewired: number
}

/** Evidence of a network at a moment. If its last evaluation is of an earlier step, it is evaluated first. */
export async function evidence(
  engine: Engine,
  experiment: Experiment,
  snapshot: WholeSnapshot,
): Promise<Evidence> {
  const { step, connections, evaluation } = snapshot
  const now = evaluation?.step === step ? evaluation : await evaluate(engine, experiment, snapshot)
  return { ...evidenceOf(experiment, now, connections.recurrentWeights), step }
}

/** @param evaluated an evaluation of the network with these weights */
export function evidenceOf(
  experiment: Experiment,
  { step, meanAccuracy, activeNeurons, wiringLength, clusters }: Evaluated,
  recurrentWeights: Float32Array,
): Evidence {
  const active = Int32Array.from(clusters.keys()).filter((place) => clusters[place] >= 0)
  const labels = active.map((place) => clusters[place])
  const random = (of: string) => Random.seeded(experiment.seed, 'evidence', of)
  const { rowMajor, meanSquaredRadius } = anatomy(
    labels,
    active,
    sheetOf(experiment),
    SHUFFLES,
    random('labels'),
  )
  const network = connectome(recurrentWeights, active)
  const rewired = modularityNull(network, labels, REWIRED, random('wiring'))
  return {
    step,
    meanAccuracy,
    activeNeurons,
    wiringLength,
    modules: new Set(labels).size,
    isolatedNeuronRatio: rowMajor.isolatedNeuronRatio,
    meanSquaredRadius,
    modularity: nullTest(newmanModularity(network, labels), rewired, 'upper'),
    shuffles: SHUFFLES,
    rewired: REWIRED,
  }
}
