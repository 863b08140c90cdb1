/**
 * Regularizers: what a network is charged for besides its errors, and what is done to it between steps. Each is a
 * small object, of a function or two, so that a new one is twenty lines (examples/ has one). The kinds here are those
 * of BIMT's code (PAPER.md 2.3), none, l1, local, l1+swap and all of it, bimt, and swap alone; kinds.ts knows the others.
 */
import type { Values } from '../engine/engine.js'
import { abs, add, constant, mul, sum, type Tensor } from '../graph/index.js'
import {
  connections,
  hiddenAxes,
  type Matrices,
  type NetworkSize,
  type ParameterTable,
  weightsOf,
} from '../network/parameters.js'
import type { Penalty } from '../network/step.js'
import type { TrainingTensors } from '../network/trainer.js'
import { type Metric, wireDistances } from './distance.js'
import { Relocation, type SwapRound } from './relocation.js'
import type { Layout } from './sheet.js'
import { applySwaps, swapPlaces } from './swap.js'
import { matrixScales, type Normalization } from './wiring.js'

/** A network between two steps of its training. */
export interface GrowingNetwork {
  /** What its cell has. */
  readonly table: ParameterTable
  /** Parameters, and the optimizer's moments as `<parameter>.<moment>`; may be changed in place. */
  readonly tensors: Readonly<TrainingTensors>
  /** Identity of the neuron at each place of the sheet. */
  readonly places: Int32Array
}

export interface Regularizer {
  /** What is added to the loss, before it is multiplied by the scheduled λ. */
  penalty?: Penalty
  /** Called after each step (1, 2, …); may change the network in place and reports what swaps it made. */
  afterStep?(network: GrowingNetwork, step: number): SwapRound | undefined
  /** Which connections of a pathway exist, 1 or 0; those that do not are 0 at the start and stay so. All where left out. */
  masks?: Partial<Matrices<Float32Array>>
  /** What it remembers, as it is at the start: part of the training's state, and inputs of the penalty. */
  memory?: Values
  /**
   * Called after each evaluation, the one before the first step included; may change the memory in place.
   *
   * @param clusters [hidden], the functional cluster of the neuron at each place; −1 where it is not active
   */
  afterEvaluation?(memory: Values, clusters: Int32Array): void
}

export const REGULARIZERS = ['none', 'l1', 'local', 'swap', 'l1+swap', 'bimt'] as const
export type RegularizerKind = (typeof REGULARIZERS)[number]

export interface WiringOptions {
  kind: RegularizerKind
  /** A: what a unit of length costs. */
  distanceFactor: number
  /** y0: the part of a connection's cost that does not depend on its length. */
  offset: number
  normalization: Normalization
  /** Whether biases cost y0·Σ|b| too. */
  bias: boolean
  metric: Metric
  relocation: RelocationSettings
}

export interface RelocationSettings {
  /** Steps between two rounds. */
  every: number
  /** Neurons tried in a round. */
  top: number
  /** Whether the optimizer's moments move with their neuron; BIMT's code left them (PAPER.md 2.2). */
  moments: boolean
}

/** The regularizer of a kind for a network laid out on its sheet. */
export function wiringRegularizer(options: WiringOptions, layout: Layout): Regularizer {
  const { kind, relocation } = options
  if (kind === 'none') return {}
  const distances = wireDistances(layout, options.metric)
  const scales = matrixScales(options.normalization, sizeOfLayout(layout))
  const penalty = wiringPenalty(distances, scales, options, kind === 'local' || kind === 'bimt')
  if (kind === 'l1' || kind === 'local') return { penalty }
  const tried = {
    ...{ top: relocation.top, scales },
    layout: options.metric === 'manhattan' ? layout : undefined,
  }
  const afterStep = relocationEvery(relocation, new Relocation(distances, tried))
  return kind === 'swap' ? { afterStep } : { penalty, afterStep }
}

/** The size of the network that is laid out. */
export function sizeOfLayout({ input, hidden, output }: Layout): NetworkSize {
  return { inputs: input.length / 2, hidden: hidden.length / 2, outputs: output.length / 2 }
}

/**
 * Σ over the three pathways of scale·Σ|w|(A·d + y0), of wires and gates, and y0·Σ|b| if biases are charged (PAPER.md 1.4, 2.1).
 */
function wiringPenalty(
  distances: Matrices<Float32Array>,
  scales: Matrices<number>,
  { distanceFactor, offset, normalization, bias }: WiringOptions,
  byLength: boolean,
): Penalty {
  return (weights, { table }) => {
    const charges = weightsOf(table).map(({ name, pathway }) => {
      // One factor is enough where every connection costs the same.
      if (!byLength) return mul(sum(abs(weights[name])), scales[pathway] * offset)
      const cost = distances[pathway].map((d) => scales[pathway] * (distanceFactor * d + offset))
      return sum(mul(abs(weights[name]), constant(cost, weights[name].shape as number[])))
    })
    if (bias) {
      for (const { name, role } of table) {
        if (role !== 'bias') continue
        const vector = weights[name]
        const scale = normalization === 'mean' ? 1 / (vector.shape[0] as number) : 1
        charges.push(mul(sum(abs(vector)), scale * offset))
      }
    }
    return charges.reduce((a: Tensor, b: Tensor) => add(a, b))
  }
}

/** Plans and makes a round of swaps every so many steps. */
function relocationEvery(
  { every, moments }: RelocationSettings,
  relocation: Relocation,
): NonNullable<Regularizer['afterStep']> {
  return (network, step) => (step % every === 0 ? relocate(network, relocation, moments) : undefined)
}

/** Plans a round of swaps and makes it, in place. */
export function relocate(
  { table, tensors, places }: GrowingNetwork,
  relocation: Relocation,
  moments: boolean,
): SwapRound {
  const round = relocation.plan(connections(table, (name) => tensors[name].data as Float32Array))
  const moved = Object.entries(tensors).filter(([name]) => moments || !name.includes('.'))
  applySwaps(
    Object.fromEntries(moved),
    hiddenAxes(
      table,
      moved.map(([name]) => name),
    ),
    round.swaps,
  )
  swapPlaces(places, round.swaps)
  return round
}
