/** The result of a study of lesions, and its schema as JSON. */
import { z } from 'zod'
import {
  count,
  fields,
  labels,
  maybe,
  nullTest,
  number,
  numbers,
  sheet,
  text,
} from '../../analysis/shapes.js'
import type { Sheet } from '../../growth/sheet.js'
import type { LesionMeasures } from './measures.js'

export interface Lesions extends LesionMeasures {
  /** Number of trials of each task. */
  trials: number
  /** Number of random sets of each kind for each cluster. */
  nulls: number
  /** Number of random sets for each number of neurons that a disc contains. */
  discNulls: number
  /** Radius of the discs, in the sheet's unit. */
  radius: number
  /** Whether the radius was given as an option; else it follows from the network. */
  radiusGiven: boolean
  /** Distance of the centers of neighboring discs of a grid, in rows and in columns; 1 for measured places. */
  discSpacing: number
  /** Number of sets of neurons that were silenced, including random sets. */
  lesions: number
  sheet: Sheet
  tasks: string[]
  activeNeurons: number
  /** Cluster of each neuron of the sheet, −1 = inactive. */
  labels: number[]
}

const dropTest = nullTest.extend({ pLess: maybe })
const effect = z.looseObject({
  neurons: count,
  accuracy: numbers,
  drop: numbers,
  dropSe: numbers,
  meanDrop: number,
  meanDropSe: number,
  mostHurt: text.nullable(),
  selectivity: maybe,
})
const effectNulls = z.looseObject({
  drop: z.array(dropTest),
  meanDrop: dropTest,
  selectivity: nullTest,
  rankCorrelation: nullTest,
})
const clusterTests = fields(['sizeMatched', 'importanceMatched'], nullTest)

export const lesionsSchema: z.ZodType<Lesions> = z.looseObject({
  sheet,
  tasks: z.array(text),
  labels,
  activeNeurons: count,
  lesions: count,
  radius: number,
  radiusGiven: z.boolean(),
  discSpacing: number,
  trials: count,
  nulls: count,
  discNulls: count,
  intact: z.array(z.looseObject({ task: text, correct: count, trials: count, accuracy: number, se: number })),
  meanAccuracy: number,
  meanAccuracySe: number,
  allActive: effect,
  clusters: z.array(
    effect.extend({
      preferredTask: text,
      importance: number,
      taskVarianceShare: numbers,
      rankCorrelation: nullTest,
      sizeMatched: effectNulls,
      importanceMatched: effectNulls.extend({ overlap: number, overlapByChance: number }),
    }),
  ),
  specificity: fields(['interaction', 'similarity', 'selectivity', 'rankCorrelation'], clusterTests),
  discs: z.array(
    z.looseObject({
      center: count,
      neurons: count,
      meanDrop: number,
      meanDropSe: number,
      mostHurt: text.nullable(),
      selectivity: maybe,
      meanDropTest: nullTest,
      selectivityTest: nullTest,
    }),
  ),
  discMedians: z.looseObject({ meanDropZ: maybe, selectivityZ: maybe }),
  neurons: z.array(
    z.looseObject({
      neuron: count,
      cluster: z.int(),
      importance: number,
      meanDrop: number,
      meanDropSe: number,
      mostHurt: text.nullable(),
      drop: numbers,
    }),
  ),
})
