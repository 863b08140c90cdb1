/** The training of the networks that grow here, in the worker: how it is begun, steered and heard of. */
import * as Comlink from 'comlink'
import type { Experiment } from 'gyrus/training/experiment.js'
import type { BrainEvent, Failure } from './brain/brains.js'
import type { BrainClient, StartedWorker } from './brain/client.js'
import { NOT_STARTED } from './brain/notStarted.js'
import type { Settings } from './settings.js'
import type { Showing } from './showing.svelte.js'
import { chargeName } from './shown.js'

/** Steps a second. */
const SPEEDS: Readonly<Record<Settings['speed'], number | null>> = { slow: 4, steady: 30, full: null }

export class Training {
  running = $state(false)
  finished = $state(false)
  /** Why nothing trains any more. */
  failed = $state.raw<Failure | null>(null)
  readonly #client: BrainClient
  readonly #showing: Showing
  readonly #onanswer: () => void

  /**
   * @param showing where its networks are shown
   * @param onanswer called when the worker has said whether it trains, or cannot say any more
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
  /** @param step before which the training stops; 0 for none */
  setPause = (step: number) => this.#client.setPauseAt(step || null)

  /** Grows networks from the first step, in the place of what was shown. */
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
    // Sent at once: between two answers another network could take the page, and this one would run beside it.
    await Promise.all([this.setSpeed(speed), this.setPause(pause), this.run()])
  }

  /** Goes on from where the networks are under other charges. */
  async change(experiments: readonly Experiment[]): Promise<void> {
    const changes = experiments.map(async (experiment, i) => {
      if (JSON.stringify(experiment) === JSON.stringify(this.#showing.networks[i].experiment)) return
      // Before the answer, so that the next edit is compared with what was sent last.
      this.#showing.update(i, { experiment, name: chargeName(experiment) })
      const { regularizer, relocation } = experiment
      await this.#client.change(i, { regularizer, relocation })
    })
    await Promise.all(changes)
    this.recover()
  }

  /** Back to the first step. @param before called when the networks are there again, before they train */
  async rewind(before: () => void): Promise<void> {
    await this.#client.rewind()
    this.#showing.rewind()
    this.finished = false
    before()
    await this.run()
  }

  /** Numbers that ran out of bounds were those of networks that are gone, or of another charge. */
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
        if (event.network === 0 && this.#showing.step === 0) void loadFiles()
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

  /** Tells the worker how long the page takes from here on until the browser has what it shows. */
  #tellShowing(): void {
    const since = performance.now()
    requestAnimationFrame(() => setTimeout(() => void this.#client.setShowing(performance.now() - since)))
  }
}

/** Loads what reads and writes files, so that it is there when it is asked for, even if the page's server is not. */
async function loadFiles(): Promise<void> {
  await Promise.allSettled([import('fflate'), import('./files/read.js'), import('./files/write.js')])
}
