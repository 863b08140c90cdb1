/** The numbers of curves as uPlot takes them. */
import uPlot from 'uplot'
import type { Line } from './history.js'

/**
 * All lines over one x. Where a line has no number there is a gap, which for uPlot is null alone: it joins what is left
 * and right of NaN. Where another line has an x that this one lacks, the join leaves undefined, which is drawn across.
 */
export function chartData(lines: readonly Line[]): uPlot.AlignedData {
  if (lines.length === 0) return [[]]
  const number = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null)
  return uPlot.join(lines.map(({ x, y }) => [x, y.map(number)] as uPlot.AlignedData))
}

/** The values of a line that stand alone between gaps: without a point they would not be seen. */
export function alone(values: ArrayLike<number | null | undefined>): number[] {
  const places = Array.from(values, (_, i) => i)
  const own = places.filter((i) => values[i] !== undefined) // what belongs to other lines is passed over
  const isNumber = (at: number) => typeof values[own[at]] === 'number'
  return own.filter((_, at) => isNumber(at) && !isNumber(at - 1) && !isNumber(at + 1))
}
