/**
 * How many steps of `dt` ms a duration has. Trials, evaluations, targets, checks of reference files and psychometric
 * curves all ask here, so that a time means the same number of steps to each of them.
 */
import type { Condition, Law } from './laws.js'

/**
 * Part of a step by which a duration may miss a whole number of steps and is still taken for it. At 60 frames a second
 * 50 ms are meant to be 3 steps of 1000/60 ms, but their quotient is 2.9999999999999996 in binary numbers; and people
 * write 33.333333 ms.
 */
const SLACK = 1e-6

/**
 * Whole steps in a duration; what does not fill a step is left out.
 * @param drawnBy the law that drew the duration, if one did. A draw from an interval was not meant to be a whole number
 *   of steps, so it is given no slack: with it, one draw in a million would have one step more.
 */
export const stepsIn = (ms: number, dt: number, drawnBy?: Law): number =>
  Math.floor(ms / dt + (drawnBy?.continuous ? 0 : SLACK))

/**
 * Duration of a number of steps in ms, rounded for people to read: 3 steps of 1000/60 ms are 50, not 50.00000000000001.
 */
export const msOf = (steps: number, dt: number): number => Number((steps * dt).toPrecision(12))

/**
 * Whether a duration drawn from the law can have a given number of steps.
 * @param condition what was drawn for the trial; under any condition if it is left out
 */
export function canLast(law: Law, steps: number, dt: number, condition?: Condition): boolean {
  if (condition && law.drawnAs !== undefined) return stepsIn(condition[law.drawnAs], dt, law) === steps
  // An interval that ends where a step begins does not reach into it, also where rounding has it end a little later.
  const from = law.continuous ? steps + SLACK : steps - SLACK
  return law.reaches(from * dt, (steps + 1 - SLACK) * dt)
}

/** The fewest and the most whole steps that a duration of the law can have. */
export function stepRange(law: Law, dt: number): [number, number] {
  const [least, most] = [stepsIn(law.low, dt), stepsIn(law.high, dt)]
  return [least, most > least && !canLast(law, most, dt) ? most - 1 : most]
}
