/**
 * What is chosen in the networks that are shown: the moment, a pinned neuron, a lesion, a trial. The address has it from
 * here. Where a page is opened from an address, it is chosen again as soon as there is a network to choose it in.
 */
import { neuronsOf } from 'gyrus/growth/sheet.js'
import type { Inspection } from './inspection.svelte.js'
import type { Pointed } from './pointed.svelte.js'
import type { Settings } from './settings.js'
import type { Showing } from './showing.svelte.js'
import type { Training } from './training.svelte.js'

/** The settings that say what is chosen. */
export const CHOSEN = ['moment', 'neuron', 'lesion', 'lesion2', 'trial', 'draw'] as const
type Choice = Pick<Settings, (typeof CHOSEN)[number]>

interface Parts {
  showing: Showing
  training: Training
  inspection: Inspection
  pointed: Pointed
}

/** The value of `moment` and `neuron` for none. */
const NONE = -1

export class Chosen {
  readonly #parts: Parts
  /** What waits until its network, and its moment, have come; null if nothing does. */
  #awaited = $state.raw<Choice | null>(null)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** What is chosen now, as settings. */
  get settings(): Choice {
    const { inspection, pointed } = this.#parts
    const awaited = this.#awaited
    const moment = this.#moment
    return {
      moment: moment === NONE ? (awaited?.moment ?? NONE) : moment,
      neuron: pointed.pinned ?? NONE,
      lesion: this.#lesioned(0) ?? awaited?.lesion ?? [],
      lesion2: this.#lesioned(1) ?? awaited?.lesion2 ?? [],
      trial: inspection.played?.task ?? awaited?.trial ?? '',
      draw: inspection.played?.draw ?? awaited?.draw ?? 0,
    }
  }

  /** The step at which a training is to pause so that a moment can be chosen; 0 for none. */
  get pause(): number {
    return Math.max(0, this.#awaited?.moment ?? 0)
  }

  /**
   * Chooses what an address says, at once or as soon as it can be.
   * @param anew whether it is chosen in another network than the one that is shown now
   */
  take(choice: Choice, anew: boolean): void {
    const { showing, inspection, pointed } = this.#parts
    const { moment, neuron, lesion, lesion2, trial, draw } = choice
    pointed.pinned = neuron === NONE ? null : neuron
    const asked = { moment, neuron, lesion, lesion2, trial, draw }
    if (!anew && JSON.stringify(asked) === JSON.stringify(this.settings)) return
    inspection.clear()
    const nothing = moment === NONE && lesion.length + lesion2.length === 0 && trial === ''
    if (nothing && !anew) showing.moment = null
    this.#awaited = nothing ? null : asked
  }

  /** Waits for nothing any more, because the user chose another network. */
  forget(): void {
    this.#awaited = null
  }

  /** To be called when a network has come, or a training has paused: chooses what waited for it. */
  async come(): Promise<void> {
    const { showing, training, inspection } = this.#parts
    const awaited = this.#awaited
    const first = showing.networks[0]
    if (!awaited || !first?.snapshot) return
    const grows = showing.opened === null
    const past = awaited.moment !== NONE && awaited.moment < showing.step
    if (grows && !past && (training.running || showing.step < awaited.moment)) return
    showing.moment = past ? awaited.moment : null
    const [lesion, lesion2] = [awaited.lesion, awaited.lesion2].map((places, i) => {
      const sheet = showing.networks[i]?.sheet
      return sheet ? places.filter((place) => place < neuronsOf(sheet)) : []
    })
    const trial = first.tasks.includes(awaited.trial) ? awaited.trial : ''
    const possible = { ...awaited, lesion, lesion2, trial }
    this.#awaited = possible
    // One after the other: the browser's engine computes one thing at a time.
    if (trial !== '') await inspection.play(trial, awaited.draw)
    for (const [i, places] of [lesion, lesion2].entries())
      if (this.#awaited === possible && places.length > 0) await inspection.silence(places, i)
    if (this.#awaited === possible) this.#awaited = null
  }

  /** The places that are silenced in a network, ascending; null if none are. */
  #lesioned(network: number): number[] | null {
    const neurons = this.#parts.inspection.lesionOf(network)?.neurons
    return neurons ? [...neurons].sort((a, b) => a - b) : null
  }

  /** The step that is looked back at, or at which a training pauses; NONE for the newest, or the end. */
  get #moment(): number {
    const { showing, training } = this.#parts
    if (showing.moment !== null) return showing.moment
    const paused = showing.opened === null && !training.running && !training.finished && !training.failed
    return paused && showing.step > 0 ? showing.step : NONE
  }
}
