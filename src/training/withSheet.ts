/** An experiment at measured places: apart from sheet.ts, so that who only asks for the sheet need not load the schema. */
import type { Connections } from '../growth/connections.js'
import type { Neurons } from '../growth/neurons.js'
import { type Experiment, parseExperiment } from './experiment.js'

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
