/** The sheet of an experiment's network. */
import type { Sheet } from '../growth/sheet.js'
import type { Experiment } from './experiment.js'

export function sheetOf({ network: { rows, columns } }: Experiment): Sheet {
  return { rows, columns }
}
