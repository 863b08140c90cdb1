/** The kinds of regularizer as a student meets them: what is charged, and whether neurons swap. */
import type { Kind } from 'gyrus/growth/kinds.js'

export const CHARGES = ['none', 'wires', 'length', 'sernn', 'clusterability', 'mask'] as const
export type Charge = (typeof CHARGES)[number]

export const CHARGE_WORDS: Readonly<Record<Charge, { label: string; help: string }>> = {
  none: { label: 'nothing', help: 'Wires are free.' },
  wires: { label: 'every wire', help: 'Each wire costs its strength, however long it is (L1).' },
  length: { label: 'its length', help: 'Each wire costs its strength times its length on the sheet.' },
  sernn: { label: 'seRNN', help: 'Length times communicability (Achterberg et al. 2023).' },
  clusterability: { label: 'clusterability', help: 'Wires between clusters cost, wires within are free.' },
  mask: { label: 'mask', help: 'Long wires do not exist, short ones are free.' },
}

const KINDS: Readonly<Record<string, readonly [fixed: Kind, swapping: Kind]>> = {
  none: ['none', 'swap'],
  wires: ['l1', 'l1+swap'],
  length: ['local', 'bimt'],
}

/** Whether neurons can swap under a charge: under the rivals they cannot. */
export const canSwap = (charge: Charge): boolean => charge in KINDS

export function kindOf(charge: Charge, swaps: boolean): Kind {
  return canSwap(charge) ? KINDS[charge][swaps ? 1 : 0] : (charge as Kind)
}

export function chargeOf(kind: Kind): { charge: Charge; swaps: boolean } {
  for (const [charge, kinds] of Object.entries(KINDS)) {
    const at = kinds.indexOf(kind)
    if (at >= 0) return { charge: charge as Charge, swaps: at === 1 }
  }
  return { charge: kind as Charge, swaps: false }
}

/** What the page edits of a regularizer, and of its swaps. */
export interface RegularizerValue {
  kind: Kind
  lambda: number
  /** A */
  distanceFactor: number
  /** Steps between two rounds of swaps. */
  every: number
}

/** The slider's stops: 0, then a tenth of a decade each from 1e-6 to 1e-2. */
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
