/**
 * Where the neurons of a sheet stand and how long the wires among them are, in the sheet's own unit: the cells of a grid,
 * or the unit in which places were measured. What is charged is measured in shares of the longest side instead
 * (distance.ts).
 */
import { type Grid, isGrid, type Metric, type Places, type Sheet } from './places.js'

export interface Geometry {
  /** Of all lengths here: `cell`, or that of measured places. */
  readonly unit: string
  /** How wires run; on a grid always Manhattan, as in the paper (PAPER.md 2.1). */
  readonly metric: Metric
  readonly dimensions: 2 | 3
  /** `[neuron, dimension]`; on a grid column, row. */
  readonly coordinates: Float64Array
  /** Median over neurons of the distance (Euclidean) to the nearest other; 1 on a grid, and for a neuron alone. */
  readonly spacing: number
  /** The least coordinate on each axis. */
  readonly least: readonly number[]
  /** Room between the outermost neurons and the edge: half the spacing, none on an axis along which all stand alike. */
  readonly margins: readonly number[]
  /** Length of the sheet along each axis, margins included. */
  readonly extents: readonly number[]
  /** The longest of them. */
  readonly side: number
}

const known = new WeakMap<Sheet, Geometry>()

/** @throws RangeError unless a grid's rows and columns are whole numbers ≥ 1 */
export function geometryOf(sheet: Sheet): Geometry {
  const geometry = known.get(sheet) ?? (isGrid(sheet) ? geometryOfGrid(sheet) : geometryOfPlaces(sheet))
  known.set(sheet, geometry)
  return geometry
}

function geometryOfGrid({ rows, columns }: Grid): Geometry {
  if (!(Number.isInteger(rows) && Number.isInteger(columns) && rows >= 1 && columns >= 1)) {
    throw new RangeError(`sheet: rows and columns must be whole numbers ≥ 1, got ${rows} × ${columns}`)
  }
  return {
    unit: 'cell',
    metric: 'manhattan',
    dimensions: 2,
    coordinates: Float64Array.from({ length: 2 * rows * columns }, (_, i) => {
      const neuron = i >> 1
      return i % 2 === 0 ? neuron % columns : Math.floor(neuron / columns)
    }),
    spacing: 1,
    least: [0, 0],
    margins: [0.5, 0.5],
    extents: [columns, rows],
    side: Math.max(rows, columns),
  }
}

function geometryOfPlaces({ unit, distance, x, y, z }: Places): Geometry {
  const axes = z ? [x, y, z] : [x, y]
  const dimensions = z ? 3 : 2
  const coordinates = Float64Array.from(
    { length: dimensions * x.length },
    (_, i) => axes[i % dimensions][Math.floor(i / dimensions)],
  )
  const spacing = medianNearest(coordinates, dimensions)
  const least = axes.map((axis) => axis.reduce((a, b) => Math.min(a, b)))
  const spans = axes.map((axis, d) => axis.reduce((a, b) => Math.max(a, b)) - least[d])
  const margins = spans.map((span) => (span > 0 ? spacing / 2 : 0))
  const extents = spans.map((span) => (span > 0 ? span + spacing : 0))
  const side = Math.max(...extents) || 1
  return { unit, metric: distance, dimensions, coordinates, spacing, least, margins, extents, side }
}

function medianNearest(coordinates: Float64Array, dimensions: 2 | 3): number {
  const n = coordinates.length / dimensions
  if (n < 2) return 1
  const nearest = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const squared = squaredDistance(coordinates, dimensions, i, j)
      nearest[i] = Math.min(nearest[i], squared)
      nearest[j] = Math.min(nearest[j], squared)
    }
  }
  nearest.sort()
  return Math.sqrt(nearest[n >> 1])
}

/** Between two neurons, as the crow flies. */
export function squaredDistance(
  coordinates: ArrayLike<number>,
  dimensions: 2 | 3,
  i: number,
  j: number,
): number {
  const dx = coordinates[dimensions * i] - coordinates[dimensions * j]
  const dy = coordinates[dimensions * i + 1] - coordinates[dimensions * j + 1]
  const dz = dimensions === 3 ? coordinates[3 * i + 2] - coordinates[3 * j + 2] : 0
  return dx * dx + dy * dy + dz * dz
}

/** Length of a wire between two neurons, in the sheet's unit. */
export function wireLength({ coordinates, dimensions, metric }: Geometry, i: number, j: number): number {
  if (metric === 'euclidean') return Math.sqrt(squaredDistance(coordinates, dimensions, i, j))
  let length = 0
  for (let d = 0; d < dimensions; d++)
    length += Math.abs(coordinates[dimensions * i + d] - coordinates[dimensions * j + d])
  return length
}
