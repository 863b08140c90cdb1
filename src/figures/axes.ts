/**
 * Axes that have numbers on them whatever the values are: all 0, one alone, or none. Vega draws a domain without an
 * extent as it is asked to, and then has nothing to count by; of a 0 on an axis in logarithms it says nothing and draws
 * it as the largest value.
 */
import type { Spec } from './spec.js'
import { exponential } from './words.js'

/** A domain that holds the values and 0, and has an extent. Values that are not finite are passed over. */
export function domainOf(values: readonly number[]): [number, number] {
  const all = [0, ...values.filter(Number.isFinite)]
  const [least, most] = [Math.min(...all), Math.max(...all)]
  return least < most ? [least, most] : [0, 1]
}

/**
 * Scale and axis in logarithms for the values drawn on it, from a power of ten to one, at least a decade. The axis shows
 * the decades: Vega's own choice is a grid line for every digit. Values that are not positive have no place on it, and
 * `withoutZeros` leaves them out.
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

/** 10ⁿ for a whole n: the number that is written so. `10 ** -5` is another one in some versions of Node. */
export const powerOfTen = (n: number): number => Number(`1e${n}`)
