/** Turns what the pointer does into the scene's events, in terms of units and neurons instead of rows. */
import type { Stroke } from './overlay.js'
import type { Seen } from './pick.js'
import { Pointer, type PointerTarget, type Tool } from './pointer.js'
import type { Unit, Units } from './units.js'

export interface SceneEvents {
  hover: Unit | null
  click: Unit | null
  /** Places of the neurons that a lasso or a brush caught; `add`: whether they are added to the former selection. */
  lasso: { neurons: number[]; add: boolean }
}

/** What an interaction needs of its scene. */
interface Scene {
  /** Where units are seen now. */
  seen(): Seen
  /** Called when a stroke has begun, gone on or ended, and must be drawn anew. */
  strokeChanged(): void
  /** Whether the camera may follow the pointer. */
  mayMove(move: boolean): void
}

export class Interaction {
  readonly #canvas: HTMLCanvasElement
  readonly #scene: Scene
  readonly #pointer: Pointer
  readonly #listeners: { [E in keyof SceneEvents]: Set<(value: SceneEvents[E]) => void> } = {
    hover: new Set(),
    click: new Set(),
    lasso: new Set(),
  }
  #stroke: Stroke | null = null
  #hovered = -1
  #tool: Tool = 'move'

  /** Must be made before the camera's controls, like `Pointer`. */
  constructor(canvas: HTMLCanvasElement, units: Units, scene: Scene) {
    this.#canvas = canvas
    this.#scene = scene
    this.#pointer = new Pointer(canvas, this.#target(units))
  }

  /** The lasso or brush that is being drawn. */
  get stroke(): Stroke | null {
    return this.#stroke
  }

  on<E extends keyof SceneEvents>(event: E, listener: (value: SceneEvents[E]) => void): () => void {
    this.#listeners[event].add(listener)
    return () => this.#listeners[event].delete(listener)
  }

  setTool(tool: Tool): void {
    this.#tool = tool
    this.#scene.mayMove(tool === 'move')
    this.#canvas.style.touchAction = tool === 'move' ? 'pan-y' : 'none'
    this.#canvas.style.cursor = tool === 'move' ? '' : 'crosshair'
  }

  dispose(): void {
    this.#pointer.dispose()
  }

  #target(units: Units): PointerTarget {
    const unit = (row: number) => (row < 0 ? null : units.unit(row))
    const tool = () => this.#tool
    return {
      get tool() {
        return tool()
      },
      seen: () => this.#scene.seen(),
      neurons: () => ({ first: units.first('sheet'), count: units.neurons }),
      hovered: (row) => {
        if (row === this.#hovered) return
        this.#hovered = row
        this.#emit('hover', unit(row))
      },
      clicked: (row) => this.#emit('click', unit(row)),
      stroke: (stroke) => {
        this.#stroke = stroke
        this.#scene.strokeChanged()
      },
      caught: (neurons, add) => this.#emit('lasso', { neurons, add }),
      mayMove: (move) => this.#scene.mayMove(move && this.#tool === 'move'),
    }
  }

  #emit<E extends keyof SceneEvents>(event: E, value: SceneEvents[E]): void {
    for (const listener of this.#listeners[event]) listener(value)
  }
}
