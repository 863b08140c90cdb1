/**
 * One trial: what was drawn, and the arrays that follow from it. Random trials, streams, evaluation batches and
 * trials rebuilt from a reference file differ only in where the drawn values come from.
 */
import type { Random } from '../random/random.js'
import type { Battery } from './battery.js'
import type { Condition, Factor } from './laws.js'
import { type Column, type Labels, type NoisyChannels, newLabels, noisy, writePeriod } from './paint.js'
import { stepRange, stepsIn } from './steps.js'
import type { Task } from './task.js'

/** All that chance decided for a trial (noise aside), and nothing that follows from it. JSON-able. */
export interface Drawn {
  /** Named values, see `TaskDefinition.condition`. */
  condition: Record<string, number>
  /** Steps of each period, in order. */
  durations: number[]
  /** Which of two tying classes is the label; 0 where nothing ties. */
  coin: 0 | 1
}

/** A period's place in a trial: steps `start` to `end` − 1. */
export interface Span {
  /** Of the period. */
  readonly name: string
  /** Its first step. */
  readonly start: number
  /** The step after its last one. */
  readonly end: number
}

/** Where noise falls in a trial: steps `start` to `end` − 1, and which channels. */
export interface NoiseSpan extends Readonly<NoisyChannels> {
  /** Its first step. */
  readonly start: number
  /** The step after its last one. */
  readonly end: number
}

/** A trial as arrays. */
export interface Trial {
  /** The task that it is of. */
  readonly task: Task
  /** What was drawn. */
  readonly condition: Condition
  /** Where each period lies. */
  readonly periods: readonly Span[]
  /** How long it is. */
  readonly steps: number
  /** Without noise, the task's one-hot included. [step, battery.inputCount] */
  readonly inputs: Float32Array
  /** What is wanted in each step: a class, or where targets are activity, a direction that need not be whole. [step] */
  readonly labels: Labels
  /** Where noise falls. */
  readonly noise: readonly NoiseSpan[]
  /** Whether the evidence ties exactly, so that the label was a coin flip. */
  readonly tie: boolean
}

/** What a draw depends on besides chance. */
export interface DrawOptions {
  /** How many trials of the task came before: it decides values that come in turn (`inTurn`). Random if left out. */
  turn?: number
  /** Durations in ms that are held instead of drawn, by period; periods that the task has not are ignored. */
  held?: Readonly<Record<string, number>>
  /** The first trial of its batch, where durations and some values are the same in all. */
  batch?: Drawn
  /** Overwritten and returned, so that a stream need not allocate: an earlier draw of the same task. */
  into?: Drawn
}

/** Draws a trial of a task. */
export function drawTrial(battery: Battery, task: Task, random: Random, options: DrawOptions = {}): Drawn {
  const { turn = random.uint32(), held, batch, into } = options
  const drawn: Drawn = into ?? { condition: {}, durations: [], coin: 0 }
  for (const factor of task.condition) {
    if (batch && (factor.shared || timed(task, factor)))
      for (const name of factor.names) drawn.condition[name] = batch.condition[name]
    else factor.draw(random, drawn.condition, turn)
  }
  if (held) {
    for (const { name, lasts } of task.periods) {
      if (lasts.drawnAs !== undefined && name in held) drawn.condition[lasts.drawnAs] = held[name]
    }
  }
  for (let i = 0; i < task.periods.length; i++) {
    const { name, lasts } = task.periods[i]
    if (batch) drawn.durations[i] = batch.durations[i]
    else if (held && name in held) drawn.durations[i] = stepsIn(held[name], battery.dt)
    else drawn.durations[i] = stepsIn(lasts.draw(random, drawn.condition), battery.dt, lasts)
  }
  drawn.coin = ties(task, drawn.condition) && random.chance(0.5) ? 1 : 0
  return drawn
}

/** The trial that follows from what was drawn. */
export function makeTrial(battery: Battery, task: Task, drawn: Drawn): Trial {
  const condition = { ...drawn.condition }
  const periods: Span[] = []
  const noise: NoiseSpan[] = []
  let steps = 0
  task.periods.forEach((period, i) => {
    const span = { start: steps, end: steps + drawn.durations[i] }
    periods.push({ name: period.name, ...span })
    if (period.noise) noise.push({ ...span, ...noisy(battery, period.noise, condition) })
    steps = span.end
  })
  if (battery.noise > 0)
    noise.push({ start: 0, end: steps, first: 0, count: battery.inputCount, sigma: battery.noise })
  const inputs = new Float32Array(steps * battery.inputCount)
  const labels = newLabels(battery, steps)
  writeTrial(battery, task, drawn, { inputs, labels, batch: 1, column: 0 })
  return { task, condition, periods, steps, inputs, labels, noise, tie: ties(task, condition) }
}

/** Writes a whole trial into a column from its first step, with noise if a generator is given. */
export function writeTrial(battery: Battery, task: Task, drawn: Drawn, to: Column, noise?: Random): void {
  const { condition, durations, coin } = drawn
  let start = 0
  task.periods.forEach((period, i) => {
    writePeriod(battery, task, period, condition, coin, to, start, durations[i], 0, noise)
    start += durations[i]
  })
}

/** How long a trial is. */
export const stepsOf = ({ durations }: Drawn): number => durations.reduce((sum, steps) => sum + steps, 0)

/** No trial of the task has more steps, whether its durations are drawn or held. */
export const mostSteps = ({ dt }: Pick<Battery, 'dt'>, { periods, held }: Task): number =>
  periods.reduce((sum, { name, lasts }) => {
    const drawn = stepRange(lasts, dt)[1]
    return sum + (name in held ? Math.max(drawn, stepsIn(held[name], dt)) : drawn)
  }, 0)

/** Whether a condition leaves two classes equally right. */
export function ties(task: Task, condition: Condition): boolean {
  for (const { wants } of task.periods) if (wants && typeof wants(condition, 0) !== 'number') return true
  return false
}

/** Whether a factor draws a duration. */
function timed({ periods }: Task, { names }: Factor): boolean {
  return periods.some(({ lasts }) => lasts.drawnAs !== undefined && names.includes(lasts.drawnAs))
}
