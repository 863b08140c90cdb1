/** The battery that an experiment or a command names: a built-in one, or the default export of a user's module. */
import { batteryByName } from '../tasks/batteries.js'
import type { Battery } from '../tasks/battery.js'
import { isModule } from '../text.js'
import type { Experiment } from '../training/experiment.js'
import { batteryOf } from '../training/train.js'
import { loadModule, type ModuleKind } from './userModule.js'

const BATTERY: ModuleKind<Battery> = {
  name: 'battery',
  maker: 'defineBattery',
  is(value): value is Battery {
    const battery = value as Partial<Battery> | null | undefined
    return (
      typeof battery?.bump === 'function' && Array.isArray(battery.tasks) && Array.isArray(battery.channels)
    )
  },
}

export interface LoadedBattery {
  battery: Battery
  /** SHA-256 of the module's text, hexadecimal; undefined for a built-in battery. */
  sha256?: string
}

/**
 * @param name of a built-in battery, or the path of a .mjs or .js module, from the working directory
 * @param expected the SHA-256 that the module must have
 * @throws InputError if there is no such battery, and as `loadModule` does
 */
export async function loadBattery(name: string, expected?: string): Promise<LoadedBattery> {
  if (!isModule(name)) return { battery: batteryByName(name) }
  const { value, sha256 } = await loadModule(BATTERY, name, expected)
  return { battery: value, sha256 }
}

/**
 * The tasks that a run was trained on, from its battery.
 * @throws InputError as `loadBattery` does
 */
export async function batteryOfRun(experiment: Experiment): Promise<Battery> {
  const { battery: name, batterySha256 } = experiment
  return batteryOf(experiment, (await loadBattery(name, batterySha256)).battery)
}
