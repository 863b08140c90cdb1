/** The scene's words on the screen: where each stands, how it is turned and how loud it is. */
import type { SceneModel } from './model.js'
import type { Projection } from './projection.js'

export const LABEL_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Arimo, Arial, sans-serif'

export interface PlacedLabel {
  text: string
  /** Px; where the text starts, or its middle. */
  x: number
  y: number
  /** Degrees, clockwise. */
  angle: number
  align: 'left' | 'center'
  size: number
  /** Whether in the color of ink, not of what is muted. */
  loud: boolean
  opacity: number
}

/** Task names lean, so that those of a line do not run into each other. */
const LEAN = -52
/** Px between the units of two tasks that their names need. */
const LEAST_SPACING = 10.5

export function placedLabels(model: SceneModel, projection: Projection, flatness: number): PlacedLabel[] {
  const placed: PlacedLabel[] = []
  const space = 1 - flatness
  const spacing = taskSpacing(model, projection)
  for (const { text, kind, plane, at, below, row } of model.labels) {
    const [x, y] = projection.point(...at)
    const connected = row !== undefined && (model.connected?.has(row) ?? false)
    const shown = plane === 'sheet' ? 1 : space
    if (kind === 'task') {
      const opacity = connected
        ? Math.max(shown, 0.9)
        : spacing < LEAST_SPACING
          ? 0
          : model.connected
            ? 0.35 * shown
            : shown
      placed.push({
        text,
        x: x + 2,
        y: y + below,
        angle: LEAN,
        align: 'left',
        size: 10.5,
        loud: connected,
        opacity,
      })
    } else {
      placed.push({
        text,
        x,
        y: y + below,
        angle: 0,
        align: kind === 'plane' ? 'left' : 'center',
        size: kind === 'plane' ? 11.5 : 10.5,
        loud: kind === 'plane',
        opacity: shown * (kind === 'plane' ? 0.9 : 1),
      })
    }
  }
  return placed.filter(({ opacity }) => opacity > 0.02)
}

/** Px between the first two tasks, as wide as they are seen. */
function taskSpacing(model: SceneModel, projection: Projection): number {
  const [first, second] = model.labels.filter(({ kind }) => kind === 'task')
  if (!first || !second) return Number.POSITIVE_INFINITY
  return Math.abs(projection.point(...second.at)[0] - projection.point(...first.at)[0])
}
