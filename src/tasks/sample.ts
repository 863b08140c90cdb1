/**
 * Single trials of several tasks as plain arrays, padded to the longest, for use outside of gyrus
 * (`gyrus tasks sample`).
 */
import { InputError } from '../errors.js'
import { Random } from '../random/random.js'
import { type Battery, inputNames, outputNames } from './battery.js'
import { drawnArrays, type Numbers } from './drawnArrays.js'
import { newLabels } from './paint.js'
import { stepRange } from './steps.js'
import { angleOf, costMask, writeTarget } from './targets.js'
import type { Task } from './task.js'
import { drawTrial, stepsOf, writeTrial } from './trial.js'

/**
 * Arrays by name; time that a trial does not fill holds zeros unless another value is named.
 *
 * - `inputs` [trial, time, channel]
 * - `labels` [trial, time]: classes, 0 = keep fixating, 1 + i = toward direction i, −1 after the end; where targets
 *   are activity, the response's angle in rad instead, −1 = keep fixating, NaN after the end
 * - `mask` [trial, time]: 1 where the trial is; where targets are activity [trial, time, output], factors on the error
 * - `targets` [trial, time, output], only where targets are activity
 * - `steps` [trial]: lengths
 * - `task` [trial]: rows of `task_names`, the battery's tasks; those that are held out are not among them
 * - `channel_names` [channel] and `output_names` [class or output]: what the inputs and the labels or targets are
 * - `period_<name>` [trial, 2]: first step and the one after the last; −1 where the task has no such period
 * - `condition_<name>` [trial]: what was drawn; NaN where the task does not draw it
 */
export type Sample = Record<string, Numbers | readonly string[]>

export interface SampleOptions {
  /** Trials of each task. */
  trials: number
  seed: number
  /** Noise as in training (the default), or none; the trials are the same. */
  noise?: boolean
}

/** Most numbers in a sample's inputs, targets and masks together: half a GB, four times that while it is written. */
const MOST = 2 ** 27

/**
 * Draws `trials` trials of each task; a task's trials depend on the seed alone, not on which others are drawn. What
 * goes in turns starts at its first value.
 * @throws InputError if a task is named twice, or the arrays could take more than half a GB
 */
export function sampleTrials(
  battery: Battery,
  tasks: readonly Task[],
  { trials, seed, noise = true }: SampleOptions,
): Sample {
  const { inputCount, outputCount, code } = battery
  const twice = tasks.find((task, i) => tasks.indexOf(task) !== i)
  if (twice) throw new InputError(`tasks: each may be named once, got "${twice.name}" twice`)
  const perStep = inputCount + (code ? 2 * outputCount : 2) // 2: a label and a mask
  const longest = Math.max(...tasks.map((task) => mostSteps(battery, task)))
  const most = Math.floor(MOST / (tasks.length * longest * perStep))
  if (trials > most) {
    throw new InputError(`trials: must be at most ${most} of each of these tasks, got ${trials}`)
  }

  const rows = tasks.flatMap((task) => {
    const random = Random.seeded(seed, 'sample', task.name, 'trials')
    return Array.from({ length: trials }, (_, turn) => ({
      task,
      drawn: drawTrial(battery, task, random, { turn }),
    }))
  })
  const steps = rows.map(({ drawn }) => stepsOf(drawn))
  const count = rows.length
  const time = steps.reduce((most, each) => Math.max(most, each), 0) // there may be too many for Math.max(...)

  const inputs = new Float32Array(count * time * inputCount)
  const labels = newLabels(battery, count * time).fill(code ? Number.NaN : -1)
  const outputs = code ? outputCount : 1
  const mask = new Float32Array(count * time * outputs)
  const targets = new Float32Array(code ? count * time * outputCount : 0)
  const noises = tasks.map((task) => (noise ? Random.seeded(seed, 'sample', task.name, 'noise') : undefined))
  rows.forEach(({ task, drawn }, row) => {
    const first = row * time
    const end = first + steps[row]
    const rowLabels = labels.subarray(first, end)
    const to = { inputs: inputs.subarray(first * inputCount, end * inputCount), labels: rowLabels }
    writeTrial(battery, task, drawn, { ...to, batch: 1, column: 0 }, noises[Math.floor(row / trials)])
    if (!code) {
      mask.fill(1, first, end)
      return
    }
    rowLabels.forEach((label, step) => {
      writeTarget(battery, label, targets, (first + step) * outputCount)
      rowLabels[step] = angleOf(battery, label)
    })
    const response = drawn.durations[drawn.durations.length - 1]
    mask.set(costMask(battery, steps[row], steps[row] - response), first * outputCount)
  })

  const shape = [count, time]
  return {
    inputs: { data: inputs, shape: [...shape, inputCount] },
    labels: { data: labels, shape },
    mask: { data: mask, shape: code ? [...shape, outputCount] : shape },
    ...(code && { targets: { data: targets, shape: [...shape, outputCount] } }),
    steps: { data: Int32Array.from(steps), shape: [count] },
    task: { data: Int32Array.from(rows, ({ task }) => task.index), shape: [count] },
    task_names: battery.tasks.map(({ name }) => name),
    channel_names: inputNames(battery),
    output_names: outputNames(battery),
    ...drawnArrays(rows),
  }
}

const mostSteps = ({ dt }: Battery, { periods }: Task): number =>
  periods.reduce((sum, { lasts }) => sum + stepRange(lasts, dt)[1], 0)
