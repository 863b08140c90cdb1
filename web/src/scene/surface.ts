/**
 * The surface on which a scene is drawn: a canvas with WebGL and a second one over it for labels and strokes. Makes
 * pictures of both together.
 */
import { WebGLRenderer } from 'three'
import { BY_PROCESSOR } from '../panels/byProcessor.js'
import { drawLabels, drawOverlay, type Stroke } from './overlay.js'
import type { PlacedLabel } from './placedLabels.js'
import type { Theme } from './theme.js'

/** The browser gives the canvas no WebGL 2. The SVG drawing (svg.ts) needs none. */
export class NoWebGL extends Error {
  override name = 'NoWebGL'
}

export class Surface {
  readonly context: WebGL2RenderingContext
  readonly renderer: WebGLRenderer
  /** Width and height in px of the page; `ratio`: px of the screen for a px of the page. */
  size = { width: 1, height: 1, ratio: 1 }
  readonly #overlay: HTMLCanvasElement
  /** What is written on the overlay, as JSON: the labels and all that their look depends on. */
  #written = ''

  /**
   * @param canvas in an element with a CSS position, because the labels are laid over the canvas
   * @throws NoWebGL if the browser gives the canvas no WebGL 2
   */
  constructor(readonly canvas: HTMLCanvasElement) {
    const context = canvas.getContext('webgl2', {
      antialias: false,
      alpha: false,
      powerPreference: 'high-performance',
    })
    if (!context) throw new NoWebGL('this browser gives no WebGL 2')
    this.context = context
    this.renderer = new WebGLRenderer({ canvas, context })
    this.#overlay = overlayOf(canvas)
  }

  /** Whether WebGL runs on the processor instead of a graphics card, as far as the browser tells. */
  get isInSoftware(): boolean {
    const info = this.context.getExtension('WEBGL_debug_renderer_info')
    const renderer = String(
      this.context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : this.context.RENDERER),
    )
    return /swiftshader|llvmpipe|software|basic render/i.test(renderer)
  }

  /** Adapts to the canvas's size on the page. @returns whether it has a size; everything must then be drawn anew */
  resize(ratio: number): boolean {
    const { clientWidth: width, clientHeight: height } = this.canvas
    if (width === 0 || height === 0) return false
    this.size = { width, height, ratio }
    this.renderer.setPixelRatio(ratio)
    this.renderer.setSize(width, height, false)
    this.#written = ''
    this.#overlay.width = Math.round(width * ratio)
    this.#overlay.height = Math.round(height * ratio)
    return true
  }

  /**
   * Writes labels and a stroke over the scene, if they have changed.
   * @param seen where the units are, from `ShownUnits.project`; the stroke marks those that it has caught
   */
  write(theme: Theme, labels: readonly PlacedLabel[], stroke: Stroke | null, seen: Float32Array): void {
    const { width, height, ratio } = this.size
    const words = JSON.stringify([width, height, ratio, theme.background, labels])
    if (words === this.#written && !stroke) return
    this.#written = stroke ? '' : words
    const context = this.#overlay.getContext('2d', BY_PROCESSOR)!
    drawOverlay(context, this.size, theme, labels, stroke, seen)
  }

  /** Draws the last frame with its labels on another canvas. */
  paintOn(canvas: HTMLCanvasElement, theme: Theme, labels: readonly PlacedLabel[]): void {
    const context = canvas.getContext('2d')!
    context.resetTransform()
    context.drawImage(this.canvas, 0, 0, canvas.width, canvas.height)
    context.scale(canvas.width / this.size.width, canvas.height / this.size.height)
    drawLabels(context, theme, labels)
  }

  /** Size of a picture, in px of the screen. */
  get pictureSize(): { width: number; height: number } {
    const { width, height, ratio } = this.size
    return { width: Math.round(width * ratio), height: Math.round(height * ratio) }
  }

  dispose(): void {
    this.renderer.dispose()
    this.#overlay.remove()
  }
}

/** Makes a canvas exactly over another one. Pointer events go through it to the one below. */
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

/** A canvas as PNG. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))),
      'image/png',
    )
  })
}
