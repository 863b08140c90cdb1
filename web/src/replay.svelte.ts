/** Plays the moments of an opened network one after the other, as if it grew. */
import type { Settings } from './settings.js'
import type { Showing } from './showing.svelte.js'

/** Milliseconds that a moment is shown: neurons that swap need most of half a second to glide to their places. */
const EVERY: Readonly<Record<Settings['speed'], number>> = { slow: 1500, steady: 750, full: 500 }

export class Replay {
  playing = $state(false)
  readonly #showing: Pick<Showing, 'moment' | 'moments' | 'generation'>
  readonly #onturn: (ended: boolean) => void
  #timer: ReturnType<typeof setInterval> | undefined

  /** @param onturn called when it begins to play, and when it has reached the end */
  constructor(showing: Pick<Showing, 'moment' | 'moments' | 'generation'>, onturn: (ended: boolean) => void) {
    this.#showing = showing
    this.#onturn = onturn
  }

  /** Plays on from the moment that is shown, or from the first if that is the last. */
  play(speed: Settings['speed']): void {
    this.pause()
    const showing = this.#showing
    if (showing.moments.length < 2) return
    const { generation } = showing
    showing.moment ??= showing.moments[0]
    this.playing = true
    this.#onturn(false)
    this.#timer = setInterval(() => {
      if (generation !== showing.generation) return this.pause()
      const { moment, moments } = showing
      const next = moment === null ? undefined : moments.find((step) => step > moment)
      showing.moment = next === undefined || next === moments.at(-1) ? null : next
      if (showing.moment !== null) return
      this.pause()
      this.#onturn(true)
    }, EVERY[speed])
  }

  pause(): void {
    clearInterval(this.#timer)
    this.playing = false
  }
}
