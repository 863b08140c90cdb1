/** Schemas of values for the options of studies, each with its error message. */
import { z } from 'zod'
import { show } from '../text.js'

const expected = (what: string) => ({
  error: ({ input }: { input?: unknown }) => `must be ${what}, got ${show(input)}`,
})

/** A whole number within limits. */
export function integer(least: number, most = Number.MAX_SAFE_INTEGER) {
  const range = expected(
    most === Number.MAX_SAFE_INTEGER ? `an integer ≥ ${least}` : `an integer from ${least} to ${most}`,
  )
  return z.int(range).min(least, range).max(most, range)
}

/** A number above 0, and at most `most`, if that is given. */
export function positive(most = Number.MAX_VALUE) {
  const range = expected(`a number above 0${most === Number.MAX_VALUE ? '' : `, at most ${most}`}`)
  return z.number(range).gt(0, range).lte(most, range)
}

/** One of some words. */
export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, expected(`one of ${words.join(', ')}`))

/** A list of at least one number. */
export const numbers = () => z.array(z.number(expected('a number')), expected('a list of numbers')).min(1)
