/** Which wires' lengths a network was made by: what the report may say of the places of neurons and channels. */
import { chargeWords } from './chargeWords.js'
import type { RunInformation } from './data.js'

/** All wires, those among neurons alone, or none. */
export type CountedLengths = 'all' | 'recurrent' | 'none'

/** Whether lengths were charged for, decided swaps or a layout after the training, or which connections exist. */
export function countedLengths(
  record: Pick<RunInformation, 'experiment' | 'charge' | 'layoutOf'>,
): CountedLengths {
  if (record.layoutOf !== undefined) return 'all'
  const { lengths } = chargeWords(record)
  return lengths ?? (record.experiment.pruning?.wiring === undefined ? 'none' : 'recurrent')
}
