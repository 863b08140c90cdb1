/** What the parts of the lesions' figure share: the data that is drawn, and the color of harm. */
import type { LesionMeasures } from '../analysis/lesions.js'
import { INK, type Spec } from './style.js'

/** What is drawn: of analysis/lesions.json. */
export interface DrawnLesions extends LesionMeasures {
  tasks: readonly string[]
  sheet: { rows: number; columns: number }
  /** Cluster of each neuron of the sheet, −1 = inactive. */
  labels: readonly number[]
  activeNeurons: number
  radius: number
  discSpacing: number
  trials: number
  nulls: number
}

/** Pale yellow to dark brown: no harm to much harm, for every kind of color vision. */
const HARM = 'yelloworangebrown'
/** Of the scale, above which a number is white. */
export const DARK = 0.6
/** The drop, in points, to which a scale reaches at least: small ones are noise. */
export const LEAST_TOP = 5

/** Of a share of trials. */
export const points = (share: number): number => 100 * share

export const harm = (top: number, title: string): Spec => ({
  field: 'drop',
  type: 'quantitative',
  scale: { scheme: HARM, domain: [0, top], clamp: true },
  legend: {
    title,
    orient: 'top',
    direction: 'horizontal',
    gradientLength: 160,
    gradientThickness: 10,
    tickCount: 5,
  },
})

export const inkAbove = (drop: number): Spec => ({
  condition: { test: `datum.drop > ${drop}`, value: '#ffffff' },
  value: INK,
})
