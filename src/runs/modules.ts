/** What the modules export that an experiment names: a battery and a charge of a user's own. */
import { InputError } from '../errors.js'
import { type ChargeWords, wordsOfCharge } from '../figures/chargeWords.js'
import { type Charge, isCharge } from '../growth/charge.js'
import { KINDS } from '../growth/charges/index.js'
import type { Battery } from '../tasks/battery.js'
import { isModule } from '../text.js'
import { type Experiment, parseExperiment } from '../training/experiment.js'
import { applyOverrides, settingOf, withoutNotes } from '../training/overrides.js'
import { batteryOf } from '../training/train.js'
import { withSheetFiles } from './sheetFiles.js'
import { loadBattery } from './userBattery.js'
import { loadModule, type ModuleKind } from './userModule.js'

/** What a network is made of and runs on, besides what its experiment says. */
export interface NetworkModules {
  /** With all of its tasks. */
  battery: Battery
}

/** What a training is handed, besides its experiment. */
export interface Modules extends NetworkModules {
  /** Only where it is a user's. */
  charge?: Charge
}

const CHARGE: ModuleKind<Charge> = {
  name: 'charge',
  maker: 'defineCharge',
  is(value): value is Charge {
    if (!isCharge(value)) return false
    if (!(KINDS as string[]).includes(value.name)) return true
    throw new InputError(`the charge ${value.name}: is named as one that gyrus brings; take another name`)
  },
}

/**
 * What the modules of a run's experiment export that its network needs: a trained network needs no charge.
 * @throws InputError if one is gone, is not as it was when the run began, or is of no use
 */
export async function networkModulesOf({
  battery: name,
  batterySha256,
}: Experiment): Promise<NetworkModules> {
  const { battery } = await loadBattery(name, batterySha256)
  return { battery }
}

/**
 * What the modules of a run's experiment export.
 * @throws InputError as `networkModulesOf` does
 */
export async function modulesOf(experiment: Experiment): Promise<Modules> {
  const { kind, kindSha256 } = experiment.regularizer
  const modules = await networkModulesOf(experiment)
  if (!isModule(kind)) return modules
  return { ...modules, charge: (await loadModule(CHARGE, kind, kindSha256)).value }
}

/**
 * A new experiment: another with some fields set, whose modules are loaded and noted, and whose files of
 * the sheet are read.
 * @throws InputError as `applyOverrides` does, and if a module is of no use
 */
export async function askedExperiment(
  from: Experiment,
  settings: readonly string[],
): Promise<{ experiment: Experiment; modules: Modules }> {
  const kind = String(settingOf(settings, 'regularizer.kind', from))
  const charge = isModule(kind) ? await loadModule(CHARGE, kind) : undefined
  const asked = await withSheetFiles(applyOverrides(withoutNotes(from), settings, { charge: charge?.value }))
  const battery = await loadBattery(asked.battery)
  batteryOf(asked, battery.battery) // an unknown task is found before anything runs
  const noted = {
    ...asked,
    batterySha256: battery.sha256,
    regularizer: { ...asked.regularizer, kindSha256: charge?.sha256 },
  }
  // Without what is not there, and in the order of the schema.
  const experiment = parseExperiment(JSON.parse(JSON.stringify(noted)), { charge: charge?.value })
  return { experiment, modules: { battery: battery.battery, charge: charge?.value } }
}

/** The words of a new run that its readers cannot have without its modules. */
export function wordsOf(experiment: Experiment, { charge }: Modules): { charge?: ChargeWords } {
  return charge ? { charge: wordsOfCharge(experiment, charge) } : {}
}
