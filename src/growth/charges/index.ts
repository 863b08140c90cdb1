/**
 * The charges that gyrus brings: BIMT's train types, and rivals and controls (docs/regularizers.md). A new one is one
 * file here and one word in this list.
 */
import { InputError } from '../../errors.js'
import type { FieldValues } from '../../fields.js'
import { nearest } from '../../nearest.js'
import { isModule, show } from '../../text.js'
import type { Charge } from '../charge.js'
import { WIRE_FIELDS } from '../fields.js'
import { bimt } from './bimt.js'
import { clusterabilityReward } from './clusterability.js'
import { l1 } from './l1.js'
import { l1Swap } from './l1Swap.js'
import { local } from './local.js'
import { mask } from './mask.js'
import { none } from './none.js'
import { sernn } from './sernn.js'
import { swap } from './swap.js'

export const CHARGES = [none, l1, local, swap, l1Swap, bimt, sernn, clusterabilityReward, mask] as const

/** What `regularizer.kind` may say, but for the path of a user's module. */
export type Kind = (typeof CHARGES)[number]['name']
export const KINDS = CHARGES.map(({ name }) => name) as [Kind, ...Kind[]]

/** The charge of that name; undefined where there is none such. */
export const chargeIfKnown = (kind: string): Charge | undefined =>
  (CHARGES as readonly Charge[]).find(({ name }) => name === kind)

/** @throws InputError for a name that no charge has */
export function chargeNamed(kind: string): Charge {
  const charge = chargeIfKnown(kind)
  if (charge) return charge
  if (isModule(kind)) {
    throw new InputError(
      `regularizer.kind: ${show(kind)} is a file; import it and hand its charge over, as in docs/regularizers.md`,
    )
  }
  throw new InputError(
    `regularizer.kind: must be one of ${KINDS.join(', ')}, got ${show(kind)}; nearest: ${nearest(kind, KINDS, 1).join()}`,
  )
}

type OwnName<Of> = Of extends Charge<string, infer Own> ? Exclude<keyof Own, keyof typeof WIRE_FIELDS> : never
/** Fields that only some charges have. */
type OwnFields = {
  [Name in OwnName<(typeof CHARGES)[number]>]: Extract<
    (typeof CHARGES)[number]['fields'],
    Record<Name, unknown>
  >[Name]
}

/** Fields that only some charges have: they are set where the charge has them, and nowhere else. */
export const OWN_FIELDS = Object.fromEntries(
  CHARGES.flatMap(({ fields }) =>
    Object.entries(fields).filter(([name]) => !Object.hasOwn(WIRE_FIELDS, name)),
  ),
) as OwnFields
export type OwnValues = Partial<FieldValues<OwnFields>>
