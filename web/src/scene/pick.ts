/** Finds the units under the pointer, in a lasso, or next on the sheet, from their positions on the screen. */
import { geometryOf, squaredDistance } from 'gyrus/growth/geometry.js'
import { isGrid, neuronsOf, type Places, type Sheet } from 'gyrus/growth/sheet.js'

/** Where units are seen: x, y and radius in px, `[unit, 3]`. A unit of radius 0 cannot be picked. */
export type Seen = Float32Array

/** The unit whose disc is nearest to a point, at most `slack` px beyond its edge; −1 for none. */
export function nearestUnit(seen: Seen, x: number, y: number, slack: number): number {
  let nearest = -1
  let least = slack
  for (let unit = 0, at = 0; at < seen.length; unit++, at += 3) {
    if (!(seen[at + 2] > 0)) continue
    const beyond = Math.hypot(seen[at] - x, seen[at + 1] - y) - seen[at + 2]
    if (beyond < least) {
      least = beyond
      nearest = unit
    }
  }
  return nearest
}

/** Whether a point is inside a closed polygon x0, y0, x1, y1, …, by the even-odd rule. */
export function isInside(polygon: readonly number[], x: number, y: number): boolean {
  let inside = false
  for (let i = 0, j = polygon.length - 2; i < polygon.length; j = i, i += 2) {
    const [xi, yi, xj, yj] = [polygon[i], polygon[i + 1], polygon[j], polygon[j + 1]]
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside
  }
  return inside
}

/** Of the `count` units from row `first` on, those whose centers are inside a polygon, as indices from `first`. */
export function unitsInside(seen: Seen, polygon: readonly number[], first: number, count: number): number[] {
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    const at = 3 * (first + i)
    if (isInside(polygon, seen[at], seen[at + 1])) found.push(i)
  }
  return found
}

/** The same for units whose centers are within `reach` px of the line from one point to another. */
export function unitsAlong(
  seen: Seen,
  [x0, y0, x1, y1]: readonly [number, number, number, number],
  reach: number,
  first: number,
  count: number,
): number[] {
  const [dx, dy] = [x1 - x0, y1 - y0]
  const length2 = dx * dx + dy * dy
  const found: number[] = []
  for (let i = 0; i < count; i++) {
    const [x, y] = [seen[3 * (first + i)], seen[3 * (first + i) + 1]]
    const t = length2 > 0 ? Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length2)) : 0
    if (Math.hypot(x0 + t * dx - x, y0 + t * dy - y) <= reach) found.push(i)
  }
  return found
}

const STEPS: Record<string, readonly [down: number, right: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** The neuron that an arrow key leads to from a neuron: its neighbor, or itself at the edge; null for other keys. */
export function neighbor(neuron: number, key: string, sheet: Sheet): number | null {
  const step = STEPS[key]
  if (!step) return null
  if (!isGrid(sheet)) return neighborPlace(neuron, step, sheet)
  const { rows, columns } = sheet
  const row = Math.floor(neuron / columns) + step[0]
  const column = (neuron % columns) + step[1]
  return row >= 0 && row < rows && column >= 0 && column < columns ? row * columns + column : neuron
}

/** Of the measured places that lie within 45° of a direction, seen from above, the nearest one in space. */
function neighborPlace(place: number, [down, right]: readonly [number, number], sheet: Places): number {
  const { coordinates, dimensions } = geometryOf(sheet)
  let [nearest, least] = [place, Number.POSITIVE_INFINITY]
  for (let other = 0; other < neuronsOf(sheet); other++) {
    const dx = sheet.x[other] - sheet.x[place]
    const dy = sheet.y[other] - sheet.y[place]
    const [ahead, aside] = right === 0 ? [dy * down, Math.abs(dx)] : [dx * right, Math.abs(dy)]
    if (!(ahead > 0 && aside <= ahead)) continue
    const squared = squaredDistance(coordinates, dimensions, place, other)
    if (squared < least) [nearest, least] = [other, squared]
  }
  return nearest
}

/** The neuron nearest to the middle of the sheet: where the keyboard begins. */
export function middleOf(sheet: Sheet): number {
  if (isGrid(sheet)) return Math.floor(sheet.rows / 2) * sheet.columns + Math.floor(sheet.columns / 2)
  const { coordinates, dimensions, least, extents, margins } = geometryOf(sheet)
  const center = least.map((from, axis) => from - margins[axis] + extents[axis] / 2)
  const squared = Array.from({ length: neuronsOf(sheet) }, (_, place) =>
    center.reduce((sum, at, axis) => sum + (coordinates[dimensions * place + axis] - at) ** 2, 0),
  )
  return squared.indexOf(Math.min(...squared))
}
