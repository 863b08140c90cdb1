/**
 * The command that grows a network anew from nothing: its preset, and what was set beside it.
 */
import { type Experiment, experimentFields, fieldOf } from '../training/experiment.js'
import { preset, presetNames } from '../training/presets.js'

/** `gyrus train growing-brains --set seed=7`; null if the experiment does not start from a preset that there is. */
export function trainCommand(experiment: Experiment): string | null {
  if (!presetNames.includes(experiment.preset)) return null
  const start = preset(experiment.preset)
  const settings = [...experimentFields.keys()].flatMap((path) => {
    const [was, is] = [fieldOf(start, path), fieldOf(experiment, path)]
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [` --set ${quoted(`${path}=${written(is)}`)}`]
  })
  return `gyrus train ${experiment.preset}${settings.join('')}`
}

/** A word of a shell's command line. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
