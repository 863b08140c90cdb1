/**
 * Writes periods of trials into batch arrays: the one place where a description (task.ts) becomes numbers. It
 * decides nothing; what was drawn is given. Streams write millions of steps through it, so it allocates
 * nothing and computes each period's row once.
 */

import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import type { Condition } from './laws.js'
import { FIXATE, type Noise, type Period, resolve, type Stimulus, type Task } from './task.js'

/** Classes, or where targets are activity, directions that need not be whole. */
export type Labels = Int32Array | Float64Array

export const newLabels = ({ code }: Battery, count: number): Labels =>
  code ? new Float64Array(count) : new Int32Array(count)

/** One sequence of a batch. inputs: [time, batch, input]; labels: [time, batch] */
export interface Column {
  readonly inputs: Float32Array
  readonly labels: Labels
  readonly batch: number
  readonly column: number
}

/** Channels `first` to `first + count` − 1 with normal noise of standard deviation `sigma` in each step. */
export interface NoisyChannels {
  /** Index of the first channel. */
  first: number
  /** How many channels. */
  count: number
  /** Standard deviation. */
  sigma: number
}

/**
 * Writes `count` steps of a period into a column from step `start`: inputs with noise (without it if no generator is
 * given) and labels. `coin` says which of two tying classes is the label, `past` how many of the period's steps were
 * written before.
 */
export function writePeriod(
  battery: Battery,
  task: Task,
  period: Period,
  condition: Condition,
  coin: 0 | 1,
  to: Column,
  start: number,
  count: number,
  past: number,
  noise?: Random,
): void {
  if (count === 0) return
  const { inputs, labels, batch } = to
  const width = battery.inputCount
  const stride = batch * width // from a step to the next
  const begin = start * stride + to.column * width
  const end = begin + count * stride

  for (let at = begin; at < begin + width; at++) inputs[at] = 0
  if (period.fixation) inputs[begin] = 1
  inputs[begin + battery.stimulusCount + task.channel] = 1
  if (period.shows)
    for (const stimulus of period.shows) addStimulus(battery, stimulus, condition, inputs, begin)
  // Without noise, the rows of a period are all alike.
  for (let row = begin + stride; row < end; row += stride) inputs.copyWithin(row, begin, begin + width)

  for (let step = 0; step < count; step++) {
    labels[(start + step) * batch + to.column] = label(period, condition, coin, past + step)
  }

  if (!noise) return
  if (period.noise) {
    const from = begin + firstNoisy(battery, period.noise, condition)
    noise.addNormals(inputs, from, countNoisy(battery, period.noise), count, stride, period.noise.sigma)
  }
  if (battery.noise > 0) noise.addNormals(inputs, begin, width, count, stride, battery.noise)
}

/** Adds a stimulus to the row of inputs that begins at `row`. */
function addStimulus(
  battery: Battery,
  stimulus: Stimulus,
  condition: Condition,
  inputs: Float32Array,
  row: number,
): void {
  const height = resolve(stimulus.strength, condition)
  if ('channel' in stimulus) {
    inputs[row + channelAt(battery, stimulus.channel)] += height
    return
  }
  const { ringUnits, bump } = battery
  const first = row + firstOfRing(battery, resolve(stimulus.ring, condition))
  const center = resolve(stimulus.direction, condition)
  for (let unit = 0; unit < ringUnits; unit++) inputs[first + unit] += height * bump(unit - center)
}

/** Where a period's noise falls under a condition. */
export const noisy = (battery: Battery, noise: Noise, condition: Condition): NoisyChannels => ({
  first: firstNoisy(battery, noise, condition),
  count: countNoisy(battery, noise),
  sigma: noise.sigma,
})

function firstNoisy(battery: Battery, { ring, channel }: Noise, condition: Condition): number {
  if (channel !== undefined) return channelAt(battery, channel)
  return ring === undefined ? 0 : firstOfRing(battery, resolve(ring, condition))
}

function countNoisy({ stimulusCount, ringUnits }: Battery, { ring, channel }: Noise): number {
  if (channel !== undefined) return 1
  return ring === undefined ? stimulusCount : ringUnits
}

/** The class wanted in a step of a period. */
export function label(period: Period, condition: Condition, coin: 0 | 1, step: number): number {
  const wanted = period.wants?.(condition, step) ?? FIXATE
  return typeof wanted === 'number' ? wanted : wanted[coin]
}

/** Place of a plain channel: they follow the rings. */
const channelAt = ({ rings, ringUnits, channels }: Battery, name: string): number =>
  1 + rings * ringUnits + channels.indexOf(name)

const firstOfRing = (battery: Battery, ring: number): number => 1 + (ring - 1) * battery.ringUnits
