/**
 * Runs a study on the network of a run's last checkpoint, saves the result and its figure in the folder of the run, and
 * makes the report anew. The result is `analysis/NAME.json`: to which network it belongs, the measures, and the
 * definition of each number.
 */
import { z } from 'zod'
import type { Definition } from '../analysis/definitions.js'
import type { Engine } from '../engine/engine.js'
import { InputError } from '../errors.js'
import { Random } from '../random/random.js'
import { ifFinite } from '../studies/network.js'
import { STUDIES } from '../studies/studies.js'
import {
  definitionsOf,
  envelope,
  fileOf,
  type Means,
  type OptionValues,
  type Studied,
  type StudiedNetwork,
  type Study,
  type StudyOptions,
  type StudyWords,
  toldOf,
} from '../studies/study.js'
import { checked } from '../training/experiment.js'
import { writeFigure } from './figureFiles.js'
import { asJson } from './files.js'
import type { RunFolder } from './folder.js'
import { type SavedNetwork, savedNetwork } from './network.js'
import { updateReport } from './report.js'
import { batteryOfRun } from './userBattery.js'

/** What the file of a study holds. */
export type StudyFile<Result extends object> = Studied<Result> & {
  /** What each number means, by name. */
  definitions: Record<string, Definition>
  /** What a study of a user's own said of it. */
  told?: StudyWords
}

/**
 * Asks a study of a run: writes `analysis/NAME.json` and `figures/NAME.svg`, `.png` and `.vl.json`, and makes the
 * report anew if the network has been analyzed.
 * @param sha256 of the module's text that the study is the default export of, to be noted in the file
 * @returns what the file holds
 * @throws InputError if there is no usable checkpoint, its network is not finite in what it does, or the study refuses
 *   it or an option
 */
export async function studyRun<Options extends StudyOptions, Result extends object>(
  run: RunFolder,
  engine: Engine,
  study: Study<Options, Result>,
  options: OptionValues<Options> = {},
  progress: Means['progress'] = () => {},
  sha256?: string,
): Promise<StudyFile<Result>> {
  const values = checkedOptions(study, options)
  const saved = await savedNetwork(run)
  const network = await studied(run, saved)
  const { seed } = run.experiment
  const random: Means['random'] = (...path) => Random.seeded(seed, study.name, ...path)
  const result = await ifFinite(network, study.measure(network, values, { engine, random, progress }))
  const fault = study.schema.safeParse(result).error
  if (fault) throw new Error(`${study.name}: its result is not of the shape of its schema: ${fault.message}`)
  const measured = { ...envelope(run.record, saved.step), ...result }
  const isKnown = STUDIES.includes(study)
  const file = {
    ...measured,
    definitions: definitionsOf(study),
    ...(!isKnown && { told: { ...toldOf(study, measured), ...(sha256 && { sha256 }) } }),
  }
  const write = (path: string, content: Uint8Array | string) => run.write(path, content, 'try again')
  await write(fileOf(study), asJson(file))
  await writeFigure(study.name, study.figure(file), write)
  await updateReport(run, saved)
  return file
}

/** @throws InputError with a line for a value that is of no use, or an option that there is not */
function checkedOptions<Options extends StudyOptions>(
  { name, options }: Pick<Study<Options>, 'name' | 'options'>,
  values: OptionValues<Options>,
): OptionValues<Options> {
  const names = Object.keys(options)
  const unknown = Object.keys(values).find((option) => !names.includes(option))
  if (unknown !== undefined) {
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`
    throw new InputError(`${unknown}: the study ${name} has no such option; ${known}`)
  }
  const shape = Object.fromEntries(names.map((option) => [option, options[option].value.optional()]))
  return checked(z.object(shape), values) as OptionValues<Options>
}

/** The network of a run as studies know it; also that of which an analysis is made. */
export async function studied(
  { dir, experiment }: RunFolder,
  { battery, ...network }: SavedNetwork,
): Promise<StudiedNetwork> {
  const wholeBattery = experiment.heldOut
    ? await batteryOfRun({ ...experiment, heldOut: undefined })
    : battery
  return { name: dir, experiment, battery, wholeBattery, ...network }
}
