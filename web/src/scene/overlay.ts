/** Draws on the second canvas, over the WebGL canvas: labels, and the lasso or brush while the user draws it. */

import type { Seen } from './pick.js'
import { LABEL_FONT, type PlacedLabel } from './placedLabels.js'
import type { Theme } from './theme.js'

export interface Stroke {
  /** The lasso's corners x0, y0, …; or the brush's last position. */
  points: readonly number[]
  /** Radius of the brush, px; null for a lasso. */
  reach: number | null
  /** Rows of the units that the stroke has caught. */
  caught: readonly number[]
}

export function drawOverlay(
  context: CanvasRenderingContext2D,
  size: { width: number; height: number; ratio: number },
  theme: Theme,
  labels: readonly PlacedLabel[],
  stroke: Stroke | null,
  seen: Seen,
): void {
  context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  drawLabels(context, theme, labels)
  if (stroke) drawStroke(context, theme, stroke, seen)
}

export function drawLabels(
  context: CanvasRenderingContext2D,
  theme: Theme,
  labels: readonly PlacedLabel[],
): void {
  context.lineJoin = 'round'
  context.textBaseline = 'alphabetic'
  for (const { text, x, y, angle, align, size, loud, opacity } of labels) {
    context.save()
    context.translate(x, y)
    context.rotate((angle * Math.PI) / 180)
    context.font = `${size}px ${LABEL_FONT}`
    context.textAlign = align
    // A halo, so that the text can be read over wires.
    context.globalAlpha = 0.75 * opacity
    context.strokeStyle = theme.background
    context.lineWidth = 3
    context.strokeText(text, 0, 0)
    context.globalAlpha = opacity
    context.fillStyle = loud ? theme.ink : theme.muted
    context.fillText(text, 0, 0)
    context.restore()
  }
}

function drawStroke(context: CanvasRenderingContext2D, theme: Theme, stroke: Stroke, seen: Seen): void {
  context.strokeStyle = theme.ink
  context.fillStyle = theme.ink
  context.lineWidth = 1.5
  const { points, reach, caught } = stroke
  context.beginPath()
  if (reach !== null) {
    context.arc(points[points.length - 2], points[points.length - 1], reach, 0, 2 * Math.PI)
  } else {
    for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1])
    context.closePath()
  }
  context.globalAlpha = 0.07
  context.fill()
  context.globalAlpha = 0.9
  context.setLineDash(reach === null ? [5, 4] : [])
  context.stroke()
  context.setLineDash([])
  for (const row of caught) {
    context.beginPath()
    context.arc(seen[3 * row], seen[3 * row + 1], seen[3 * row + 2] + 2.5, 0, 2 * Math.PI)
    context.stroke()
  }
  context.globalAlpha = 1
}
