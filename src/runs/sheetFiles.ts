/**
 * The files that an experiment names for its sheet. What stands in them is taken into the experiment, with the SHA-256 of
 * their text, so that a run is whole by itself and whoever goes on with it, analyzes it or shows it needs no file.
 */
import { createHash } from 'node:crypto'
import { parseConnections } from '../growth/connections.js'
import { parseNeurons } from '../growth/neurons.js'
import { neuronsOf } from '../growth/sheet.js'
import { naming } from '../text.js'
import { type Experiment, parseExperiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { readText } from './textFile.js'

/**
 * The experiment with what its files hold, as far as it does not hold it yet.
 * @throws InputError if a file cannot be read, or naming the file, its line and column at fault
 */
export async function withSheetFiles(asked: Experiment): Promise<Experiment> {
  let experiment = asked
  const { positions, adjacency, neurons, connections } = asked.sheet
  if (positions !== undefined && neurons === undefined) {
    const table = await parsed(positions, parseNeurons)
    experiment = parseExperiment({ ...experiment, sheet: { ...experiment.sheet, neurons: table } })
  }
  if (adjacency !== undefined && connections === undefined) {
    const count = neuronsOf(sheetOf(experiment))
    const ids = experiment.sheet.neurons?.id
    const table = await parsed(adjacency, (text) => parseConnections(text, count, ids))
    experiment = parseExperiment({ ...experiment, sheet: { ...experiment.sheet, connections: table } })
  }
  return experiment
}

async function parsed<Table>(file: string, parse: (text: string) => Table) {
  const text = await readText(file)
  const table = naming(file, () => parse(text))
  return { sha256: createHash('sha256').update(text).digest('hex'), ...table }
}
