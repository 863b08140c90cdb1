/** Neighboring places of a sheet. */
import { geometryOf, squaredDistance } from '../growth/geometry.js'
import { type Grid, isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'

/** For each active neuron its neighbors, as indices of `active`; −1 for a neighbor that is not active. */
export interface Neighbors {
  /** `[neuron, width]` */
  neighbors: Int32Array
  width: number
}

/**
 * The neighbors of active neurons. On a grid, these are the four cells that share an edge. Measured places are
 * neighbors if the Gabriel graph joins them (Gabriel and Sokal 1969): no third place is in, or on the surface of, the
 * ball whose diameter is the line between the two. For the cells of a grid, this gives the same four neighbors.
 *
 * @param active places of neurons, ascending
 */
export function neighborsOf(active: Int32Array, sheet: Sheet): Neighbors {
  if (isGrid(sheet)) return { neighbors: gridNeighbors(active, sheet), width: 4 }
  const index = new Map(Array.from(active, (place, i) => [place, i]))
  const lists = Array.from(active, (place) =>
    gabrielNeighbors(place, sheet).flatMap((other) => index.get(other) ?? []),
  )
  const width = Math.max(0, ...lists.map(({ length }) => length))
  const neighbors = new Int32Array(width * active.length).fill(-1)
  lists.forEach((list, i) => {
    neighbors.set(list, width * i)
  })
  return { neighbors, width }
}

/** For each active neuron, the list indices of its four neighbors on the grid, −1 if not active: `[neuron, 4]`. */
export function gridNeighbors(active: Int32Array, sheet: Grid): Int32Array {
  const place = new Int32Array(sheet.rows * sheet.columns).fill(-1)
  for (let i = 0; i < active.length; i++) place[active[i]] = i
  const neighbors = new Int32Array(4 * active.length).fill(-1)
  for (let i = 0; i < active.length; i++) {
    const row = Math.floor(active[i] / sheet.columns)
    const column = active[i] % sheet.columns
    if (row > 0) neighbors[4 * i] = place[active[i] - sheet.columns]
    if (column > 0) neighbors[4 * i + 1] = place[active[i] - 1]
    if (column < sheet.columns - 1) neighbors[4 * i + 2] = place[active[i] + 1]
    if (row < sheet.rows - 1) neighbors[4 * i + 3] = place[active[i] + sheet.columns]
  }
  return neighbors
}

/**
 * A place counts as on the surface of the ball if it is closer to it than this share of the ball's squared diameter.
 */
const ON_SURFACE = 1e-9

/** The places that the Gabriel graph of all places joins with one place, nearest first. */
export function gabrielNeighbors(place: number, sheet: Sheet): number[] {
  const { coordinates, dimensions } = geometryOf(sheet)
  const between = (i: number, j: number) => squaredDistance(coordinates, dimensions, i, j)
  const squared = Float64Array.from({ length: neuronsOf(sheet) }, (_, other) => between(place, other))
  const candidates = Array.from(squared.keys())
    .filter((other) => other !== place)
    .sort((a, b) => squared[a] - squared[b] || a - b)
  // A place in the ball is nearer than the ball's other end, and near places are most likely in it, so they are tried
  // first.
  return candidates.filter(
    (other, rank) =>
      !candidates
        .slice(0, rank)
        .some((third) => squared[third] + between(third, other) <= squared[other] * (1 + ON_SURFACE)),
  )
}
