/**
 * Texts about the charge of a network. A charge of the user's own is code that a reader of the run may not have. So its
 * texts are saved when the run is made, and read here.
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

/** Texts about a charge, saved in a run for readers who do not have the charge's module. */
export interface ChargeWords {
  /** Name of the charge. */
  name: string
  /** Name of a network with this charge, in figures and tables. */
  title: string
  /** The same for the page. */
  label: string
  /** One sentence on what it does. */
  help: string
  /** A sentence for the report, with the settings of the run. */
  sentence: string
  /** The wires whose lengths mattered with these settings. */
  lengths: CountedLengths | null
}

/** The texts of a charge, with an experiment's settings. */
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

/** Says how λ changes over the training. */
function course({ schedule }: Experiment['regularizer']): string {
  if (schedule === 'constant') return 'throughout'
  if (schedule === 'small-large-small')
    return 'in the middle half of the training, a tenth of it before and after'
  return `${schedule
    .map(({ at, factor }) => `× ${factor} from ${Math.round(100 * at)}%`)
    .join(', ')} of the training on`
}

/** The parts of a run's record that say something about its charge. */
interface Charged {
  experiment: Experiment
  /** Texts of a charge of the user's own. */
  charge?: ChargeWords
}

/** The texts about a run's charge: made here for a charge of gyrus, else those that were saved. */
export function chargeWords({ experiment, charge }: Charged): ChargeWords {
  const { kind } = experiment.regularizer
  if (!isModule(kind)) return wordsOfCharge(experiment, chargeNamed(kind))
  if (charge) return charge
  // A configuration without a run has only the module's name, so the texts are made from that.
  const name = kind.replace(/^.*[/\\]/, '').replace(/\.m?js$/, '')
  const help = `A charge of its author’s own, ${kind}.`
  return { name, title: name, label: name, help, sentence: help, lengths: null }
}
