/** Networks without a network: what a lesion does follows from which neurons it silences. */

import { importance } from '../../src/analysis/taskVariance.js'
import { Random } from '../../src/random/random.js'
import {
  distinctSets,
  type LesionInput,
  type LesionMeasures,
  type LesionStudy,
  measureLesions,
  type Outcome,
} from '../../src/studies/lesions/measures.js'
import { planLesions } from '../../src/studies/lesions/plan.js'
import type { Lesions } from '../../src/studies/lesions/schema.js'
import { importanceMatchedClusters, randomSets, shuffledClusters } from '../../src/studies/randomSets.js'

export interface Made {
  /** Active neurons of each cluster; they stand on the first cells of the sheet. */
  sizes: number[]
  tasks: number
  sheet?: { rows: number; columns: number }
  nulls?: number
  radius?: number
  /** Whether each task is done by one cluster alone, or by all neurons together. */
  modular?: boolean
}

const TRIALS = 100

export function made({
  sizes,
  tasks,
  sheet = { rows: 6, columns: 6 },
  nulls = 100,
  radius = 1,
  modular = true,
}: Made): {
  input: LesionInput
  measures: LesionMeasures
  drawn: Lesions
} {
  const labels = sizes.flatMap((size, cluster) => new Array<number>(size).fill(cluster))
  const active = labels.map((_, i) => i)
  const units = sheet.rows * sheet.columns
  const names = Array.from({ length: tasks }, (_, t) => `task${t}`)
  const owner = (t: number) => t % sizes.length
  const random = Random.seeded(4)
  const taskVariance = new Float64Array(tasks * units)
  for (let t = 0; t < tasks; t++)
    for (const neuron of active)
      taskVariance[t * units + neuron] = (labels[neuron] === owner(t) ? 1 : 0.1) * (0.5 + random.uniform())
  const own = importance(taskVariance, units)
  const plan = planLesions({ labels, active, sheet, radius })
  const study: LesionStudy = {
    ...plan,
    sizeMatched: shuffledClusters(labels, active, nulls, Random.seeded(1)),
    importanceMatched: importanceMatchedClusters(labels, active, own, nulls, Random.seeded(2)),
    discMatched: new Map(
      [...new Set(plan.discs.map(({ neurons }) => neurons.length))].map((size) => [
        size,
        randomSets(active, size, nulls, Random.seeded(3, size)),
      ]),
    ),
  }
  const outcome = (set: Int32Array): Outcome => ({
    lost: names.map((_, t) => {
      const counts = modular ? [...set].filter((neuron) => labels[neuron] === owner(t)) : [...set]
      const of = modular ? sizes[owner(t)] : active.length
      return Math.round((TRIALS * counts.length) / of)
    }),
    gained: names.map(() => 0),
  })
  const input: LesionInput = {
    tasks: names,
    preferredTasks: sizes.map((_, c) => names[c % tasks]),
    labels,
    taskVariance,
    importance: own,
    study,
    intact: names.map(() => ({ correct: TRIALS, trials: TRIALS })),
    outcomes: distinctSets(study).sets.map(outcome),
    random: Random.seeded(5),
  }
  const measures = measureLesions(input)
  const onSheet = Array.from({ length: units }, (_, i) => labels[i] ?? -1)
  return {
    input,
    measures,
    drawn: {
      ...measures,
      tasks: names,
      sheet,
      labels: onSheet,
      activeNeurons: active.length,
      radius,
      radiusGiven: true,
      discSpacing: plan.discSpacing,
      lesions: input.outcomes.length,
      trials: TRIALS,
      nulls,
      discNulls: nulls,
    },
  }
}
