/**
 * The network that an export is of, with all that is known of it: that of a run's folder, of one of its checkpoints, or of
 * a file `network.safetensors`, which says itself which experiment it is of, or lies in a folder that does.
 */
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { InputError } from '../errors.js'
import type { ExportedNetwork } from '../exporters/exporter.js'
import { decodeSafetensors } from '../formats/safetensors.js'
import { wireDistances } from '../growth/distance.js'
import { layOut } from '../growth/sheet.js'
import { parseJson } from '../text.js'
import { type Experiment, parseExperiment } from '../training/experiment.js'
import { sheetOf } from '../training/sheet.js'
import { batteryOf, tableOf } from '../training/train.js'
import { decodeCheckpoint, sha256 } from './checkpoint.js'
import { isCheckpoint } from './checkpointFile.js'
import { diskError } from './files.js'
import { RunFolder } from './folder.js'
import { networkModulesOf } from './modules.js'
import { described, networkOfCheckpoint, type SavedNetwork, savedNetwork } from './network.js'
import { type NetworkFile, networkOf, sealedNetwork } from './networkFile.js'
import { readAnalysis } from './report.js'

/**
 * @param path of a run's folder, a checkpoint or a network
 * @param step of a run's network, where it is to be another than the newest
 * @throws InputError if there is no such network, or it is damaged or of another experiment
 */
export async function exportedNetwork(path: string, step?: number): Promise<ExportedNetwork> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      throw diskError(error, `reading ${path}`)
    },
  )
  if (isFolder) {
    const run = await RunFolder.open(path)
    const network = await savedNetwork(run, step)
    const name = basename(resolve(path))
    return ofRun(run, network, step === undefined ? name : `${name}-step-${step}`)
  }
  if (step !== undefined)
    throw new InputError(
      `${path}: is a file with one network; leave the step out, or name the folder of its run`,
    )
  return ofFile(path)
}

/** @throws InputError if the file holds no network, or nothing says of which experiment it is */
async function ofFile(path: string): Promise<ExportedNetwork> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw diskError(error, `reading ${path}`)
  })
  const name = basename(path, extname(path))
  const { file, checkpoint } = contentOf(path, bytes)
  if (checkpoint) {
    // It lies in the folder `checkpoints` of its run.
    const dir = dirname(dirname(resolve(path)))
    const run = await openBeside(path, dir)
    const network = networkOfCheckpoint(checkpoint, run, await networkModulesOf(run.experiment))
    return ofRun(run, network, `${basename(dir)}-${name}`)
  }
  if (file.experiment !== undefined) {
    const experiment = parseExperiment(parseJson(file.experiment))
    const network = await fileNetwork(path, file, experiment)
    return { ...complete(experiment, network), name, analysis: null, version: 'unknown' }
  }
  const dir = dirname(resolve(path))
  const run = await openBeside(path, dir)
  return ofRun(run, await fileNetwork(path, file, run.experiment), basename(dir))
}

/** What a file holds: a checkpoint or a network. */
function contentOf(path: string, bytes: Uint8Array) {
  try {
    if (isCheckpoint(decodeSafetensors(bytes).metadata)) return { checkpoint: decodeCheckpoint(bytes) }
    const sealed = sealedNetwork(bytes)
    return { file: sealed.open(sha256(sealed.covered)) }
  } catch (error) {
    throw notANetwork(path, error)
  }
}

async function fileNetwork(path: string, file: NetworkFile, experiment: Experiment): Promise<SavedNetwork> {
  const modules = await networkModulesOf(experiment)
  const battery = batteryOf(experiment, modules.battery)
  try {
    const network = networkOf(file.tensors, tableOf(experiment, battery, modules.cell))
    return described(experiment, modules, { step: file.step, ...network })
  } catch (error) {
    throw notANetwork(path, error)
  }
}

function notANetwork(path: string, error: unknown): InputError {
  const { message } = error as Error
  return new InputError(
    `${path}: must be the folder of a run, a checkpoint or a network.safetensors (${message})`,
    { cause: error },
  )
}

/** The run that a file is of. @throws InputError if there is no experiment.json in its folder */
async function openBeside(path: string, dir: string): Promise<RunFolder> {
  if (existsSync(`${dir}/experiment.json`)) return RunFolder.open(dir)
  throw new InputError(
    `${path}: does not say of which experiment it is, and ${dir} has no experiment.json; name the folder of its run`,
  )
}

/** A network of a run, with the analysis of it, if the run has one of this step. */
async function ofRun(run: RunFolder, network: SavedNetwork, name: string): Promise<ExportedNetwork> {
  const isAnalyzed = existsSync(run.path('analysis/summary.json'))
  const analysis = isAnalyzed ? await readAnalysis(run) : null
  return {
    ...complete(run.experiment, network),
    name,
    analysis: analysis?.summary.step === network.step ? analysis.details : null,
    version: run.record.versions.gyrus,
  }
}

function complete(experiment: Experiment, network: SavedNetwork) {
  const layout = layOut(sheetOf(experiment), network.battery)
  return { experiment, layout, lengths: wireDistances(layout, experiment.sheet.distance), ...network }
}
