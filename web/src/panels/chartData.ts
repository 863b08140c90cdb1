/** The numbers of curves in uPlot's format. */
import uPlot from 'uplot'
import type { Line } from './history.js'

/**
 * Joins lines over a common x. If a line has no number, it gets null, which uPlot draws as a gap; it would draw a line
 * across NaN. At an x that only other lines have, the join gives undefined, and uPlot draws the line across it.
 */
export function chartData(lines: readonly Line[]): uPlot.AlignedData {
  if (lines.length === 0) return [[]]
  const number = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)
  return uPlot.join(lines.map(({ x, y }) => [x, y.map(number)] as uPlot.AlignedData))
}

/**
 * Indices of a line's values between two gaps. They have no neighbor to draw a line to, so they are drawn as points.
 */
export function alone(values: ArrayLike<number | null | undefined>): number[] {
  const indices = Array.from(values, (_, i) => i)
  const ofThisLine = indices.filter((i) => values[i] !== undefined) // undefined: the x is another line's
  const isNumber = (at: number) => typeof values[ofThisLine[at]] === 'number'
  return ofThisLine.filter((_, at) => isNumber(at) && !isNumber(at - 1) && !isNumber(at + 1))
}
