/**
 * Axes that have ticks for all sets of values, also if all values are 0, or if there is only one or none. Vega draws an
 * axis whose domain has no extent without ticks. And it draws a 0 on a logarithmic axis as the largest value, without a
 * warning.
 */
import type { Spec } from './spec.js'
import { exponential } from './words.js'

/** A domain that contains the values and 0, and has an extent. Values that are not finite are ignored. */
export function domainOf(values: readonly number[]): [number, number] {
  const included = [0, ...values.filter(Number.isFinite)]
  const [least, most] = [Math.min(...included), Math.max(...included)]
  return least < most ? [least, most] : [0, 1]
}

/**
 * A domain that contains the values and has an extent. It begins at 0 only where that is near: where no value is below it
 * and the smallest is less than half of the largest. Values that are not finite are ignored.
 */
export function rangeOf(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite)
  const [least, most] = [Math.min(...finite), Math.max(...finite)]
  if (finite.length === 0 || (least >= 0 && least < most / 2)) return domainOf(finite)
  if (least < most) return [least, most]
  const room = Math.abs(least) / 10 || 1
  return [least - room, most + room]
}

/**
 * A logarithmic scale and axis for some values, from one power of ten to another, at least one decade long. Its ticks
 * are powers of ten; Vega would draw a grid line for every digit. Values that are not positive cannot be drawn on it;
 * `withoutZeros` removes them.
 */
export function logAxis(values: readonly number[]): { scale: Spec; axis: Spec } {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value))
  const low = positive.length === 0 ? 0 : Math.floor(Math.log10(Math.min(...positive)))
  const high = Math.max(low + 1, positive.length === 0 ? 0 : Math.ceil(Math.log10(Math.max(...positive))))
  const every = Math.max(1, Math.ceil((high - low) / 8))
  const decades: number[] = []
  for (let exponent = low; exponent <= high; exponent += every) decades.push(powerOfTen(exponent))
  const small = low >= -2 && high <= 3
  const labels = Object.fromEntries(decades.map((x) => [x, small ? `${x}` : exponential(x)]))
  return {
    scale: { type: 'log', domain: [powerOfTen(low), powerOfTen(high)], nice: false },
    axis: { values: decades, labelExpr: `${JSON.stringify(labels)}[datum.value]` },
  }
}

/** 10ⁿ for an integer n, correctly rounded. `10 ** -5` gives another number in some versions of Node. */
export const powerOfTen = (n: number): number => Number(`1e${n}`)
