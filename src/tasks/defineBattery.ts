/**
 * Batteries of a user's own: of own tasks, of built-in ones, or of both. Quantities of a task are functions of what was
 * drawn, so that no description shows whether they are right; a few hundred trials of each task are drawn here, always
 * the same ones, and every value that they would write is looked at.
 */

import { InputError } from '../errors.js'
import { Random } from '../random/random.js'
import { type Battery, type BatterySettings, makeBattery } from './battery.js'
import { checkName, defineTask, shown, twice } from './defineTask.js'
import type { Condition } from './laws.js'
import { msOf, stepRange } from './steps.js'
import { FIXATE, type Period, type Quantity, type Task, type TaskDefinition } from './task.js'
import { type Drawn, drawTrial } from './trial.js'

/** Trials of each task that are drawn to find what is wrong with it. */
const PROBES = 300

/**
 * A battery of the tasks, in their order.
 * @param settings `dt` in ms; `ringUnits`, the directions of each stimulus ring and of the answer; `held`, the durations
 *   in ms that evaluations hold, by period, in all tasks that have one of this name and do not say it themselves
 * @throws InputError with the battery or the task, the period and the value, e.g.
 *   `match.decision: wants class 20, the battery has classes 0 to 16`
 */
export function defineBattery(
  name: string,
  settings: BatterySettings,
  tasks: readonly TaskDefinition[],
): Battery {
  checkName('battery', name)
  checkSettings(name, settings)
  if (!Array.isArray(tasks) || tasks.length === 0) {
    throw new InputError(`${name}: must have at least one task, got ${shown(tasks)}`)
  }
  tasks.forEach((task) => {
    defineTask(task)
    checkNeeds(name, settings, task)
  })
  const namedTwice = twice(tasks.map((task) => task.name))
  if (namedTwice !== undefined) throw new InputError(`${name}: task "${namedTwice}" is named twice`)

  const battery = makeBattery(name, settings, tasks)
  for (const task of battery.tasks) {
    checkTimes(battery, task)
    checkTrials(battery, { ...task, periods: task.periods.map((period) => named(task, period)) })
  }
  return battery
}

function checkSettings(name: string, settings: BatterySettings): void {
  const { dt, ringUnits, rings = 2, channels = [], noise = 0, held = {} } = settings
  const check = (right: boolean, field: string, expected: string, value: unknown) => {
    if (!right) throw new InputError(`${name}: ${field} must be ${expected}, got ${shown(value)}`)
  }
  check(dt > 0 && Number.isFinite(dt), 'dt', '> 0 ms', dt)
  check(Number.isInteger(ringUnits) && ringUnits >= 1, 'ringUnits', 'an integer ≥ 1', ringUnits)
  check(Number.isInteger(rings) && rings >= 0, 'rings', 'an integer ≥ 0', rings)
  check(noise >= 0 && Number.isFinite(noise), 'noise', '≥ 0', noise)
  check(Array.isArray(channels), 'channels', 'a list of names', channels)
  for (const channel of channels) checkName(`${name}: channel`, channel)
  const namedTwice = twice(channels)
  if (namedTwice !== undefined) throw new InputError(`${name}: channel "${namedTwice}" is named twice`)
  for (const [period, ms] of Object.entries(held)) {
    check(ms >= 0 && Number.isFinite(ms), `held.${period}`, '≥ 0 ms', ms)
  }
}

/** What a task is written for against what the battery has. */
function checkNeeds(name: string, { dt, ringUnits, code }: BatterySettings, task: TaskDefinition): void {
  const { needs = {} } = task
  const differing = [
    ...(needs.dt !== undefined && needs.dt !== dt ? [[`dt ${needs.dt}`, `dt ${dt}`]] : []),
    ...(needs.ringUnits !== undefined && needs.ringUnits !== ringUnits
      ? [[`ringUnits ${needs.ringUnits}`, `ringUnits ${ringUnits}`]]
      : []),
    ...(needs.code && !code ? [['targets as activity (code)', 'classes']] : []),
  ]
  if (differing.length === 0) return
  const [wanted, had] = [0, 1].map((side) => differing.map((pair) => pair[side]).join(', '))
  throw new InputError(`${name}: task "${task.name}" needs ${wanted}; the battery has ${had}`)
}

/** Durations against the battery's step, and whether evaluations know how long a period is. */
function checkTimes({ dt }: Battery, { name: of, periods, held, test }: Task): void {
  for (const { name, lasts } of periods) {
    const at = `${of}.${name}`
    const [least, most] = stepRange(lasts, dt)
    // Exactly 0 leaves a period out, as the built-in tasks do with a delay.
    if (lasts.high > 0 && most < 1) {
      throw new InputError(`${at}: lasts must be at least one step of ${msOf(1, dt)} ms, got ${lasts.text}`)
    }
    if (!test && least !== most && !(name in held)) {
      throw new InputError(
        `${at}: varies over ${lasts.text} ms, so the battery's held or the task's must say how long it is in evaluations, ` +
          `e.g. held: { ${/^\w+$/.test(name) ? name : `'${name}'`}: ${lasts.low} }; got nothing`,
      )
    }
  }
}

/** The period, whose `wants` says where it stands if it fails. */
function named(task: Task, period: Period): Period {
  const { wants } = period
  if (!wants) return period
  const at = `${task.name}.${period.name}`
  return { ...period, wants: (condition, step) => call(at, 'wants', () => wants(condition, step)) }
}

/** All values of a few hundred trials. */
function checkTrials(battery: Battery, task: Task): void {
  const random = Random.seeded(0, 'probe', task.name)
  for (let turn = 0; turn < PROBES; turn++) {
    const { condition, durations } = draw(battery, task, random, turn)
    for (const [name, value] of Object.entries(condition)) {
      if (!Number.isFinite(value)) {
        throw new InputError(`${task.name}: condition "${name}" must be a finite number, got ${shown(value)}`)
      }
    }
    task.periods.forEach((period, i) => {
      checkPeriod(battery, task, period, condition, durations[i])
    })
    if (durations.every((steps) => steps === 0)) {
      throw new InputError(
        `${task.name}: a trial must last at least one step of ${msOf(1, battery.dt)} ms, got 0 ms`,
      )
    }
  }
}

function draw(battery: Battery, task: Task, random: Random, turn: number): Drawn {
  try {
    return drawTrial(battery, task, random, { turn })
  } catch (error) {
    if (error instanceof InputError) throw error
    throw new InputError(`${task.name}: no trial can be drawn (${(error as Error).message})`, {
      cause: error,
    })
  }
}

function checkPeriod(
  battery: Battery,
  task: Task,
  period: Period,
  condition: Condition,
  steps: number,
): void {
  const at = `${task.name}.${period.name}`
  if (!(steps >= 0))
    throw new InputError(`${at}: lasts must be ≥ 0 ms, got ${shown(msOf(steps, battery.dt))}`)

  const value = (what: string, quantity: Quantity): number => {
    const result = typeof quantity === 'function' ? call(at, what, () => quantity(condition)) : quantity
    if (!Number.isFinite(result)) {
      throw new InputError(`${at}: ${what} must be a finite number, got ${shown(result)}${under(condition)}`)
    }
    return result
  }
  const checkRing = (quantity: Quantity) => {
    const ring = value('ring', quantity)
    if (Number.isInteger(ring) && ring >= 1 && ring <= battery.rings) return
    const known = battery.rings === 0 ? 'no rings' : `rings 1 to ${battery.rings}`
    throw new InputError(`${at}: ring ${ring}, the battery has ${known}`)
  }
  const checkChannel = (channel: string) => {
    if (battery.channels.includes(channel)) return
    const known = battery.channels.join(', ') || 'none'
    throw new InputError(`${at}: channel ${shown(channel)}, the battery's channels are: ${known}`)
  }

  for (const stimulus of period.shows ?? []) {
    if ('channel' in stimulus) checkChannel(stimulus.channel)
    else {
      checkRing(stimulus.ring)
      value('direction', stimulus.direction)
    }
    value('strength', stimulus.strength)
  }
  if (period.noise) {
    const { sigma, ring, channel } = period.noise
    if (!(sigma >= 0 && Number.isFinite(sigma))) {
      throw new InputError(`${at}: noise sigma must be ≥ 0, got ${shown(sigma)}`)
    }
    if (channel !== undefined) checkChannel(channel)
    else if (ring !== undefined) checkRing(ring)
  }
  const { wants } = period
  for (let step = 0; wants && step < steps; step++) {
    const wanted = wants(condition, step)
    for (const label of Array.isArray(wanted) ? wanted : [wanted]) {
      checkLabel(battery, at, label as number, condition)
    }
  }
}

/** A class or, where targets are activity, a direction that need not be whole. */
function checkLabel({ code, outputCount }: Battery, at: string, label: number, condition: Condition): void {
  const right = code
    ? label === FIXATE || (label >= 1 && label < outputCount)
    : Number.isInteger(label) && label >= 0 && label < outputCount
  if (right) return
  throw new InputError(
    `${at}: wants class ${shown(label)}, the battery has classes 0 to ${outputCount - 1}${under(condition)}`,
  )
}

function call<Result>(at: string, what: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    throw new InputError(`${at}: ${what} fails (${(error as Error).message})`, { cause: error })
  }
}

/** What was drawn when it went wrong. */
function under(condition: Condition): string {
  const values = Object.entries(condition).map(([name, value]) => `${name} ${Number(value.toPrecision(6))}`)
  return values.length > 0 ? ` (drawn: ${values.join(', ').slice(0, 120)})` : ''
}
