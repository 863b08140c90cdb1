/**
 * The laws that chance follows in a trial. A `Law` draws one number (a duration); a `Factor` draws one or
 * several named values of the condition together. Each can also say whether it could have drawn given
 * values: that is what `tasks verify` asks.
 */
import type { Random } from '../random/random.js'

/** How far a value from a file may lie from the drawn one (PROTOCOL: equal = within 1e-6). */
export const TOLERANCE = 1e-6

/** A law of one number. */
export interface Law {
  draw(random: Random): number
  /** Whether a draw falls in [from, before) with positive probability. */
  reaches(from: number, before: number): boolean
  /** No draw lies outside [low, high]. */
  readonly low: number
  readonly high: number
  /** For people, e.g. `500` or `200 to 500`. */
  readonly text: string
}

/** Always the same value. */
export const fixed = (value: number): Law => ({
  draw: () => value,
  reaches: (from, before) => from <= value && value < before,
  low: value,
  high: value,
  text: `${value}`,
})

/** Uniform on [low, high). */
export function uniform(low: number, high: number): Law {
  if (!(low < high)) throw new RangeError(`uniform: low must be under high, got ${low} and ${high}`)
  return {
    draw: (random) => low + (high - low) * random.uniform(),
    reaches: (from, before) => Math.max(low, from) < Math.min(high, before),
    low,
    high,
    text: `${low} to ${high}`,
  }
}

/** The fewest and the most whole steps of `dt` that a duration can fill: draws are floored to steps. */
export function stepRange({ low, high, reaches }: Law, dt: number): [number, number] {
  const most = Math.floor(high / dt)
  return [Math.floor(low / dt), reaches(most * dt, (most + 1) * dt) ? most : most - 1]
}

/** A law of some named values of the condition, drawn together and independently of all other factors. */
export interface Factor {
  readonly names: readonly string[]
  /** Writes drawn values; `turn` counts the trials of this task in its stream, for what goes in turns. */
  draw(random: Random, condition: Record<string, number>, turn: number): void
  /**
   * Writes the exact values of a draw that is known from outside, where they may be rounded.
   * False, and nothing written, if this factor could not have drawn them.
   */
  recall(given: Readonly<Record<string, unknown>>, condition: Record<string, number>): boolean
}

/** One of the rows, all equally likely; a row holds a value for each name. */
export function choice(names: readonly string[], rows: readonly (readonly number[])[]): Factor {
  const write = (row: readonly number[], condition: Record<string, number>) => {
    for (let i = 0; i < names.length; i++) condition[names[i]] = row[i]
  }
  return {
    names,
    draw: (random, condition) => write(random.choice(rows), condition),
    recall(given, condition) {
      const row = rows.find((values) => values.every((value, i) => near(given[names[i]], value)))
      if (row) write(row, condition)
      return row !== undefined
    },
  }
}

/** The values in turn, trial after trial of the task, so that none comes twice running. */
export function inTurn(name: string, values: readonly number[]): Factor {
  const once = choice(
    [name],
    values.map((value) => [value]),
  )
  return {
    ...once,
    draw(_random, condition, turn) {
      condition[name] = values[turn % values.length]
    },
  }
}

const near = (given: unknown, value: number): boolean =>
  typeof given === 'number' && Math.abs(given - value) <= TOLERANCE
