/** The charges as the page offers them: a choice of what is charged, and a tick for whether neurons swap. */
import type { Charge } from 'gyrus/growth/charge.js'
import { CHARGES, chargeNamed, type Kind } from 'gyrus/growth/charges/index.js'

const ALL: readonly Charge<Kind>[] = CHARGES

/** The charges to choose from. A charge with swaps is not one of them: it is a charge without, plus the tick. */
export const OFFERED: readonly Charge<Kind>[] = ALL.filter(({ swapsOf }) => swapsOf === undefined)

const swapping = (charge: Charge) => ALL.find(({ swapsOf }) => swapsOf === charge)

/** Whether neurons can swap under a charge. Under the rival charges they cannot. */
export const canSwap = (charge: Charge): boolean => swapping(charge) !== undefined

/** The kind of a charge with or without swaps; without them if neurons cannot swap under it. */
export function kindOf(charge: Charge<Kind>, swaps: boolean): Kind {
  return ((swaps && swapping(charge)) || charge).name as Kind
}

/** The charge of a kind, and whether neurons swap under the kind. */
export function chargeOf(kind: Kind): { charge: Charge<Kind>; swaps: boolean } {
  const named = chargeNamed(kind) as Charge<Kind>
  const { swapsOf } = named
  return { charge: (swapsOf ?? named) as Charge<Kind>, swaps: swapsOf !== undefined }
}

/** The fields of a regularizer and of its swaps that the page can edit. */
export interface RegularizerValue {
  kind: Kind
  lambda: number
  /** A */
  distanceFactor: number
  /** Steps between two rounds of swaps. */
  every: number
}

/** Stops of the slider for λ: 0, then ten stops per decade from 1e-6 to 1e-2. */
export const LAMBDA_STOPS = 41

/** λ at a stop, to two digits, so that an address stays short. */
export function lambdaAt(stop: number): number {
  return stop <= 0 ? 0 : Number((10 ** (-6 + (stop - 1) / 10)).toPrecision(2))
}

/** The stop nearest to λ. */
export function lambdaStop(lambda: number): number {
  if (!(lambda > 0)) return 0
  return Math.min(LAMBDA_STOPS, Math.max(1, Math.round(1 + 10 * (Math.log10(lambda) + 6))))
}
