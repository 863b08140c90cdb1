/**
 * A network in training: its parameters and the optimizer's moments, and the programs that take all of them one step
 * further (step.ts).
 */
import type { Data, Engine, Executable, Value, Values } from '../engine/engine.js'
import type { Program } from '../graph/index.js'
import { cellOf } from './cells.js'
import { momentNames, type Optimizer, power } from './optimizer.js'
import {
  countOf,
  forParameters,
  LAST_AWAKE,
  type Parameters,
  type ParameterTable,
  presentNeurons,
} from './parameters.js'
import { allAwake, awakeLately, foundAwake, LOOK_EVERY, union, WORTH_PICKING } from './recency.js'
import {
  CEILING,
  memoryName,
  momentName,
  RESULTS,
  RUNNING,
  SCALARS,
  type StepKind,
  type TrainingSpecification,
  trainingProgram,
} from './step.js'

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

/** What a training step tells. */
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

/** A training state: tensors by name (parameters, and their moments as `<parameter>.<moment>`). */
export type TrainingTensors = Record<string, Value>

/** The state at the start: the given parameters, moments at 0 for those that learn. */
export function initialTensors(
  table: ParameterTable,
  optimizer: Pick<Optimizer, 'kind'>,
  parameters: Parameters<Float32Array>,
): TrainingTensors {
  const tensors: TrainingTensors = {}
  for (const { name, shape, role } of table) {
    tensors[name] = { data: parameters[name], shape }
    if (role === 'trait') continue
    for (const moment of momentNames(optimizer)) {
      tensors[momentName(name, moment)] = { data: new Float32Array(countOf({ shape })), shape }
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
  readonly #table: ParameterTable
  /** Of each kind that was needed so far. */
  readonly #steps = new Map<StepKind, Step>()
  #tensors: TrainingTensors
  #spare: TrainingTensors
  /** [hidden]; null where every neuron runs in every step. */
  readonly #lastAwake: Value | null
  readonly #everyone: Int32Array
  readonly #scalars = Object.fromEntries(SCALARS.map((name) => [name, scalar()]))
  readonly #results: Record<string, Value>
  /** Steps taken. */
  step: number

  private constructor(
    engine: Engine,
    specification: TrainingSpecification,
    whole: Step,
    { [LAST_AWAKE]: lastAwake, ...tensors }: TrainingTensors,
    step: number,
  ) {
    const { cell, size } = specification
    this.#engine = engine
    this.#specification = specification
    this.#table = cellOf(cell).parameters(size)
    this.#steps.set('whole', whole)
    this.#tensors = tensors
    this.#spare = Object.fromEntries(
      Object.entries(tensors).map(([name, value]) => {
        // What no step changes is the same in both sets.
        if (!(`${name}.next` in whole.program.outputs)) return [name, value]
        return [name, { data: new Float32Array(value.data.length), shape: value.shape }]
      }),
    )
    this.#lastAwake = cellOf(cell).silenceIsExact ? (lastAwake ?? allAwake(size.hidden, step)) : null
    this.#everyone = Int32Array.from({ length: size.hidden }, (_, i) => i)
    this.#results = Object.fromEntries(
      RESULTS.filter((name) => name in whole.program.outputs).map((name) => [name, scalar()]),
    )
    this.step = step
  }

  /**
   * @param tensors the state that the training goes on from, and works in. Where `lastAwake` is not among them, all neurons
   *   run at first.
   * @param step how many were taken up to that state
   */
  static async create(
    engine: Engine,
    specification: TrainingSpecification,
    tensors: TrainingTensors,
    step = 0,
  ): Promise<Trainer> {
    const whole = await prepare(engine, specification, 'whole')
    return new Trainer(engine, specification, whole, tensors, step)
  }

  /** The current state. Arrays may be changed in place between steps (a swap of neurons). */
  get tensors(): Readonly<TrainingTensors> {
    return this.#lastAwake ? { ...this.#tensors, [LAST_AWAKE]: this.#lastAwake } : this.#tensors
  }

  /** What the network has, by its cell. */
  get table(): ParameterTable {
    return this.#table
  }

  get parameters(): Parameters<Float32Array> {
    return forParameters(this.#table, ({ name }) => this.#tensors[name].data as Float32Array)
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
    for (const name of SCALARS) this.#scalars[name].data[0] = scalars[name]
    await this.#runAwake(t, { ...batch, ...this.#scalars }, pruned)
    const former = this.#tensors
    this.#tensors = this.#spare
    this.#spare = former
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
    for (const { executable } of this.#steps.values()) await executable.release()
  }

  /** Runs step t of the neurons that were awake lately; anew, if others wake up in it, until none does. */
  async #runAwake(t: number, given: Values, pruned: boolean): Promise<void> {
    const { size } = this.#specification
    const present = pruned ? presentNeurons(this.#table, this.parameters) : this.#everyone
    const lastAwake = this.#lastAwake?.data as Int32Array | undefined
    let running = lastAwake ? awakeLately(lastAwake, present, t) : present
    if (!pruned && running.length > WORTH_PICKING * size.hidden) {
      running = present
      if (!lastAwake || t % LOOK_EVERY !== 0) {
        await this.#run('whole', running, given)
        return
      }
    }
    for (;;) {
      const { [CEILING]: ceiling } = await this.#run(pruned ? 'pruned' : 'picked', running, given)
      if (!lastAwake) return
      const awake = foundAwake(ceiling.data as Float32Array, present)
      const all = union(running, awake)
      if (all === running) {
        for (const neuron of awake) lastAwake[neuron] = t
        return
      }
      running = all
    }
  }

  /** Runs a step of some neurons, into the spare tensors. */
  async #run(kind: StepKind, running: Int32Array, given: Values): Promise<Values> {
    const { program, executable, memory } = await this.#stepOf(kind)
    const all: Values = { ...this.#tensors, ...memory, ...given, [RUNNING]: vector(running) }
    const feeds = Object.fromEntries(Object.keys(program.inputs).map((name) => [name, all[name]]))
    // Two sets of buffers take turns, so that nothing is allocated and nothing read is overwritten.
    const into: Record<string, Value> = { ...this.#results }
    for (const [name, value] of Object.entries(this.#spare))
      if (`${name}.next` in program.outputs) into[`${name}.next`] = value
    return executable.run(feeds, into)
  }

  async #stepOf(kind: StepKind): Promise<Step> {
    const step = this.#steps.get(kind) ?? (await prepare(this.#engine, this.#specification, kind))
    this.#steps.set(kind, step)
    return step
  }
}

async function prepare(engine: Engine, specification: TrainingSpecification, kind: StepKind): Promise<Step> {
  const program = trainingProgram(specification, kind)
  const memory = Object.entries(specification.memory ?? {}).map(([name, value]) => [memoryName(name), value])
  return { program, executable: await engine.compile(program), memory: Object.fromEntries(memory) }
}

function scalar(): { data: Data; shape: readonly number[] } {
  return { data: new Float32Array(1), shape: [] }
}

function vector(data: Int32Array): Value {
  return { data, shape: [data.length] }
}
