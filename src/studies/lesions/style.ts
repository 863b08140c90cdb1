/** The common style of the parts of the lesions' figure: the color of a drop. */
import { INK, type Spec } from '../../figures/style.js'

/** A scale from pale yellow (no drop) to dark brown (large drop), for every kind of color vision. */
const HARM = 'yelloworangebrown'
/** Share of the scale above which numbers are white. */
export const DARK = 0.6
/** Least upper end of a scale of drops, in percentage points, so that noise does not get strong colors. */
export const LEAST_TOP = 5

/** A share of trials in percentage points. */
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
