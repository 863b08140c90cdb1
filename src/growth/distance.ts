/**
 * Distances between neurons on the sheet, as matrices that match the weights: the same names, the
 * same layout, one distance for each wire. They hold no gap between the planes of input, sheet and output: that
 * gap is the y0 of the penalty and does not change when neurons move. Where neurons have depth, it counts.
 */
import type { Matrices } from '../network/parameters.js'
import { geometryOf } from './geometry.js'
import type { Metric } from './places.js'
import { isGrid, type Layout, type Positions, type Sheet } from './sheet.js'

export type { Metric } from './places.js'

/**
 * The distance from every sending to every receiving unit, in the unit of the positions (the sheet's longest side).
 *
 * @returns `[receiving, sending]`, row-major. Between a set and itself it is exactly symmetric with a zero
 *   diagonal, which relocation relies on.
 */
export function distances(
  receiving: Positions,
  sending: Positions,
  metric: Metric,
  dimensions: 2 | 3 = 2,
): Float32Array {
  const rows = receiving.length / dimensions
  const columns = sending.length / dimensions
  const result = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < columns; s++) {
      const [to, from] = [dimensions * r, dimensions * s]
      const dx = Math.abs(receiving[to] - sending[from])
      const dy = Math.abs(receiving[to + 1] - sending[from + 1])
      const dz = dimensions === 3 ? Math.abs(receiving[to + 2] - sending[from + 2]) : 0
      // In the plane not Math.hypot(dx, dy, 0): its last bit can be another.
      const straight = dimensions === 3 ? Math.hypot(dx, dy, dz) : Math.hypot(dx, dy)
      result[r * columns + s] = metric === 'manhattan' ? dx + dy + dz : straight
    }
  }
  return result
}

/**
 * The lengths that are charged: the distances of all wires, those between two areas times `between`. A factor on the length
 * rather than on the whole cost, so that every charge that knows lengths has it, and swaps have the same.
 */
export function chargedDistances(layout: Layout, metric: Metric, sheet: Sheet): Matrices<Float32Array> {
  const distances = wireDistances(layout, metric)
  if (isGrid(sheet)) return distances
  const { area, between = 1 } = sheet
  if (!area || between === 1) return distances
  const { recurrentWeights } = distances
  const neurons = area.length
  for (let i = 0; i < recurrentWeights.length; i++) {
    if (area[Math.floor(i / neurons)] !== area[i % neurons]) recurrentWeights[i] *= between
  }
  return distances
}

/** The lengths of the wires to and from the channels in the sheet's unit, as they are reported: cells of a grid. */
export function channelLengths(
  layout: Layout,
  sheet: Sheet,
): Pick<Matrices<Float32Array>, 'inputWeights' | 'outputWeights'> {
  const { metric, side } = geometryOf(sheet)
  const { dimensions, hidden, input, output } = layout
  return {
    inputWeights: distances(hidden, input, metric, dimensions).map((d) => d * side),
    outputWeights: distances(output, hidden, metric, dimensions).map((d) => d * side),
  }
}

/** The distances of all wires of a network laid out on the sheet. */
export function wireDistances(layout: Layout, metric: Metric): Matrices<Float32Array> {
  const { dimensions, hidden, input, output } = layout
  return {
    inputWeights: distances(hidden, input, metric, dimensions),
    recurrentWeights: distances(hidden, hidden, metric, dimensions),
    outputWeights: distances(output, hidden, metric, dimensions),
  }
}
