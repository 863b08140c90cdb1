/** Color and size of units: by cluster, preferred task, importance, or present activity. */

import { ACTIVE_THRESHOLD, importance } from 'gyrus/analysis/taskVariance.js'
import { geometryOf } from 'gyrus/growth/geometry.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'
import { clusterRgb, type Rgb, rampRgb, rgb, type Theme, taskRgb } from './theme.js'
import type { Units } from './units.js'

export type Coloring =
  /** Cluster of each neuron, −1 if not active. */
  | { kind: 'cluster'; clusters: ArrayLike<number> }
  /** Preferred task of each neuron, −1 if not active; `tasks` is the number of tasks. */
  | { kind: 'task'; preferred: ArrayLike<number>; tasks: number }
  /** Task variance of each neuron, summed over tasks. A neuron is active if it exceeds the threshold. */
  | { kind: 'importance'; importance: ArrayLike<number> }
  /** The activity from `setActivity`; `most` is the value of the strongest color. */
  | { kind: 'activity'; most: number }

export type ColoringKind = Coloring['kind']

/** A coloring from an evaluation. Without one, all neurons count as not active. */
export function coloringOf(
  kind: ColoringKind,
  evaluated: Evaluated | null,
  tasks: number,
  neurons: number,
): Coloring {
  if (kind === 'activity') return { kind, most: 1 }
  if (kind === 'importance') {
    return {
      kind,
      importance: evaluated ? importance(evaluated.taskVariance, neurons) : new Float64Array(neurons),
    }
  }
  if (kind === 'cluster') return { kind, clusters: evaluated?.clusters ?? new Int32Array(neurons).fill(-1) }
  return { kind, preferred: preferredTasks(evaluated, tasks, neurons), tasks }
}

/** For each active neuron, the task with its largest task variance; −1 for other neurons. */
export function preferredTasks(evaluated: Evaluated | null, tasks: number, neurons: number): Int32Array {
  const preferred = new Int32Array(neurons).fill(-1)
  if (evaluated === null) return preferred
  const { taskVariance } = evaluated
  const total = importance(taskVariance, neurons)
  for (let neuron = 0; neuron < neurons; neuron++) {
    if (!(total[neuron] > ACTIVE_THRESHOLD)) continue
    let best = 0
    for (let task = 1; task < tasks; task++) {
      if (taskVariance[task * neurons + neuron] > taskVariance[best * neurons + neuron]) best = task
    }
    preferred[neuron] = best
  }
  return preferred
}

/** Numbers that describe the look of a unit: radius, red, green, blue. */
export const LOOK_SIZE = 4

/** Radius of an active neuron, in spacings of the neurons (cells of a grid). */
const RADIUS = 0.34
/** Largest radius of an active neuron, in units of the scene. */
const LARGEST = 0.022
/** Radius of a neuron that is not active, relative to an active one. */
const SMALL = 0.38
const CHANNEL_RADIUS = 0.0105
/** Least radius on the screen, px. */
export const LEAST_RADIUS = 1.4

export const neuronRadius = (sheet: Units['sheet']): number => {
  const { spacing, side } = geometryOf(sheet)
  return Math.min(LARGEST, (RADIUS * spacing) / side)
}

/**
 * Writes how units look, `[unit, LOOK_SIZE]`.
 * @param activity of the neurons, or of all units, for the coloring by activity; null if there is none
 * @param taskRows rows of the task channels, which get their task's color if neurons are colored by task
 */
export function unitLooks(
  coloring: Coloring,
  activity: ArrayLike<number> | null,
  units: Units,
  taskRows: readonly number[],
  theme: Theme,
  into: Float32Array,
): void {
  const set = (row: number, radius: number, [r, g, b]: Rgb) => {
    const at = LOOK_SIZE * row
    into[at] = radius
    into[at + 1] = r
    into[at + 2] = g
    into[at + 3] = b
  }
  const full = neuronRadius(units.sheet)
  const channel = rgb(theme.channel)
  const inactive = rgb(theme.inactive)
  const first = units.first('sheet')
  const all = activity !== null && activity.length === units.count
  const level = (row: number): number => {
    if (coloring.kind !== 'activity' || activity === null) return 0
    const value = all ? activity[row] : activity[row - first]
    return value > 0 && coloring.most > 0 ? Math.min(1, value / coloring.most) : 0
  }

  for (let row = 0; row < units.count; row++) {
    const neuron = row - first
    if (neuron < 0 || neuron >= units.neurons) {
      const share = all ? level(row) : 0
      set(row, CHANNEL_RADIUS * (1 + 0.8 * Math.sqrt(share)), share > 0.02 ? rampRgb(share, theme) : channel)
    } else if (coloring.kind === 'activity') {
      const share = level(row)
      set(row, full * (SMALL + (1 - SMALL) * Math.sqrt(share)), rampRgb(share, theme))
    } else {
      const color = activeColor(coloring, neuron, theme)
      set(row, color ? full : SMALL * full, color ?? inactive)
    }
  }
  if (coloring.kind === 'task') {
    taskRows.forEach((row, task) => {
      set(row, 1.25 * CHANNEL_RADIUS, taskRgb(task, coloring.tasks, theme))
    })
  }
}

/** Importances above the threshold span so many decades, by which they have their colors. */
export const IMPORTANCE_DECADES = 4
/** Place on the ramp of the least important of the active neurons. */
export const LEAST_SHARE = 0.2

/** The color of a neuron; null if it is not active. */
function activeColor(
  coloring: Exclude<Coloring, { kind: 'activity' }>,
  neuron: number,
  theme: Theme,
): Rgb | null {
  switch (coloring.kind) {
    case 'cluster': {
      const cluster = coloring.clusters[neuron]
      return cluster >= 0 ? clusterRgb(cluster, theme) : null
    }
    case 'task': {
      const task = coloring.preferred[neuron]
      return task >= 0 ? taskRgb(task, coloring.tasks, theme) : null
    }
    case 'importance': {
      const value = coloring.importance[neuron]
      if (!(value > ACTIVE_THRESHOLD)) return null
      return rampRgb(
        LEAST_SHARE + (1 - LEAST_SHARE) * (Math.log10(value / ACTIVE_THRESHOLD) / IMPORTANCE_DECADES),
        theme,
      )
    }
    default:
      return coloring satisfies never
  }
}
