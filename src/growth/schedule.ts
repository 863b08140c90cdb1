/**
 * Schedules: the factor, from 0 to 1, by which a quantity that is named by its peak (λ; the learning rate) is
 * multiplied at each training step. Pure functions of how far the training has come, so a resumed run needs no state.
 */

/** From this fraction of the training on, this factor holds, until the next breakpoint. */
export interface Breakpoint {
  readonly at: number
  readonly factor: number
}

/** A schedule of λ. A list must begin at 0 and rise in `at`; its largest factor is 1, because λ is the peak. */
export type Schedule = 'constant' | 'small-large-small' | readonly Breakpoint[]

/**
 * λ/10 in the first and last quarter (PAPER.md 1.10, 1.11): a full λ from the first step kills a network that has not
 * learned yet, and what it has learned is polished at the end.
 */
const SMALL_LARGE_SMALL: readonly Breakpoint[] = [
  { at: 0, factor: 0.1 },
  { at: 0.25, factor: 1 },
  { at: 0.75, factor: 0.1 },
]

/**
 * The factor of a schedule at a step: a step function, that of the last breakpoint reached. A breakpoint is reached
 * when `step / steps` ≥ `at`: with at = .25 and 40,000 steps, at the step of index 10,000.
 *
 * @param step index of the step about to be taken, 0 … steps − 1
 * @param steps of the whole training
 */
export function scheduleFactor(schedule: Schedule, step: number, steps: number): number {
  const progress = progressAt(step, steps)
  if (schedule === 'constant') return 1
  const breakpoints = schedule === 'small-large-small' ? SMALL_LARGE_SMALL : schedule
  const reached = breakpoints.findLast(({ at }) => at <= progress)
  if (!reached)
    throw new RangeError(`scheduleFactor: the list must begin at 0, got ${JSON.stringify(schedule)}`)
  return reached.factor
}

/**
 * Half a cosine from 1 at the first step down to `floor`, which the step after the last would reach (Loshchilov and
 * Hutter 2017, without restarts): for the learning rate.
 */
export function cosineFactor(step: number, steps: number, floor = 0): number {
  return floor + ((1 - floor) * (1 + Math.cos(Math.PI * progressAt(step, steps)))) / 2
}

function progressAt(step: number, steps: number): number {
  if (!(step >= 0 && step < steps))
    throw new RangeError(`schedule: step must be 0..${steps - 1}, got ${step}`)
  return step / steps
}
