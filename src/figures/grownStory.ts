/** The report's text on how the network came about: what it was trained on, charged with and cut to. */
import type { Metric } from '../growth/distance.js'
import { localityMask } from '../growth/mask.js'
import type { Sheet } from '../growth/sheet.js'
import type { FigureData } from './data.js'
import { counted, duration, list, percent, plain, whole } from './words.js'

export function whatWasGrown(data: FigureData): string[] {
  const { analysis, battery, metrics, record } = data
  const { experiment, machine } = record
  const { network, training, seed } = experiment
  const { step } = analysis.summary
  const seconds = trainingSeconds(metrics)
  const time = seconds === null ? 'Trained' : `Trained in ${duration(seconds)}`
  return [
    `A recurrent network of ${counted(network.rows * network.columns, 'neuron')} on a sheet of ${network.rows} × ${network.columns}, ` +
      `with ${battery.inputCount} inputs and ${battery.outputCount} outputs, was trained on ${counted(battery.tasks.length, 'task')} of the battery ${battery.name} at once: ` +
      `${counted(step, 'step')} of ${counted(training.batch, 'sequence')} of ${training.time} time steps, seed ${seed}, preset “${experiment.preset}”.`,
    howItWasCharged(record.experiment) + relocations(metrics) + whatWasCut(experiment),
    ...layoutAfterTraining(data),
    ...(step < training.steps
      ? [
          `Training is not finished: ${whole(training.steps)} steps were planned, and this is step ${whole(step)}.`,
        ]
      : []),
    `${time} on ${machine.cpu} (${counted(machine.cores, 'core')}; ${machine.platform}, Node ${machine.node}), started ${record.created.slice(0, 16).replace('T', ' ')} UTC.`,
  ]
}

function howItWasCharged({
  network,
  regularizer,
  relocation,
  sheet,
  training,
}: FigureData['record']['experiment']): string {
  const { kind, lambda, distanceFactor, offset, normalization, bias, radius } = regularizer
  const metric = sheet.distance === 'manhattan' ? 'Manhattan' : 'Euclidean'
  const swaps = `Every ${counted(relocation.every, 'step')}, neurons exchanged places where that`
  if (kind === 'swap') return `Its wiring cost nothing. ${swaps} shortened the wires.`
  if (kind === 'mask')
    return `Its wiring cost nothing, but of the recurrent connections only those of at most ${counted(radius!, 'cell')} (${metric} distance) existed: ${percent(maskDensity(network, radius!, sheet.distance))} of all pairs.`
  if (kind === 'none' || lambda === 0) return 'Its wiring cost nothing: no regularization.'
  const schedule =
    regularizer.schedule === 'constant'
      ? 'throughout'
      : regularizer.schedule === 'small-large-small'
        ? 'in the middle half of the training, a tenth of it before and after'
        : `${regularizer.schedule
            .map(({ at, factor }) => `× ${factor} from ${Math.round(100 * at)}%`)
            .join(', ')} of the training on`
  const price = `λ = ${plain(lambda)} ${schedule}`
  // What the sum runs over, as far as it is not the plain one.
  const sum = normalization === 'mean' ? 'summed over the matrices’ means' : 'summed over all wires'
  const rest = bias ? `${sum}, and biases by their size` : sum
  const unit = `d = ${metric} distance in units of the sheet’s longer side`
  switch (kind) {
    case 'sernn':
      return `Recurrent wires were charged by strength, length and communicability: λ·|w|·d·C, ${normalization === 'mean' ? 'their mean' : 'summed'}, C how well sender and receiver are connected over all paths (seRNN); ${unit}, ${price}.`
    case 'clusterability':
      return `It was rewarded for recurrent weights within its functional clusters: −λ·C, C their share of the sum of squares, the clusters found anew every ${counted(training.evaluateEvery, 'step')}; ${price}.`
    case 'l1':
    case 'l1+swap': {
      const charged = `Every wire was charged by its strength alone, however long it is: λ·|w|·${offset}, ${rest}; ${price}.`
      return kind === 'l1' ? charged : `${charged} ${swaps} lowered the cost.`
    }
    case 'local':
    case 'bimt': {
      const charged = `Every wire was charged by its strength and its length: λ·|w|(${distanceFactor}·d + ${offset}), ${rest}; ${unit}, ${price}.`
      return kind === 'local' ? charged : `${charged} ${swaps} lowered the cost.`
    }
    default:
      return kind satisfies never
  }
}

/** The share of the pairs of neurons within a radius, self-connections included. */
function maskDensity(sheet: Sheet, radius: number, metric: Metric): number {
  const mask = localityMask(sheet, radius, metric)
  return mask.reduce((sum, exists) => sum + exists, 0) / mask.length
}

function relocations(metrics: FigureData['metrics']): string {
  const rounds = metrics.filter(({ type, afterTraining }) => type === 'swap' && !afterTraining)
  if (rounds.length === 0) return ''
  return ` In ${counted(rounds.length, 'round')} there were ${counted(swapsOf(rounds), 'exchange')}.`
}

/** The budget that a network was cut to. */
function whatWasCut({ pruning }: FigureData['record']['experiment']): string {
  if (!pruning) return ''
  const { neurons, wiring, from, until, every } = pruning
  const budget = [
    ...(neurons === undefined ? [] : [counted(neurons, 'neuron')]),
    ...(wiring === undefined ? [] : [`${plain(wiring)} cells of recurrent wire`]),
  ]
  return ` While it trained it was cut to a budget of ${list(budget)}, a little every ${counted(every, 'step')} from ${percent(from, 0)} to ${percent(until, 0)} of the training.`
}

/** What `gyrus layout` did to the network after its training. */
function layoutAfterTraining({ metrics, record }: FigureData): string[] {
  if (record.layoutOf === undefined) return []
  const rounds = metrics.filter(({ type, afterTraining }) => type === 'swap' && afterTraining)
  if (rounds.length === 0) return ['After training, no exchange of two neurons shortened its wires.']
  const cost = (line: (typeof rounds)[number], name: string) => plain(Number(line[name]))
  return [
    `After training, its neurons were laid out anew, by exchanges of two at a time until none shortened the wires: ${counted(swapsOf(rounds), 'exchange')} in ${counted(rounds.length, 'round')}, ` +
      `Σ|w|·d from ${cost(rounds[0], 'costBefore')} to ${cost(rounds[rounds.length - 1], 'costAfter')}. What it computes stayed the same.`,
  ]
}

const swapsOf = (rounds: FigureData['metrics']): number =>
  rounds.reduce((sum, { swaps }) => sum + (typeof swaps === 'number' ? swaps : 0), 0)

/** Wall time: `elapsed` counts from the start of each process that trained, so a run that was resumed has several. */
export function trainingSeconds(metrics: FigureData['metrics']): number | null {
  const clock = metrics.flatMap(({ elapsed }) => (typeof elapsed === 'number' ? [elapsed] : []))
  if (clock.length === 0) return null
  return clock.reduce((sum, at, i) => sum + (i > 0 && at >= clock[i - 1] ? at - clock[i - 1] : at), 0)
}
