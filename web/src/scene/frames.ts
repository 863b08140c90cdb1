/**
 * Decides when the scene is drawn: at the browser's next frame, but not before the last drawing is finished, because
 * the whole page would stand still until then. After a slow drawing, frames that can wait come only after a rest:
 * without a graphics card, drawing takes processor time from the training.
 */

/** A drawing that takes less time needs no rest after it, ms. */
const QUICK = 40
/** The rest after a slower drawing, as a multiple of the time that it took. */
const REST = 4
/** Time between two checks whether a drawing is finished, ms. */
const LOOK_EVERY = 10

/** The part of WebGL that tells when a drawing is finished. */
export interface Fences<Sync> {
  readonly SYNC_GPU_COMMANDS_COMPLETE: number
  readonly SYNC_STATUS: number
  readonly UNSIGNALED: number
  /** Null if the context is lost. */
  fenceSync(condition: number, flags: number): Sync | null
  getSyncParameter(sync: Sync, name: number): unknown
  deleteSync(sync: Sync): void
  flush(): void
}

/** The part of the browser's window that schedules frames. */
export interface Browser {
  requestAnimationFrame(draw: (now: number) => void): number
  cancelAnimationFrame(frame: number): void
}

export class Frames<Sync> {
  readonly #gl: Fences<Sync>
  readonly #browser: Browser
  readonly #draw: (now: number) => void
  #due: 'no' | 'can wait' | 'now' = 'no'
  /** The drawing that the graphics card has not finished, and when it began. */
  #unfinished: { sync: Sync; since: number } | null = null
  #restsUntil = 0
  #drawn = false
  #stopped = false
  /** Id of the browser's frame in which the scene will be drawn; 0 for none. */
  #frame = 0
  #looking: ReturnType<typeof setTimeout> | null = null
  #resting: ReturnType<typeof setTimeout> | undefined

  /**
   * The first frame waits until the graphics card has done what it was asked before, such as compiling shaders.
   * @param draw draws the scene as it is at the given time, ms
   */
  constructor(gl: Fences<Sync>, browser: Browser, draw: (now: number) => void) {
    this.#gl = gl
    this.#browser = browser
    this.#draw = draw
    this.#watch(performance.now())
  }

  /** Asks for a frame. @param canWait whether it may come only after a rest */
  ask(canWait: boolean): void {
    if (this.#due !== 'now') this.#due = canWait ? 'can wait' : 'now'
    this.#plan()
  }

  /** Whether a frame was asked for and is not drawn yet. */
  get due(): boolean {
    return this.#due !== 'no'
  }

  /** Draws before the browser shows the canvas, which is empty, e.g. after it was resized. */
  refill(): void {
    if (this.#drawn) this.drawNow()
    else this.ask(false)
  }

  /** Draws at once. A frame that was due is then no longer due. */
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
    if (this.#unfinished) {
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
    // A lost context gives neither SIGNALED nor UNSIGNALED; its drawing counts as finished.
    if (this.#unfinished && gl.getSyncParameter(this.#unfinished.sync, gl.SYNC_STATUS) !== gl.UNSIGNALED) {
      const now = performance.now()
      const took = now - this.#unfinished.since
      this.#restsUntil = took > QUICK ? now + REST * took : 0
      gl.deleteSync(this.#unfinished.sync)
      this.#unfinished = null
    }
    this.#plan()
  }

  /** Begins to watch for the end of the drawing that the graphics card was just asked for. */
  #watch(since: number): void {
    const gl = this.#gl
    if (this.#unfinished) gl.deleteSync(this.#unfinished.sync)
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    this.#unfinished = sync && { sync, since }
  }
}
