/** Measurements of the networks at the step that is shown: a lesion of each, and a played trial of the first. */
import type { Experiment } from 'gyrus/training/experiment.js'
import type { BrainClient } from './brain/client.js'
import type { Lesioned, RandomLesions, Tuning } from './brain/inspected.js'
import type { WholeSnapshot } from './brain/snapshot.js'
import type { PlayedTrial } from './panels/playedTrial.js'

interface Subject {
  experiment: Experiment
  snapshot: WholeSnapshot
}

/** What an inspection needs of the page. */
interface Inspected {
  client: BrainClient
  /** A network at the moment that is shown; null before there is one, and if not all of it was kept. */
  subject(network: number): Subject | null
  /** Does something that may fail; a failure becomes a note on the page. */
  trying(act: () => Promise<void>): Promise<void>
}

/** A lesion of one network. */
export interface Lesion {
  step: number
  /** Places that are silenced. */
  neurons: ReadonlySet<number>
  /** Null while it is being measured. */
  found: Lesioned | null
  /** As many active neurons at random; null while it is being measured, `none` where such sets would not differ. */
  random: RandomLesions | 'none' | null
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
  #lesions = $state.raw<readonly (Lesion | null)[]>([])
  #played = $state.raw<Played | null>(null)
  #tuned = $state.raw<{ step: number; tuning: Tuning | null } | null>(null)
  /** Places that are silenced in the first network, and what that does. */
  readonly lesioned = $derived(this.lesionOf(0)?.neurons ?? NONE)
  readonly lesion = $derived(this.lesionOf(0)?.found ?? null)
  /** Tuning of the first network's neurons; null before it is measured. */
  readonly tuning = $derived(this.#shown(this.#tuned)?.tuning ?? null)
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

  /** The lesion of a network at the moment that is shown; null if there is none. */
  lesionOf(network: number): Lesion | null {
    return this.#shown(this.#lesions[network] ?? null, network)
  }

  /**
   * Silences the neurons at some places; an empty list ends the lesion. The training pauses, so that neurons keep their
   * places. Resolves when the lesion is measured; sets of as many neurons at random are measured after that.
   */
  async silence(neurons: readonly number[], network = 0): Promise<void> {
    const subject = await this.#still(network)
    if (!subject) return
    if (neurons.length === 0) return this.#setLesion(network, null)
    const { step, parameters } = subject.snapshot
    const asked: Lesion = { step, neurons: new Set(neurons), found: null, random: null }
    this.#setLesion(network, asked)
    await this.#page.trying(async () => {
      const found = await this.#page.client.lesion(subject.experiment, { parameters }, neurons, network)
      if (!found || this.#lesions[network] !== asked) return
      const measured = { ...asked, found }
      this.#setLesion(network, measured)
      void this.#page.trying(() => this.#compare(network, measured, subject))
    })
  }

  /** Adds to a lesion what as many neurons at random do. */
  async #compare(network: number, lesion: Lesion, { experiment, snapshot }: Subject): Promise<void> {
    const { parameters, evaluation } = snapshot
    const { neurons } = lesion
    const random =
      evaluation &&
      (await this.#page.client.randomLesions(
        experiment,
        { parameters },
        evaluation.clusters,
        [...neurons],
        network,
      ))
    if (this.#lesions[network] === lesion) this.#setLesion(network, { ...lesion, random: random ?? 'none' })
  }

  #setLesion(network: number, lesion: Lesion | null): void {
    const lesions = [...this.#lesions]
    lesions[network] = lesion
    this.#lesions = lesions
  }

  /** Plays a trial of a task, a new one unless its number is given. The training pauses for it. */
  async play(task: string, draw = this.#draws): Promise<void> {
    const subject = await this.#still(0)
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

  /** Measures tuning, unless that was done or begun. The training does not pause for it, but ends it. */
  async tune(): Promise<void> {
    const subject = this.#page.subject(0)
    if (!subject || this.#tuned?.step === subject.snapshot.step) return
    const { step, parameters } = subject.snapshot
    const asked = { step, tuning: null }
    this.#tuned = asked
    await this.#page.trying(async () => {
      const tuning = await this.#page.client.tuning(subject.experiment, { parameters })
      if (this.#tuned === asked) this.#tuned = tuning && { step, tuning }
    })
  }

  /** Forgets all results, because the page shows another network. */
  clear(): void {
    this.#lesions = []
    this.#played = this.#tuned = null
    this.#changes++
  }

  /** Pauses the training, then gives the network; null if there is none, or if another one was shown meanwhile. */
  async #still(network: number): Promise<Subject | null> {
    const changes = this.#changes
    await this.#page.client.pause()
    return changes === this.#changes ? this.#page.subject(network) : null
  }

  #shown<T extends { step: number }>(asked: T | null, network = 0): T | null {
    return asked && asked.step === this.#page.subject(network)?.snapshot.step ? asked : null
  }
}
