/**
 * The paper's claims, each tested on the runs; the outcome is reported whether the claim holds or not. The criteria are
 * fixed here (z by PROTOCOL.md "Comparing"), not after a look at the outcome.
 */
import { ahead } from './claims/ahead.js'
import type { At, Claim } from './claims/claim.js'
import { frontBelow, reaches } from './claims/costs.js'
import { falls, humps } from './claims/distance.js'
import { anatomical, beyondCorrelations, functional } from './claims/modules.js'
import type { PaperRecipe } from './plan.js'
import type { ParetoRow } from './summary.js'

export type { Claim } from './claims/claim.js'
export { FAR } from './claims/modules.js'

/** All claims. @param shown for each recipe, λ of the networks on which claims about structure are tested */
export function claims(rows: readonly ParetoRow[], shown: Readonly<Record<PaperRecipe, number>>): Claim[] {
  const at: At = (recipe) => rows.filter((row) => row.recipe === recipe && row.lambda === shown[recipe])
  return [
    functional(at),
    beyondCorrelations(at),
    anatomical(at, shown),
    frontBelow(rows, 'activeNeurons'),
    frontBelow(rows, 'wiringLength'),
    falls(at),
    humps(at),
    reaches(rows),
    ahead(rows),
  ]
}
