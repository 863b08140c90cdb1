/** Options of the command line: what their texts mean, and one way to refuse them. */
import { InputError } from '../errors.js'

/**
 * Reads a whole number within limits.
 * @param option its name, e.g. `--jobs`
 */
export const integer =
  (option: string, least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = Number(text)
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least && value <= most) return value
    const range = most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `from ${least} to ${most}`
    throw new InputError(`${option}: must be an integer ${range}, got ${JSON.stringify(text)}`)
  }

/** Reads a number. */
export const number =
  (option: string) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value)) return value
    throw new InputError(`${option}: must be a number, got ${JSON.stringify(text)}`)
  }

/** Reads numbers between commas. */
export const numbers =
  (option: string) =>
  (text: string): number[] =>
    text.split(',').map(number(option))

/** Collects the values of an option that may come several times. */
export const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value]
