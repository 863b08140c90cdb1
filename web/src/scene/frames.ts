/**
 * When the scene draws: with the browser's next frame, but not before the last one is drawn, for the whole page would
 * stand still until it is. What can wait leaves time between: without a graphics card the processor that draws is the
 * one that trains, and a network that is drawn more often grows more slowly.
 */

/** ms of a drawing that others do not notice. */
const QUICK = 40
/** Rest after a slower one, in times of what it took. */
const REST = 4
/** ms between two looks at whether a drawing is done. */
const LOOK_EVERY = 10

/** What of WebGL tells when a drawing is done. */
export interface Fences<Sync> {
  readonly SYNC_GPU_COMMANDS_COMPLETE: number
  readonly SYNC_STATUS: number
  readonly UNSIGNALED: number
  /** Null where the context is lost. */
  fenceSync(condition: number, flags: number): Sync | null
  getSyncParameter(sync: Sync, name: number): unknown
  deleteSync(sync: Sync): void
  flush(): void
}

/** The browser's frames: its window. */
export interface Browser {
  requestAnimationFrame(draw: (now: number) => void): number
  cancelAnimationFrame(frame: number): void
}

export class Frames<Sync> {
  readonly #gl: Fences<Sync>
  readonly #browser: Browser
  readonly #draw: (now: number) => void
  #due: 'no' | 'can wait' | 'now' = 'no'
  /** The drawing under way, since when. */
  #under: { sync: Sync; since: number } | null = null
  #restsUntil = 0
  #drawn = false
  #stopped = false
  /** Of the browser, that will be drawn in; 0 for none. */
  #frame = 0
  #looking: ReturnType<typeof setTimeout> | null = null
  #resting: ReturnType<typeof setTimeout> | undefined

  /**
   * The first frame, too, waits for what was asked of the graphics card before: shaders to be translated.
   * @param draw draws the scene as it is at a time
   */
  constructor(gl: Fences<Sync>, browser: Browser, draw: (now: number) => void) {
    this.#gl = gl
    this.#browser = browser
    this.#draw = draw
    this.#watch(performance.now())
  }

  /** Asks for a frame. @param canWait whether it may come after a rest */
  ask(canWait: boolean): void {
    if (this.#due !== 'now') this.#due = canWait ? 'can wait' : 'now'
    this.#plan()
  }

  /** Whether a frame was asked for and is not drawn. */
  get due(): boolean {
    return this.#due !== 'no'
  }

  /** Asks for a frame before the browser shows anything else, as where the canvas is empty. */
  refill(): void {
    if (this.#drawn) this.drawNow()
    else this.ask(false)
  }

  /** Draws at once, in place of the frame that may be due. */
  drawNow(now = performance.now()): void {
    if (this.#stopped) return
    const since = performance.now()
    this.#due = 'no'
    this.#drawn = true
    this.#draw(now)
    this.#watch(since)
    this.#plan()
  }

  stop(): void {
    this.#stopped = true
    this.#browser.cancelAnimationFrame(this.#frame)
    clearTimeout(this.#looking ?? undefined)
    clearTimeout(this.#resting)
  }

  #plan(): void {
    if (this.#stopped || this.#frame !== 0) return
    if (this.#under) {
      this.#looking ??= setTimeout(() => this.#look(), LOOK_EVERY)
      return
    }
    if (this.#due === 'no') return
    clearTimeout(this.#resting)
    const rest = this.#due === 'now' ? 0 : this.#restsUntil - performance.now()
    if (rest > 0) {
      this.#resting = setTimeout(() => this.#plan(), rest)
      return
    }
    this.#frame = this.#browser.requestAnimationFrame((now) => {
      this.#frame = 0
      if (this.due) this.drawNow(now)
    })
  }

  #look(): void {
    this.#looking = null
    const gl = this.#gl
    // What a context says that was lost is neither of the two: it is done then.
    if (this.#under && gl.getSyncParameter(this.#under.sync, gl.SYNC_STATUS) !== gl.UNSIGNALED) {
      const now = performance.now()
      const took = now - this.#under.since
      this.#restsUntil = took > QUICK ? now + REST * took : 0
      gl.deleteSync(this.#under.sync)
      this.#under = null
    }
    this.#plan()
  }

  /** Waits for the drawing that was just asked of the graphics card. */
  #watch(since: number): void {
    const gl = this.#gl
    if (this.#under) gl.deleteSync(this.#under.sync)
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    this.#under = sync && { sync, since }
  }
}
