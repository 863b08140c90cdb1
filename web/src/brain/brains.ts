/**
 * One network, or two side by side from the same seed: they run, stand still and begin again together, and are always
 * at the same step. What happens is told to one listener.
 */
import type { Engine } from 'gyrus/engine/engine.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { Brain, Diverged } from './brain.js'
import type { Snapshot } from './snapshot.js'

/** What the page is told; `network` is 0 or 1. */
export type BrainEvent =
  | { type: 'loss'; network: number; step: number; taskLoss: number; lambda: number }
  | { type: 'snapshot'; network: number; snapshot: Snapshot }
  | { type: 'state'; running: boolean; step: number; finished: boolean }
  | ({ type: 'failed' } & Failure)

/** Why a training stopped, in a plain sentence. */
export interface Failure {
  message: string
  /** It left the numbers: under other settings it may go on. */
  diverged: boolean
}

/** Steps between two losses that are told. */
const LOSS_EVERY = 10
/** ms between two snapshots of a training that runs, and between two looks at what the page wants. */
const SNAPSHOT_EVERY = 100
const BREATHE_EVERY = 30
/** Least time between two snapshots, in times of what the page takes to show one, and the most that is, ms. */
const SHOWS = 5
const LONGEST_REST = 2000

export class Brains {
  readonly #brains: Brain[]
  readonly #tell: (event: BrainEvent) => void
  /** Whether they are to run; while there are changes to make they stand still all the same. */
  #running = false
  /** Changes that were asked for and are not made yet. */
  #changes = 0
  #finished = false
  #failed = false
  #speed: number | null = null
  /** ms that the page took to show the last snapshot. */
  #showing = 0
  /** Events that wait for the next snapshot: each event makes the page draw, so they are sent together. */
  #losses: BrainEvent[] = []
  #pauseAt: number | null = null
  /** One thing at a time is done to the networks. */
  #queue: Promise<unknown> = Promise.resolve()

  constructor(engine: Engine, experiments: readonly Experiment[], tell: (event: BrainEvent) => void) {
    this.#brains = experiments.map((experiment) => new Brain(engine, experiment))
    this.#tell = tell
  }

  /** Trains until it is paused, done, or at the step to pause at. */
  run(): void {
    if (this.#running || this.#finished || this.#failed) return
    this.#running = true
    this.#tellState()
    void this.#do(() => this.#loop())
  }

  /** Stands still after the step under way. */
  async pause(): Promise<void> {
    this.#running = false
    await this.#queue
  }

  /** One step of each. */
  async stepOnce(): Promise<void> {
    await this.pause()
    if (this.#finished || this.#failed) return
    await this.#do(async () => {
      await this.#advance()
      this.#tellSnapshots()
      this.#tellState()
    })
  }

  /** @param stepsPerSecond at most; null for as many as the machine can */
  setSpeed(stepsPerSecond: number | null): void {
    this.#speed = stepsPerSecond
  }

  /** @param ms that the page took to show a snapshot: it gets the next one after some times of that */
  setShowing(ms: number): void {
    this.#showing = ms
  }

  /** @param step to stand still at, once; null for none */
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

  /** Edits the charge of one network, which goes on from where it is. */
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
      // The last of the changes begins the next loop.
      if (this.#changes > 0) return
      const began = performance.now()
      const swapped = await this.#advance()
      if (this.#failed) break
      const step = this.#brains[0].step
      if (this.#finished || step === this.#pauseAt) this.#running = false
      const now = performance.now()
      const shown = Math.min(LONGEST_REST, SHOWS * this.#showing)
      const rest = Math.max(swapped ? 0 : SNAPSHOT_EVERY, shown)
      if (!this.#running || now - drawn >= rest) {
        this.#tellSnapshots()
        drawn = now
      }
      // A wasm engine computes in the worker's own thread: without a break no message would ever come in.
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

  /** @returns whether any neurons changed places, which is worth a snapshot */
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
