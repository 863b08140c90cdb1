/**
 * The laws that chance follows in a trial. A `Law` draws one number (a duration); a `Factor` draws one or
 * several named values of the condition together. Each can also say whether it could have drawn given
 * values: that is what `tasks verify` asks.
 */
import type { Random } from '../random/random.js'

/**
 * What was drawn for a trial, by name: indices, strengths; flags are 0 or 1. Where the names are known, as in
 * `defineTask`, the types know them too; of the tasks of a battery they are any.
 */
export type Condition<Name extends string = string> = Readonly<Record<Name, number>>

/** How far a value from a file may lie from the drawn one (PROTOCOL: equal = within 1e-6). */
export const TOLERANCE = 1e-6

/** A law of one number. Where it depends on what was drawn before, that is the condition. */
export interface Law<Name extends string = string> {
  /** Draws a number. @throws RangeError where the law has a fault */
  draw(random: Random, condition: Condition): number
  /** Whether a draw falls in [from, before) with positive probability, under any condition. */
  reaches(from: number, before: number): boolean
  /** Whether it draws from an interval, so that none of its draws is meant to be a certain number. */
  readonly continuous?: boolean
  /** No draw lies outside [low, high]. */
  readonly low: number
  /** See `low`. */
  readonly high: number
  /** For people, e.g. `500` or `200 to 500`. */
  readonly text: string
  /** The name under which the condition holds the number, if it is part of the condition. */
  readonly drawnAs?: Name
  /**
   * Why nothing can be drawn from the law, if so. The check of a task reports it with the names of the task and the
   * period, which the law does not know; a draw throws it.
   */
  readonly fault?: string
}

/** A law that was asked for with impossible numbers. */
const faulty = (fault: string, low = Number.NaN, high = Number.NaN): Law<never> => ({
  draw: () => {
    throw new RangeError(fault)
  },
  reaches: () => false,
  low,
  high,
  text: fault,
  fault,
})

/** Always the same value. */
export const fixed = (value: number): Law<never> => ({
  draw: () => value,
  reaches: (from, before) => from <= value && value < before,
  low: value,
  high: value,
  text: `${value}`,
})

/** Uniform on [low, high). Faulty unless low < high, both finite. */
export function uniform(low: number, high: number): Law<never> {
  if (!(low < high && Number.isFinite(high - low))) {
    return faulty(`uniform: low must be under high, got ${low} and ${high}`, low, high)
  }
  return {
    draw: (random) => low + (high - low) * random.uniform(),
    reaches: (from, before) => Math.max(low, from) < Math.min(high, before),
    continuous: true,
    low,
    high,
    text: `${low} to ${high}`,
  }
}

/** One of the values, all equally likely. Faulty without values. */
export function oneOf(values: readonly number[]): Law<never> {
  if (values.length === 0) return faulty('oneOf: must have at least one value, got none')
  return {
    draw: (random) => random.choice(values),
    reaches: (from, before) => values.some((value) => from <= value && value < before),
    low: Math.min(...values),
    high: Math.max(...values),
    text: `one of ${values.join(', ')}`,
  }
}

/**
 * Exponential with this mean beyond `low`, drawn again where it exceeds `high`. Faulty unless low < high and mean > 0,
 * all finite.
 */
export function truncatedExponential(mean: number, low: number, high: number): Law<never> {
  if (!(low < high && mean > 0 && Number.isFinite(mean + high - low))) {
    return faulty(
      `truncatedExponential: mean must be > 0 and low under high, got mean ${mean}, low ${low}, high ${high}`,
      low,
      high,
    )
  }
  const whole = -Math.expm1(-(high - low) / mean) // probability of [low, high)
  return {
    ...uniform(low, high),
    draw: (random) => low - mean * Math.log1p(-whole * random.uniform()),
    text: `${low} to ${high}, exponential`,
  }
}

/** A number that is part of the condition, where it is drawn by `law`. */
export const drawnAs = <Name extends string>(name: Name, law: Law): Law<Name> => ({
  ...law,
  draw: (_random, condition) => condition[name],
  drawnAs: name,
})

/** A law of some named values of the condition, drawn together and independently of all other factors. */
export interface Factor<Name extends string = string> {
  /** What it draws, by the names that the condition has for it. */
  readonly names: readonly Name[]
  /** Of a choice: the values that are drawn together, by name; all equally likely. */
  readonly rows?: readonly (readonly number[])[]
  /** Whether a stream draws it once and keeps it. */
  readonly kept?: boolean
  /** Whether it is drawn once for all trials of a batch, where a batch is of one task. */
  readonly shared?: boolean
  /**
   * Writes drawn values; `turn` counts the trials of this task in its stream, and decides values that come in turn.
   */
  draw(random: Random, condition: Record<string, number>, turn: number): void
  /**
   * Writes the exact values of a draw that is known from outside, where they may be rounded.
   * False, and nothing written, if this factor could not have drawn them.
   */
  recall(given: Readonly<Record<string, unknown>>, condition: Record<string, number>): boolean
}

/** One of the rows, all equally likely; a row holds a value for each name. */
export function choice<const Name extends string>(
  names: readonly Name[],
  rows: readonly (readonly number[])[],
): Factor<Name> {
  const write = (row: readonly number[], condition: Record<string, number>) => {
    for (let i = 0; i < names.length; i++) condition[names[i]] = row[i]
  }
  return {
    names,
    rows,
    draw: (random, condition) => write(random.choice(rows), condition),
    recall(given, condition) {
      const row = rows.find((values) => values.every((value, i) => near(given[names[i]], value)))
      if (row) write(row, condition)
      return row !== undefined
    },
  }
}

/** The values in turn, trial after trial of the task, so that none comes twice running. */
export function inTurn<Name extends string>(name: Name, values: readonly number[]): Factor<Name> {
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

/** A real number of the law. */
export const real = <Name extends string>(name: Name, law: Law): Factor<Name> => ({
  names: [name],
  draw(random, condition) {
    condition[name] = law.draw(random, condition)
  },
  recall(given, condition) {
    const value = given[name]
    if (typeof value !== 'number' || !law.reaches(value - TOLERANCE, value + TOLERANCE)) return false
    condition[name] = value
    return true
  },
})

/** A real number of the law, drawn once a stream (at a task's first trial in it) and kept. */
export function onceAStream<Name extends string>(name: Name, law: Law): Factor<Name> {
  const anew = real(name, law)
  return {
    ...anew,
    kept: true,
    draw(random, condition, turn) {
      if (turn === 0 || !(name in condition)) anew.draw(random, condition, turn)
    },
  }
}

/** The same factor, drawn once for all trials of a batch. */
export const shared = <Name extends string>(factor: Factor<Name>): Factor<Name> => ({
  ...factor,
  shared: true,
})

const near = (given: unknown, value: number): boolean =>
  typeof given === 'number' && Math.abs(given - value) <= TOLERANCE
