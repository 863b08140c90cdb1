/** What a study of transfer gives, and its shape as JSON. */
import { z } from 'zod'
import { count, counts, fields, maybe, number, text } from '../../analysis/shapes.js'
import { type Learned, PLASTIC } from './finding.js'

/** How tasks were learned, and on how many trials that was measured. */
export interface TransferSettings {
  /** Trials in a batch. */
  batch: number
  /** At most. */
  steps: number
  /** Steps between two evaluations. */
  evaluateEvery: number
  learningRate: number
  /** The greatest norm of a gradient. */
  clip: number
  /** Of the task that is learned, in each evaluation. */
  trials: number
  /** Of each old task. */
  oldTrials: number
  /** Share of the ideal observer's accuracy at which learning ends. */
  criterion: number
  /** Of either kind. */
  randomSets: number
}

export interface TransferredTask {
  task: string
  /** Accuracy of the ideal observer. */
  ceiling: number
  /** The cluster that learns: that with the highest task variance, summed over the task's relatives. */
  module: { cluster: number; neurons: number; relatives: string[]; overlap: number }
  learned: Learned[]
}

export interface Transfer {
  settings: TransferSettings
  activeNeurons: number
  /** Neurons of each functional cluster. */
  clusters: number[]
  /** Mean over the old tasks, before. */
  oldAccuracy: number
  tasks: TransferredTask[]
}

const settings = fields(
  [
    ...(['batch', 'steps', 'evaluateEvery', 'learningRate', 'clip'] as const),
    ...(['trials', 'oldTrials', 'criterion', 'randomSets'] as const),
  ],
  number,
)

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
