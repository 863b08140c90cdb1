/** Which wires' lengths a network was made by: what the report may say of the places of neurons and channels. */
import { chargeNamed } from '../growth/charges/index.js'
import type { RunInformation } from './data.js'

/** All wires, those among neurons alone, or none. */
export type CountedLengths = 'all' | 'recurrent' | 'none'

/** Whether lengths were charged for, decided swaps or a layout after the training, or which connections exist. */
export function countedLengths({
  experiment,
  layoutOf,
}: Pick<RunInformation, 'experiment' | 'layoutOf'>): CountedLengths {
  const { regularizer, pruning, relocation, sheet } = experiment
  if (layoutOf !== undefined) return 'all'
  const settings = { ...regularizer, metric: sheet.distance, relocation }
  const counted = chargeNamed(regularizer.kind).lengths?.(settings)
  return counted ?? (pruning?.wiring === undefined ? 'none' : 'recurrent')
}
