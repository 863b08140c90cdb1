/**
 * The network as the paper draws it (PAPER.md 1.2, 1.4), in WebGL: input plane, sheet and output plane with the wires
 * between them. The rest of the page uses only this class. Behind it, model.ts holds what is shown, drawing.ts draws
 * it, on the canvases of surface.ts, and interaction.ts handles the pointer.
 */
import type { Layout, Sheet } from 'gyrus/growth/sheet.js'
import type { Snapshot } from '../brain/snapshot.js'
import type { Coloring } from './coloring.js'
import { Drawing } from './drawing.js'
import { Interaction, type SceneEvents } from './interaction.js'
import type { Labels } from './labels.js'
import { type Highlight, SceneModel } from './model.js'
import type { Tool } from './pointer.js'
import { NoWebGL, pngOf, Surface } from './surface.js'
import { type Theme, themeNamed } from './theme.js'
import type { Unit } from './units.js'
import type { ViewName } from './view.js'
import { MOST_WIRES, MOST_WIRES_IN_SOFTWARE, WIRE_KINDS, type WireKind } from './wires.js'

export interface SceneOptions {
  layout: Layout
  labels: Labels
  sheet: Sheet
  reducedMotion?: boolean
  theme?: 'light' | 'dark' | Theme
  view?: ViewName
  /** The most wires drawn at once; by default 20,000, and fewer if the browser draws without a graphics card. */
  mostWires?: number
}

/** Time of a passage between views, ms. */
const PASSAGE = 1100

export class BrainScene {
  readonly model: SceneModel
  readonly #surface: Surface
  readonly #interaction: Interaction
  readonly #drawing: Drawing

  /**
   * @param canvas in an element with a CSS position, because the labels are laid over the canvas
   * @throws NoWebGL if the browser gives the canvas no WebGL 2
   */
  constructor(canvas: HTMLCanvasElement, options: SceneOptions) {
    const surface = new Surface(canvas)
    const theme = typeof options.theme === 'object' ? options.theme : themeNamed(options.theme ?? 'light')
    const most = options.mostWires ?? (surface.isInSoftware ? MOST_WIRES_IN_SOFTWARE : MOST_WIRES)
    this.model = new SceneModel({ ...options, theme, most })
    this.#surface = surface
    this.#interaction = new Interaction(canvas, this.model.units, {
      seen: () => this.#drawing.seen(),
      strokeChanged: () => this.#drawing.changeStroke(),
      mayMove: (move) => {
        this.#drawing.controls.mayMove = move
      },
    })
    this.#drawing = new Drawing(surface, this.model, {
      view: options.view ?? 'space',
      reducedMotion: options.reducedMotion ?? false,
      stroke: () => this.#interaction.stroke,
    })
    this.setTheme(theme)
    this.resize()
  }

  on<E extends keyof SceneEvents>(event: E, listener: (value: SceneEvents[E]) => void): () => void {
    return this.#interaction.on(event, listener)
  }

  /** Shows a network. Neurons that changed places since the last one glide to their new places. */
  setNetwork(snapshot: Snapshot): void {
    this.#drawing.changeNetwork(this.model.setNetwork(snapshot))
  }

  /** Shows empty planes, without a network. */
  clear(): void {
    this.model.clear()
    this.#drawing.changeWires()
  }

  /** Sets the threshold: only wires of larger |w| are drawn. */
  setThreshold(threshold: number): void {
    if (threshold === this.model.threshold) return
    this.model.threshold = threshold
    this.model.rewire()
    this.#drawing.changeWires()
  }

  /** Sets which kinds of wires are drawn. */
  setPlanes(shown: Partial<Record<WireKind, boolean>>): void {
    const kinds = WIRE_KINDS.filter(
      (kind) => (shown[kind] ?? this.model.shown[kind]) !== this.model.shown[kind],
    )
    if (kinds.length === 0) return
    for (const kind of kinds) this.model.shown[kind] = shown[kind] ?? true
    this.model.rewire()
    this.#drawing.changeWires()
  }

  /** How many wires are above the threshold, and how many of them are drawn. */
  get wires(): { above: number; drawn: number; most: number } {
    const { above, drawn, most } = this.model.wires
    return { above, drawn, most }
  }

  colorBy(coloring: Coloring): void {
    this.model.coloring = coloring
    if (this.model.recolor()) this.#drawing.changeColors()
  }

  /** Sets the activity of the neurons, or of all units (inputs, neurons, outputs), for the coloring by activity. */
  setActivity(activity: Float32Array | null): void {
    this.model.activity = activity
    if (this.model.coloring.kind !== 'activity') return
    this.model.recolor()
    this.#drawing.changeColors(true)
  }

  highlight(highlight: Highlight): void {
    this.model.highlight = highlight
    this.model.refocus()
    this.#drawing.changeHighlight()
  }

  /** Changes the view: the network in space, or the sheet seen from above as a map. */
  setView(view: ViewName, animated = true): void {
    this.#drawing.controls.goTo(view, animated && !this.#drawing.reducedMotion ? PASSAGE : 0)
  }

  get view(): ViewName {
    return this.#drawing.controls.view
  }

  /** Moves the camera back to where everything is seen. */
  reset(): void {
    this.setView(this.view)
  }

  /** Turns the view in space, or moves the map, by shares of the frame. */
  turn(right: number, down: number): void {
    this.#drawing.controls.turn(right, down)
  }

  zoom(factor: number): void {
    this.#drawing.controls.zoom(factor)
  }

  /** Sets what a drag does: move the view, or select neurons. With the Shift key, a drag is always a lasso. */
  setTool(tool: Tool): void {
    this.#interaction.setTool(tool)
  }

  setTheme(theme: 'light' | 'dark' | Theme): void {
    this.model.theme = typeof theme === 'object' ? theme : themeNamed(theme)
    this.model.recolor()
    this.#drawing.changeTheme()
  }

  /** Whether a training is running. If so, its snapshots and their motions are drawn less often, to leave it time. */
  setPatient(patient: boolean): void {
    this.#drawing.patient = patient
  }

  setReducedMotion(reduced: boolean): void {
    this.#drawing.reducedMotion = reduced
  }

  /** Adapts to the canvas's size on the page. An observer calls this when the size changes. */
  resize(): void {
    this.#drawing.resize()
  }

  /** Draws a frame now if one is due, without waiting for the browser's next frame. */
  flush(): void {
    this.#drawing.flush()
  }

  /** Where a unit is on the canvas, in px from the upper left corner, so that the page can place elements beside it. */
  positionOf(unit: Unit): { x: number; y: number; radius: number } {
    const seen = this.#drawing.seen()
    const at = 3 * this.model.units.row(unit)
    return { x: seen[at], y: seen[at + 1], radius: seen[at + 2] }
  }

  /** Size of a picture, in px of the screen. */
  get size(): { width: number; height: number } {
    return this.#surface.pictureSize
  }

  /** Draws the current view with its labels on another canvas. */
  paintOn(canvas: HTMLCanvasElement): void {
    this.#drawing.paintOn(canvas)
  }

  /** The current view as PNG. */
  toPNG(): Promise<Blob> {
    const canvas = Object.assign(document.createElement('canvas'), this.size)
    this.paintOn(canvas)
    return pngOf(canvas)
  }

  /** The current view as an SVG document. */
  toSVG(): string {
    return this.#drawing.toSVG()
  }

  dispose(): void {
    this.#interaction.dispose()
    this.#drawing.dispose()
  }
}

export type { SceneEvents, Tool }
export { NoWebGL }
