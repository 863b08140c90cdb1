/**
 * A task, described and not programmed: the laws of what is drawn, and for each period of a trial how long
 * it lasts, what it shows and what it wants. Trials, batches, checks against reference files and pictures all
 * follow from this description by one shared code (trial.ts); a task never builds an array itself.
 */
import type { Condition, Factor, Law } from './laws.js'

/** A number, fixed or following from the condition. */
export type Quantity<Name extends string = string> = number | ((condition: Condition<Name>) => number)

/** What a period shows: a bump on a ring, or a value on a plain channel. Stimuli in the same place add up. */
export type Stimulus<Name extends string = string> = RingStimulus<Name> | ChannelStimulus<Name>

/** A bump of activity on a ring: strength × 0.8 × exp(−½ (distance / (π/8))²). PAPER 4.1. */
export interface RingStimulus<Name extends string = string> {
  /** Which of the battery's rings: 1, 2, … */
  readonly ring: Quantity<Name>
  /** The bump's center in ring units (unit i stands at 2πi/units); any number, taken modulo the ring. */
  readonly direction: Quantity<Name>
  /** Factor on the bump; 1 is the usual stimulus. */
  readonly strength: Quantity<Name>
}

/** A value on one of the battery's plain channels. */
export interface ChannelStimulus<Name extends string = string> {
  /** Its name, see `BatterySettings.channels`. */
  readonly channel: string
  /** The value. */
  readonly strength: Quantity<Name>
}

/**
 * Gaussian noise, drawn anew in each step, on one ring's channels or one plain channel; with neither named, on all
 * channels before the one-hot.
 */
export interface Noise<Name extends string = string> {
  /** Standard deviation in each step. */
  readonly sigma: number
  /** Which ring: 1, 2, … */
  readonly ring?: Quantity<Name>
  /** The name of a plain channel. */
  readonly channel?: string
}

/** One named stretch of a trial. What is left out is off: no fixation input, no stimulus, no noise; label `FIXATE`. */
export interface Period<Name extends string = string> {
  /** No two periods of a task share one. */
  readonly name: string
  /** Law of the duration in ms. It has as many steps of the battery's `dt` as fit into it (steps.ts). */
  readonly lasts: Law<Name>
  /** Whether the fixation input is 1. */
  readonly fixation?: boolean
  /** What is added to the inputs. */
  readonly shows?: readonly Stimulus<Name>[]
  /** Noise on the inputs. */
  readonly noise?: Noise<Name>
  /** The class wanted in a step of the period (0, 1, …); two if the evidence ties exactly and either is right. */
  readonly wants?: (condition: Condition<Name>, step: number) => number | readonly [number, number]
}

/** `Name` is the union of the names that its condition draws, where they are known. */
export interface TaskDefinition<Name extends string = string> {
  /** Letters, digits, `-`, `_` and `.`; no two tasks of a battery share one. */
  readonly name: string
  /** Tasks of one family share their periods and differ in the rule, e.g. `decision`. */
  readonly family: string
  /** What it asks, in one line. */
  readonly asks: string
  /** Accuracy of an ideal observer, 0..1: what no network can exceed in the long run. */
  readonly ceiling: number
  /** Standard error of the ceiling where it was simulated; left out where it is exact to the digits given. */
  readonly ceilingSe?: number
  /** Drawn in this order; the factors are independent of each other. */
  readonly condition: readonly Factor<Name>[]
  /** In order. */
  readonly periods: readonly Period<NoInfer<Name>>[]
  /** Durations in ms that evaluations hold, by period, so that all trials of the task are equally long. */
  readonly held?: Readonly<Record<string, number>>
  /** What a battery must have for the task to mean what it says; nothing in particular if left out. */
  readonly needs?: Needs
  /** How often it comes, relative to the others; 1 if left out. */
  readonly weight?: number
  /** The grid of trials from which task variance is measured, where random trials are not what the source used. */
  readonly test?: TestGrid<NoInfer<Name>>
  /** For a decision between two stimuli: how the evidence is set to a given value. Without it there is no psychometric curve. */
  readonly evidence?: Evidence<NoInfer<Name>>
  /** The condition that a published trial's stimuli tell, for files that hold those. */
  readonly fromStimuli?: (stimuli: readonly StimulusEvent[]) => Record<string, number | undefined>
}

/** Settings of a battery that a task is written for. */
export interface Needs {
  /** ms of a step: noise, which is drawn in each step, weighs more in longer ones. */
  readonly dt?: number
  /** Directions are counted in units of the ring. */
  readonly ringUnits?: number
  /** Targets are activity (`BatterySettings.code`): answers can lie between two units. */
  readonly code?: true
}

/** The evidence of a decision as one signed number, the coherence: positive where the first stimulus is stronger. */
export interface Evidence<Name extends string = string> {
  /** What the number is, for axes and files, e.g. `first − second strength`. */
  readonly meaning: string
  /** The condition with the strengths that count replaced, so that the evidence is `coherence`; all else as drawn. */
  readonly at: (condition: Condition<Name>, coherence: number) => Condition<Name>
  /** Magnitudes at which a curve is measured, the task's own among them; ascending, 0 for no evidence. */
  readonly coherences: readonly number[]
  /** Above this magnitude a strength would be negative. */
  readonly most: number
  /** The period whose duration makes one curve different from another, and the durations (ms). */
  readonly timed: {
    readonly period: string
    readonly is: 'stimulus' | 'delay'
    readonly durations: readonly number[]
  }
}

/** Every condition once, all with the same timing. */
export interface TestGrid<Name extends string = string> {
  /** ms of each period. */
  readonly durations: Readonly<Record<string, number>>
  /** Each is a trial. */
  readonly conditions: readonly Condition<Name>[]
}

/** A stimulus of a published trial: steps `on` to `off` − 1, from the start or to the end where there is no number. */
export interface StimulusEvent {
  /** rad */
  readonly loc: number
  /** Factor on the bump. */
  readonly strength: number
  /** Which ring. */
  readonly mod: number
  /** Its first step; the trial’s where left out. */
  readonly on?: number
  /** The step after its last one; the trial’s end where left out. */
  readonly off?: number
}

/** A task at its place in a battery. */
export interface Task extends TaskDefinition {
  /** Durations in ms that evaluations hold, by period, those of the battery among them. */
  readonly held: Readonly<Record<string, number>>
  /** Row of the battery. */
  readonly index: number
  /** Place among its one-hot channels: the row, unless the battery holds tasks out. */
  readonly channel: number
}

/** The class of "keep fixating". */
export const FIXATE = 0

/** The class of a response toward ring direction i; where targets are activity, i need not be whole. */
export const toward = (direction: number): number => 1 + direction

/** The value of a quantity under a condition. */
export const resolve = (quantity: Quantity, condition: Condition): number =>
  typeof quantity === 'number' ? quantity : quantity(condition)
