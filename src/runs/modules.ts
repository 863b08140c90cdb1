/** What the modules export that an experiment names: a battery, a cell and a charge of a user's own. */
import { InputError } from '../errors.js'
import { wordsOfCharge } from '../figures/chargeWords.js'
import { type Charge, isCharge } from '../growth/charge.js'
import { KINDS } from '../growth/charges/index.js'
import { type CellDefinition, isCell } from '../network/cell.js'
import { CELL_NAMES } from '../network/cellSettings.js'
import type { Battery } from '../tasks/battery.js'
import { isModule } from '../text.js'
import { type Experiment, parseExperiment } from '../training/experiment.js'
import { applyOverrides, settingOf, withoutNotes } from '../training/overrides.js'
import { batteryOf, cellSettings } from '../training/train.js'
import type { RunRecord } from './runRecord.js'
import { withSheetFiles } from './sheetFiles.js'
import { loadBattery } from './userBattery.js'
import { loadModule, type ModuleKind } from './userModule.js'

/** What a network is made of and runs on, besides what its experiment says. */
export interface NetworkModules {
  /** With all of its tasks. */
  battery: Battery
  /** Only where it is a user's. */
  cell?: CellDefinition
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
    return isCharge(value) && isUnlike('charge', value.name, KINDS)
  },
}

const CELL: ModuleKind<CellDefinition> = {
  name: 'cell',
  maker: 'defineCell',
  is(value): value is CellDefinition {
    return isCell(value) && isUnlike('cell', value.name, CELL_NAMES)
  },
}

/** @throws InputError if a name is one of those that gyrus uses */
function isUnlike(what: string, name: string, names: readonly string[]): true {
  if (!names.includes(name)) return true
  throw new InputError(`the ${what} ${name}: is named as one that gyrus brings; take another name`)
}

/**
 * What the modules of a run's experiment export that its network needs: a trained network needs no charge.
 * @throws InputError if one is gone, is not as it was when the run began, or is of no use
 */
export async function networkModulesOf({
  battery: name,
  batterySha256,
  network,
}: Experiment): Promise<NetworkModules> {
  const { battery } = await loadBattery(name, batterySha256)
  const cell = await loadIfModule(CELL, network.cell, network.cellSha256)
  return { battery, cell: cell?.value }
}

/**
 * What the modules of a run's experiment export.
 * @throws InputError as `networkModulesOf` does
 */
export async function modulesOf(experiment: Experiment): Promise<Modules> {
  const { kind, kindSha256 } = experiment.regularizer
  const modules = await networkModulesOf(experiment)
  const charge = await loadIfModule(CHARGE, kind, kindSha256)
  return { ...modules, charge: charge?.value }
}

/** What a field names, if that is a module. */
async function loadIfModule<Value>(kind: ModuleKind<Value>, name: string | undefined, expected?: string) {
  return name !== undefined && isModule(name) ? loadModule(kind, name, expected) : undefined
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
  const named = (path: string) => settingOf(settings, path, from) as string | undefined
  const cell = await loadIfModule(CELL, named('network.cell'))
  const charge = await loadIfModule(CHARGE, named('regularizer.kind'))
  const describers = { cell: cell?.value, charge: charge?.value }
  const asked = await withSheetFiles(applyOverrides(withoutNotes(from), settings, describers))
  const battery = await loadBattery(asked.battery)
  batteryOf(asked, battery.battery) // an unknown task is found before anything runs
  const noted = {
    ...asked,
    batterySha256: battery.sha256,
    network: { ...asked.network, cellSha256: cell?.sha256 },
    regularizer: { ...asked.regularizer, kindSha256: charge?.sha256 },
  }
  // Without what is not there, and in the order of the schema.
  const experiment = parseExperiment(JSON.parse(JSON.stringify(noted)), describers)
  return { experiment, modules: { battery: battery.battery, ...describers } }
}

/** The words of a new run that its readers cannot have without its modules. */
export function wordsOf(
  experiment: Experiment,
  { cell, charge }: Modules,
): Pick<RunRecord, 'cell' | 'charge'> {
  return {
    ...(cell && { cell: { name: cell.name, sentence: cell.sentence(cellSettings(experiment, cell)) } }),
    ...(charge && { charge: wordsOfCharge(experiment, charge) }),
  }
}
