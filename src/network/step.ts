/**
 * One training step (forward, loss, penalty, backward, clipping, update) as one ONNX program: of the whole network, or of
 * those of its neurons that may be active, where the others are known to be silent or to be gone.
 */
import type { Values } from '../engine/engine.js'
import {
  abs,
  add,
  cast,
  compile,
  constant,
  grad,
  input,
  matmul,
  max,
  maximum,
  min,
  mul,
  neg,
  notEqual,
  type Program,
  put,
  relu,
  reshape,
  type Tensor,
  take,
} from '../graph/index.js'
import type { CellSettings } from './cell.js'
import { type Cell, type Drive, driveInputs, runCell } from './cell.js'
import { cellOf } from './cells.js'
import { crossEntropy, maskedSquaredError } from './loss.js'
import { clipFactor, globalNorm, momentNames, type Optimizer, update } from './optimizer.js'
import {
  forMatrices,
  forParameters,
  learned,
  type Matrices,
  type NetworkSize,
  type Parameters,
  type ParameterTable,
  parameterInputs,
  weightsOf,
} from './parameters.js'
import { rateFactor } from './width.js'

/**
 * The charge for wiring (or anything else) as a scalar expression of the weights, of which the cell's `table` says what each
 * is, of the `connections` of each pathway (the wires themselves where the cell has no gates, else Σ|w| over wire and gates),
 * of the activity [time, batch, hidden] that the batch evokes (Yang's l1_h is its mean absolute value), and of the
 * `memory` that the training was given, by name; multiplied by λ in the loss.
 */
export type Penalty = (
  weights: Parameters<Tensor>,
  network: {
    table: ParameterTable
    connections: Matrices<Tensor>
    activity: Tensor
    memory: Readonly<Record<string, Tensor>>
  },
) => Tensor

export interface TrainingSpecification {
  size: NetworkSize
  cell: CellSettings
  optimizer: Optimizer
  penalty?: Penalty
  /**
   * Which connections of a pathway exist, 1 or 0, row-major; all where left out. The weights of the others have no
   * gradient: what is 0 at the start stays 0.
   */
  masks?: Partial<Matrices<Float32Array>>
  /**
   * Which entries of a parameter learn, 1 or 0, row-major; all where left out. The others take part in everything but the
   * update: their gradient counts as 0 (in its norm too), and no decay reaches them.
   */
  plastic?: Partial<Parameters<Float32Array>>
  /** Numbers that the penalty may use and that no step changes; float32 or int32. May be changed in place between steps. */
  memory?: Values
  /** What the outputs are held against: class labels, by cross-entropy (the default), or target activity. */
  goal?: Goal
  /** Sequences in a batch. */
  batch: number
}

export type Goal = 'classes' | 'activity'

/** The scalars that a step is fed. */
export const SCALARS = ['learningRate', 'lambda', 'correction1', 'correction2'] as const
/** The scalars that it gives back. */
export const RESULTS = ['loss', 'taskLoss', 'penalty', 'gradientNorm'] as const

/** The name of a parameter's moment among the tensors of a training state. */
export function momentName(parameter: string, moment: string): string {
  return `${parameter}.${moment}`
}

/** What a step feeds for a name of the memory. */
export const memoryName = (name: string) => `memory.${name}`

/** The neurons that a step runs, where it is told: int32, ascending. */
export const RUNNING = 'running'

/**
 * What a step says of each neuron, whether it ran or not, where silence is exact: a number that the current into it has
 * not exceeded at any time in any sequence, [hidden]. One with no more than 0 was silent. If all were that did not run,
 * the step is that of the whole network.
 */
export const CEILING = 'ceiling'

/**
 * `whole`: of all neurons; `picked`: of those that it is told (`RUNNING`), the others being silent; `pruned`: of those that
 * it is told, and weights that are 0 do not exist.
 */
export type StepKind = 'whole' | 'picked' | 'pruned'

/**
 * One training step as a program; every state tensor `x` comes back as `x.next`. One of some neurons tells
 * who can have been active (`CEILING`), where silence is exact for the cell.
 */
export function trainingProgram(specification: TrainingSpecification, kind: StepKind = 'whole'): Program {
  const {
    size,
    cell: settings,
    optimizer,
    penalty,
    masks = {},
    plastic = {},
    memory = {},
    goal = 'classes',
    batch,
  } = specification
  const cell = cellOf(settings)
  const table = cell.parameters(size)
  const changed = learned(table)
  const stored = parameterInputs(table)
  const [learningRate, lambda, correction1, correction2] = SCALARS.map((name) => input(name, []))
  const weights = forParameters(table, ({ name, pathway }) => {
    const existing = masked(stored[name], pathway && masks[pathway])
    return kind === 'pruned' && pathway ? withoutZeros(existing) : existing
  })
  const drive = driveInputs(size, settings, batch)
  const picked = kind === 'whole' ? undefined : runPicked(cell, table, weights, drive)
  const { activity, logits } = picked ?? runCell(cell, weights, drive)
  const taskLoss =
    goal === 'classes'
      ? crossEntropy(logits, input('labels', ['time', batch], 'int32'))
      : maskedSquaredError(
          logits,
          input('targets', ['time', batch, size.outputs]),
          input('mask', ['time', size.outputs]),
        )
  const remembered = Object.entries(memory).map(([name, { data, shape }]) => [
    name,
    input(memoryName(name), shape, data instanceof Int32Array ? 'int32' : 'float32'),
  ])
  const charge = penalty?.(weights, {
    table,
    connections: connectionsOf(table, weights),
    activity,
    memory: Object.fromEntries(remembered),
  })
  const loss = charge ? add(taskLoss, mul(charge, lambda)) : taskLoss
  const learns = changed.map(({ name, shape }) => {
    const mask = plastic[name]
    return mask && constant(mask, shape as number[])
  })
  const gradients = grad(
    loss,
    changed.map(({ name }) => stored[name]),
  ).map((gradient, i) => {
    const mask = learns[i]
    return mask ? mul(gradient, mask) : gradient
  })
  const norm = globalNorm(gradients)
  const scale = optimizer.clip === null ? undefined : clipFactor(norm, optimizer.clip)

  const outputs: Record<string, Tensor> = { loss, taskLoss, gradientNorm: norm }
  if (picked && cell.silenceIsExact) outputs[CEILING] = ceiling(weights, drive.inputs, picked.peak)
  if (charge) outputs.penalty = charge
  changed.forEach((parameter, i) => {
    const { name } = parameter
    const names = momentNames(optimizer).map((moment) => momentName(name, moment))
    const moments = names.map((moment) => input(moment, stored[name].shape))
    const factor = rateFactor(parameter, optimizer)
    const rate = factor === 1 ? learningRate : mul(learningRate, factor)
    const scalars = { learningRate: rate, correction1, correction2 }
    const next = update(optimizer, stored[name], gradients[i], moments, scale, scalars, learns[i])
    outputs[`${name}.next`] = cell.projected?.(name, next.parameter, stored) ?? next.parameter
    next.moments.forEach((moment, k) => {
      outputs[`${names[k]}.next`] = moment
    })
  })
  return compile(outputs)
}

/** Each pathway's connections as one number each, whose sign means nothing where there are gates. */
function connectionsOf(table: ParameterTable, weights: Parameters<Tensor>): Matrices<Tensor> {
  return forMatrices((matrix) => {
    const [wire, ...gates] = weightsOf(table).flatMap(({ name, pathway }) =>
      pathway === matrix ? [weights[name]] : [],
    )
    return gates.length === 0 ? wire : gates.reduce((sum, gate) => add(sum, abs(gate)), abs(wire))
  })
}

/** All time steps of all sequences one below the other, [time, batch, n] → [time·batch, n]. */
const rows = (values: Tensor) => reshape(values, [-1, values.shape[2]])

/**
 * `runCell` for the neurons that run; the activity of the others is 0.
 * @returns the highest rate of each neuron too, [hidden]
 */
function runPicked(cell: Cell, table: ParameterTable, weights: Parameters<Tensor>, { inputs, noise }: Drive) {
  const running = input(RUNNING, [RUNNING], 'int32')
  const small = forParameters(learned(table), ({ name, hiddenAxes }) =>
    hiddenAxes.reduce((tensor, axis) => take(tensor, running, axis), weights[name]),
  )
  const { activity, logits } = runCell(cell, small, { inputs, noise: noise && take(noise, running, 2) })
  const hidden = weights.recurrentBias.shape[0] as number
  return {
    activity: put(activity, running, 2, hidden),
    logits,
    peak: put(max(rows(activity), 0), running, 0, hidden),
  }
}

/**
 * More than the rounding error of a sum in single precision, relative to what is summed, of up to 10,000 numbers: a ceiling
 * is raised by so much, so that no neuron counts as silent that the whole network would find active by a rounding error.
 */
const ROUNDING = 1e-3

/**
 * What the current into a neuron cannot have exceeded: each weight times the value from its sender that makes the most of
 * it; Σ max(w·x) ≥ max Σ w·x. Two products of a matrix and a vector, where the currents themselves would take one of two
 * matrices.
 * @param peak highest rate of each neuron, [hidden]; the lowest is taken to be 0
 * @returns [hidden]
 */
function ceiling(weights: Parameters<Tensor>, inputs: Tensor, peak: Tensor): Tensor {
  const { inputWeights, recurrentWeights, recurrentBias } = weights
  const product = (matrix: Tensor, x: Tensor) =>
    reshape(matmul(matrix, reshape(x, [...x.shape, 1])), recurrentBias.shape)
  const [high, low] = [max(rows(inputs), 0), min(rows(inputs), 0)]
  const highest = product(relu(inputWeights), high)
  const lowest = product(relu(neg(inputWeights)), neg(low))
  const recurrent = product(relu(recurrentWeights), peak)
  const magnitude = product(abs(inputWeights), maximum(abs(high), abs(low)))
  const sum = (first: Tensor, ...others: Tensor[]) => others.reduce((a, b) => add(a, b), first)
  const margin = mul(sum(abs(recurrentBias), recurrent, magnitude), ROUNDING)
  return sum(recurrentBias, recurrent, highest, lowest, margin)
}

/**
 * The same weights, of which those that are 0 do not exist: no gradient reaches them, so that with moments of 0 they stay
 * 0. What was pruned is thus known by itself, and swaps take it along.
 */
function withoutZeros(weights: Tensor): Tensor {
  return mul(weights, cast(notEqual(weights, 0), weights.dtype))
}

function masked(weights: Tensor, mask: Float32Array | undefined): Tensor {
  return mask ? mul(weights, constant(mask, weights.shape as number[])) : weights
}
