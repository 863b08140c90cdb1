/** The sheet of an experiment's network: its grid, or its measured places. */
import { InputError } from '../errors.js'
import type { Places, Sheet } from '../growth/sheet.js'
import type { Experiment } from './experiment.js'

const known = new WeakMap<Experiment['sheet'], Places>()

/**
 * Where the neurons of an experiment stand.
 * @throws InputError where it names a file of positions that was not read: who has no files gives it the table itself
 *   (`withSheet`)
 */
export function sheetOf({ network, sheet }: Experiment): Sheet {
  const { rows, columns } = network
  if (rows !== undefined && columns !== undefined) return { rows, columns }
  if (!sheet.neurons) {
    throw new InputError(
      `sheet.neurons: must hold the neurons of ${sheet.positions}, which was not read; read it with parseNeurons, and see withSheet`,
    )
  }
  const { sha256: _, ...neurons } = sheet.neurons
  const { distance, between } = sheet
  const places = known.get(sheet) ?? { ...neurons, distance, ...(between !== undefined && { between }) }
  known.set(sheet, places)
  return places
}
