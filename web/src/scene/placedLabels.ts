/** The scene's labels on the screen: their positions, angles, sizes and opacities. */
import { CLUSTER_COLORS } from 'gyrus/figures/style.js'
import type { SceneModel } from './model.js'
import type { Projection } from './projection.js'

export const LABEL_FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Arimo, Arial, sans-serif'

export interface PlacedLabel {
  text: string
  /** Px; the start of the text or its middle, according to `align`. */
  x: number
  y: number
  /** Degrees, clockwise. */
  angle: number
  align: 'left' | 'center'
  size: number
  /** Whether it has the theme's color `ink`, else `muted`. */
  loud: boolean
  opacity: number
}

/**
 * Angles of task names, in degrees clockwise, with the px from a unit to the start of its name. The angle is chosen so
 * that the names along the line of task channels do not overlap, for the direction in which the line is seen.
 */
const LEANS = [
  { angle: -52, x: 2, y: -6 },
  { angle: 0, x: 8, y: 4 },
  { angle: 38, x: 6, y: 8 },
]
/** Least distance of two task names, px, measured across the text. */
const LEAST_SPACING = 8.5

export function placedLabels(model: SceneModel, projection: Projection, flatness: number): PlacedLabel[] {
  const space = 1 - flatness
  const lean = taskLean(model, projection)
  const labels = model.labels
    .map((label): PlacedLabel => {
      const [x, y] = projection.point(...label.at)
      const connected = label.rows.some((row) => model.connected?.has(row))
      // On the map, only channels that are connected to the unit in focus are seen.
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
  return [...labels, ...moduleNumbers(model, projection)]
}

const NUMBER_SIZE = 9

/** The number of its module on each neuron, where there are more modules than colors. */
function moduleNumbers({ coloring, units }: SceneModel, projection: Projection): PlacedLabel[] {
  if (coloring.kind !== 'cluster') return []
  const clusters = Array.from(coloring.clusters)
  if (Math.max(-1, ...clusters) < CLUSTER_COLORS.length) return []
  const first = units.first('sheet')
  return clusters.flatMap((cluster, neuron): PlacedLabel[] => {
    const at = 3 * (first + neuron)
    if (cluster < 0) return []
    const [x, y] = projection.point(units.homes[at], units.homes[at + 1], units.homes[at + 2])
    return [
      {
        text: String(cluster + 1),
        x,
        y: y + 0.35 * NUMBER_SIZE,
        angle: 0,
        align: 'center',
        size: NUMBER_SIZE,
        loud: true,
        opacity: 1,
      },
    ]
  })
}

/** The first angle at which task names have room; null if there is none. */
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
