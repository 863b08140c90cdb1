/**
 * What is said of the charge that a network grew under. A charge of a user's own is code, and who reads a run need not have
 * it; so its words are written down when the run is made, and read here again.
 */
import type { Charge, CountedLengths } from '../growth/charge.js'
import { chargeNamed } from '../growth/charges/index.js'
import { geometryOf } from '../growth/geometry.js'
import { isGrid } from '../growth/sheet.js'
import { unitText } from '../growth/sheetWords.js'
import { isModule } from '../text.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { counted, percent, plain } from './words.js'

/** What a run says of its charge to who does not have its module. */
export interface ChargeWords {
  /** Its name. */
  name: string
  /** What a network under it is called in figures and tables. */
  title: string
  /** The same on the page. */
  label: string
  /** One sentence on what it does. */
  help: string
  /** In the report, under the settings of the run. */
  sentence: string
  /** Of which wires the lengths decided something, under these settings. */
  lengths: CountedLengths | null
}

/** The words of a charge under an experiment's settings. */
export function wordsOfCharge(experiment: Experiment, charge: Charge): ChargeWords {
  const { regularizer, relocation, training } = experiment
  const { distance } = experiment.sheet
  const sheet = sheetOf(experiment)
  const { lambda, normalization, bias } = regularizer
  const settings = { ...regularizer, metric: distance, relocation }
  const { name, title = name, label, help, lengths } = charge
  const told = lambda === 0 ? (charge.free ?? charge) : charge
  const metric = distance === 'manhattan' ? 'Manhattan' : 'Euclidean'
  const side = isGrid(sheet)
    ? 'the sheet’s longer side'
    : `the longest side of the box, ${plain(geometryOf(sheet).side)} ${unitText(sheet)}`
  // What the sum runs over, as far as it is not the plain one.
  const sum = normalization === 'mean' ? 'summed over the matrices’ means' : 'summed over all wires'
  const sentence = told.sentence({
    settings,
    sheet,
    evaluateEvery: training.evaluateEvery,
    price: `λ = ${plain(lambda)} ${course(regularizer)}`,
    sum: bias ? `${sum}, and biases by their size` : sum,
    unit: `d = ${metric} distance in units of ${side}`,
    metric,
    counted,
    percent,
    plain,
  })
  return { name, title, label, help, sentence, lengths: lengths?.(settings) ?? null }
}

/** When λ is in force. */
function course({ schedule }: Experiment['regularizer']): string {
  if (schedule === 'constant') return 'throughout'
  if (schedule === 'small-large-small')
    return 'in the middle half of the training, a tenth of it before and after'
  return `${schedule
    .map(({ at, factor }) => `× ${factor} from ${Math.round(100 * at)}%`)
    .join(', ')} of the training on`
}

/** What a run says of its charge. */
interface Charged {
  experiment: Experiment
  /** Of a charge of a user's own. */
  charge?: ChargeWords
}

/** The words of the charge of a run: of one that gyrus brings, or those that were written down. */
export function chargeWords({ experiment, charge }: Charged): ChargeWords {
  const { kind } = experiment.regularizer
  if (!isModule(kind)) return wordsOfCharge(experiment, chargeNamed(kind))
  if (charge) return charge
  // A configuration that stands alone names the module and nothing else.
  const name = kind.replace(/^.*[/\\]/, '').replace(/\.m?js$/, '')
  const help = `A charge of its author’s own, ${kind}.`
  return { name, title: name, label: name, help, sentence: help, lengths: null }
}
