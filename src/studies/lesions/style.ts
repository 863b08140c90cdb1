/** What the parts of the lesions' figure share: the color of harm. */
import { INK, type Spec } from '../../figures/style.js'

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
