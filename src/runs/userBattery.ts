/**
 * The battery that an experiment or a command names: a built-in one, or the default export of a user's module. A
 * module is code, so a run notes the SHA-256 of its text, and is not gone on with or analyzed under another. What
 * the module imports is not looked at.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { InputError } from '../errors.js'
import { batteryByName, isBatteryFile } from '../tasks/batteries.js'
import type { Battery } from '../tasks/battery.js'
import { decodeText, naming } from '../text.js'
import type { Experiment } from '../training/experiment.js'
import { batteryOf } from '../training/train.js'
import { diskError } from './files.js'

export interface LoadedBattery {
  battery: Battery
  /** SHA-256 of the module's text, hexadecimal; undefined for a built-in battery. */
  sha256?: string
}

/**
 * @param name of a built-in battery, or the path of a .mjs or .js module, from the working directory
 * @param expected the SHA-256 that the module must have
 * @throws InputError if there is no such battery or file, the module fails or exports no battery, or it is another
 *   than expected
 */
export async function loadBattery(name: string, expected?: string): Promise<LoadedBattery> {
  if (!isBatteryFile(name)) return { battery: batteryByName(name) }
  const path = resolve(name)
  const text = await readFile(path).catch((error: unknown) => {
    const where = expected === undefined ? '' : '; put it back, or go to the folder where the run was started'
    const fault = diskError(error, `reading the battery ${name}`)
    throw fault instanceof InputError ? new InputError(fault.message + where, { cause: error }) : fault
  })
  naming(name, () => decodeText(text))
  const sha256 = createHash('sha256').update(text).digest('hex')
  if (expected !== undefined && expected !== sha256) {
    throw new InputError(
      `${name}: the battery is not as it was when the run began (SHA-256 ${expected.slice(0, 12)}…, now ` +
        `${sha256.slice(0, 12)}…); undo the change, or start a new run`,
    )
  }
  // Node keeps modules by their address: with the text's hash in it, another text is another module.
  const battery = await importDefault(name, `${pathToFileURL(path).href}?sha256=${sha256}`)
  return { battery, sha256 }
}

async function importDefault(name: string, address: string): Promise<Battery> {
  let module: { default?: unknown }
  try {
    module = await import(address)
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${name}: ${error.message}`, { cause: error })
    const { code, message } = error as NodeJS.ErrnoException
    const remedy =
      code === 'ERR_MODULE_NOT_FOUND' && message.includes("'gyrus'")
        ? '; put it into a folder where gyrus is installed (npm install), or into a clone of gyrus'
        : ''
    throw new InputError(`${name}: the battery cannot be loaded (${message})${remedy}`, { cause: error })
  }
  const battery = module.default as Partial<Battery> | undefined
  // Structural: the module may have the battery from another copy of gyrus.
  if (
    typeof battery?.bump === 'function' &&
    Array.isArray(battery.tasks) &&
    Array.isArray(battery.channels)
  ) {
    return battery as Battery
  }
  throw new InputError(
    `${name}: must export a battery, export default defineBattery(…), got ${battery === undefined ? 'no default export' : typeof battery}`,
  )
}

/**
 * The tasks that a run was trained on, from its battery.
 * @throws InputError as `loadBattery` does
 */
export async function batteryOfRun(experiment: Experiment): Promise<Battery> {
  const { battery: name, batterySha256 } = experiment
  return batteryOf(experiment, (await loadBattery(name, batterySha256)).battery)
}
