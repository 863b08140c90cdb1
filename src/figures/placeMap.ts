/**
 * Measured places on paper: seen from above (x to the right, y down, as on the page) and, where there is depth, from the
 * side as well (x to the right, z down). Both views have one scale, so that lengths can be compared.
 */
import { geometryOf } from '../growth/geometry.js'
import type { Places } from '../growth/sheet.js'
import { unitText } from '../growth/sheetWords.js'
import { panelTitle, type Spec } from './style.js'

/** A view, as the outer part of a specification whose marks are laid over it. */
export interface PlaceView {
  name: 'from above' | 'from the side'
  /** Title, size and the encoding of x and y. */
  spec: Spec
}

/** The field names of a place's coordinates. */
export const placePoint = ({ x, y, z }: Places, place: number) => ({
  x: x[place],
  y: y[place],
  ...(z && { z: z[place] }),
})

/** @param side px of the longest side */
export function placeViews(sheet: Places, side: number): PlaceView[] {
  const geometry = geometryOf(sheet)
  const scale = side / geometry.side
  const px = (axis: number) => Math.max(40, Math.round(geometry.extents[axis] * scale))
  const channel = (axis: number, down: boolean): Spec => {
    const least = geometry.least[axis] - geometry.margins[axis]
    const width = px(axis) / scale
    // A flat side has no length: its places stand in the middle of a narrow strip.
    const from = least - (width - geometry.extents[axis]) / 2
    return {
      field: 'xyz'[axis],
      type: 'quantitative',
      scale: { domain: [from, from + width], nice: false, zero: false, ...(down && { reverse: true }) },
      axis: {
        title: `${'xyz'[axis]} (${unitText(sheet)})`,
        tickCount: Math.max(2, px(axis) / 60),
        grid: false,
      },
    }
  }
  const view = (name: PlaceView['name'], down: number): PlaceView => ({
    name,
    spec: {
      width: px(0),
      height: px(down),
      title: panelTitle(
        name === 'from above' ? 'From above' : 'From the side',
        name === 'from above' ? 'x and y' : 'x and depth z',
      ),
      encoding: { x: channel(0, false), y: channel(down, true) },
    },
  })
  return sheet.z ? [view('from above', 1), view('from the side', 2)] : [view('from above', 1)]
}

/** Area in px² of a dot that covers about a third of the room that a place has, on the view where places are closest. */
export function dotArea(sheet: Places, side: number): number {
  const { spacing, side: length, extents } = geometryOf(sheet)
  const scale = side / length
  const least = Math.min(...extents.slice(1).map((extent) => Math.max(extent, spacing)))
  const room = Math.sqrt((extents[0] * least) / sheet.x.length) * scale
  const diameter = Math.min(22, 0.8 * spacing * scale, Math.max(6, 0.7 * room))
  return Math.round(Math.max(5, diameter) ** 2)
}
