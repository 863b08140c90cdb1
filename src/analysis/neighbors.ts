/** Which places of a sheet are next to each other. */
import { geometryOf, squaredDistance } from '../growth/geometry.js'
import { type Grid, isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'

/** For each active neuron its neighbors, as indices of `active`, −1 where none is active. */
export interface Neighbors {
  /** `[neuron, width]` */
  neighbors: Int32Array
  width: number
}

/**
 * On a grid the four cells that share an edge; among measured places those that are joined in the Gabriel graph (Gabriel
 * and Sokal 1969): no third place lies within the ball whose diameter is the line between the two, or on its surface. Of a
 * grid's cells it joins the same four.
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

/** For each active neuron the list places of its four neighbors on the sheet, −1 where none is active: `[neuron, 4]`. */
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

/** A third place that is nearer to the surface of the ball than this share of its squared diameter lies on it. */
const ON_SURFACE = 1e-9

/** The places that are joined with one in the Gabriel graph of all, nearest first. */
export function gabrielNeighbors(place: number, sheet: Sheet): number[] {
  const { coordinates, dimensions } = geometryOf(sheet)
  const between = (i: number, j: number) => squaredDistance(coordinates, dimensions, i, j)
  const squared = Float64Array.from({ length: neuronsOf(sheet) }, (_, other) => between(place, other))
  const candidates = Array.from(squared.keys())
    .filter((other) => other !== place)
    .sort((a, b) => squared[a] - squared[b] || a - b)
  // Who lies within the ball is nearer than its other end, and the nearest are the likeliest to.
  return candidates.filter(
    (other, rank) =>
      !candidates
        .slice(0, rank)
        .some((third) => squared[third] + between(third, other) <= squared[other] * (1 + ON_SURFACE)),
  )
}
