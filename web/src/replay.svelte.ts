/** Plays the moments of an opened network one after the other, as if it grew. */
import type { Settings } from './settings.js'
import type { Showing } from './showing.svelte.js'

/** Milliseconds that a moment is shown: neurons that swap need most of half a second to glide to their places. */
const EVERY: Readonly<Record<Settings['speed'], number>> = { slow: 1500, steady: 750, full: 500 }

export class Replay {
  playing = $state(false)
  readonly #showing: Pick<Showing, 'moment' | 'moments' | 'generation'>
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(showing: Pick<Showing, 'moment' | 'moments' | 'generation'>) {
    this.#showing = showing
  }

  /** Plays on from the moment that is shown, or from the first if that is the last. */
  play(speed: Settings['speed']): void {
    this.pause()
    const showing = this.#showing
    if (showing.moments.length < 2) return
    const { generation } = showing
    showing.moment ??= showing.moments[0]
    this.playing = true
    this.#timer = setInterval(() => {
      if (generation !== showing.generation) return this.pause()
      const { moment, moments } = showing
      const next = moment === null ? undefined : moments.find((step) => step > moment)
      showing.moment = next === undefined || next === moments.at(-1) ? null : next
      if (showing.moment === null) this.pause()
    }, EVERY[speed])
  }

  pause(): void {
    clearInterval(this.#timer)
    this.playing = false
  }
}
