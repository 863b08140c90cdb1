/**
 * A battery: tasks that share a time step, input channels and output classes. Here is its type, how one is
 * built from task definitions, and how it is cut to some of its tasks. The batteries themselves are one file
 * each (yang19.ts); their register is batteries.ts.
 */
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import type { Task, TaskDefinition } from './task.js'

/** Channels that belong together and have an order: what the sheet places and the figures name. */
export interface ChannelGroup {
  /** `fixation`, `ring 1`, `ring 2`, …, `channels`, `tasks`; among the outputs `fixation`, `ring`. */
  readonly name: string
  /** A `point` is one channel, a `ring` closes on itself, a `line` does not. */
  readonly shape: 'point' | 'ring' | 'line'
  /** Index of the group's first channel. */
  readonly first: number
  /** How many channels it has. */
  readonly count: number
  /** A name for each channel, in order: a task's name, a direction's index. */
  readonly labels: readonly string[]
}

/** Tasks that share a time step, input channels and output classes. */
export interface Battery {
  /** What an experiment calls it. */
  readonly name: string
  /** Length of a step in ms. */
  readonly dt: number
  /**
   * At least one, in the battery's order, which is also the order of the one-hot channels. Tasks that are held out are
   * not among them.
   */
  readonly tasks: readonly [Task, ...Task[]]
  /** In channel order: fixation, the rings, the plain channels if there are any, one channel a task. */
  readonly inputs: readonly ChannelGroup[]
  /** Classes: 0 = fixate, 1 + i = toward direction i. */
  readonly outputs: readonly ChannelGroup[]
  /** Input channels in all. */
  readonly inputCount: number
  /** Classes, or output units where targets are activity. */
  readonly outputCount: number
  /** Fixation, rings and plain channels: those before the one-hot, which reference files hold and noise may reach. */
  readonly stimulusCount: number
  /** Number of stimulus rings. */
  readonly rings: number
  /** Units of each stimulus ring. */
  readonly ringUnits: number
  /** Names of the plain input channels; each carries one number, such as a frequency. */
  readonly channels: readonly string[]
  /** Standard deviation of the Gaussian noise on every input channel in every step, besides what periods add; 0 for none. */
  readonly noise: number
  /**
   * `stream`: each sequence is an endless stream of trials, cut anywhere. `trials`: each sequence is one trial, and a
   * batch is of one task, with one timing.
   */
  readonly batches: 'stream' | 'trials'
  /** How labels become target activity of the outputs; without it, the labels are classes. */
  readonly code?: TargetCode
  /** A stimulus of strength 1 on a ring, at any distance from its center in units. */
  readonly bump: (distance: number) => number
}

/** How labels become target activity of the outputs, and what an error costs when (targets.ts). */
export interface TargetCode {
  /** Activity of an output unit that is not asked for. */
  readonly rest: number
  /** Activity of the fixation output while fixation is wanted. */
  readonly fixation: number
  /** What an error costs, by time. */
  readonly cost: CostMask
}

/** Factors on the error, inside the square, by time; durations in ms, floored to steps. */
export interface CostMask {
  /** Time at the start that costs nothing. */
  readonly blank: number
  /** Factor from then on, until the response period begins. */
  readonly before: number
  /** Time from the response's onset that costs nothing. */
  readonly grace: number
  /** Factor in the rest of the response period. */
  readonly after: number
  /** Factor on all of these for the fixation output. */
  readonly fixation: number
}

/** What a battery is besides its tasks. */
export type BatterySettings = Pick<Battery, 'dt' | 'ringUnits'> &
  Partial<Pick<Battery, 'rings' | 'channels' | 'noise' | 'batches' | 'code'>> & {
    /** `TaskDefinition.held` of the periods for which a task does not say it itself. */
    readonly held?: Readonly<Record<string, number>>
  }

/**
 * Builds a battery, with two stimulus rings of `ringUnits` each and no plain channels unless told otherwise. It trusts
 * its tasks; a user's tasks are checked by defineBattery.ts before. Throws InputError on a task named twice.
 */
export function makeBattery(
  name: string,
  {
    dt,
    ringUnits,
    held = {},
    rings = 2,
    channels = [],
    noise = 0,
    batches = 'stream',
    code,
  }: BatterySettings,
  definitions: readonly TaskDefinition[],
): Battery {
  const names = definitions.map((task) => task.name)
  const twice = names.find((task, i) => names.indexOf(task) !== i)
  if (twice !== undefined) throw new InputError(`tasks: each may be named once, got "${twice}" twice`)
  if (code && batches !== 'trials')
    throw new InputError(`${name}: targets as activity need batches of trials`)
  if (names.length === 0) throw new InputError(`tasks: at least one is needed, got none`)

  const directions = Array.from({ length: ringUnits }, (_, i) => `${i}`)
  const inputs = groups([
    ['fixation', 'point', ['fixation']],
    ...Array.from({ length: rings }, (_, r) => [`ring ${r + 1}`, 'ring', directions] as const),
    ...(channels.length > 0 ? [['channels', 'line', channels] as const] : []),
    ['tasks', 'line', names],
  ])
  const outputs = groups([
    ['fixation', 'point', ['fixate']],
    ['ring', 'ring', directions],
  ])
  const [first, ...others] = definitions.map((task, index) => ({
    ...task,
    held: { ...heldOf(task, held), ...task.held },
    index,
    channel: index,
  }))
  return {
    name,
    dt,
    tasks: [first, ...others],
    inputs,
    outputs,
    inputCount: total(inputs),
    outputCount: total(outputs),
    stimulusCount: 1 + rings * ringUnits + channels.length,
    rings,
    ringUnits,
    channels,
    noise,
    batches,
    ...(code && { code }),
    bump: bumpOn(ringUnits),
  }
}

/** Of durations by period, the ones whose period the task has. */
export const heldOf = (
  { periods }: TaskDefinition,
  held: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(Object.entries(held).filter(([name]) => periods.some((period) => period.name === name)))

/** The battery with only the named tasks, in the given order; its one-hot shrinks with it. Throws InputError on an unknown name. */
export function subset(battery: Battery, names: readonly string[]): Battery {
  return makeBattery(
    battery.name,
    battery,
    names.map((name) => taskByName(battery, name)),
  )
}

/**
 * The battery with some of its tasks held out: none of their trials come, but their one-hot channels stay where they
 * are, never on, so that a network of this battery can learn the tasks later. Throws InputError on an unknown name and
 * if no task is left.
 */
export function holdOut(battery: Battery, names: readonly string[]): Battery {
  const out = new Set(names.map((name) => taskByName(battery, name).name))
  const remaining = battery.tasks
    .filter(({ name }) => !out.has(name))
    .map((task, index) => ({ ...task, index }))
  if (remaining.length === 0)
    throw new InputError('heldOut: at least one task must be left to train, got none')
  const [first, ...others] = remaining
  return { ...battery, tasks: [first, ...others] }
}

/** A name for each input, in channel order: `fixation`, `ring 1 direction 0`, `channel frequency`, `task go`. */
export const inputNames = ({ inputs }: Battery): string[] =>
  inputs.flatMap(({ name, shape, labels }) =>
    labels.map((label) => {
      if (shape === 'point') return label
      if (shape === 'ring') return `${name} direction ${label}`
      return `${name === 'tasks' ? 'task' : 'channel'} ${label}`
    }),
  )

/** A name for each output, which is also that of the class: `fixate`, `direction 0`. */
export const outputNames = ({ outputs }: Battery): string[] =>
  outputs.flatMap(({ shape, labels }) =>
    labels.map((label) => (shape === 'point' ? label : `direction ${label}`)),
  )

/** The task of that name. Throws InputError with the nearest names. */
export function taskByName(battery: Battery, name: string): Task {
  const task = battery.tasks.find((candidate) => candidate.name === name)
  if (task) return task
  const names = battery.tasks.map((candidate) => candidate.name)
  throw new InputError(
    `task: "${name}" is not in battery ${battery.name}; nearest: ${nearest(name, names).join(', ')}`,
  )
}

/** 0.8 × exp(−½ (distance / (π/8))²), the distance taken around a ring of so many units. PAPER 4.1. */
function bumpOn(units: number): (distance: number) => number {
  const at = (distance: number) => {
    const around = Math.abs(distance) % units
    const far = (Math.min(around, units - around) * 16) / units // in π/8
    return 0.8 * Math.exp(-0.5 * far * far)
  }
  // Nearly all stimuli stand on a unit, and streams draw millions of them.
  const whole = Float64Array.from({ length: units }, (_, distance) => at(distance))
  return (distance) => (Number.isInteger(distance) ? whole[Math.abs(distance) % units] : at(distance))
}

function groups(
  parts: readonly (readonly [string, ChannelGroup['shape'], readonly string[]])[],
): ChannelGroup[] {
  let first = 0
  return parts.map(([name, shape, labels]) => {
    const group = { name, shape, first, count: labels.length, labels }
    first += labels.length
    return group
  })
}

const total = (parts: readonly ChannelGroup[]): number => parts.reduce((sum, part) => sum + part.count, 0)
