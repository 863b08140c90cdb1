/** Measurements of the first network at the step that is shown: a lesion, and a played trial. */
import type { Experiment } from 'gyrus/training/experiment.js'
import type { BrainClient } from './brain/client.js'
import type { Lesioned } from './brain/inspect.js'
import type { Snapshot } from './brain/snapshot.js'
import type { PlayedTrial } from './panels/playedTrial.js'

/** What an inspection needs of the page. */
interface Inspected {
  client: BrainClient
  /** The network at the moment that is shown; null before there is one. */
  subject(): { experiment: Experiment; snapshot: Snapshot } | null
  /** Does something that may fail; a failure becomes a note on the page. */
  trying(act: () => Promise<void>): Promise<void>
}

interface Lesion {
  step: number
  neurons: ReadonlySet<number>
  /** Null while it is being measured. */
  found: Lesioned | null
}

interface Played {
  step: number
  task: string
  /** Number of the trial: the same number gives the same trial. */
  draw: number
  /** The former trial while a new one is computed; null if there is none. */
  trial: PlayedTrial | null
  waiting: boolean
}

const NONE: ReadonlySet<number> = new Set()

/** Results belong to one step of one network; at another step they are not shown. */
export class Inspection {
  readonly #page: Inspected
  #lesion = $state.raw<Lesion | null>(null)
  #played = $state.raw<Played | null>(null)
  /** Places that are silenced. */
  readonly lesioned = $derived(this.#shown(this.#lesion)?.neurons ?? NONE)
  readonly lesion = $derived(this.#shown(this.#lesion)?.found ?? null)
  readonly trial = $derived(this.#shown(this.#played)?.trial ?? null)
  /** Which trial it is, also while it is being computed; null if none is. */
  readonly played: Pick<Played, 'task' | 'draw'> | null = $derived(this.#shown(this.#played))
  /** Whether a trial is being computed. */
  readonly waiting = $derived(this.#shown(this.#played)?.waiting ?? false)
  #draws = 0
  /** Counts how often the network was replaced by another. */
  #changes = 0

  constructor(page: Inspected) {
    this.#page = page
  }

  /**
   * Silences the neurons at some places; an empty list ends the lesion. The training pauses, so that neurons keep their
   * places.
   */
  async silence(neurons: readonly number[]): Promise<void> {
    const subject = await this.#still()
    if (!subject) return
    if (neurons.length === 0) {
      this.#lesion = null
      return
    }
    const { experiment, snapshot } = subject
    const { step, parameters } = snapshot
    const asked: Lesion = { step, neurons: new Set(neurons), found: null }
    this.#lesion = asked
    await this.#page.trying(async () => {
      const found = await this.#page.client.lesion(experiment, { parameters }, neurons)
      if (this.#lesion === asked) this.#lesion = { ...asked, found }
    })
  }

  /** Plays a trial of a task, a new one unless its number is given. The training pauses for it. */
  async play(task: string, draw = this.#draws): Promise<void> {
    const subject = await this.#still()
    if (!subject) return
    const { experiment, snapshot } = subject
    const { step, parameters } = snapshot
    const asked: Played = { step, task, draw, trial: this.trial, waiting: true }
    this.#draws = draw + 1
    this.#played = asked
    let { trial } = asked
    await this.#page.trying(async () => {
      trial = await this.#page.client.trial(experiment, { parameters }, task, draw)
    })
    if (this.#played === asked) this.#played = { ...asked, trial, waiting: false }
  }

  /** Forgets all results, because the page shows another network. */
  clear(): void {
    this.#lesion = this.#played = null
    this.#changes++
  }

  /** Pauses the training, then gives the network; null if there is none, or if another one was shown meanwhile. */
  async #still() {
    const changes = this.#changes
    await this.#page.client.pause()
    return changes === this.#changes ? this.#page.subject() : null
  }

  #shown<T extends { step: number }>(asked: T | null): T | null {
    return asked && asked.step === this.#page.subject()?.snapshot.step ? asked : null
  }
}
