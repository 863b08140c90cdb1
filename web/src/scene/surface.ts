/**
 * What a scene is drawn on: its canvas with WebGL, another one over it for words and strokes, the size of both, and
 * pictures of what is on them.
 */
import { WebGLRenderer } from 'three'
import { BY_PROCESSOR } from '../panels/byProcessor.js'
import { drawLabels, drawOverlay, type Stroke } from './overlay.js'
import type { PlacedLabel } from './placedLabels.js'
import type { Theme } from './theme.js'

/** This browser gives the canvas no WebGL 2. The drawing in SVG (svg.ts) does without. */
export class NoWebGL extends Error {
  override name = 'NoWebGL'
}

export class Surface {
  readonly context: WebGL2RenderingContext
  readonly renderer: WebGLRenderer
  /** In px of the page, and px of the screen for each. */
  size = { width: 1, height: 1, ratio: 1 }
  readonly #overlay: HTMLCanvasElement
  /** The words that are on the overlay, with all that their look depends on. */
  #written = ''

  /**
   * @param canvas in an element that is positioned, for the words are laid over it
   * @throws NoWebGL
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

  /** Whether WebGL runs on the processor, as far as the browser tells. */
  get isInSoftware(): boolean {
    const info = this.context.getExtension('WEBGL_debug_renderer_info')
    const renderer = String(
      this.context.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : this.context.RENDERER),
    )
    return /swiftshader|llvmpipe|software|basic render/i.test(renderer)
  }

  /** Takes the size that the canvas has on the page. @returns whether it has one: then all is to be drawn anew */
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
   * Writes words and a stroke over the scene, where they are not as they were.
   * @param seen where the units are, as a stroke needs it: `ShownUnits.project`
   */
  write(theme: Theme, labels: readonly PlacedLabel[], stroke: Stroke | null, seen: Float32Array): void {
    const { width, height, ratio } = this.size
    const words = JSON.stringify([width, height, ratio, theme.background, labels])
    if (words === this.#written && !stroke) return
    this.#written = stroke ? '' : words
    const context = this.#overlay.getContext('2d', BY_PROCESSOR)!
    drawOverlay(context, this.size, theme, labels, stroke, seen)
  }

  /** Fills another canvas with what was drawn last, words and all. */
  paintOn(canvas: HTMLCanvasElement, theme: Theme, labels: readonly PlacedLabel[]): void {
    const context = canvas.getContext('2d')!
    context.resetTransform()
    context.drawImage(this.canvas, 0, 0, canvas.width, canvas.height)
    context.scale(canvas.width / this.size.width, canvas.height / this.size.height)
    drawLabels(context, theme, labels)
  }

  /** Of a picture, in px of the screen. */
  get pictureSize(): { width: number; height: number } {
    const { width, height, ratio } = this.size
    return { width: Math.round(width * ratio), height: Math.round(height * ratio) }
  }

  dispose(): void {
    this.renderer.dispose()
    this.#overlay.remove()
  }
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

/** A canvas as PNG. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the browser made no PNG'))),
      'image/png',
    )
  })
}
