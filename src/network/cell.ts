/**
 * A cell: what one neuron of a recurrent network computes in a time step, and what it has for it. This file says what
 * a cell is and runs a network of any; the cells themselves are one file each (cells/), and cells.ts lists them. Time runs
 * along the first axis, and all is [time, batch, unit], as batches are: W·h of the papers is h·Wᵀ here.
 */
import type { Fields, FieldValues } from '../fields.js'
import { affine, fullLike, input, reshape, scan, slice, type Tensor } from '../graph/index.js'
import type { Random } from '../random/random.js'
import type { Activation } from './activation.js'
import { checkCell, meansCell } from './cellMembers.js'
import type { Initialization } from './initialization.js'
import type { NetworkSize, Parameters, ParameterTable } from './parameters.js'

/** The settings that only some cells use. */
export type UsedSetting = 'alpha' | 'noise' | 'excitatory' | 'readout'

/** What an experiment says of its cell. */
export interface CellSettings {
  /** The name of one that gyrus brings, `rate` where left out; or one of a user's own, where the experiment names its module. */
  cell?: string | CellDefinition
  /** f: the rate as a function of the current, or what a cell with gates has in its place. */
  activation: Activation
  /** `inside`: h ← (1−α)h + α f(pre); `outside`: h ← f((1−α)h + α pre). The same for α = 1. */
  form: 'inside' | 'outside'
  /** α = dt/τ, in (0, 1]. */
  alpha: number
  /** sigmaRec: the noise on pre has standard deviation √(2/α)·sigmaRec at each step; 0 for none. */
  noise: number
  /** Of `ei`: the share of excitatory neurons. */
  excitatory?: number
  /** Of `ei`: whose rates the outputs read; `all` where left out. */
  readout?: 'all' | 'excitatory'
}

/** What an experiment says of the weights at the start. */
export interface InitialSettings extends Pick<CellSettings, 'cell' | 'excitatory' | 'readout'> {
  /** The law of the recurrent weights. */
  initialization: Initialization
  /** Factor on the recurrent weights. */
  gain: number
  /** Of `ei`: the sign of each neuron where it was measured, 1 or −1, `[hidden]`; drawn by `excitatory` where left out. */
  signs?: ArrayLike<number>
}

/**
 * A cell with its words: what makes it, and all that is known of it without making one.
 * @typeParam Added the fields that it adds to `network` of an experiment
 */
// biome-ignore lint/suspicious/noExplicitAny: where the fields are not known, a cell of any fields will do
export interface CellDefinition<Added extends Fields = any> {
  /** What it is called; of one that gyrus brings, what `network.cell` says. */
  readonly name: string
  /** Which it uses of the settings that only some cells have; the others must be as if they were not there. */
  readonly uses: readonly UsedSetting[]
  /** The fields that it adds to `network`, with what each may be; none where left out. */
  readonly fields?: Added
  /** Its sentence in the report; null where nothing is to be said. */
  sentence(settings: CellSettings & FieldValues<Added>): string | null
  /** The cell of a network with these settings. */
  make(settings: CellSettings & FieldValues<Added>): Cell
}

/**
 * The same object, with the types of its fields.
 * @throws InputError if a member is missing, wrong or unknown: a cell without words is none
 */
export function defineCell<const Added extends Fields>(
  definition: CellDefinition<Added>,
): CellDefinition<Added> {
  checkCell({ ...definition })
  return definition
}

/**
 * Whether a value is a cell with its words, of this copy of gyrus or another.
 * @throws InputError if it means to be one, and a member is missing, wrong or unknown
 */
export function isCell(value: unknown): value is CellDefinition {
  if (!meansCell(value)) return false
  checkCell(value)
  return true
}

/** How a network runs: what drives its neurons, for all time steps at once, and one time step. */
export interface Dynamics {
  /** What comes from outside, [time, batch, hidden] each. */
  currents: Tensor[]
  /** How many numbers a neuron carries from step to step; its rate is the first. All begin at 0. */
  states: number
  /**
   * One time step.
   * @param state [batch, hidden] each, the rate first
   * @param now the currents of this step, [batch, hidden] each
   * @returns the next state
   */
  step(state: readonly Tensor[], now: readonly Tensor[]): Tensor[]
}

/** What a neuron is: its parameters, their start, and a time step. */
export interface Cell {
  /** All that it has, the parameters of every cell first (`coreParameters`). */
  parameters(size: NetworkSize): ParameterTable
  /** Draws all parameters. The same state of the stream gives the same weights. */
  initialize(size: NetworkSize, settings: InitialSettings, random: Random): Parameters<Float32Array>
  /**
   * How a network of it runs, as expressions.
   * @param weights all parameters by name, in the shapes of the table
   * @param inputs [time, batch, input]
   * @param noise standard normal numbers, [time, batch, hidden], for a cell with noise, which scales them
   */
  dynamics(weights: Parameters<Tensor>, inputs: Tensor, noise?: Tensor): Dynamics
  /**
   * Whether a neuron whose input current W_h h + W_x x + b never exceeds 0 has a rate of exactly 0 and no gradient: it then
   * adds nothing to the network, which computes the same without it, and need not run.
   */
  readonly silenceIsExact: boolean
  /**
   * The next value of a parameter brought back to what it may be, where not every value may.
   * @param next of the parameter's shape, as the result is
   * @param stored all parameters before the step
   */
  projected?(name: string, next: Tensor, stored: Parameters<Tensor>): Tensor
}

/**
 * How a network runs whose neurons carry their rate from step to step and nothing else.
 * @param currents what comes from outside, [time, batch, hidden] each
 * @param step the next rate from the last one and the currents of a step, [batch, hidden] each
 */
export function rateDynamics<const Currents extends readonly Tensor[]>(
  currents: Currents,
  step: (rate: Tensor, ...now: { [At in keyof Currents]: Tensor }) => Tensor,
): Dynamics {
  return {
    currents: [...currents],
    states: 1,
    step: ([rate], now) => [step(rate, ...(now as { [At in keyof Currents]: Tensor }))],
  }
}

/** The inputs that a program needs to run the network, besides its parameters. */
export interface Drive {
  /** [time, batch, input] */
  inputs: Tensor
  /** Standard normal numbers [time, batch, hidden], if the cell has noise. */
  noise?: Tensor
}

/** Program inputs for sequences of any length: the time axis has a name, not a size, and so may the batch axis. */
export function driveInputs(size: NetworkSize, cell: CellSettings, batch: number | 'batch'): Drive {
  return {
    inputs: input('inputs', ['time', batch, size.inputs]),
    ...(cell.noise > 0 && { noise: input('noise', ['time', batch, size.hidden]) }),
  }
}

/**
 * Runs the network from the zero state; logits_t = W_o h_t + b_o (PAPER.md 1.2, 3.1).
 * @returns activity [time, batch, hidden], logits [time, batch, output], and the logits of the last step alone, [batch,
 *   output]: a program that wants no more than these keeps no activity
 */
export function runCell(
  cell: Cell,
  weights: Parameters<Tensor>,
  { inputs, noise }: Drive,
): { activity: Tensor; logits: Tensor; lastLogits: Tensor } {
  const { currents, states, step } = cell.dynamics(weights, inputs, noise)
  const start = Array.from({ length: states }, () => fullLike(first(currents[0]), 0))
  const { carry, outputs } = scan(
    (state, now) => {
      const next = step(state, now)
      return { carry: next, outputs: [next[0]] }
    },
    start,
    currents,
  )
  const readout = (h: Tensor) => affine(h, weights.outputWeights, weights.outputBias)
  const [activity] = outputs
  return { activity, logits: readout(activity), lastLogits: readout(carry[0]) }
}

/** The first step of a sequence, [time, ..] → [..]. */
function first(sequence: Tensor): Tensor {
  return reshape(slice(sequence, 0, 0, 1), sequence.shape.slice(1))
}
