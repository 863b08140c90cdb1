/** Turns pointer events on the canvas into actions: hovering, clicking, drawing with a lasso or a brush. */
import type { Stroke } from './overlay.js'
import { nearestUnit, type Seen, unitsAlong, unitsInside } from './pick.js'

export type Tool = 'move' | 'lasso' | 'brush'

export interface PointerTarget {
  tool: Tool
  /** Where units are seen now; computed when it is called. */
  seen(): Seen
  /** Row of the first neuron, and number of neurons. */
  neurons(): { first: number; count: number }
  hovered(row: number): void
  clicked(row: number): void
  /** Called when a stroke begins or goes on; with null when it is removed. */
  stroke(stroke: Stroke | null): void
  /** Called when a stroke has ended; `add`: whether its neurons are added to the former selection. */
  caught(neurons: number[], add: boolean): void
  /** Whether the camera may follow the pointer. */
  mayMove(move: boolean): void
}

/** How far beyond its edge a disc can still be hit, px. */
const SLACK = { mouse: 6, touch: 16 }
/** How far a pointer may move in a click, px. */
const STILL = 5
const BRUSH = 16

export class Pointer {
  readonly #canvas: HTMLCanvasElement
  readonly #target: PointerTarget
  readonly #abort = new AbortController()
  #down: { id: number; x: number; y: number; still: boolean } | null = null
  #stroke: { points: number[]; tool: 'lasso' | 'brush'; caught: Set<number>; add: boolean } | null = null

  /** Must be made before the camera's controls, so that it gets the pointer's events before them. */
  constructor(canvas: HTMLCanvasElement, target: PointerTarget) {
    this.#canvas = canvas
    this.#target = target
    const on = (type: string, listener: (event: PointerEvent) => void) => {
      canvas.addEventListener(type, listener as EventListener, { signal: this.#abort.signal })
    }
    on('pointerdown', (event) => this.#onDown(event))
    on('pointermove', (event) => this.#onMove(event))
    on('pointerup', (event) => this.#onUp(event))
    on('pointercancel', () => this.#end())
    on('pointerleave', () => {
      if (!this.#stroke) target.hovered(-1)
    })
  }

  dispose(): void {
    this.#abort.abort()
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0 || this.#down) return
    const [x, y] = this.#at(event)
    this.#down = { id: event.pointerId, x, y, still: true }
    const { tool } = this.#target
    if (tool === 'move' && !event.shiftKey) return
    this.#target.mayMove(false)
    this.#canvas.setPointerCapture(event.pointerId)
    const add = event.ctrlKey || event.metaKey || (tool !== 'move' && event.shiftKey)
    this.#stroke = { points: [x, y], tool: tool === 'brush' ? 'brush' : 'lasso', caught: new Set(), add }
    this.#extend(x, y)
  }

  #onMove(event: PointerEvent): void {
    const [x, y] = this.#at(event)
    const down = this.#down
    if (down && down.id === event.pointerId && Math.hypot(x - down.x, y - down.y) > STILL) down.still = false
    if (this.#stroke) {
      if (down?.id === event.pointerId) this.#extend(x, y)
    } else if (!down && event.pointerType !== 'touch') {
      this.#target.hovered(nearestUnit(this.#target.seen(), x, y, SLACK.mouse))
    }
  }

  #onUp(event: PointerEvent): void {
    const down = this.#down
    if (down?.id !== event.pointerId) return
    const stroke = this.#stroke
    this.#end()
    if (down.still && stroke?.tool !== 'brush') {
      const slack = event.pointerType === 'touch' ? SLACK.touch : SLACK.mouse
      this.#target.clicked(nearestUnit(this.#target.seen(), down.x, down.y, slack))
    } else if (stroke) {
      this.#target.caught(
        [...stroke.caught].sort((a, b) => a - b),
        stroke.add,
      )
    }
  }

  #extend(x: number, y: number): void {
    const stroke = this.#stroke!
    const { first, count } = this.#target.neurons()
    const seen = this.#target.seen()
    const before = stroke.points.slice(-2)
    stroke.points.push(x, y)
    if (stroke.tool === 'brush') {
      for (const neuron of unitsAlong(seen, [before[0], before[1], x, y], BRUSH, first, count)) {
        stroke.caught.add(neuron)
      }
    } else {
      stroke.caught = new Set(unitsInside(seen, stroke.points, first, count))
    }
    this.#target.stroke({
      points: stroke.points,
      reach: stroke.tool === 'brush' ? BRUSH : null,
      caught: [...stroke.caught].map((neuron) => first + neuron),
    })
  }

  #end(): void {
    this.#down = null
    if (!this.#stroke) return
    this.#stroke = null
    this.#target.stroke(null)
    this.#target.mayMove(true)
  }

  #at(event: PointerEvent): [x: number, y: number] {
    const { left, top } = this.#canvas.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }
}
