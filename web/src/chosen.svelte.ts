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
export const CHOSEN = ['moment', 'neuron', 'lesion', 'trial', 'draw'] as const
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
      lesion:
        inspection.lesioned.size > 0
          ? [...inspection.lesioned].sort((a, b) => a - b)
          : (awaited?.lesion ?? []),
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
  take({ moment, neuron, lesion, trial, draw }: Choice, anew: boolean): void {
    const { showing, inspection, pointed } = this.#parts
    pointed.pinned = neuron === NONE ? null : neuron
    const now = this.settings
    const same = `${lesion}` === `${now.lesion}` && trial === now.trial && draw === now.draw
    if (!anew && same && moment === now.moment) return
    inspection.clear()
    const nothing = moment === NONE && lesion.length === 0 && trial === ''
    if (nothing && !anew) showing.moment = null
    this.#awaited = nothing ? null : { moment, neuron, lesion, trial, draw }
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
    const lesion = awaited.lesion.filter((place) => place < neuronsOf(first.sheet))
    const trial = first.tasks.includes(awaited.trial) ? awaited.trial : ''
    const possible = { ...awaited, lesion, trial }
    this.#awaited = possible
    // One after the other: the browser's engine computes one thing at a time.
    if (trial !== '') await inspection.play(trial, awaited.draw)
    if (this.#awaited === possible && lesion.length > 0) await inspection.silence(lesion)
    if (this.#awaited === possible) this.#awaited = null
  }

  /** The step that is looked back at, or at which a training pauses; NONE for the newest, or the end. */
  get #moment(): number {
    const { showing, training } = this.#parts
    if (showing.moment !== null) return showing.moment
    const paused = showing.opened === null && !training.running && !training.finished && !training.failed
    return paused && showing.step > 0 ? showing.step : NONE
  }
}
