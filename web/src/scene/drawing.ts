/**
 * Draws a model on a surface, and draws it anew when it changes. Units that change places glide, colors fade into each
 * other, and the camera moves. A frame is drawn only if something has changed (frames.ts decides when).
 */
import { PerspectiveCamera } from 'three'
import { CameraControls } from './cameraControls.js'
import { Frames } from './frames.js'
import type { SceneModel } from './model.js'
import type { Stroke } from './overlay.js'
import { Painting } from './painting.js'
import { placedLabels } from './placedLabels.js'
import { Projection } from './projection.js'
import { ShownUnits } from './shownUnits.js'
import type { Surface } from './surface.js'
import { sceneSvg } from './svg.js'
import type { ViewName } from './view.js'

interface DrawingOptions {
  view: ViewName
  reducedMotion: boolean
  /** The lasso or brush that is being drawn. */
  stroke(): Stroke | null
}

/**
 * Most px of the screen for a px of the page. More is not visible, and with many wires it takes too long to fill them.
 */
const MOST_RATIO = { few: 2, many: 1.5 }
const MANY_WIRES = 8000

export class Drawing {
  readonly controls: CameraControls
  readonly #surface: Surface
  readonly #model: SceneModel
  readonly #stroke: () => Stroke | null
  readonly #camera = new PerspectiveCamera()
  readonly #shown: ShownUnits
  readonly #painting: Painting
  readonly #frames: Frames<WebGLSync>
  readonly #resized: ResizeObserver
  readonly #seen: Float32Array
  #reducedMotion: boolean
  /** Whether frames for changes by a training may come later (frames.ts). */
  #patient = false
  /** What has to be computed anew: the texture that the shaders read, and where units are seen on the screen. */
  #stale = { texture: true, seen: true }

  constructor(surface: Surface, model: SceneModel, { view, reducedMotion, stroke }: DrawingOptions) {
    this.#surface = surface
    this.#model = model
    this.#stroke = stroke
    this.#reducedMotion = reducedMotion
    this.#shown = new ShownUnits(model)
    this.#painting = new Painting(model, this.#shown.texture)
    this.#seen = new Float32Array(3 * model.units.count)
    surface.renderer.compile(this.#painting.scene, this.#camera)
    this.#frames = new Frames<WebGLSync>(surface.context, window, (now) => this.#draw(now))
    this.controls = new CameraControls(this.#camera, surface.canvas, model.units, view, {
      changed: () => {
        this.#stale.seen = true
        this.#frames.ask(false)
      },
      damping: !reducedMotion,
    })
    // A graphics card may lose its data, e.g. in sleep mode. three.js uploads them again when it draws the next frame.
    surface.canvas.addEventListener('webglcontextrestored', this.#restore)
    this.#resized = new ResizeObserver(() => this.resize())
    this.#resized.observe(surface.canvas)
  }

  get reducedMotion(): boolean {
    return this.#reducedMotion
  }

  set reducedMotion(reduced: boolean) {
    this.#reducedMotion = reduced
    this.controls.damping = !reduced
  }

  set patient(patient: boolean) {
    this.#patient = patient
    if (!patient && this.#frames.due) this.#frames.ask(false)
  }

  /**
   * To be called when the model has another network.
   * @param from where each neuron was, from `SceneModel.setNetwork`
   */
  changeNetwork(from: ReturnType<SceneModel['setNetwork']>): void {
    if (this.#shown.depart(from, performance.now())) this.#takeLooks(this.#reducedMotion, true, this.#patient)
    this.#rewire(this.#patient)
  }

  /** To be called when the model has other wires. */
  changeWires(): void {
    this.#rewire()
  }

  /** To be called when the model has other colors. @param atOnce whether they appear without fading in */
  changeColors(atOnce = false): void {
    if (atOnce) this.#takeLooks(true)
    else this.#takeLooks(this.#reducedMotion, false, this.#patient)
  }

  changeHighlight(): void {
    this.#painting.setFocusWires()
    this.#restyle()
  }

  changeTheme(): void {
    const { theme } = this.#model
    this.#surface.renderer.setClearColor(theme.background)
    this.#painting.setTheme(theme)
    this.changeColors(true)
  }

  changeStroke(): void {
    this.#frames.ask(false)
  }

  /** Adapts to the canvas's size on the page. An observer calls this when the size changes. */
  resize(): void {
    if (!this.#surface.resize(this.#ratio())) return
    this.#painting.setFrame(this.#surface.size)
    this.controls.resize(this.#surface.size)
    this.#frames.refill() // a canvas that was resized is empty
  }

  /** Draws a frame now if one is due, without waiting for the browser's next frame. */
  flush(): void {
    if (this.#frames.due) this.#frames.drawNow()
  }

  /** Where the units are on the canvas, [unit, (x, y, radius)] in px. */
  seen(): Float32Array {
    if (this.#stale.seen) {
      const projection = new Projection(this.#camera, this.#surface.size)
      this.#shown.project(projection, this.controls.flatness, this.#seen)
      this.#stale.seen = false
    }
    return this.#seen
  }

  /** Draws the current view with its labels on another canvas. */
  paintOn(canvas: HTMLCanvasElement): void {
    this.#frames.drawNow()
    this.#surface.paintOn(canvas, this.#model.theme, this.#labels())
  }

  /** The current view as an SVG document. */
  toSVG(): string {
    return sceneSvg(this.#model, this.#camera, this.#surface.size, this.controls.flatness)
  }

  dispose(): void {
    this.#frames.stop()
    this.#resized.disconnect()
    this.#surface.canvas.removeEventListener('webglcontextrestored', this.#restore)
    this.controls.dispose()
    this.#painting.dispose()
    this.#shown.texture.texture.dispose()
    this.#surface.dispose()
  }

  readonly #restore = () => this.#rewire()

  #draw(now: number): void {
    const moved = this.#shown.advance(now)
    const passed = this.controls.advance(now)
    const { flatness } = this.controls
    if (moved) this.#stale = { texture: true, seen: true }
    if (this.#stale.texture || passed) this.#shown.write(flatness)
    this.#stale.texture = false
    this.#painting.update(flatness)
    this.#surface.renderer.render(this.#painting.scene, this.#camera)
    const stroke = this.#stroke()
    this.#surface.write(this.#model.theme, this.#labels(), stroke, stroke ? this.seen() : this.#seen)
    if (moved || passed) this.#frames.ask(this.#patient && !passed)
  }

  /** Px of the screen for a px of the page; fewer if there are many wires. */
  #ratio(): number {
    const most = this.#model.wires.drawn > MANY_WIRES ? MOST_RATIO.many : MOST_RATIO.few
    return Math.min(most, window.devicePixelRatio || 1)
  }

  #rewire(canWait = false): void {
    if (this.#ratio() !== this.#surface.size.ratio) this.resize()
    this.#painting.setWires()
    this.#restyle(canWait)
  }

  /** Units get the model's colors and sizes, at once or by fading. */
  #takeLooks(atOnce: boolean, places = false, canWait = false): void {
    if (atOnce) this.#shown.arrive(places)
    else this.#shown.recolor(performance.now())
    this.#restyle(canWait)
  }

  #restyle(canWait = false): void {
    this.#stale = { texture: true, seen: true }
    this.#frames.ask(canWait)
  }

  #labels() {
    return placedLabels(this.#model, new Projection(this.#camera, this.#surface.size), this.controls.flatness)
  }
}
