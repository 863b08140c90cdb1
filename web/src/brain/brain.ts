/**
 * One network that grows. Its training can be advanced by one step, looked at between steps, begun again from its seed,
 * and continued with another charge. This class knows nothing of time or of the page; brains.ts decides when it runs.
 */

import type { Engine } from 'gyrus/engine/engine.js'
import { connections, forParameters, type ParameterTable } from 'gyrus/network/parameters.js'
import { type Evaluated, evaluated } from 'gyrus/training/evaluated.js'
import type { EvaluationEvent } from 'gyrus/training/evaluationEvent.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf, NotFiniteError, type TrainingState, tableOf, train } from 'gyrus/training/train.js'
import { carried } from './evaluated.js'
import type { WholeSnapshot } from './snapshot.js'

/** The result of one training step. */
export interface Advanced {
  step: number
  taskLoss: number
  /** λ in force. */
  lambda: number
  /** Whether neurons changed places. */
  swapped: boolean
  finished: boolean
}

/** The training diverged: a number is not finite. The message is a plain sentence for the user. */
export class Diverged extends Error {
  override name = 'Diverged'
}

export class Brain {
  readonly #engine: Engine
  readonly #table: ParameterTable
  #experiment: Experiment
  #events: ReturnType<typeof train> | null = null
  #state: TrainingState | null = null
  /** The last evaluation, and the identity of the neuron at each place when it was made. */
  #evaluation: { found: Evaluated; places: Int32Array } | null = null
  /** Task variance of the present evaluation, [task, hidden]. It comes apart from the event, which does not hold it. */
  #taskVariance: Float64Array = new Float64Array(0)

  constructor(engine: Engine, experiment: Experiment) {
    this.#engine = engine
    this.#table = tableOf(experiment, batteryOf(experiment))
    this.#experiment = experiment
  }

  get experiment(): Experiment {
    return this.#experiment
  }

  get step(): number {
    return this.#state?.step ?? 0
  }

  get finished(): boolean {
    return this.#state?.finished ?? false
  }

  /**
   * Takes one step.
   * @throws Diverged if a number is not finite; the network then stays at its last good step
   */
  async advance(): Promise<Advanced> {
    this.#events ??= this.#begin()
    const advanced: Advanced = {
      step: this.step,
      taskLoss: Number.NaN,
      lambda: 0,
      swapped: false,
      finished: this.finished,
    }
    let numbers: EvaluationEvent | null = null
    try {
      for (;;) {
        const { value: event, done } = await this.#events.next()
        if (done) return { ...advanced, finished: true }
        if (event.type === 'step') Object.assign(advanced, { taskLoss: event.taskLoss, lambda: event.lambda })
        if (event.type === 'swap') advanced.swapped = event.swaps.length > 0
        if (event.type === 'evaluation') numbers = event
        if (event.type === 'checkpoint') {
          this.#state = event.state
          if (numbers) this.#remember(numbers, event.state)
          return { ...advanced, step: event.step, finished: event.state.finished }
        }
      }
    } catch (error) {
      if (!(error instanceof NotFiniteError)) throw error
      const { activation } = this.#experiment.network
      const other = activation === 'relu2' ? 'another activation than relu2' : 'a smaller learning rate or λ'
      throw new Diverged(
        `At step ${this.step + 1} the numbers grew without bound, and the training stopped. Start again with ${other}.`,
        { cause: error },
      )
    }
  }

  /** The network as it is now, copied; null before the first step. */
  snapshot(): WholeSnapshot | null {
    if (!this.#state) return null
    const { step, tensors, places } = this.#state
    const parameters = forParameters(this.#table, ({ name }) => (tensors[name].data as Float32Array).slice())
    return {
      step,
      parameters,
      connections: connections(this.#table, (name) => parameters[name]),
      places: places.slice(),
      evaluation: this.#evaluation && carried(this.#evaluation.found, this.#evaluation.places, places),
    }
  }

  /** Begins again from the same seed, which gives the same network to the byte. */
  async rewind(): Promise<void> {
    await this.#end()
    this.#state = this.#evaluation = null
  }

  /**
   * Goes on from the present step with other fields of the regularizer or of the swaps.
   * @throws InputError for a value that a field cannot have
   */
  async change(fields: Partial<Pick<Experiment, 'regularizer' | 'relocation'>>): Promise<void> {
    // The schema is loaded only here, so that the page starts without waiting for it.
    const { parseExperiment } = await import('gyrus/training/experiment.js')
    const changed = parseExperiment({ ...this.#experiment, ...fields })
    await this.#end()
    this.#experiment = changed
  }

  async dispose(): Promise<void> {
    await this.#end()
  }

  #begin() {
    const { training } = this.#experiment
    // A checkpoint event after each step gives access to the network between steps. It copies nothing.
    const watched = { ...this.#experiment, training: { ...training, checkpointEvery: 1 } }
    return train(watched, this.#engine, {
      ...(this.#state && { from: structuredClone(this.#state) }),
      stepEvery: 1,
      onEvaluation: (taskVariance) => {
        this.#taskVariance = taskVariance
      },
    })
  }

  async #end(): Promise<void> {
    await this.#events?.return()
    this.#events = null
  }

  #remember(numbers: EvaluationEvent, { tensors, places }: TrainingState): void {
    const { recurrentWeights } = connections(this.#table, (name) => tensors[name].data as Float32Array)
    const found = evaluated(numbers, this.#taskVariance, places.length, recurrentWeights)
    this.#evaluation = { found, places: places.slice() }
  }
}
