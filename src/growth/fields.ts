/** The fields that the charges for wires share. */
import type { Fields } from '../fields.js'

const notNegative = { type: 'number', range: '≥ 0', holds: (x: number) => x >= 0 } as const

/** What the charges for wires use. Every experiment has them, so that only the kind changes from one to another. */
export const WIRE_FIELDS = {
  /** A: what a unit of length costs. */
  distanceFactor: notNegative,
  /** y0: the part of a connection's cost that does not depend on its length. */
  offset: notNegative,
  /** Whether each matrix counts by its sum or by its mean. */
  normalization: { type: 'choice', options: ['sum', 'mean'] },
  /** Whether biases cost y0·Σ|b| too. */
  bias: { type: 'flag' },
} as const satisfies Fields
