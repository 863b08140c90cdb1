/** Starts and steers the training of networks in the worker, and receives its events. */
import * as Comlink from 'comlink'
import type { Experiment } from 'gyrus/training/experiment.js'
import type { BrainEvent, Failure } from './brain/brains.js'
import type { BrainClient, StartedWorker } from './brain/client.js'
import { NOT_STARTED } from './brain/notStarted.js'
import type { Settings } from './settings.js'
import type { Showing } from './showing.svelte.js'
import { chargeName } from './shown.js'

/** Steps per second; null for as many as possible. */
const SPEEDS: Readonly<Record<Settings['speed'], number | null>> = { slow: 4, steady: 30, full: null }

export class Training {
  running = $state(false)
  finished = $state(false)
  /** Why the training stopped; null if it did not fail. */
  failed = $state.raw<Failure | null>(null)
  readonly #client: BrainClient
  readonly #showing: Showing
  readonly #onanswer: () => void

  /**
   * @param showing shows the networks
   * @param onanswer called when the worker has begun to train, or has failed
   */
  constructor(worker: StartedWorker, showing: Showing, onanswer: () => void) {
    this.#client = worker.client
    this.#showing = showing
    this.#onanswer = onanswer
    void worker.failed.then(() => {
      this.failed = { message: NOT_STARTED, diverged: false }
      this.running = false
      onanswer()
    })
  }

  run = () => this.#client.run()
  pause = () => this.#client.pause()
  stepOnce = () => this.#client.stepOnce()
  setSpeed = (speed: Settings['speed']) => this.#client.setSpeed(SPEEDS[speed])
  /** @param step at which the training pauses; 0 for none */
  setPause = (step: number) => this.#client.setPauseAt(step || null)

  /** Grows networks from the first step and shows them in place of the former ones. */
  async grow(experiments: readonly Experiment[], { speed, pause }: Settings): Promise<void> {
    this.#showing.grow(experiments)
    this.finished = false
    const { generation } = this.#showing
    await this.#client.grow(
      experiments,
      Comlink.proxy((event: BrainEvent) => {
        if (generation === this.#showing.generation) this.#hear(event)
      }),
    )
    if (generation !== this.#showing.generation) return
    // Sent together, without waiting for each answer: in between, another network could be shown, and both would run.
    await Promise.all([this.setSpeed(speed), this.setPause(pause), this.run()])
  }

  /** Changes the charges; the networks go on from their present step. */
  async change(experiments: readonly Experiment[]): Promise<void> {
    const changes = experiments.map(async (experiment, i) => {
      if (JSON.stringify(experiment) === JSON.stringify(this.#showing.networks[i].experiment)) return
      // Updated before the worker answers, so that the next edit is compared with the last one that was sent.
      this.#showing.update(i, { experiment, name: chargeName(experiment) })
      const { regularizer, relocation } = experiment
      await this.#client.change(i, { regularizer, relocation })
    })
    await Promise.all(changes)
    this.recover()
  }

  /** Goes back to the first step and trains. @param before called when the networks are reset, before they train */
  async rewind(before: () => void): Promise<void> {
    await this.#client.rewind()
    this.#showing.rewind()
    this.finished = false
    before()
    await this.run()
  }

  /** Forgets that a training diverged, because the networks or their charge were replaced. */
  recover(): void {
    if (this.failed?.diverged) this.failed = null
  }

  #hear(event: BrainEvent): void {
    switch (event.type) {
      case 'loss':
        this.#showing.addLoss(event.network, event)
        return
      case 'snapshot':
        if (event.network === 0) this.#tellShowing()
        this.#showing.addSnapshot(event.network, event.snapshot)
        return
      case 'state':
        this.running = event.running
        this.finished = event.finished
        this.#onanswer()
        return
      case 'failed':
        this.failed = event
        return
    }
  }

  /** Measures how long the browser takes to show a snapshot from now on, and tells the worker. */
  #tellShowing(): void {
    const since = performance.now()
    requestAnimationFrame(() => setTimeout(() => void this.#client.setShowing(performance.now() - since)))
  }
}
