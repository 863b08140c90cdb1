/**
 * A run whose network another program trained: the weights of its file, with places for the neurons, in a folder that is
 * analyzed, lesioned, viewed and exported like one of ours. It has no checkpoint, so there is nothing to train on from.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { InputError } from '../errors.js'
import type { Tensor } from '../formats/safetensors.js'
import type { SwapRound } from '../growth/relocation.js'
import { isGrid, neuronsOf } from '../growth/sheet.js'
import { joined } from '../importers/joined.js'
import { recurrentShape } from '../importers/orientation.js'
import { recurrentOf } from '../importers/parts.js'
import { readWeights } from '../importers/readWeights.js'
import type { WeightFile } from '../importers/weights.js'
import { type WeightsAsked, weightsOf } from '../importers/weightsOf.js'
import { SIGN } from '../network/cells/ei.js'
import type { NetworkSize, ParameterTable } from '../network/parameters.js'
import { type Battery, inputNames, outputNames } from '../tasks/battery.js'
import type { Experiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { batteryOf, sizeOf, tableOf } from '../training/train.js'
import { diskError } from './files.js'
import { RunFolder } from './folder.js'
import { type ImportSettings, importedExperiment } from './importedExperiment.js'
import { layoutLines, settled } from './layout.js'
import { wordsOf } from './modules.js'
import { networkBytes } from './network.js'
import { NETWORK_FILE, networkOf, PLACES, tensorsOf } from './networkFile.js'

export interface ImportAsked extends ImportSettings, WeightsAsked {
  /** Of the run; `runs/imported-s<seed>` where left out. */
  dir?: string
  /** Whether swaps lay the neurons out, or neuron i stands at place i; the first where they have no measured places. */
  places?: 'layout' | 'row-major'
  /** Training steps that the network has taken, where the file does not say. */
  step?: number
}

/** What came of an import. */
export interface Imported {
  /** Open, to be analyzed and closed. */
  run: RunFolder
  /** The swaps that laid the neurons out. */
  rounds: readonly SwapRound[]
  orientation: string
  /** Tensors of the file that are no part of the network. */
  leftAside: readonly string[]
}

/**
 * Makes a run of a file of weights.
 * @param path of a file of safetensors, numpy.savez, torch.save or ONNX
 * @throws InputError if it cannot be read, holds no such network, or is not to be understood without being told more; nothing
 *   is written then
 */
export async function importRun(path: string, asked: ImportAsked): Promise<Imported> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw diskError(error, `reading ${path}`)
  })
  const alongRows = asked.orientation === 'columns-receive'
  const file = ofFile(path, () => joined(readWeights(bytes), asked.map, alongRows))
  const { step = file.facts.step ?? 0 } = asked
  const recurrent = ofFile(path, () => recurrentOf(file, asked.map))
  const shape = ofFile(path, () => recurrentShape(file, recurrent, asked.cell))
  const known = {
    hidden: shape.hidden,
    step,
    facts: file.facts.network,
    isTorchModule: recurrent.naming?.isTorchModule,
  }
  const { experiment: planned, modules } = await importedExperiment(known, asked)
  const battery = batteryOf(planned, modules.battery)
  const size = sizeOf(planned, battery)
  const table = tableOf(planned, battery, modules.cell)
  const { tensors, parts, orientation, leftAside } = ofFile(path, () => {
    refuseOtherChannels(file, battery)
    const network = { cell: asked.cell, size, table, battery: battery.name }
    return weightsOf(file, recurrent, shape, network, asked)
  })
  const network = ofFile(path, () => networkOf({ ...tensors, [PLACES]: inOrder(size) }, table))
  const experiment = ofFile(path, () => withSigns(planned, network.parameters[SIGN]))
  const places = asked.places ?? (experiment.sheet.neurons ? 'row-major' : 'layout')
  const rounds = places === 'layout' ? await laidOut(experiment, network, table) : []
  const imported = {
    file: basename(path),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    format: file.format,
    tensors: Object.fromEntries(
      Object.entries(parts).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    places,
  }
  const place = { dir: asked.dir, imported, ...wordsOf(experiment, modules) }
  const run = await RunFolder.create(experiment, place, async (made) => {
    for (const line of layoutLines(rounds, step, 0)) made.metrics.append(line)
    made.metrics.append({ type: 'done', step, elapsed: 0 })
    await made.write(NETWORK_FILE, networkBytes(table, { step, ...network }))
  })
  return { run, rounds, orientation, leftAside: recurrent.naming?.name === 'gyrus' ? [] : leftAside }
}

/** What a complaint is of. @throws InputError for whatever is wrong with the file */
function ofFile<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    // Faults of gyrus itself are no words on the file.
    if (error instanceof TypeError || error instanceof RangeError || !(error instanceof Error)) throw error
    throw new InputError(`${path}: ${error.message}`, { cause: error })
  }
}

/** @throws InputError if the file names its channels, and they are others */
function refuseOtherChannels({ facts }: WeightFile, battery: Battery): void {
  const sides = [
    ['input', facts.inputNames, inputNames(battery)],
    ['output', facts.outputNames, outputNames(battery)],
  ] as const
  for (const [side, has, must] of sides) {
    const at = has?.findIndex((name, i) => name !== must[i]) ?? -1
    if (has && (at >= 0 || has.length !== must.length))
      throw new InputError(
        `its ${side}s must be the ${must.length} of ${battery.name}, are ${has.length}${at >= 0 ? `; ${side} ${at} must be ${JSON.stringify(must[at] ?? null)}, is ${JSON.stringify(has[at])}` : ''}; name its tasks with --battery and --tasks`,
      )
  }
}

/**
 * The experiment with the share of excitatory neurons that the network has.
 * @param signs of the cell `ei`
 * @throws InputError where the places were measured to have other signs
 */
function withSigns(experiment: Experiment, signs: Float32Array | undefined): Experiment {
  if (!signs) return experiment
  const sheet = sheetOf(experiment)
  const measured = isGrid(sheet) ? undefined : sheet.sign
  const other = measured?.findIndex((sign, i) => sign !== signs[i]) ?? -1
  if (measured && other >= 0)
    throw new InputError(
      `sign: of neuron ${other} must be ${measured[other]}, as its place was measured, is ${signs[other]}`,
    )
  const excitatory = signs.filter((sign) => sign > 0).length / signs.length
  if (measured || excitatory === 0) return experiment
  return { ...experiment, network: { ...experiment.network, excitatory } }
}

const inOrder = ({ hidden }: NetworkSize): Tensor => ({
  shape: [hidden],
  data: Int32Array.from({ length: hidden }, (_, i) => i),
})

/** Moves the neurons, in place. */
async function laidOut(
  experiment: Experiment,
  { parameters, places }: ReturnType<typeof networkOf>,
  table: ParameterTable,
): Promise<SwapRound[]> {
  return neuronsOf(sheetOf(experiment)) < 2
    ? []
    : settled(experiment, { table, tensors: tensorsOf(table, parameters), places })
}
