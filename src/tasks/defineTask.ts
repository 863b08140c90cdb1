/**
 * Tasks of a user's own. A task is described as the built-in ones are (task.ts); here the description is checked as far
 * as it goes without a battery, so that a slip is one line with the task, the period and the value, before anything
 * is drawn. What needs the battery (its step, channels and classes) is checked in defineBattery.ts.
 */
import { InputError } from '../errors.js'
import type { Factor, Law } from './laws.js'
import type { TaskDefinition } from './task.js'

/**
 * Checks a task and returns it as it is. Its functions are given a condition with the names that its factors draw: a
 * name that none of them draws does not compile.
 * @throws InputError naming the task, the period and the value, e.g. `match.delay: lasts must be ≥ 0 ms, got -100`
 */
export function defineTask<Name extends string = never>(definition: TaskDefinition<Name>): TaskDefinition {
  const { name, family, asks, ceiling, weight = 1, condition, periods, held = {} } = definition
  checkName('task', name)
  for (const [field, text] of Object.entries({ family, asks })) {
    if (typeof text !== 'string' || text === '' || text.includes('\n')) {
      throw new InputError(`${name}: ${field} must be one line of text, got ${shown(text)}`)
    }
  }
  if (!(ceiling >= 0 && ceiling <= 1)) {
    throw new InputError(`${name}: ceiling must be from 0 to 1, got ${shown(ceiling)}`)
  }
  if (!(weight > 0 && Number.isFinite(weight))) {
    throw new InputError(`${name}: weight must be > 0, got ${shown(weight)}`)
  }
  if (!Array.isArray(condition)) {
    throw new InputError(`${name}: condition must be a list of factors, [] for none, got ${shown(condition)}`)
  }
  const drawn = condition.flatMap((factor: Factor | undefined) => factor?.names ?? [])
  const drawnTwice = twice(drawn)
  if (drawnTwice !== undefined) throw new InputError(`${name}: condition "${drawnTwice}" is drawn twice`)

  if (!Array.isArray(periods) || periods.length === 0) {
    throw new InputError(`${name}: must have at least one period, got ${shown(periods)}`)
  }
  for (const period of periods) checkName(`${name}: period`, period?.name)
  const namedTwice = twice(periods.map((period) => period.name))
  if (namedTwice !== undefined) throw new InputError(`${name}: period "${namedTwice}" is named twice`)
  for (const [period, ms] of Object.entries(held)) {
    if (!periods.some(({ name }) => name === period)) {
      const known = periods.map(({ name }) => name).join(', ')
      throw new InputError(`${name}: held names period ${shown(period)}, the task has ${known}`)
    }
    if (!(ms >= 0 && Number.isFinite(ms))) {
      throw new InputError(`${name}: held.${period} must be ≥ 0 ms, got ${shown(ms)}`)
    }
  }
  for (const period of periods) {
    const at = `${name}.${period.name}`
    checkLasting(at, period.lasts)
    if (period.shows !== undefined && !Array.isArray(period.shows)) {
      throw new InputError(`${at}: shows must be a list of stimuli, got ${shown(period.shows)}`)
    }
    if (period.wants !== undefined && typeof period.wants !== 'function') {
      throw new InputError(`${at}: wants must be a function of the condition, got ${shown(period.wants)}`)
    }
  }
  return definition as TaskDefinition // from here on it stands among tasks with other names
}

function checkLasting(at: string, lasts: Law | undefined): void {
  if (typeof lasts?.draw !== 'function') {
    throw new InputError(`${at}: lasts must be a law, e.g. fixed(500), got ${shown(lasts)}`)
  }
  if (lasts.fault !== undefined) throw new InputError(`${at}: lasts ${lasts.fault}`)
  const { low, high } = lasts
  if (!(low >= 0)) throw new InputError(`${at}: lasts must be ≥ 0 ms, got ${low}`)
  if (!Number.isFinite(high)) throw new InputError(`${at}: lasts must be a finite time in ms, got ${high}`)
}

/** Names stand in files, in lists with commas and on the command line. */
export function checkName(what: string, name: unknown): void {
  if (typeof name === 'string' && /^\w[\w.-]{0,99}$/.test(name)) return
  throw new InputError(
    `${what}: name must be of letters, digits, "-", "_" and ".", at most 100, got ${shown(name)}`,
  )
}

/** The first name that comes twice. */
export const twice = (names: readonly string[]): string | undefined =>
  names.find((name, i) => names.indexOf(name) !== i)

/** A value as a user would recognize it, on one line. */
export function shown(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return 'none'
  const text = typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.replaceAll(/\s+/g, ' ').slice(0, 80)
}
