/**
 * The command that grows the network of an experiment again: its preset, and the fields that differ from the preset.
 */
import { type Experiment, experimentFields, fieldOf } from '../training/experiment.js'
import { preset, presetNames } from '../training/presets.js'

/** E.g. `gyrus train growing-brains --set seed=7`; null if the experiment's preset does not exist. */
export function trainCommand(experiment: Experiment): string | null {
  if (!presetNames.includes(experiment.preset)) return null
  const start = preset(experiment.preset)
  const settings = [...experimentFields.keys()].flatMap((path) => {
    const [was, is] = [fieldOf(start, path), fieldOf(experiment, path)]
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [` --set ${quoted(`${path}=${written(is)}`)}`]
  })
  return `gyrus train ${experiment.preset}${settings.join('')}`
}

/** A word for a shell's command line, quoted if necessary. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
