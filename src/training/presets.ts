/** The presets by name, each as a value of its own that the schema has checked. */
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { type Experiment, parseExperiment } from './experiment.js'
import { presets as list, type Preset } from './presetList.js'

const presets: Readonly<Record<string, Preset>> = list

/** The names of the presets. */
export const presetNames: readonly string[] = Object.keys(presets)

/** What each preset is, in one line. */
export const presetDescriptions: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(presets).map(([name, { description }]) => [name, description]),
)

/**
 * The experiment of that name, as a value of its own.
 * @throws InputError with the nearest names and the whole list
 */
export function preset(name: string): Experiment {
  if (!Object.hasOwn(presets, name)) {
    const all = presetNames.join(', ')
    throw new InputError(
      `preset: no such preset ${JSON.stringify(name)}; nearest: ${nearest(name, presetNames).join(', ')}; all: ${all}`,
    )
  }
  return parseExperiment(presets[name].experiment)
}
