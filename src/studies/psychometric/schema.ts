/** The result of a study of choices, and its schema as JSON. */
import { z } from 'zod'
import { count, fields, maybe, number, numbers, text } from '../../analysis/shapes.js'
import type { TaskCurves } from './measure.js'

export interface Psychometric {
  /** Number of trials of each point. */
  trials: number
  tasks: TaskCurves[]
}

const share = fields(['value', 'low', 'high'], maybe)
const estimate = fields(['value', 'se', 'low', 'high'], number)

export const psychometricSchema: z.ZodType<Psychometric> = z.looseObject({
  trials: count,
  tasks: z.array(
    z.looseObject({
      task: text,
      family: text,
      meaning: text,
      varied: text,
      variedIs: z.enum(['stimulus', 'delay']),
      curves: z.array(
        z.looseObject({
          duration: number,
          trained: z.boolean(),
          periods: z.record(text, number),
          reason: text.nullable(),
          points: z.array(
            z.looseObject({
              coherence: number,
              first: count,
              second: count,
              neither: count,
              correct: count,
              trials: count,
              choice: share,
            }),
          ),
          accuracy: z.array(
            z.looseObject({ coherence: number, trials: count, correct: count, accuracy: share }),
          ),
          fit: z
            .looseObject({
              mu: estimate,
              sigma: estimate,
              lapse: estimate,
              logLikelihood: number,
              deviance: number,
              devianceP: number,
              bootstrap: number,
              curve: fields(['coherence', 'choice', 'low', 'high'], numbers),
            })
            .nullable(),
        }),
      ),
    }),
  ),
})
