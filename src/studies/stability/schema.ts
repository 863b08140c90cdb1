/** The result of a study of stability, and its schema as JSON. */
import { z } from 'zod'
import { count, fields, labels, maybe, nullTest, number, sheet, text } from '../../analysis/shapes.js'
import type { Sheet } from '../../growth/sheet.js'
import type { StabilityMeasures } from './measures.js'

export interface Stability extends StabilityMeasures {
  /** Number of trials of each task, for each change. */
  trials: number
  sheet: Sheet
  tasks: string[]
  /** Names of the changes that are impossible with this battery. */
  leftOut: string[]
}

const twoNumbers = fields(['chosen', 'originalNumber'], nullTest)

export const stabilitySchema: z.ZodType<Stability> = z.looseObject({
  trials: count,
  sheet,
  tasks: z.array(text),
  leftOut: z.array(text),
  activeNeurons: count,
  labels: fields(['functional', 'places', 'wiring'], labels),
  clusters: count,
  wiringParts: count,
  original: fields(['places', 'wiring'], nullTest),
  changes: z.array(
    fields(['index', 'places', 'wiring'], twoNumbers).extend({
      name: text,
      tasks: count,
      variants: count,
      clusters: number,
      silent: number,
      relative: fields(['chosen', 'originalNumber'], maybe),
    }),
  ),
})
