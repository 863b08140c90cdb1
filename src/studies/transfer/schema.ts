/** The result of a study of transfer, and its schema as JSON. */
import { z } from 'zod'
import { count, counts, fields, maybe, number, text } from '../../analysis/shapes.js'
import { type Learned, PLASTIC } from './finding.js'
import { MODULE_CHOICES, type ModuleChoice } from './modules.js'

/** How tasks were learned, and the numbers of trials by which accuracies were measured. */
export interface TransferSettings {
  /** Trials in a batch. */
  batch: number
  /** The most training steps. */
  steps: number
  /** Steps between two evaluations. */
  evaluateEvery: number
  learningRate: number
  /** The largest norm of a gradient. */
  clip: number
  /** Trials of the learned task in each evaluation. */
  trials: number
  /** Trials of each old task. */
  oldTrials: number
  /** Share of the ideal observer's accuracy at which learning stops. */
  criterion: number
  /** Number of random sets of each of the two kinds. */
  randomSets: number
  /** How the cluster that learns is chosen; `busiest` where it is not said. */
  modules?: ModuleChoice
}

export interface TransferredTask {
  task: string
  /** Accuracy of the ideal observer. */
  ceiling: number
  /** The cluster that learns (modules.ts), and the tasks related to this one. */
  module: { cluster: number; neurons: number; relatives: string[]; overlap: number }
  learned: Learned[]
}

export interface Transfer {
  settings: TransferSettings
  activeNeurons: number
  /** Number of neurons of each functional cluster. */
  clusters: number[]
  /** Mean accuracy over the old tasks before the learning. */
  oldAccuracy: number
  tasks: TransferredTask[]
}

const settings = fields(
  [
    ...(['batch', 'steps', 'evaluateEvery', 'learningRate', 'clip'] as const),
    ...(['trials', 'oldTrials', 'criterion', 'randomSets'] as const),
  ],
  number,
).extend({ modules: z.enum(MODULE_CHOICES).optional() })

export const transferSchema: z.ZodType<Transfer> = z.looseObject({
  settings,
  activeNeurons: count,
  clusters: counts,
  oldAccuracy: number,
  tasks: z.array(
    z.looseObject({
      task: text,
      ceiling: number,
      module: z.looseObject({ cluster: count, neurons: count, relatives: z.array(text), overlap: number }),
      learned: z.array(
        z.looseObject({
          plastic: z.enum(PLASTIC),
          exchanged: z.boolean(),
          weights: count,
          curve: z.array(fields(['trials', 'accuracy'], number)),
          trialsToCriterion: maybe,
          accuracy: number,
          interference: maybe,
        }),
      ),
    }),
  ),
})
