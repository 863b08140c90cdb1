/**
 * The network as the paper draws it (PAPER.md 1.2, 1.4): input plane, sheet and output plane with the wires between
 * them, in WebGL. What is shown is the model's affair (model.ts), how it is painted that of the meshes; this class
 * keeps them together over time: swaps and passages between views are animated, a frame is drawn only when something
 * changed (frames.ts says when).
 */

import type { Layout, Sheet } from 'gyrus/growth/sheet.js'
import { PerspectiveCamera, WebGLRenderer } from 'three'
import type { Snapshot } from '../brain/snapshot.js'
import { BY_PROCESSOR } from '../panels/byProcessor.js'
import { CameraControls } from './cameraControls.js'
import type { Coloring } from './coloring.js'
import { Frames } from './frames.js'
import type { Labels } from './labels.js'
import { type Highlight, SceneModel } from './model.js'
import { drawLabels, drawOverlay, type Stroke } from './overlay.js'
import { Painting } from './painting.js'
import { placedLabels } from './placedLabels.js'
import { Pointer, type PointerTarget, type Tool } from './pointer.js'
import { Projection } from './projection.js'
import { ShownUnits } from './shownUnits.js'
import { sceneSvg } from './svg.js'
import { type Theme, themeNamed } from './theme.js'
import type { Unit } from './units.js'
import type { ViewName } from './view.js'
import { MOST_WIRES, MOST_WIRES_IN_SOFTWARE, WIRE_KINDS, type WireKind } from './wires.js'

/** This browser gives the canvas no WebGL 2. The drawing in SVG (svg.ts) does without. */
export class NoWebGL extends Error {
  override name = 'NoWebGL'
}

export interface SceneOptions {
  layout: Layout
  labels: Labels
  sheet: Sheet
  reducedMotion?: boolean
  theme?: 'light' | 'dark' | Theme
  view?: ViewName
  /** Wires drawn at once; left out: 20,000, and fewer where the browser has no graphics card to draw with. */
  mostWires?: number
}

export interface SceneEvents {
  hover: Unit | null
  click: Unit | null
  /** Places of the neurons that a lasso or a brush caught; `add`: to those selected before. */
  lasso: { neurons: number[]; add: boolean }
}

/** Milliseconds of a passage between views. */
const PASSAGE = 1100
/** Sharper than this is not seen, and where there are many wires it costs too much to fill them. */
const MOST_RATIO = { few: 2, many: 1.5 }
const MANY_WIRES = 8000
export class BrainScene {
  readonly model: SceneModel
  readonly #canvas: HTMLCanvasElement
  readonly #overlay: HTMLCanvasElement
  readonly #renderer: WebGLRenderer
  readonly #camera = new PerspectiveCamera()
  readonly #controls: CameraControls
  readonly #pointer: Pointer
  readonly #shown: ShownUnits
  readonly #painting: Painting
  readonly #resized: ResizeObserver
  readonly #listeners: { [E in keyof SceneEvents]: Set<(value: SceneEvents[E]) => void> } = {
    hover: new Set(),
    click: new Set(),
    lasso: new Set(),
  }
  readonly #seen: Float32Array
  readonly #frames: Frames<WebGLSync>
  /** Whether what the network does by itself can wait. */
  #patient = false
  #stale = { texture: true, seen: true }
  #stroke: Stroke | null = null
  /** What is written over the scene. */
  #over = ''
  #hovered = -1
  #tool: Tool = 'move'
  #reducedMotion: boolean
  #size = { width: 1, height: 1, ratio: 1 }

  /**
   * @param canvas in an element that is positioned, for the words are laid over it
   * @throws NoWebGL
   */
  constructor(canvas: HTMLCanvasElement, options: SceneOptions) {
    const context = canvas.getContext('webgl2', {
      antialias: false,
      alpha: false,
      powerPreference: 'high-performance',
    })
    if (!context) throw new NoWebGL('this browser gives no WebGL 2')
    const theme = typeof options.theme === 'object' ? options.theme : themeNamed(options.theme ?? 'light')
    const most = options.mostWires ?? (inSoftware(context) ? MOST_WIRES_IN_SOFTWARE : MOST_WIRES)
    this.model = new SceneModel({ ...options, theme, most })
    this.#canvas = canvas
    this.#reducedMotion = options.reducedMotion ?? false
    this.#renderer = new WebGLRenderer({ canvas, context })
    this.#overlay = overlayOf(canvas)

    const { units } = this.model
    this.#shown = new ShownUnits(this.model)
    this.#painting = new Painting(this.model, this.#shown.texture)
    this.#seen = new Float32Array(3 * units.count)
    this.#renderer.compile(this.#painting.scene, this.#camera)
    this.#frames = new Frames<WebGLSync>(context, window, (now) => this.#draw(now))

    this.#pointer = new Pointer(canvas, this.#pointerTarget())
    this.#controls = new CameraControls(this.#camera, canvas, units, options.view ?? 'space', {
      changed: () => {
        this.#stale.seen = true
        this.#frames.ask(false)
      },
      damping: !this.#reducedMotion,
    })
    this.setTheme(theme)
    // A graphics card may forget everything, as after sleep: three.js uploads it again when it is asked to draw.
    canvas.addEventListener('webglcontextrestored', this.#restore)
    this.#resized = new ResizeObserver(() => this.resize())
    this.#resized.observe(canvas)
    this.resize()
  }

  on<E extends keyof SceneEvents>(event: E, listener: (value: SceneEvents[E]) => void): () => void {
    this.#listeners[event].add(listener)
    return () => this.#listeners[event].delete(listener)
  }

  /** Shows a network; neurons that changed places since the last one glide to their new ones. */
  setNetwork(snapshot: Snapshot): void {
    const from = this.model.setNetwork(snapshot)
    if (this.#shown.depart(from, performance.now())) this.#takeLooks(this.#reducedMotion, true, this.#patient)
    this.#rewired(this.#patient)
  }

  /** Shows the empty planes. */
  clear(): void {
    this.model.clear()
    this.#rewired()
  }

  /** Draws the wires of |w| above this. */
  setThreshold(threshold: number): void {
    if (threshold === this.model.threshold) return
    this.model.threshold = threshold
    this.model.rewire()
    this.#rewired()
  }

  /** Which bundles of wires are drawn. */
  setPlanes(shown: Partial<Record<WireKind, boolean>>): void {
    const kinds = WIRE_KINDS.filter(
      (kind) => (shown[kind] ?? this.model.shown[kind]) !== this.model.shown[kind],
    )
    if (kinds.length === 0) return
    for (const kind of kinds) this.model.shown[kind] = shown[kind] ?? true
    this.model.rewire()
    this.#rewired()
  }

  /** How many wires are above the threshold, and how many of them are drawn. */
  get wires(): { above: number; drawn: number; most: number } {
    const { above, drawn, most } = this.model.wires
    return { above, drawn, most }
  }

  colorBy(coloring: Coloring): void {
    this.model.coloring = coloring
    if (this.model.recolor()) this.#takeLooks(this.#reducedMotion, false, this.#patient)
  }

  /** Activity of the neurons, or of all units: inputs, neurons, outputs. Shown at once where the coloring is by activity. */
  setActivity(activity: Float32Array | null): void {
    this.model.activity = activity
    if (this.model.coloring.kind !== 'activity') return
    this.model.recolor()
    this.#takeLooks(true)
  }

  highlight(highlight: Highlight): void {
    this.model.highlight = highlight
    this.model.refocus()
    this.#painting.setFocusWires()
    this.#restyle()
  }

  /** Looks at the network in space, or straight down on the sheet as a map. */
  setView(view: ViewName, animated = true): void {
    this.#controls.goTo(view, animated && !this.#reducedMotion ? PASSAGE : 0)
  }

  get view(): ViewName {
    return this.#controls.view
  }

  /** Back to where all is seen. */
  reset(): void {
    this.setView(this.view)
  }

  /** Turns the view in space, moves the map: by these shares of the frame. */
  turn(right: number, down: number): void {
    this.#controls.turn(right, down)
  }

  zoom(factor: number): void {
    this.#controls.zoom(factor)
  }

  /** What a drag does: move the view, or catch neurons. A drag with Shift held always is a lasso. */
  setTool(tool: Tool): void {
    this.#tool = tool
    this.#controls.mayMove = tool === 'move'
    this.#canvas.style.touchAction = tool === 'move' ? 'pan-y' : 'none'
    this.#canvas.style.cursor = tool === 'move' ? '' : 'crosshair'
  }

  setTheme(theme: 'light' | 'dark' | Theme): void {
    this.model.theme = typeof theme === 'object' ? theme : themeNamed(theme)
    this.#renderer.setClearColor(this.model.theme.background)
    this.#painting.setTheme(this.model.theme)
    this.model.recolor()
    this.#takeLooks(true)
  }

  /** Whether a training goes on: then its snapshots and what they set in motion are drawn as often as leaves it time. */
  setPatient(patient: boolean): void {
    this.#patient = patient
    if (!patient && this.#frames.due) this.#frames.ask(false)
  }

  setReducedMotion(reduced: boolean): void {
    this.#reducedMotion = reduced
    this.#controls.damping = !reduced
  }

  /** Takes the canvas's size on the page; called by itself when that changes. */
  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas
    if (width === 0 || height === 0) return
    const ratio = this.#ratio()
    this.#size = { width, height, ratio }
    this.#renderer.setPixelRatio(ratio)
    this.#renderer.setSize(width, height, false)
    this.#over = ''
    this.#overlay.width = Math.round(width * ratio)
    this.#overlay.height = Math.round(height * ratio)
    this.#painting.setFrame(this.#size)
    this.#controls.resize({ width, height })
    this.#frames.refill() // a canvas that was resized is empty
  }

  /** Draws a frame now if one is due, without waiting for the browser's. */
  flush(): void {
    if (this.#frames.due) this.#frames.drawNow()
  }

  /** Where a unit is on the canvas, in px from its upper left corner: for what the page lays beside it. */
  positionOf(unit: Unit): { x: number; y: number; radius: number } {
    const seen = this.#project()
    const at = 3 * this.model.units.row(unit)
    return { x: seen[at], y: seen[at + 1], radius: seen[at + 2] }
  }

  /** Of a picture, in px of the screen. */
  get size(): { width: number; height: number } {
    const { width, height, ratio } = this.#size
    return { width: Math.round(width * ratio), height: Math.round(height * ratio) }
  }

  /** Fills another canvas with the current view, words and all. */
  paintOn(canvas: HTMLCanvasElement): void {
    this.#frames.drawNow()
    const context = canvas.getContext('2d')!
    context.resetTransform()
    context.drawImage(this.#canvas, 0, 0, canvas.width, canvas.height)
    context.scale(canvas.width / this.#size.width, canvas.height / this.#size.height)
    drawLabels(context, this.model.theme, this.#labels())
  }

  /** The current view as PNG. */
  toPNG(): Promise<Blob> {
    const canvas = Object.assign(document.createElement('canvas'), this.size)
    this.paintOn(canvas)
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))),
        'image/png',
      )
    })
  }

  /** The current view as an SVG document. */
  toSVG(): string {
    return sceneSvg(this.model, this.#camera, this.#size, this.#controls.flatness)
  }

  dispose(): void {
    this.#frames.stop()
    this.#resized.disconnect()
    this.#canvas.removeEventListener('webglcontextrestored', this.#restore)
    this.#pointer.dispose()
    this.#controls.dispose()
    this.#painting.dispose()
    this.#shown.texture.texture.dispose()
    this.#renderer.dispose()
    this.#overlay.remove()
  }

  // ---- frames

  readonly #restore = () => this.#rewired()

  #draw(now: number): void {
    const moved = this.#shown.advance(now)
    const passed = this.#controls.advance(now)
    const { flatness } = this.#controls
    if (moved) this.#stale = { texture: true, seen: true }
    if (this.#stale.texture || passed) this.#shown.write(flatness)
    this.#stale.texture = false
    this.#painting.update(flatness)
    this.#renderer.render(this.#painting.scene, this.#camera)
    this.#drawOver()
    if (moved || passed) this.#frames.ask(this.#patient && !passed)
  }

  /** Words and strokes, where they are not as they were. */
  #drawOver(): void {
    const { width, height, ratio } = this.#size
    const labels = this.#labels()
    const words = JSON.stringify([width, height, ratio, this.model.theme.background, labels])
    if (words === this.#over && !this.#stroke) return
    this.#over = this.#stroke ? '' : words
    const context = this.#overlay.getContext('2d', BY_PROCESSOR)!
    const seen = this.#stroke ? this.#project() : this.#seen
    drawOverlay(context, this.#size, this.model.theme, labels, this.#stroke, seen)
  }

  /** Px of the screen for a px of the page: fewer where many wires have to be filled. */
  #ratio(): number {
    const most = this.model.wires.drawn > MANY_WIRES ? MOST_RATIO.many : MOST_RATIO.few
    return Math.min(most, window.devicePixelRatio || 1)
  }

  #rewired(canWait = false): void {
    if (this.#ratio() !== this.#size.ratio) this.resize()
    this.#painting.setWires()
    this.#restyle(canWait)
  }

  /** Units take on the model's looks, at once or by and by. */
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
    return placedLabels(this.model, new Projection(this.#camera, this.#size), this.#controls.flatness)
  }

  #project(): Float32Array {
    if (this.#stale.seen) {
      const projection = new Projection(this.#camera, this.#size)
      this.#shown.project(projection, this.#controls.flatness, this.#seen)
      this.#stale.seen = false
    }
    return this.#seen
  }

  #pointerTarget(): PointerTarget {
    const { units } = this.model
    const unit = (row: number) => (row < 0 ? null : units.unit(row))
    const scene = this
    return {
      get tool() {
        return scene.#tool
      },
      seen: () => this.#project(),
      neurons: () => ({ first: units.first('sheet'), count: units.neurons }),
      hovered: (row: number) => {
        if (row === this.#hovered) return
        this.#hovered = row
        this.#emit('hover', unit(row))
      },
      clicked: (row: number) => this.#emit('click', unit(row)),
      stroke: (stroke: Stroke | null) => {
        this.#stroke = stroke
        this.#frames.ask(false)
      },
      caught: (neurons: number[], add: boolean) => this.#emit('lasso', { neurons, add }),
      mayMove: (move: boolean) => {
        this.#controls.mayMove = move && this.#tool === 'move'
      },
    }
  }

  #emit<E extends keyof SceneEvents>(event: E, value: SceneEvents[E]): void {
    for (const listener of this.#listeners[event]) listener(value)
  }
}

/** Whether WebGL runs on the processor, as far as the browser tells. */
function inSoftware(context: WebGL2RenderingContext): boolean {
  const info = context.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : context.RENDERER))
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer)
}

/** A canvas exactly over another, that lets the pointer through. */
function overlayOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const overlay = document.createElement('canvas')
  overlay.setAttribute('aria-hidden', 'true')
  Object.assign(overlay.style, {
    position: 'absolute',
    inset: '0',
    width: '100%',
    height: '100%',
    pointerEvents: 'none',
  })
  canvas.after(overlay)
  return overlay
}

export type { Tool }
