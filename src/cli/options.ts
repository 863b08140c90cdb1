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

/** `--log` of the commands that train: docs/trackers.md. */
export const LOG = [
  '--log <tracker>',
  'tell a tracker too: tensorboard[=DIR] or mlflow=URI; may come several times, and resume goes on with it',
  (value: string, before: readonly string[] = []) => repeated(value, before),
] as const

/** Collects the values of an option that may come several times. */
export const repeated = (value: string, before: readonly string[] = []): string[] => [...before, value]
