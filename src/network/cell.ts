/**
 * A cell: what one neuron of a recurrent network computes in a time step, and what it has for it. This file says what
 * a cell is and runs a network of any; the cells themselves are one file each (cells/), and cells.ts lists them. Time runs
 * along the first axis, and all is [time, batch, unit], as batches are: W·h of the papers is h·Wᵀ here.
 */
import { affine, fullLike, input, reshape, scan, slice, type Tensor } from '../graph/index.js'
import type { Random } from '../random/random.js'
import type { CellSettings, InitialSettings } from './cellSettings.js'
import type { NetworkSize, Parameters, ParameterTable } from './parameters.js'

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
