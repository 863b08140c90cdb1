/** Which wires' lengths mattered in the making of a network. From it follows what the report may say about places. */
import { chargeWords } from './chargeWords.js'
import type { RunInformation } from './data.js'

/** All wires, only the recurrent ones, or none. */
export type CountedLengths = 'all' | 'recurrent' | 'none'

/**
 * The wires whose lengths mattered: because they were charged, because they decided swaps or a layout after the
 * training, or because they decided which connections exist.
 */
export function countedLengths(
  record: Pick<RunInformation, 'experiment' | 'charge' | 'layoutOf' | 'imported'>,
): CountedLengths {
  if (record.layoutOf !== undefined) return 'all'
  if (record.imported) return record.imported.places === 'layout' ? 'all' : 'none'
  const { pruning } = record.experiment
  if (pruning?.totalWiring !== undefined) return 'all'
  const { lengths } = chargeWords(record)
  return lengths ?? (pruning?.wiring === undefined ? 'none' : 'recurrent')
}
