/** A played trial: input, target, output, and the activity of every neuron at every step. */
import type { ChannelGroup } from 'gyrus/tasks/battery.js'
import type { PrincipalPlane } from '../brain/principalPlane.js'
import type { Rgb } from './colors.js'
import { type MatrixOrder, matrixOrder } from './matrixOrder.js'

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
  /** The activity of this trial and of others with its timing, in the plane of its first two principal components. */
  plane: TrialPlane
}

export interface TrialPlane extends PrincipalPlane {
  /** How many; the first is the played one. `points` are [step, trial, 2]. */
  trials: number
  /** The class that each trial wants at its end, as `target` has it. */
  wanted: number[]
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
  { values }: Pick<Strip, 'values'>,
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

/** The neurons of a raster from top to bottom, by module; without those that are not active, if any are. */
export function rasterOrder(clusters: Int32Array | null, hidden: number): MatrixOrder {
  const known = clusters ?? new Int32Array(hidden).fill(-1)
  return matrixOrder(
    known,
    known.some((cluster) => cluster >= 0),
  )
}

/** Pixels of a raster, [neuron, step, rgba]. The largest activity has the full color, 0 that of the ground. */
export function rasterPixels(
  { activity, steps }: PlayedTrial,
  { places }: MatrixOrder,
  colors: { ground: Rgb; full: Rgb },
): Uint8ClampedArray<ArrayBuffer> {
  const hidden = activity.length / steps
  const values = Float32Array.from({ length: places.length * steps }, (_, i) => {
    const [row, step] = [Math.floor(i / steps), i % steps]
    return Math.abs(activity[step * hidden + places[row]])
  })
  const most = values.reduce((a, b) => Math.max(a, b), 1e-9)
  return stripPixels({ values: values.map((x) => x / most) }, colors)
}

/** The path of one trial through its plane, in a square of 100 with room at its edges. */
export function planePath({ points, trials }: TrialPlane, trial: number): [x: number, y: number][] {
  const most = points.reduce((a, b) => Math.max(a, Math.abs(b)), 1e-9)
  return Array.from({ length: points.length / (2 * trials) }, (_, step) => {
    const at = 2 * (step * trials + trial)
    return [50 + (46 * points[at]) / most, 50 - (46 * points[at + 1]) / most]
  })
}
