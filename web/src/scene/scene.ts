/**
 * The network as the paper draws it (PAPER.md 1.2, 1.4): input plane, sheet and output plane with the wires between
 * them, in WebGL. What is shown is the model's affair (model.ts), how it is painted that of the meshes; this class
 * keeps them together over time: swaps and passages between views are animated, a frame is drawn only when something
 * changed.
 */

import type { Layout, Sheet } from 'gyrus/growth/sheet.js'
import { PerspectiveCamera, Scene, WebGLRenderer } from 'three'
import type { Snapshot } from '../brain/snapshot.js'
import { CameraControls } from './cameraControls.js'
import { type Coloring, LEAST_RADIUS, LOOK_SIZE } from './coloring.js'
import { unitColorShare, unitOpacity, unitScale, wireShare } from './emphasis.js'
import type { Labels } from './labels.js'
import { type Highlight, SceneModel } from './model.js'
import { blend, glide } from './motion.js'
import { drawLabels, drawOverlay, type Stroke } from './overlay.js'
import { placedLabels } from './placedLabels.js'
import { PlaneMesh } from './planeMesh.js'
import { Pointer, type Tool } from './pointer.js'
import { Projection, type Size } from './projection.js'
import { sceneSvg } from './svg.js'
import { type Theme, themeNamed } from './theme.js'
import { UnitMesh } from './unitMesh.js'
import type { Unit } from './units.js'
import { FLOATS, UnitTexture } from './unitTexture.js'
import type { ViewName } from './view.js'
import { WireMesh } from './wireMesh.js'
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

/** Milliseconds of a swap, of a change of colors, and of a passage between views. */
const TIMES = { swap: 700, color: 260, passage: 1100 }
/** Sharper than this is not seen, and where there are many wires it costs too much to fill them. */
const MOST_RATIO = { few: 2, many: 1.5 }
const MANY_WIRES = 8000
/** Height of a frame in px in which wires have their own widths. */
const NOMINAL_HEIGHT = 700

export class BrainScene {
  readonly model: SceneModel
  readonly #canvas: HTMLCanvasElement
  readonly #overlay: HTMLCanvasElement
  readonly #renderer: WebGLRenderer
  readonly #scene = new Scene()
  readonly #camera = new PerspectiveCamera()
  readonly #controls: CameraControls
  readonly #pointer: Pointer
  readonly #texture: UnitTexture
  readonly #wires: Record<WireKind | 'focus', WireMesh>
  readonly #units: Record<'output' | 'sheet' | 'input', UnitMesh>
  readonly #planes: Record<'output' | 'sheet' | 'input', PlaneMesh>
  readonly #resized: ResizeObserver
  readonly #listeners: { [E in keyof SceneEvents]: Set<(value: SceneEvents[E]) => void> } = {
    hover: new Set(),
    click: new Set(),
    lasso: new Set(),
  }
  /** Where and how units are shown now, and where they started from: `[unit, 3]`, `[unit, LOOK_SIZE]`. */
  readonly #places: Float32Array
  readonly #looks: Float32Array
  readonly #placesFrom: Float32Array
  readonly #looksFrom: Float32Array
  readonly #seen: Float32Array
  #swapStart: number | null = null
  #colorStart: number | null = null
  #scheduled = 0
  #stale = { texture: true, seen: true }
  #stroke: Stroke | null = null
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

    const { units, wires } = this.model
    this.#places = Float32Array.from(units.homes)
    this.#placesFrom = Float32Array.from(units.homes)
    this.#looks = Float32Array.from(this.model.looks)
    this.#looksFrom = Float32Array.from(this.model.looks)
    this.#seen = new Float32Array(3 * units.count)
    this.#texture = new UnitTexture(units.count)

    // Painted from the lowest plane up.
    const unitMesh = (plane: 'output' | 'sheet' | 'input', order: number) =>
      new UnitMesh(units.first(plane), units.size(plane), this.#texture, order)
    this.#planes = {
      output: new PlaneMesh('output', units, 0),
      sheet: new PlaneMesh('sheet', units, 3),
      input: new PlaneMesh('input', units, 8),
    }
    this.#wires = {
      output: new WireMesh(wires.output.data, this.#texture, 1),
      recurrent: new WireMesh(wires.recurrent.data, this.#texture, 4),
      input: new WireMesh(wires.input.data, this.#texture, 5),
      focus: new WireMesh(new Float32Array(wires.input.data.length), this.#texture, 6),
    }
    this.#units = { output: unitMesh('output', 2), sheet: unitMesh('sheet', 7), input: unitMesh('input', 9) }
    for (const parts of [this.#planes, this.#wires, this.#units]) {
      for (const { mesh } of Object.values(parts)) this.#scene.add(mesh)
    }

    this.#pointer = new Pointer(canvas, this.#pointerTarget())
    this.#controls = new CameraControls(this.#camera, canvas, units, options.view ?? 'space', {
      changed: () => {
        this.#stale.seen = true
        this.#schedule()
      },
      damping: !this.#reducedMotion,
    })
    this.setTheme(theme)
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
    const first = this.model.units.first('sheet')
    const permute = (shown: Float32Array, start: Float32Array, size: number) => {
      start.set(shown)
      from.forEach((before, place) => {
        if (before === place) return
        const at = size * (first + before)
        start.set(shown.subarray(at, at + size), size * (first + place))
      })
    }
    if (this.#swapStart !== null || from.some((before, place) => before !== place)) {
      permute(this.#places, this.#placesFrom, 3)
      permute(this.#looks, this.#looksFrom, LOOK_SIZE)
      this.#looks.set(this.#looksFrom)
      this.#swapStart = this.#reducedMotion ? null : performance.now()
      if (this.#reducedMotion) this.#places.set(this.model.units.homes)
      this.#tweenColors()
    }
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
    Object.assign(this.model.shown, shown)
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
    this.model.recolor()
    this.#tweenColors()
  }

  /** Activity of the neurons, or of all units: inputs, neurons, outputs. Shown at once where the coloring is by activity. */
  setActivity(activity: Float32Array | null): void {
    this.model.activity = activity
    if (this.model.coloring.kind !== 'activity') return
    this.model.recolor()
    this.#looks.set(this.model.looks)
    this.#colorStart = null
    this.#restyle()
  }

  highlight(highlight: Highlight): void {
    this.model.highlight = highlight
    this.model.refocus()
    this.#wires.focus.setWires(this.model.focusWires)
    this.#restyle()
  }

  /** Looks at the network in space, or straight down on the sheet as a map. */
  setView(view: ViewName, animated = true): void {
    this.#controls.goTo(view, animated && !this.#reducedMotion ? TIMES.passage : 0)
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
    for (const mesh of [...Object.values(this.#wires), ...Object.values(this.#units)])
      mesh.setTheme(this.model.theme)
    this.model.recolor()
    this.#looks.set(this.model.looks)
    this.#colorStart = null
    this.#restyle()
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
    this.#overlay.width = Math.round(width * ratio)
    this.#overlay.height = Math.round(height * ratio)
    this.#setFrame(this.#size)
    this.#controls.resize({ width, height })
    // At once: a canvas that was resized is empty.
    this.#draw(performance.now())
  }

  /** Draws a frame now if one is due, without waiting for the browser's. */
  flush(): void {
    if (this.#scheduled <= 0) return
    cancelAnimationFrame(this.#scheduled)
    this.#scheduled = 0
    this.#draw(performance.now())
  }

  /** Where a unit is on the canvas, in px from its upper left corner: for what the page lays beside it. */
  positionOf(unit: Unit): { x: number; y: number; radius: number } {
    const seen = this.#project()
    const at = 3 * this.model.units.row(unit)
    return { x: seen[at], y: seen[at + 1], radius: seen[at + 2] }
  }

  /** The current view as PNG. */
  toPNG(): Promise<Blob> {
    this.#draw(performance.now())
    const { width, height, ratio } = this.#size
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    const context = canvas.getContext('2d')!
    context.drawImage(this.#canvas, 0, 0)
    context.scale(ratio, ratio)
    drawLabels(context, this.model.theme, this.#labels())
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
    cancelAnimationFrame(this.#scheduled)
    this.#scheduled = -1
    this.#resized.disconnect()
    this.#pointer.dispose()
    this.#controls.dispose()
    for (const part of [this.#wires, this.#units, this.#planes].flatMap((parts) => Object.values(parts)))
      part.dispose()
    this.#texture.texture.dispose()
    this.#renderer.dispose()
    this.#overlay.remove()
  }

  // ---- frames

  #schedule(): void {
    if (this.#scheduled !== 0) return
    this.#scheduled = requestAnimationFrame((now) => {
      this.#scheduled = 0
      this.#draw(now)
    })
  }

  #draw(now: number): void {
    if (this.#scheduled < 0) return // disposed
    const moving = this.#advance(now)
    const passing = this.#controls.advance(now)
    if (this.#stale.texture || passing) this.#writeTexture()
    const { theme } = this.model
    const { flatness } = this.#controls
    const space = 1 - flatness
    this.#planes.output.set(theme, 1, space)
    this.#planes.sheet.set(theme, 1, 1)
    this.#planes.input.set(theme, 0.35, space)
    for (const kind of WIRE_KINDS) {
      this.#wires[kind].setStyle(this.model.styles[kind], wireShare(this.model, kind, flatness))
    }
    this.#wires.focus.setStyle(this.model.focusStyle, 1)
    // On the map, channels that are shown lie over the sheet.
    this.#units.output.mesh.renderOrder = flatness > 0.5 ? 10 : 2
    this.#units.output.mesh.material.depthTest = flatness <= 0.5
    this.#units.sheet.setShade(1 - 0.6 * flatness)
    this.#renderer.render(this.#scene, this.#camera)
    const context = this.#overlay.getContext('2d')!
    drawOverlay(
      context,
      this.#size,
      theme,
      this.#labels(),
      this.#stroke,
      this.#stroke ? this.#project() : this.#seen,
    )
    if (moving || passing) this.#schedule()
  }

  /** Moves what moves. @returns whether it still does */
  #advance(now: number): boolean {
    const share = (start: number | null, time: number) =>
      start === null ? 1 : Math.min(1, (now - start) / time)
    const { homes } = this.model.units
    if (this.#swapStart !== null) {
      const t = share(this.#swapStart, TIMES.swap)
      glide(this.#placesFrom, homes, t, this.#places)
      if (t >= 1) this.#swapStart = null
      this.#stale = { texture: true, seen: true }
    }
    if (this.#colorStart !== null) {
      const t = share(this.#colorStart, TIMES.color)
      blend(this.#looksFrom, this.model.looks, t, this.#looks)
      if (t >= 1) this.#colorStart = null
      this.#stale = { texture: true, seen: true }
    }
    return this.#swapStart !== null || this.#colorStart !== null
  }

  #writeTexture(): void {
    const { data, texture } = this.#texture
    const { units } = this.model
    const { flatness } = this.#controls
    for (let row = 0; row < units.count; row++) {
      const at = FLOATS * row
      const look = LOOK_SIZE * row
      data[at] = this.#places[3 * row]
      data[at + 1] = this.#places[3 * row + 1]
      data[at + 2] = this.#places[3 * row + 2]
      data[at + 3] = this.#looks[look] * unitScale(units.plane(row), flatness)
      data[at + 4] = this.#looks[look + 1]
      data[at + 5] = this.#looks[look + 2]
      data[at + 6] = this.#looks[look + 3]
      data[at + 7] = unitOpacity(this.model, row, flatness)
      data[at + 8] = this.model.mark(row)
      data[at + 9] = this.model.isLesioned(row) ? 1 : 0
      data[at + 10] = unitColorShare(this.model, row)
    }
    texture.needsUpdate = true
    this.#stale.texture = false
  }

  /** Px of the screen for a px of the page: fewer where many wires have to be filled. */
  #ratio(): number {
    const most = this.model.wires.drawn > MANY_WIRES ? MOST_RATIO.many : MOST_RATIO.few
    return Math.min(most, window.devicePixelRatio || 1)
  }

  #rewired(): void {
    if (this.#ratio() !== this.#size.ratio) this.resize()
    for (const kind of WIRE_KINDS) this.#wires[kind].setWires(this.model.wires[kind])
    this.#wires.focus.setWires(this.model.focusWires)
    this.#restyle()
  }

  #tweenColors(): void {
    if (this.#reducedMotion) {
      this.#looks.set(this.model.looks)
      this.#colorStart = null
    } else {
      this.#looksFrom.set(this.#looks)
      this.#colorStart = performance.now()
    }
    this.#restyle()
  }

  #restyle(): void {
    this.#stale = { texture: true, seen: true }
    this.#schedule()
  }

  #setFrame({ width, height, ratio }: Size & { ratio: number }): void {
    const scale = Math.min(1.6, Math.max(0.6, Math.min(width, height) / NOMINAL_HEIGHT))
    for (const mesh of Object.values(this.#wires)) mesh.setFrame(ratio * width, ratio * height, ratio * scale)
    for (const mesh of Object.values(this.#units)) mesh.setFrame(width, height, ratio)
    for (const mesh of Object.values(this.#planes)) mesh.setFrame(ratio)
  }

  #labels() {
    return placedLabels(this.model, new Projection(this.#camera, this.#size), this.#controls.flatness)
  }

  /** Where units are seen; radius 0 for those that are too faint to be meant. */
  #project(): Float32Array {
    if (!this.#stale.seen) return this.#seen
    const { units } = this.model
    const projection = new Projection(this.#camera, this.#size)
    for (let row = 0; row < units.count; row++) {
      const [x, y, scale] = projection.point(
        this.#places[3 * row],
        this.#places[3 * row + 1],
        this.#places[3 * row + 2],
      )
      this.#seen[3 * row] = x
      this.#seen[3 * row + 1] = y
      const { flatness } = this.#controls
      const plane = units.plane(row)
      const radius = this.#looks[LOOK_SIZE * row] * unitScale(plane, flatness) * scale
      this.#seen[3 * row + 2] = plane === 'sheet' || flatness < 0.5 ? Math.max(LEAST_RADIUS, radius) : 0
    }
    this.#stale.seen = false
    return this.#seen
  }

  #pointerTarget() {
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
        this.#schedule()
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

export type { Size, Tool }
