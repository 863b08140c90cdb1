/** What was drawn of trials, as arrays with one row a trial. */
import type { Task } from './task.js'
import type { Drawn } from './trial.js'

/** Values in C order. */
export interface Numbers {
  data: Float32Array | Float64Array | Int32Array
  shape: number[]
}

/**
 * - `period_<name>` [trial, 2]: first step and the one after the last; −1 where the task has no such period
 * - `condition_<name>` [trial]: what was drawn; NaN where the task does not draw it
 */
export function drawnArrays(rows: readonly { task: Task; drawn: Drawn }[]): Record<string, Numbers> {
  const count = rows.length
  const spans = rows.map(({ task, drawn }) => spansOf(task, drawn))
  const conditions = rows.map(({ drawn }) => drawn.condition)
  return {
    ...byName('period_', spans, (values) => ({
      data: Int32Array.from(values.flatMap((span) => span ?? [-1, -1])),
      shape: [count, 2],
    })),
    ...byName('condition_', conditions, (values) => ({
      data: Float64Array.from(values, (value) => value ?? Number.NaN),
      shape: [count],
    })),
  }
}

/** First step and the one after the last, by period. */
function spansOf({ periods }: Task, { durations }: Drawn): Record<string, readonly [number, number]> {
  let start = 0
  return Object.fromEntries(
    periods.map(({ name }, i) => {
      const span = [start, start + durations[i]] as const
      start = span[1]
      return [name, span]
    }),
  )
}

/** One array for each name that any of the records has; a record without it gives undefined. */
function byName<T>(
  prefix: string,
  records: readonly Readonly<Record<string, T>>[],
  array: (values: (T | undefined)[]) => Numbers,
): Record<string, Numbers> {
  const names = new Set(records.flatMap((record) => Object.keys(record)))
  return Object.fromEntries(
    [...names].map((name) => [prefix + name, array(records.map((record) => record[name]))]),
  )
}
