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

/**
 * Task names lean, so that those of a line do not run into each other; which way depends on how the line is seen.
 * Degrees, clockwise, and px from the unit to where the name begins.
 */
const LEANS = [
  { angle: -52, x: 2, y: -6 },
  { angle: 0, x: 8, y: 4 },
  { angle: 38, x: 6, y: 8 },
]
/** Px across the text from one name to the next. */
const LEAST_SPACING = 8.5

export function placedLabels(model: SceneModel, projection: Projection, flatness: number): PlacedLabel[] {
  const space = 1 - flatness
  const lean = taskLean(model, projection)
  return model.labels
    .map((label): PlacedLabel => {
      const [x, y] = projection.point(...label.at)
      const connected = label.rows.some((row) => model.connected?.has(row))
      // On the map channels are seen only where the focus is connected to them.
      const shown = label.plane === 'sheet' || connected ? 1 : space
      switch (label.kind) {
        case 'task': {
          const { angle, x: right, y: below } = lean ?? LEANS[0]
          const loud = connected
          const opacity = loud ? 1 : lean === null ? 0 : model.connected ? 0.35 * shown : shown
          return {
            text: label.text,
            x: x + right,
            y: y + below,
            angle,
            align: 'left',
            size: 10.5,
            loud,
            opacity,
          }
        }
        case 'group': {
          const text = flatness > 0.5 ? `${label.plane} ${label.text}` : label.text
          return {
            text,
            x,
            y: y + label.below,
            angle: 0,
            align: 'center',
            size: 10.5,
            loud: false,
            opacity: shown,
          }
        }
        case 'plane':
          return {
            text: label.text,
            x,
            y: y + label.below,
            angle: 0,
            align: 'left',
            size: 11.5,
            loud: true,
            opacity: 0.9 * shown,
          }
        default:
          return label.kind satisfies never
      }
    })
    .filter(({ opacity }) => opacity > 0.02)
}

/** The lean at which task names have room; null if none gives it. */
function taskLean(model: SceneModel, projection: Projection): (typeof LEANS)[number] | null {
  const [first, second] = model.labels.filter(({ kind }) => kind === 'task')
  if (!first || !second) return LEANS[0]
  const [x0, y0] = projection.point(...first.at)
  const [x1, y1] = projection.point(...second.at)
  const room = ({ angle }: { angle: number }) => {
    const turn = (angle * Math.PI) / 180
    return Math.abs((y1 - y0) * Math.cos(turn) - (x1 - x0) * Math.sin(turn))
  }
  return LEANS.find((lean) => room(lean) >= LEAST_SPACING) ?? null
}
