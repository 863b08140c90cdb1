/** The present theme's colors, for drawings on a canvas. */

import { BY_PROCESSOR } from './byProcessor.js'

/** Names of the colors in theme.css, without the dashes. */
const NAMES = [
  'ground',
  'surface',
  'ink',
  'muted',
  'line',
  'quiet',
  'accent',
  'positive',
  'negative',
  'inactive',
  'heat',
  'first',
  'second',
] as const
export type CanvasColors = Record<(typeof NAMES)[number], string> & { clusters: readonly string[] }

const CLUSTERS = 12

/**
 * Reads the colors from an invisible child of the element, because browsers resolve `light-dark()` only in a property.
 */
export function canvasColors(element: Element): CanvasColors {
  const probe = document.createElement('span')
  probe.hidden = true
  element.append(probe)
  const style = getComputedStyle(probe)
  const resolved = (name: string) => {
    probe.style.color = `var(--${name})`
    return style.color
  }
  const named = Object.fromEntries(NAMES.map((name) => [name, resolved(name)]))
  const clusters = Array.from({ length: CLUSTERS }, (_, i) => resolved(`cluster-${i}`))
  probe.remove()
  return { ...(named as Record<(typeof NAMES)[number], string>), clusters }
}

/**
 * Gives a canvas as many pixels as the screen has under it.
 * @returns its context, scaled to CSS px; null if it has no size
 */
export function fitCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (w < 1 || h < 1) return null
  if (canvas.width !== w) canvas.width = w
  if (canvas.height !== h) canvas.height = h
  const context = canvas.getContext('2d', BY_PROCESSOR)!
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  return context
}

/** Draws pixels `[row, column, rgba]` into a rectangle, each as a square with sharp edges. */
export function drawPixels(
  context: CanvasRenderingContext2D,
  pixels: Uint8ClampedArray<ArrayBuffer>,
  columns: number,
  [x, y, width, height]: readonly [number, number, number, number],
): void {
  const rows = pixels.length / 4 / columns
  if (!(rows >= 1)) return
  const small = new OffscreenCanvas(columns, rows)
  small.getContext('2d', BY_PROCESSOR)!.putImageData(new ImageData(pixels, columns, rows), 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(small, x, y, width, height)
}
