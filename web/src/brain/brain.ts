/**
 * One network that grows: a training that is taken one step at a time, looked at between steps, begun again from its
 * seed, and gone on with under another charge. It knows no clock and no page; brains.ts lets it run.
 */

import { functionalClusters } from 'gyrus/analysis/clusters.js'
import { connectome } from 'gyrus/analysis/connectome.js'
import { newmanModularity } from 'gyrus/analysis/modularity.js'
import { profiles } from 'gyrus/analysis/taskVariance.js'
import type { Engine } from 'gyrus/engine/engine.js'
import { forParameters } from 'gyrus/network/parameters.js'
import { type Experiment, parseExperiment } from 'gyrus/training/experiment.js'
import { batteryOf, NotFiniteError, type TrainingState, train } from 'gyrus/training/train.js'
import type { Evaluated, Snapshot } from './snapshot.js'

/** What one step of a training brought. */
export interface Advanced {
  step: number
  taskLoss: number
  /** λ in force. */
  lambda: number
  /** Whether neurons changed places. */
  swapped: boolean
  /** Where the network was evaluated after this step. */
  evaluated: Evaluated | null
  finished: boolean
}

export class Brain {
  readonly #engine: Engine
  #experiment: Experiment
  #events: ReturnType<typeof train> | null = null
  #state: TrainingState | null = null
  #evaluated: Evaluated | null = null
  /** What the last evaluation saw that its event has no room for. */
  #seen: { taskVariance: Float64Array; active: Int32Array } | null = null

  constructor(engine: Engine, experiment: Experiment) {
    this.#engine = engine
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
   * @throws Error in a plain sentence, where the training has left the numbers; the network stays at its last step
   */
  async advance(): Promise<Advanced> {
    this.#events ??= this.#begin()
    const advanced: Advanced = {
      ...{ step: this.step, taskLoss: Number.NaN, lambda: 0, swapped: false },
      ...{ evaluated: null, finished: this.finished },
    }
    try {
      for (;;) {
        const { value: event, done } = await this.#events.next()
        if (done) return { ...advanced, finished: true }
        if (event.type === 'step') Object.assign(advanced, { taskLoss: event.taskLoss, lambda: event.lambda })
        if (event.type === 'swap') advanced.swapped = event.swaps.length > 0
        if (event.type === 'evaluation') advanced.evaluated = this.#evaluated = this.#evaluate(event)
        if (event.type === 'checkpoint') {
          this.#state = event.state
          return { ...advanced, step: event.step, finished: event.state.finished }
        }
      }
    } catch (error) {
      if (!(error instanceof NotFiniteError)) throw error
      throw new Error(
        `At step ${this.step + 1} the numbers grew without bound, and the training stopped. Start again with a smaller learning rate or λ.`,
        { cause: error },
      )
    }
  }

  /** The network as it is now, copied; null before the first step. */
  snapshot(): Snapshot | null {
    if (!this.#state) return null
    const { step, tensors, places } = this.#state
    return {
      step,
      parameters: forParameters((name) => (tensors[name].data as Float32Array).slice()),
      places: places.slice(),
      evaluation: structuredClone(this.#evaluated),
    }
  }

  /** Begins again: the same seed, the same bytes. */
  async rewind(): Promise<void> {
    await this.#end()
    this.#state = this.#evaluated = this.#seen = null
  }

  /**
   * Goes on from where it is with other fields of the regularizer or of the swaps.
   * @throws InputError for a value that a field cannot have
   */
  async change(fields: Partial<Pick<Experiment, 'regularizer' | 'relocation'>>): Promise<void> {
    const changed = parseExperiment({ ...this.#experiment, ...fields })
    await this.#end()
    this.#experiment = changed
  }

  async dispose(): Promise<void> {
    await this.#end()
  }

  #begin() {
    const { training } = this.#experiment
    // A checkpoint after each step is how one gets to see the network between steps; it copies nothing.
    const watched = { ...this.#experiment, training: { ...training, checkpointEvery: 1 } }
    return train(watched, this.#engine, {
      ...(this.#state && { from: structuredClone(this.#state) }),
      stepEvery: 1,
      onEvaluation: (seen) => {
        this.#seen = seen
      },
    })
  }

  async #end(): Promise<void> {
    await this.#events?.return()
    this.#events = null
  }

  #evaluate(event: {
    step: number
    accuracy: Record<string, number>
    meanAccuracy: number
    activeNeurons: number
    wiringLength: number
  }): Evaluated {
    const { step, accuracy, meanAccuracy, activeNeurons, wiringLength } = event
    const { taskVariance, active } = this.#seen!
    const { rows, columns } = this.#experiment.network
    const hidden = rows * columns
    const { labels } = functionalClusters(
      profiles(taskVariance, hidden, active),
      batteryOf(this.#experiment).tasks.length,
    )
    const clusters = new Int32Array(hidden).fill(-1)
    active.forEach((neuron, i) => {
      clusters[neuron] = labels[i]
    })
    const weights = this.#state?.tensors.recurrentWeights.data as Float32Array | undefined
    return {
      ...{ step, accuracy, meanAccuracy, activeNeurons, wiringLength, taskVariance, clusters },
      modularity: weights ? newmanModularity(connectome(weights, active), labels) : null,
    }
  }
}
