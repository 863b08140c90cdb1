/**
 * A trained network on its own, without what only a training needs: `network.safetensors` in a run's folder holds the
 * parameters and the places of the neurons, a third of a checkpoint. A folder with it, experiment.json and analysis/
 * is a run that can be looked at and analyzed, and not gone on with.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../formats/safetensors.js'
import { PARAMETERS } from '../network/parameters.js'
import { diskError, writeWhole } from './files.js'
import type { RunFolder } from './folder.js'
import { PLACES } from './record.js'

const FILE = 'network.safetensors'
/** What is copied beside it. */
const KEPT = ['experiment.json', 'analysis/summary.json', 'analysis/details.json']

export interface KeptNetwork {
  step: number
  /** Parameters by name, and `places`. */
  tensors: Record<string, Tensor>
}

/**
 * Copies the network of a run's newest checkpoint, its experiment and its analysis into another folder.
 * @throws InputError if there is no checkpoint, or the folder cannot be written
 */
export async function keepNetwork(run: RunFolder, dir: string): Promise<void> {
  const checkpoint = await run.latestCheckpoint()
  if (checkpoint === null) throw new InputError(`${run.dir}: has no checkpoint yet`)
  const names = [...PARAMETERS, PLACES]
  const tensors = Object.fromEntries(names.map((name) => [name, checkpoint.tensors[name]]))
  try {
    await mkdir(join(dir, 'analysis'), { recursive: true })
    await writeWhole(
      join(dir, FILE),
      encodeSafetensors({ tensors, metadata: { step: String(checkpoint.step) } }),
    )
    for (const name of KEPT) await cp(run.path(name), join(dir, name))
  } catch (error) {
    throw diskError(error, `writing ${dir}`)
  }
}

/** The network that a folder keeps; null if it keeps none. @throws InputError if it is damaged */
export async function keptNetwork(run: RunFolder): Promise<KeptNetwork | null> {
  const path = run.path(FILE)
  if (!existsSync(path)) return null
  try {
    const { tensors, metadata } = decodeSafetensors(await readFile(path))
    const missing = PARAMETERS.find((name) => !(name in tensors))
    if (missing !== undefined) throw new Error(`it has no ${missing}`)
    return { step: Number(metadata?.step), tensors }
  } catch (error) {
    throw new InputError(`${path}: damaged (${(error as Error).message})`)
  }
}
