/**
 * Distances between neurons in the plane of the sheet, as matrices that match the weights: the same names, the
 * same layout, one distance for each wire. They hold no gap between the planes of input, sheet and output: that
 * gap is the y0 of the penalty and does not change when neurons move.
 */
import type { Matrices } from '../network/parameters.js'
import type { Layout, Positions } from './sheet.js'

/** Manhattan, |Δx| + |Δy|, is BIMT's (PAPER.md 2.1); Euclidean is the length of the straight wire. */
export type Metric = 'manhattan' | 'euclidean'

/**
 * The distance from every sending to every receiving unit, in the unit of the positions (the sheet's longer side).
 *
 * @returns `[receiving, sending]`, row-major. Between a set and itself it is exactly symmetric with a zero
 *   diagonal, which relocation relies on.
 */
export function distances(receiving: Positions, sending: Positions, metric: Metric): Float32Array {
  const rows = receiving.length / 2
  const columns = sending.length / 2
  const result = new Float32Array(rows * columns)
  for (let r = 0; r < rows; r++) {
    for (let s = 0; s < columns; s++) {
      const dx = Math.abs(receiving[2 * r] - sending[2 * s])
      const dy = Math.abs(receiving[2 * r + 1] - sending[2 * s + 1])
      result[r * columns + s] = metric === 'manhattan' ? dx + dy : Math.hypot(dx, dy)
    }
  }
  return result
}

/** The distances of all wires of a network laid out on the sheet. */
export function wireDistances(layout: Layout, metric: Metric): Matrices<Float32Array> {
  return {
    inputWeights: distances(layout.hidden, layout.input, metric),
    recurrentWeights: distances(layout.hidden, layout.hidden, metric),
    outputWeights: distances(layout.output, layout.hidden, metric),
  }
}
