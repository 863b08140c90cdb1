/**
 * One network, or two from the same seed side by side. They run, pause and begin again together and are always at the
 * same step. One listener is told what happens.
 */
import type { Engine } from 'gyrus/engine/engine.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { Brain, Diverged } from './brain.js'
import type { WholeSnapshot } from './snapshot.js'

/** Events for the page; `network` is 0 or 1. */
export type BrainEvent =
  | { type: 'loss'; network: number; step: number; taskLoss: number; lambda: number }
  | { type: 'snapshot'; network: number; snapshot: WholeSnapshot }
  | { type: 'state'; running: boolean; step: number; finished: boolean }
  | ({ type: 'failed' } & Failure)

/** Why a training stopped. */
export interface Failure {
  /** A plain sentence. */
  message: string
  /** Whether a number was not finite: with other settings the training may go on. */
  diverged: boolean
}

/** Steps between two losses that the page gets. */
const LOSS_EVERY = 10
/** Least time between two snapshots of a running training, ms. */
const SNAPSHOT_EVERY = 100
/** Longest time for which training steps keep the worker from reading messages of the page, ms. */
const BREATHE_EVERY = 30
/** The time between two snapshots is at least this many times the time that the page takes to show one. */
const SHOWS = 5
/** But never more than this, ms. */
const LONGEST_REST = 2000

export class Brains {
  readonly #brains: Brain[]
  readonly #tell: (event: BrainEvent) => void
  /** Whether the networks are meant to run. They pause all the same while changes are made. */
  #running = false
  /** How many changes were asked for and are not made yet. */
  #changes = 0
  #finished = false
  #failed = false
  #speed: number | null = null
  /** Time that the page took to show the last snapshot, ms. */
  #showing = 0
  /** Losses that are sent together with the next snapshot, because each event that arrives makes the page draw. */
  #losses: BrainEvent[] = []
  #pauseAt: number | null = null
  /** Actions on the networks, done one after the other. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, experiments: readonly Experiment[], tell: (event: BrainEvent) => void) {
    this.#brains = experiments.map((experiment) => new Brain(engine, experiment))
    this.#tell = tell
  }

  /** Trains until the networks are paused, finished, or at the step set by `setPauseAt`. */
  run(): void {
    if (this.#running || this.#finished || this.#failed) return
    this.#running = true
    this.#tellState()
    void this.#do(() => this.#loop())
  }

  /** Pauses after the present step. */
  async pause(): Promise<void> {
    this.#running = false
    await this.#queue
  }

  /** Takes one step of each network. */
  async stepOnce(): Promise<void> {
    await this.pause()
    if (this.#finished || this.#failed) return
    await this.#do(async () => {
      await this.#advance()
      this.#tellSnapshots()
      this.#tellState()
    })
  }

  /** @param stepsPerSecond the most steps per second; null for as many as the machine can do */
  setSpeed(stepsPerSecond: number | null): void {
    this.#speed = stepsPerSecond
  }

  /** @param ms time that the page took to show a snapshot; the next snapshot comes after several times that time */
  setShowing(ms: number): void {
    this.#showing = ms
  }

  /** @param step at which the networks pause, once; null for none */
  setPauseAt(step: number | null): void {
    this.#pauseAt = step
  }

  async rewind(): Promise<void> {
    await this.pause()
    await this.#do(async () => {
      for (const brain of this.#brains) await brain.rewind()
      this.#finished = this.#failed = false
      this.#tellState()
    })
  }

  /** Edits the charge of one network, which goes on from its present step. */
  async change(network: number, fields: Parameters<Brain['change']>[0]): Promise<void> {
    this.#changes++
    try {
      await this.#do(() => this.#brains[network].change(fields))
      this.#failed = false
    } finally {
      this.#changes--
      if (this.#running && this.#changes === 0) void this.#do(() => this.#loop())
    }
  }

  async dispose(): Promise<void> {
    await this.pause()
    await this.#do(async () => {
      for (const brain of this.#brains) await brain.dispose()
    })
  }

  async #loop(): Promise<void> {
    let drawn = Number.NEGATIVE_INFINITY
    let breathed = performance.now()
    while (this.#running) {
      // The last of the changes starts a new loop when it is made.
      if (this.#changes > 0) return
      const began = performance.now()
      const swapped = await this.#advance()
      if (this.#failed) break
      const step = this.#brains[0].step
      if (this.#finished || step === this.#pauseAt) this.#running = false
      const now = performance.now()
      const shown = Math.min(LONGEST_REST, SHOWS * this.#showing)
      const least = Math.max(swapped ? 0 : SNAPSHOT_EVERY, shown)
      if (!this.#running || now - drawn >= least) {
        this.#tellSnapshots()
        drawn = now
      }
      // A wasm engine computes in the worker's thread: without a break, the worker would never receive a message.
      const wait = this.#speed === null ? 0 : 1000 / this.#speed - (now - began)
      if (wait > 0 || now - breathed >= BREATHE_EVERY) {
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, wait)))
        breathed = performance.now()
      }
    }
    this.#running = false
    if (!this.#failed) this.#tellSnapshots()
    this.#tellState()
  }

  /** @returns whether any neurons changed places; the page is then sent a snapshot at once */
  async #advance(): Promise<boolean> {
    let swapped = false
    try {
      for (const [network, brain] of this.#brains.entries()) {
        const advanced = await brain.advance()
        swapped ||= advanced.swapped
        const { step, taskLoss, lambda } = advanced
        if (step % LOSS_EVERY === 0 || step < LOSS_EVERY)
          this.#losses.push({ type: 'loss', network, step, taskLoss, lambda })
      }
      this.#finished = this.#brains.every(({ finished }) => finished)
    } catch (error) {
      this.#failed = true
      this.#running = false
      const message = error instanceof Error ? error.message : String(error)
      this.#tellLosses()
      this.#tell({ type: 'failed', message, diverged: error instanceof Diverged })
    }
    return swapped
  }

  #tellSnapshots(): void {
    this.#tellLosses()
    for (const [network, brain] of this.#brains.entries()) {
      const snapshot = brain.snapshot()
      if (snapshot) this.#tell({ type: 'snapshot', network, snapshot })
    }
  }

  #tellLosses(): void {
    for (const loss of this.#losses.splice(0)) this.#tell(loss)
  }

  #tellState(): void {
    const step = this.#brains[0].step
    this.#tell({ type: 'state', running: this.#running, step, finished: this.#finished })
  }

  #do<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(act)
    this.#queue = done.catch(() => undefined)
    return done
  }
}
