/**
 * Targets as activity of the output units, and what an error costs when: how Yang et al. 2019 train (PAPER 3.1, 3.2).
 * A label says what is wanted (0 = fixate, 1 + d = toward ring direction d, which need not be whole); here it becomes
 * numbers.
 */
import type { Battery, TargetCode } from './battery.js'
import { stepsIn } from './steps.js'
import { FIXATE } from './task.js'

/** Writes the target activity for a label into `count` numbers (the outputs) from `at`. */
export function writeTarget(battery: Battery, label: number, to: Float32Array, at: number): void {
  const code = codeOf(battery)
  to.fill(code.rest, at, at + battery.outputCount)
  if (label === FIXATE) {
    to[at] = code.fixation
    return
  }
  for (let unit = 0; unit < battery.ringUnits; unit++) to[at + 1 + unit] += battery.bump(unit - (label - 1))
}

/** A label as the angle of the response in rad; −1 = fixate. */
export const angleOf = ({ ringUnits }: Pick<Battery, 'ringUnits'>, label: number): number =>
  label === FIXATE ? -1 : ((label - 1) * 2 * Math.PI) / ringUnits

/** The cost mask of a trial whose response period begins at step `onset`. [step, output] */
export function costMask(battery: Battery, steps: number, onset: number): Float32Array {
  const { cost } = codeOf(battery)
  const outputs = battery.outputCount
  const blank = stepsIn(cost.blank, battery.dt)
  const grace = onset + stepsIn(cost.grace, battery.dt)
  const mask = new Float32Array(steps * outputs)
  for (let step = 0; step < steps; step++) {
    const factor = step < blank ? 0 : step < onset ? cost.before : step < grace ? 0 : cost.after
    mask.fill(factor, step * outputs, (step + 1) * outputs)
    mask[step * outputs] *= cost.fixation
  }
  return mask
}

function codeOf({ name, code }: Battery): TargetCode {
  if (!code) throw new RangeError(`targets: the labels of battery ${name} are classes`)
  return code
}
