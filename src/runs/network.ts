/**
 * A trained network on its own, without what only a training needs: `network.safetensors` in a run's folder holds the
 * parameters and the places of the neurons, a third of a checkpoint. A folder with it, experiment.json and analysis/
 * is a run that can be looked at and analyzed, and not gone on with.
 */
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { diskError, writeWhole } from './files.js'
import type { RunFolder } from './folder.js'
import { decodeNetwork, encodeNetwork, type KeptNetwork, NETWORK_FILE } from './networkFile.js'

export type { KeptNetwork } from './networkFile.js'

/** What is copied beside it. */
const KEPT = ['experiment.json', 'analysis/summary.json', 'analysis/details.json']

/**
 * Copies the network of a run's newest checkpoint, or the one that it keeps, its experiment and its analysis into another
 * folder.
 * @throws InputError if it has neither, or the folder cannot be written
 */
export async function keepNetwork(run: RunFolder, dir: string): Promise<void> {
  const network = (await run.latestCheckpoint()) ?? (await keptNetwork(run))
  if (network === null) throw new InputError(`${run.dir}: has no checkpoint yet`)
  try {
    await mkdir(join(dir, 'analysis'), { recursive: true })
    const { step, tensors } = network
    await writeWhole(join(dir, NETWORK_FILE), encodeNetwork({ step, tensors }))
    for (const name of KEPT) await cp(run.path(name), join(dir, name))
  } catch (error) {
    throw diskError(error, `writing ${dir}`)
  }
}

/** The network that a folder keeps; null if it keeps none. @throws InputError if it is damaged */
export async function keptNetwork(run: RunFolder): Promise<KeptNetwork | null> {
  const path = run.path(NETWORK_FILE)
  if (!existsSync(path)) return null
  try {
    return decodeNetwork(await readFile(path))
  } catch (error) {
    throw new InputError(`${path}: damaged (${(error as Error).message})`)
  }
}
