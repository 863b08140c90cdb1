/** What a network pays for its wires, as a formula of terms, each with the setting that it depends on. */
import type { Charge } from 'gyrus/growth/charge.js'
import { uses } from 'gyrus/growth/charge.js'
import type { Kind } from 'gyrus/growth/charges/index.js'

/** A control of the charge's panel. */
export type Control = 'lambda' | 'distance'

export interface Term {
  /** As MathML's elements have it: names are slanted, operators upright. */
  symbol: 'name' | 'operator'
  text: string
  /** A small letter behind the name. */
  index?: string
  /** The control that sets it; none for what no control changes. */
  control?: Control
}

const name = (text: string, index?: string): Term => ({ symbol: 'name', text, ...(index && { index }) })
const operator = (text: string): Term => ({ symbol: 'operator', text })

/**
 * The loss under a charge: the errors and, if wires cost, λ Σ|w|(A·d + y₀), or λ Σ|w|·y₀ where length is free.
 * @returns null if the charge is another sum than one over wires
 */
export function formulaOf(charge: Charge<Kind>): Term[] | null {
  const errors = [name('L'), operator('='), name('L', 'task')]
  if (charge.penalty === undefined) return errors
  if (!('offset' in charge.fields)) return null
  const price: Term[] = [
    operator('+'),
    { ...name('λ'), control: 'lambda' },
    operator('∑'),
    operator('|'),
    name('w', 'ij'),
    operator('|'),
  ]
  const start = name('y', '0')
  if (!uses(charge, 'distanceFactor')) return [...errors, ...price, operator('·'), start]
  const length = [name('A'), operator('·'), name('d', 'ij')].map((term) => ({
    ...term,
    control: 'distance' as const,
  }))
  return [...errors, ...price, operator('('), ...length, operator('+'), start, operator(')')]
}
