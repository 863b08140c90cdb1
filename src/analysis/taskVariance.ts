/**
 * Task variance: how strongly each unit's activity depends on the trial, task by task (PAPER.md 1.5, steps 2 to 4;
 * after Yang et al. 2019). From it follows which units are active, in which tasks, and which units form a cluster. The
 * evaluation runs the trials (with fixation fixed at 500 ms, and noise as in training).
 */

/** A unit is active if its importance, Σ over tasks of task variance, exceeds this (PAPER.md 1.5: the paper's cut). */
export const ACTIVE_THRESHOLD = 1e-3

/**
 * Population variance over trials of one task's activity, averaged over time.
 *
 * @param activity `[time, trial, unit]`
 * @returns `[unit]`, in squared units of activity
 * @throws RangeError if the sizes do not fit or there is no trial
 */
export function taskVariance(
  activity: Float32Array | Float64Array,
  shape: { time: number; trials: number; units: number },
): Float64Array {
  const { time, trials, units } = shape
  if (!(time >= 1 && trials >= 1) || activity.length !== time * trials * units) {
    throw new RangeError(
      `taskVariance: activity must be [time, trial, unit] with at least one step and trial, ` +
        `got ${activity.length} values for [${time}, ${trials}, ${units}]`,
    )
  }
  const variance = new Float64Array(units)
  const mean = new Float64Array(units)
  for (let t = 0; t < time; t++) {
    const start = t * trials * units
    const end = start + trials * units
    mean.fill(0)
    for (let row = start; row < end; row += units) {
      for (let u = 0; u < units; u++) mean[u] += activity[row + u]
    }
    for (let u = 0; u < units; u++) mean[u] /= trials
    // A second pass, because the mean of squares minus the square of the mean is inaccurate for small variances.
    for (let row = start; row < end; row += units) {
      for (let u = 0; u < units; u++) variance[u] += (activity[row + u] - mean[u]) ** 2
    }
  }
  for (let u = 0; u < units; u++) variance[u] /= trials * time
  return variance
}

/** Sum over tasks of task variance `[task, unit]`, one value a unit: the paper's "importance" (PAPER.md 1.5). */
export function importance(variance: Float64Array, units: number): Float64Array {
  const total = new Float64Array(units)
  for (let start = 0; start < variance.length; start += units) {
    for (let u = 0; u < units; u++) total[u] += variance[start + u]
  }
  return total
}

/** Indices of the units whose importance exceeds the threshold, ascending; on a sheet this is row-major order. */
export function activeUnits(importance: Float64Array, threshold = ACTIVE_THRESHOLD): Int32Array {
  return Int32Array.from(importance.keys()).filter((unit) => importance[unit] > threshold)
}

/** The columns of some units: from `[task, unit]` to `[task, given unit]`. */
export function ofUnits(variance: Float64Array, units: number, given: Int32Array): Float64Array {
  const tasks = variance.length / units
  return new Float64Array(tasks * given.length).map(
    (_, i) => variance[Math.floor(i / given.length) * units + given[i % given.length]],
  )
}

/**
 * Profile of each active unit: its task variances divided by their maximum over tasks. A profile is all 0 if the unit
 * does not vary in any of these tasks, which can happen if it was found active with other tasks.
 *
 * @param variance `[task, unit]`
 * @returns `[active unit, task]`, each row with maximum 1 (or all 0)
 */
export function profiles(variance: Float64Array, units: number, active: Int32Array): Float64Array {
  const tasks = variance.length / units
  const result = new Float64Array(active.length * tasks)
  for (let a = 0; a < active.length; a++) {
    let maximum = 0
    for (let t = 0; t < tasks; t++) maximum = Math.max(maximum, variance[t * units + active[a]])
    if (maximum === 0) continue
    for (let t = 0; t < tasks; t++) result[a * tasks + t] = variance[t * units + active[a]] / maximum
  }
  return result
}
