/**
 * A network in training: its parameters and the optimizer's moments, and the program that takes all of them
 * one step further. The whole step (forward, loss, penalty, backward, clipping, update) is one ONNX program.
 */
import type { Data, Engine, Executable, Value, Values } from '../engine/engine.js'
import {
  add,
  cast,
  compile,
  constant,
  grad,
  input,
  mul,
  notEqual,
  type Program,
  put,
  type Tensor,
  take,
} from '../graph/index.js'
import { type Cell, type Drive, driveInputs, runCell } from './cell.js'
import { crossEntropy, maskedSquaredError } from './loss.js'
import { clipFactor, globalNorm, momentNames, type Optimizer, power, update } from './optimizer.js'
import {
  forParameters,
  HIDDEN_AXES,
  isMatrix,
  type NetworkSize,
  PARAMETERS,
  type ParameterName,
  type Parameters,
  parameterInputs,
  parameterShapes,
  presentNeurons,
} from './parameters.js'

/**
 * The charge for wiring (or anything else) as a scalar expression of the weights, of the activity [time, batch, hidden]
 * that the batch evokes (Yang's l1_h is its mean absolute value), and of the `memory` that the training was given, by
 * name; multiplied by λ in the loss.
 */
export type Penalty = (
  weights: Parameters<Tensor>,
  network: { activity: Tensor; memory: Readonly<Record<string, Tensor>> },
) => Tensor

export interface TrainingSpecification {
  size: NetworkSize
  cell: Cell
  optimizer: Optimizer
  penalty?: Penalty
  /**
   * Which entries of a parameter exist, 1 or 0, row-major; all where left out. The others have no gradient: what is 0
   * at the start stays 0.
   */
  masks?: Partial<Parameters<Float32Array>>
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

/** What a step is fed besides the network itself. */
export interface StepInput {
  /** [time, batch, input] */
  inputs: Value
  /** For classes: int32 [time, batch]. */
  labels?: Value
  /** For activity: [time, batch, output]. */
  targets?: Value
  /** For activity, factors on the error: [time, output]. */
  mask?: Value
  /** Standard normal [time, batch, hidden]; only for a cell with noise. */
  noise?: Value
  learningRate: number
  /** Factor on the penalty. */
  lambda: number
  /**
   * Whether what is 0 in the three matrices stays 0: weights that were pruned do not exist, nor do neurons without any
   * others, and the step takes no longer than a network of those that are left needs.
   */
  pruned?: boolean
}

export interface StepResult {
  /** taskLoss + λ·penalty */
  loss: number
  /** Cross-entropy in nats a time step, for classes; masked squared error, for activity. */
  taskLoss: number
  /** Σ|w|(A·d + y0) or whatever the regularizer charges, before λ. */
  penalty: number
  /** Global norm of the gradient before clipping. */
  gradientNorm: number
}

const SCALARS = ['learningRate', 'lambda', 'correction1', 'correction2'] as const
const RESULTS = ['loss', 'taskLoss', 'penalty', 'gradientNorm'] as const

/** The name of a parameter's moment among the tensors of a training state. */
export function momentName(parameter: ParameterName, moment: string): string {
  return `${parameter}.${moment}`
}

/**
 * One training step as a program; every state tensor `x` comes back as `x.next`. That of a pruned network is told which
 * neurons are present (`PRESENT`), and runs them alone.
 */
export function trainingProgram(specification: TrainingSpecification, pruned = false): Program {
  const {
    size,
    cell,
    optimizer,
    penalty,
    masks = {},
    plastic = {},
    memory = {},
    goal = 'classes',
    batch,
  } = specification
  const stored = parameterInputs(size)
  const [learningRate, lambda, correction1, correction2] = SCALARS.map((name) => input(name, []))
  const weights = forParameters((name) => {
    const those = masked(stored[name], masks[name])
    return pruned && isMatrix(name) ? withoutZeros(those) : those
  })
  const drive = driveInputs(size, cell, batch)
  const { activity, logits } = pruned ? runPresent(cell, weights, drive) : runCell(cell, weights, drive)
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
  const charge = penalty?.(weights, { activity, memory: Object.fromEntries(remembered) })
  const loss = charge ? add(taskLoss, mul(charge, lambda)) : taskLoss
  const learns = PARAMETERS.map((name) => {
    const mask = plastic[name]
    return mask && constant(mask, stored[name].shape as number[])
  })
  const gradients = grad(
    loss,
    PARAMETERS.map((name) => stored[name]),
  ).map((gradient, i) => {
    const mask = learns[i]
    return mask ? mul(gradient, mask) : gradient
  })
  const norm = globalNorm(gradients)
  const scale = optimizer.clip === null ? undefined : clipFactor(norm, optimizer.clip)

  const outputs: Record<string, Tensor> = { loss, taskLoss, gradientNorm: norm }
  if (charge) outputs.penalty = charge
  PARAMETERS.forEach((name, i) => {
    const names = momentNames(optimizer).map((moment) => momentName(name, moment))
    const moments = names.map((moment) => input(moment, stored[name].shape))
    const scalars = { learningRate, correction1, correction2 }
    const next = update(optimizer, stored[name], gradients[i], moments, scale, scalars, learns[i])
    outputs[`${name}.next`] = next.parameter
    next.moments.forEach((moment, k) => {
      outputs[`${names[k]}.next`] = moment
    })
  })
  return compile(outputs)
}

/** What a step feeds for a name of the memory. */
const memoryName = (name: string) => `memory.${name}`

/** What a step of a pruned network is fed for the neurons that are present: int32, ascending. */
const PRESENT = 'present'

/** `runCell` for the neurons that are present; the activity of the others is 0. */
function runPresent(
  cell: Cell,
  weights: Parameters<Tensor>,
  { inputs, noise }: Drive,
): ReturnType<typeof runCell> {
  const present = input(PRESENT, [PRESENT], 'int32')
  const small = forParameters((name) =>
    HIDDEN_AXES[name].reduce((tensor, axis) => take(tensor, present, axis), weights[name]),
  )
  const { activity, ...results } = runCell(cell, small, { inputs, noise: noise && take(noise, present, 2) })
  const hidden = weights.recurrentBias.shape[0] as number
  return { activity: put(activity, present, 2, hidden), ...results }
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

/** A training state: tensors by name (parameters, and their moments as `<parameter>.<moment>`). */
export type TrainingTensors = Record<string, Value>

/** The state at the start: the given parameters, moments at 0. */
export function initialTensors(
  size: NetworkSize,
  optimizer: Pick<Optimizer, 'kind'>,
  parameters: Parameters<Float32Array>,
): TrainingTensors {
  const tensors: TrainingTensors = {}
  const shapes = parameterShapes(size)
  for (const name of PARAMETERS) {
    tensors[name] = { data: parameters[name], shape: shapes[name] }
    for (const moment of momentNames(optimizer)) {
      tensors[momentName(name, moment)] = {
        data: new Float32Array(parameters[name].length),
        shape: shapes[name],
      }
    }
  }
  return tensors
}

/** A program of a step, made ready, and the memory that its penalty uses. */
interface Step {
  program: Program
  executable: Executable
  memory: Values
}

export class Trainer {
  readonly #engine: Engine
  readonly #specification: TrainingSpecification
  readonly #whole: Step
  /** Made when it is first needed. */
  #pruned: Step | undefined
  #tensors: TrainingTensors
  #spare: TrainingTensors
  readonly #scalars = Object.fromEntries(SCALARS.map((name) => [name, scalar()]))
  readonly #results: Record<string, Value>
  /** Steps taken. */
  step: number

  private constructor(
    engine: Engine,
    specification: TrainingSpecification,
    whole: Step,
    tensors: TrainingTensors,
    step: number,
  ) {
    this.#engine = engine
    this.#specification = specification
    this.#whole = whole
    this.#tensors = tensors
    this.#spare = Object.fromEntries(
      Object.entries(tensors).map(([name, { data, shape }]) => [
        name,
        { data: new Float32Array(data.length), shape },
      ]),
    )
    this.#results = Object.fromEntries(
      RESULTS.filter((name) => name in whole.program.outputs).map((name) => [name, scalar()]),
    )
    this.step = step
  }

  static async create(
    engine: Engine,
    specification: TrainingSpecification,
    tensors: TrainingTensors,
    step = 0,
  ): Promise<Trainer> {
    return new Trainer(engine, specification, await prepare(engine, specification, false), tensors, step)
  }

  /** The current state. Arrays may be changed in place between steps (a swap of neurons). */
  get tensors(): Readonly<TrainingTensors> {
    return this.#tensors
  }

  get parameters(): Parameters<Float32Array> {
    return forParameters((name) => this.#tensors[name].data as Float32Array)
  }

  /** Takes one step. */
  async advance({ learningRate, lambda, pruned = false, ...batch }: StepInput): Promise<StepResult> {
    const t = this.step + 1
    const { beta1, beta2 } = this.#specification.optimizer
    const scalars = {
      learningRate,
      lambda,
      correction1: 1 - power(beta1, t),
      correction2: 1 - power(beta2, t),
    }
    if (pruned) this.#pruned ??= await prepare(this.#engine, this.#specification, true)
    const { program, executable, memory } = (pruned && this.#pruned) || this.#whole
    const feeds: Record<string, Value> = { ...this.#tensors, ...memory, ...batch }
    for (const name of SCALARS) {
      if (!(name in program.inputs)) continue
      this.#scalars[name].data[0] = scalars[name]
      feeds[name] = this.#scalars[name]
    }
    if (pruned) feeds[PRESENT] = vector(presentNeurons(this.#specification.size, this.parameters))
    // Two sets of buffers take turns, so that nothing is allocated and nothing read is overwritten.
    const into: Record<string, Value> = { ...this.#results }
    for (const [name, value] of Object.entries(this.#spare)) into[`${name}.next`] = value
    await executable.run(feeds, into)
    const held = this.#tensors
    this.#tensors = this.#spare
    this.#spare = held
    this.step = t
    const number = (name: (typeof RESULTS)[number]) => this.#results[name]?.data[0] ?? 0
    return {
      loss: number('loss'),
      taskLoss: number('taskLoss'),
      penalty: number('penalty'),
      gradientNorm: number('gradientNorm'),
    }
  }

  async release(): Promise<void> {
    await this.#whole.executable.release()
    await this.#pruned?.executable.release()
  }
}

async function prepare(engine: Engine, specification: TrainingSpecification, pruned: boolean): Promise<Step> {
  const program = trainingProgram(specification, pruned)
  const memory = Object.entries(specification.memory ?? {})
    .map(([name, value]) => [memoryName(name), value] as const)
    .filter(([name]) => name in program.inputs)
  return { program, executable: await engine.compile(program), memory: Object.fromEntries(memory) }
}

function scalar(): { data: Data; shape: readonly number[] } {
  return { data: new Float32Array(1), shape: [] }
}

function vector(data: Int32Array): Value {
  return { data, shape: [data.length] }
}
