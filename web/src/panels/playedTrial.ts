/** A played trial: input, target, output, and the activity of every neuron at every step. */
import type { ChannelGroup } from 'gyrus/tasks/battery.js'
import type { Rgb } from './colors.js'

export interface PlayedTrial {
  task: string
  /** What the task asks to do, in a sentence; may be empty. */
  asks: string
  steps: number
  /** ms a step. */
  dt: number
  /** The trial's periods, of steps `start` to `end` − 1. */
  periods: readonly { name: string; start: number; end: number }[]
  /** [step, input] */
  inputs: Float32Array
  /** The target class in each step: 0 is fixation, 1 + i is direction i. [step] */
  target: ArrayLike<number>
  /** Softmax of the output: the share of each class, 0 to 1. [step, output] */
  output: Float32Array
  /** [step, hidden] */
  activity: Float32Array
  inputGroups: readonly ChannelGroup[]
  outputGroups: readonly ChannelGroup[]
  /** Whether the trial was scored as correct; null if it was not scored. */
  correct: boolean | null
}

export interface Strip {
  name: string
  /** Rows of the strip: 1, or the directions of a ring. */
  channels: number
  /** [channel, step] */
  values: Float32Array
  /** The target channel in each step, −1 for none; null for strips without a target. */
  target: number[] | null
}

/**
 * The strips from top to bottom: the input's fixation and rings, then the output. Task channels have none; the task is
 * named in words.
 */
export function stripsOf(trial: PlayedTrial): Strip[] {
  const strip = (group: ChannelGroup, values: Float32Array, name: string, wanted: boolean): Strip => {
    const channels = values.length / trial.steps
    return {
      name,
      channels: group.count,
      values: Float32Array.from({ length: group.count * trial.steps }, (_, i) => {
        const [channel, step] = [Math.floor(i / trial.steps), i % trial.steps]
        return values[step * channels + group.first + channel]
      }),
      target: wanted
        ? Array.from({ length: trial.steps }, (_, step) => {
            const channel = Math.round(trial.target[step]) - group.first
            return channel >= 0 && channel < group.count ? channel : -1
          })
        : null,
    }
  }
  return [
    ...trial.inputGroups
      .filter(({ name }) => name !== 'tasks')
      .map((group) => strip(group, trial.inputs, group.name, false)),
    ...trial.outputGroups.map((group) =>
      strip(group, trial.output, group.shape === 'ring' ? 'answer' : 'fixate', true),
    ),
  ]
}

/** A strip's pixels, [channel, step, rgba]. Value 0 has the color of the ground, 1 and more the full color. */
export function stripPixels(
  { values }: Strip,
  colors: { ground: Rgb; full: Rgb },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(4 * values.length)
  values.forEach((value, i) => {
    const share = Math.min(1, Math.abs(value))
    for (let c = 0; c < 3; c++) {
      pixels[4 * i + c] = Math.round(colors.ground[c] + share * (colors.full[c] - colors.ground[c]))
    }
    pixels[4 * i + 3] = 255
  })
  return pixels
}

/** Every neuron's activity at a step. */
export function activityAt({ activity, steps }: PlayedTrial, step: number): Float32Array {
  const hidden = activity.length / steps
  return activity.subarray(step * hidden, (step + 1) * hidden)
}

/** The name of the period that a step is in. */
export const periodAt = ({ periods }: PlayedTrial, step: number): string =>
  periods.find(({ start, end }) => step >= start && step < end)?.name ?? ''
