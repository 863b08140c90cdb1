/**
 * What is said of the cell of a network. Of one of a user's own the words are written down when the run is made, as those of a
 * charge are (chargeWords.ts).
 */
import { isGrid } from '../growth/sheet.js'
import type { CellSettings } from '../network/cell.js'
import { wordsOfCell } from '../network/cellSettings.js'
import { isModule } from '../text.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'

/** What a run says of its cell to who does not have its module. */
export interface CellWords {
  /** Its name. */
  name: string
  /** In the report, under the settings of the run; null where nothing is to be said. */
  sentence: string | null
}

/** What a report says of the cell of a run; null where nothing is to be said, as of the paper's. */
export function cellSentence({
  experiment,
  cell,
}: {
  experiment: Experiment
  cell?: CellWords
}): string | null {
  const { cell: named = 'rate' } = experiment.network
  if (!isModule(named)) return wordsOfCell(named).sentence(asMeasured(experiment))
  // A configuration that stands alone names the module and nothing else.
  return cell ? cell.sentence : `Its neurons are of its author’s own, ${named}.`
}

/** The share of excitatory neurons is that of the places where these have signs. */
function asMeasured(experiment: Experiment): CellSettings {
  const { network } = experiment
  const sheet = sheetOf(experiment)
  const signs = isGrid(sheet) ? undefined : sheet.sign
  if (!signs) return network
  return { ...network, excitatory: signs.filter((sign) => sign > 0).length / signs.length }
}
