/** The sheet of an experiment's network: its grid, or its measured places. */
import { InputError } from '../errors.js'
import type { Connections } from '../growth/connections.js'
import type { Neurons } from '../growth/neurons.js'
import type { Places, Sheet } from '../growth/sheet.js'
import { type Experiment, parseExperiment } from './experiment.js'

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

/**
 * An experiment whose neurons stand at measured places, or among whose neurons only some connections exist.
 *
 * @param tables `neurons`: in place of rows and columns (`parseNeurons`); `connections`: by places (`parseConnections`)
 * @throws InputError if the experiment cannot have them
 */
export function withSheet(
  experiment: Experiment,
  { neurons, connections }: { neurons?: Neurons; connections?: Connections },
): Experiment {
  const { rows, columns, ...network } = experiment.network
  return parseExperiment({
    ...experiment,
    network: neurons ? network : experiment.network,
    sheet: { ...experiment.sheet, ...(neurons && { neurons }), ...(connections && { connections }) },
  })
}
