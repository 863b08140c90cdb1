/** The report's text on how the network was made: the tasks, the charge, the swaps and the pruning. */
import { geometryOf } from '../growth/geometry.js'
import { isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'
import { lengthUnit, sheetSize, unitText } from '../growth/sheetWords.js'
import { sheetOf } from '../training/sheet.js'
import { cellSentence } from './cellWords.js'
import { chargeWords } from './chargeWords.js'
import type { FigureData, ImportedFrom } from './data.js'
import { importedSentence } from './importedWords.js'
import { counted, duration, list, percent, plain, whole } from './words.js'

export function whatWasGrown(data: FigureData): string[] {
  const { analysis, battery, metrics, record } = data
  if (record.imported) return whatWasImported(data, record.imported)
  const { experiment, machine } = record
  const { training, seed } = experiment
  const sheet = sheetOf(experiment)
  const { step } = analysis.summary
  const seconds = trainingSeconds(metrics)
  const time = seconds === null ? 'Trained' : `Trained in ${duration(seconds)}`
  return [
    `A recurrent network of ${counted(neuronsOf(sheet), 'neuron')} ${whereItStood(sheet)}, ` +
      `with ${battery.inputCount} inputs and ${battery.outputCount} outputs, was trained on ${counted(battery.tasks.length, 'task')} of the battery ${battery.name} at once: ` +
      `${counted(step, 'step')} of ${counted(training.batch, 'sequence')} of ${training.time} time steps, seed ${seed}, preset “${experiment.preset}”.`,
    ...[cellSentence(record)].filter((sentence) => sentence !== null),
    chargeWords(record).sentence +
      acrossAreas(sheet) +
      whatExisted(experiment) +
      relocations(metrics) +
      whatWasCut(experiment),
    ...layoutAfterTraining(data),
    ...(step < training.steps
      ? [
          `Training is not finished: ${whole(training.steps)} steps were planned, and this is step ${whole(step)}.`,
        ]
      : []),
    `${time} on ${machine.cpu} (${counted(machine.cores, 'core')}; ${machine.platform}, Node ${machine.node}), started ${record.created.slice(0, 16).replace('T', ' ')} UTC.`,
  ]
}

/** Of a network that another program trained, nothing is known of its training but the steps that were said. */
function whatWasImported(
  { analysis, battery, metrics, record }: FigureData,
  imported: ImportedFrom,
): string[] {
  const { experiment } = record
  const sheet = sheetOf(experiment)
  const { step } = analysis.summary
  const rounds = laidOutRounds(metrics)
  const stands =
    imported.places === 'row-major'
      ? `Neuron i of the file stands at place i${isGrid(sheet) ? ', row by row' : ''}.`
      : rounds.length === 0
        ? 'Neuron i of the file stands at place i: no exchange of two neurons shortened the wires.'
        : `The file gives its neurons no places: they were laid out by exchanges of two at a time until none shortened the wires, ${settledTold(rounds)}.`
  return [
    `A recurrent network of ${counted(neuronsOf(sheet), 'neuron')} ${whereItStood(sheet)}, ` +
      `with ${battery.inputCount} inputs and ${battery.outputCount} outputs, on ${counted(battery.tasks.length, 'task')} of the battery ${battery.name}. ` +
      importedSentence(imported, step),
    ...[cellSentence(record)].filter((sentence) => sentence !== null),
    ...(record.layoutOf === undefined ? [stands] : layoutAfterTraining({ metrics, record })),
  ]
}

/** `on a sheet of 20 × 20`, or at measured places, with how large the box around them is. */
function whereItStood(sheet: Sheet): string {
  if (isGrid(sheet)) return `on a sheet of ${sheetSize(sheet)}`
  const { extents } = geometryOf(sheet)
  const box = extents.map((extent) => plain(extent)).join(' × ')
  const areas = new Set(sheet.area ?? []).size
  return `at measured places in a box of ${box} ${unitText(sheet)}${areas > 1 ? ` in ${areas} areas` : ''}`
}

/** What wires between areas cost. */
function acrossAreas(sheet: Sheet): string {
  if (isGrid(sheet) || sheet.between === undefined) return ''
  return ` A recurrent wire between two areas counted as ${plain(sheet.between)} times its length.`
}

/** Which recurrent connections existed, where a file says it. */
function whatExisted(experiment: FigureData['record']['experiment']): string {
  const { connections } = experiment.sheet
  if (!connections) return ''
  const neurons = neuronsOf(sheetOf(experiment))
  const count = connections.from.length
  return ` Of the recurrent connections between different neurons only ${counted(count, 'measured one')} existed, ${percent(count / (neurons * (neurons - 1)))} of all pairs.`
}

function relocations(metrics: FigureData['metrics']): string {
  const rounds = metrics.filter(({ type, afterTraining }) => type === 'swap' && !afterTraining)
  if (rounds.length === 0) return ''
  return ` In ${counted(rounds.length, 'round')} there were ${counted(swapsOf(rounds), 'exchange')}.`
}

/** The budget to which a network was pruned. */
function whatWasCut(experiment: FigureData['record']['experiment']): string {
  const { pruning } = experiment
  if (!pruning) return ''
  const { neurons, wiring, totalWiring, from, until, every } = pruning
  const unit = lengthUnit(sheetOf(experiment))
  const budget = [
    ...(neurons === undefined ? [] : [counted(neurons, 'neuron')]),
    ...(wiring === undefined ? [] : [`${plain(wiring)} ${unit} of recurrent wire`]),
    ...(totalWiring === undefined ? [] : [`${plain(totalWiring)} ${unit} of all wire`]),
  ]
  return ` While it trained it was cut to a budget of ${list(budget)}, a little every ${counted(every, 'step')} from ${percent(from, 0)} to ${percent(until, 0)} of the training.`
}

/** What `gyrus layout` did to the network after its training. */
function layoutAfterTraining({ metrics, record }: Pick<FigureData, 'metrics' | 'record'>): string[] {
  if (record.layoutOf === undefined) return []
  const rounds = laidOutRounds(metrics)
  if (rounds.length === 0) return ['After training, no exchange of two neurons shortened its wires.']
  return [
    `After training, its neurons were laid out anew, by exchanges of two at a time until none shortened the wires: ${settledTold(rounds)}. What it computes stayed the same.`,
  ]
}

const laidOutRounds = (metrics: FigureData['metrics']) =>
  metrics.filter(({ type, afterTraining }) => type === 'swap' && afterTraining)

/** `12 exchanges in 2 rounds, Σ|w|·d from 40 to 20` */
function settledTold(rounds: FigureData['metrics']): string {
  const cost = (line: FigureData['metrics'][number], name: string) => plain(Number(line[name]))
  return (
    `${counted(swapsOf(rounds), 'exchange')} in ${counted(rounds.length, 'round')}, ` +
    `Σ|w|·d from ${cost(rounds[0], 'costBefore')} to ${cost(rounds[rounds.length - 1], 'costAfter')}`
  )
}

const swapsOf = (rounds: FigureData['metrics']): number =>
  rounds.reduce((sum, { swaps }) => sum + (typeof swaps === 'number' ? swaps : 0), 0)

/**
 * Wall time of the training. `elapsed` counts from the start of a process, so in a run that was resumed it starts again
 * from 0, and the times of all processes are added.
 */
export function trainingSeconds(metrics: FigureData['metrics']): number | null {
  const clock = metrics.flatMap(({ elapsed }) => (typeof elapsed === 'number' ? [elapsed] : []))
  if (clock.length === 0) return null
  return clock.reduce((sum, at, i) => sum + (i > 0 && at >= clock[i - 1] ? at - clock[i - 1] : at), 0)
}
