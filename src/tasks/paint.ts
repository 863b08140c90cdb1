/**
 * Writes periods of trials into batch arrays: the one place where a description (task.ts) becomes numbers. It
 * decides nothing; what was drawn is given. Streams write millions of steps through it, so it allocates
 * nothing and computes each period's rows once.
 */
import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import { type Condition, FIXATE, type Noise, type Period, resolve, type Task } from './task.js'

/** Classes, or where targets are activity, directions that need not be whole. */
export type Labels = Int32Array | Float64Array

export const newLabels = ({ code }: Battery, count: number): Labels =>
  code ? new Float64Array(count) : new Int32Array(count)

/** One sequence of a batch. inputs: [time, batch, input], zero where it is still to be written; labels: [time, batch] */
export interface Column {
  readonly inputs: Float32Array
  readonly labels: Labels
  readonly batch: number
  readonly column: number
}

/** Channels `first` to `first + count` − 1 with normal noise of standard deviation `sigma` in each step. */
export interface NoisyChannels {
  first: number
  count: number
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
  const { inputs, labels, batch } = to
  const stride = batch * battery.inputCount // from a step to the next
  const begin = start * stride + to.column * battery.inputCount
  const end = begin + count * stride

  const oneHot = battery.stimulusCount + task.index
  for (let at = begin; at < end; at += stride) {
    if (period.fixation) inputs[at] = 1
    inputs[at + oneHot] = 1
  }

  if (period.shows) {
    const { ringUnits, bump } = battery
    for (const stimulus of period.shows) {
      if ('channel' in stimulus) {
        const strength = resolve(stimulus.strength, condition)
        for (let at = begin + channelAt(battery, stimulus.channel); at < end; at += stride)
          inputs[at] += strength
        continue
      }
      const ring = begin + firstOfRing(battery, resolve(stimulus.ring, condition))
      const direction = resolve(stimulus.direction, condition)
      const strength = resolve(stimulus.strength, condition)
      for (let unit = 0; unit < ringUnits; unit++) {
        const value = strength * bump(unit - direction)
        for (let at = ring + unit; at < end; at += stride) inputs[at] += value
      }
    }
  }

  for (let step = 0; step < count; step++) {
    labels[(start + step) * batch + to.column] = label(period, condition, coin, past + step)
  }

  if (!noise) return
  const add = ({ first, count: channels, sigma }: NoisyChannels) => {
    for (let at = begin + first; at < end; at += stride) {
      for (let channel = at; channel < at + channels; channel++) inputs[channel] += sigma * noise.normal()
    }
  }
  if (period.noise) add(noisy(battery, period.noise, condition))
  if (battery.noise > 0) add({ first: 0, count: battery.inputCount, sigma: battery.noise })
}

/** Where a period's noise falls under a condition. */
export function noisy(
  battery: Battery,
  { sigma, ring, channel }: Noise,
  condition: Condition,
): NoisyChannels {
  if (channel !== undefined) return { first: channelAt(battery, channel), count: 1, sigma }
  return ring === undefined
    ? { first: 0, count: battery.stimulusCount, sigma }
    : { first: firstOfRing(battery, resolve(ring, condition)), count: battery.ringUnits, sigma }
}

/** The class wanted in a step of a period. */
function label(period: Period, condition: Condition, coin: 0 | 1, step: number): number {
  const wanted = period.wants?.(condition, step) ?? FIXATE
  return typeof wanted === 'number' ? wanted : wanted[coin]
}

/** Place of a plain channel: they follow the rings. */
const channelAt = ({ rings, ringUnits, channels }: Battery, name: string): number =>
  1 + rings * ringUnits + channels.indexOf(name)

const firstOfRing = (battery: Battery, ring: number): number => 1 + (ring - 1) * battery.ringUnits
