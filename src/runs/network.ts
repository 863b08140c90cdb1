/**
 * The network of a run: of its newest checkpoint, or on its own, without what only a training needs. Then
 * `network.safetensors` in the run's folder holds the parameters and the places of the neurons, a third of a checkpoint.
 * A folder with it, experiment.json and analysis/ is a run that can be looked at and analyzed, and not gone on with.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import type { CellSettings } from '../network/cell.js'
import {
  connections,
  forParameters,
  type Matrices,
  type NetworkSize,
  type ParameterTable,
} from '../network/parameters.js'
import type { Battery } from '../tasks/battery.js'
import type { Experiment } from '../training/experiment.js'
import { batteryOf, cellSettings, sizeOf, tableOf } from '../training/train.js'
import { type Checkpoint, sha256 } from './checkpoint.js'
import { coveredByChecksum, putChecksum } from './checksum.js'
import { refuseIfLost } from './continuation.js'
import { diskError, writeWhole } from './files.js'
import type { RunFolder } from './folder.js'
import { type NetworkModules, networkModulesOf } from './modules.js'
import { MOMENTS_FILE } from './momentsFile.js'
import { encodeNetwork, NETWORK_FILE, type Network, networkOf, sealedNetwork } from './networkFile.js'
import { fromCheckpoint } from './record.js'

/** The network of a run, and what it was trained on. */
export interface SavedNetwork extends Network {
  /** The tasks that it was trained on. */
  battery: Battery
  /** How many units of each kind it has. */
  size: NetworkSize
  /** What its cell is, as functions of the network take it. */
  cell: CellSettings
  /** What its cell has. */
  table: ParameterTable
  /** Its connections as one number each, of each pathway: what analysis and figures show of any cell. */
  connections: Matrices<Float32Array>
}

/**
 * The network of a run's newest checkpoint, or the one that its folder keeps.
 * @param step of which the network must be, where it is to be of another than the newest
 * @throws InputError if there is none, or it is damaged, or of another network than the experiment's
 */
export async function savedNetwork(run: RunFolder, step?: number): Promise<SavedNetwork> {
  const { experiment, dir } = run
  const modules = await networkModulesOf(experiment)
  const checkpoint = await (step === undefined ? run.latestCheckpoint() : checkpointAt(run, step))
  if (checkpoint) return networkOfCheckpoint(checkpoint, run, modules)
  const table = tableOf(experiment, batteryOf(experiment, modules.battery), modules.cell)
  const kept = await keptNetwork(run, table)
  if (kept && (step === undefined || kept.step === step)) return described(experiment, modules, kept)
  if (step === undefined) refuseIfLost(run)
  const steps = [...(await run.checkpointSteps()), ...(kept ? [kept.step] : [])]
  if (steps.length === 0)
    throw new InputError(`${dir}: has no checkpoint yet; go on with \`npx gyrus resume ${dir}\``)
  throw new InputError(`${dir}: has no network of step ${step}; it has those of ${steps.join(', ')}`)
}

/** The checkpoint of a step; null if none was saved there. */
async function checkpointAt(run: RunFolder, step: number) {
  return (await run.checkpointSteps()).includes(step) ? run.checkpointOf(step) : null
}

/**
 * The network in a checkpoint of a run.
 * @throws InputError if it was saved under another experiment
 */
export function networkOfCheckpoint(
  checkpoint: Checkpoint,
  run: RunFolder,
  modules: NetworkModules,
): SavedNetwork {
  const { step, tensors, places } = fromCheckpoint(checkpoint, run, modules)
  const table = tableOf(run.experiment, batteryOf(run.experiment, modules.battery), modules.cell)
  const parameters = forParameters(table, ({ name }) => tensors[name].data as Float32Array)
  return described(run.experiment, modules, { step, parameters, places })
}

/** A network with what its experiment says of it. */
export function described(experiment: Experiment, modules: NetworkModules, network: Network): SavedNetwork {
  const battery = batteryOf(experiment, modules.battery)
  const table = tableOf(experiment, battery, modules.cell)
  return {
    battery,
    size: sizeOf(experiment, battery),
    cell: cellSettings(experiment, modules.cell),
    table,
    connections: connections(table, (name) => network.parameters[name]),
    ...network,
  }
}

/**
 * The network that a folder keeps; null if it keeps none.
 * @throws InputError if it cannot be read, is damaged, or is not one with that table
 */
export async function keptNetwork(run: RunFolder, table: ParameterTable): Promise<Network | null> {
  const path = run.path(NETWORK_FILE)
  if (!existsSync(path)) return null
  try {
    const sealed = sealedNetwork(await readFile(path))
    const { step, tensors } = sealed.open(sha256(sealed.covered))
    return { step, ...networkOf(tensors, table) }
  } catch (error) {
    const fault = diskError(error, `reading ${path}`) as Error
    if (fault instanceof InputError) throw fault
    throw new InputError(`${path}: damaged, or of another network (${fault.message})`, { cause: error })
  }
}

/** The bytes of `network.safetensors`, with their checksum. */
export function networkBytes(table: ParameterTable, network: Network): Uint8Array {
  const bytes = encodeNetwork(table, network)
  putChecksum(bytes, sha256(coveredByChecksum(bytes)))
  return bytes
}

/** What is copied beside it. */
const KEPT = ['experiment.json', 'analysis/summary.json', 'analysis/details.json']

/**
 * Copies the network of a run, its experiment and its analysis into another folder, and the moments of its growth if it
 * has them.
 * @throws InputError as `savedNetwork` does, or if the folder cannot be written
 */
export async function keepNetwork(run: RunFolder, dir: string): Promise<void> {
  const { table, ...network } = await savedNetwork(run)
  try {
    await mkdir(join(dir, 'analysis'), { recursive: true })
    const kept = existsSync(run.path(MOMENTS_FILE)) ? [...KEPT, MOMENTS_FILE] : KEPT
    for (const name of kept) await writeWhole(join(dir, name), await readFile(run.path(name)))
    await writeWhole(join(dir, NETWORK_FILE), networkBytes(table, network)) // last: with it the folder is whole
  } catch (error) {
    throw diskError(error, `writing ${dir}`)
  }
}
