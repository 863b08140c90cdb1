/**
 * Overrides: `key=value` texts, as a user writes them, applied to an experiment. What a text means is decided by the
 * field: of the ways to read it, the first that the field's schema takes.
 */
import type { z } from 'zod'
import { InputError } from '../errors.js'
import { keyAndValue, parseJson, plain } from '../text.js'
import {
  complaint,
  type Describers,
  type Experiment,
  fieldOf,
  fieldsWith,
  MODULE_FIELDS,
  noSuchField,
  OPEN_GROUPS,
  parseExperiment,
} from './experiment.js'

/**
 * A copy of the experiment with the fields set, in order, so that the last of two for the same field counts. Another
 * battery is taken with all of its tasks, unless they are set too, and another cell or kind of charge without the fields that
 * only the former one has.
 * @param settings e.g. `regularizer.lambda=3e-5`, `tasks=go,dm1`, `optimizer.clip=null`
 * @param modules what the modules export that the result names
 * @throws InputError for a field that does not exist or a value that it cannot have
 */
export function applyOverrides(
  experiment: Experiment,
  settings: readonly string[],
  modules: Describers = {},
): Experiment {
  const result = structuredClone(experiment)
  for (const group of OPEN_GROUPS) {
    const chooser = `${group.name}.${group.chooser}`
    if (settingOf(settings, chooser, experiment) === fieldOf(experiment, chooser)) continue
    for (const name of Object.keys(result[group.name])) {
      if (!(group.common as string[]).includes(name)) forget(result, `${group.name}.${name}`)
    }
  }
  const fields = fieldsWith(modules)
  for (const setting of settings) {
    assign(result, fields, ...keyAndValue(setting, 'seed=7'))
  }
  for (const { names, notes } of MODULE_FIELDS) {
    if (fieldOf(result, names) !== fieldOf(experiment, names)) forget(result, notes)
  }
  const sets = (path: string) => settings.some((setting) => setting.split('=')[0].trim() === path)
  // The number of neurons comes from the file, which is read anew.
  if (sets('sheet.positions')) {
    delete result.sheet.neurons
    for (const side of ['rows', 'columns'] as const) if (!sets(`network.${side}`)) delete result.network[side]
  }
  if (sets('sheet.positions') || sets('sheet.adjacency')) delete result.sheet.connections
  // The tasks that a preset names are tasks of its own battery; another battery would not know them.
  const namesTasks = sets('tasks')
  if (result.battery !== experiment.battery && !namesTasks) result.tasks = null
  return parseExperiment(result, modules)
}

/** The text that a field is set to, the last of several; its value in the experiment where it is not set. */
export function settingOf(settings: readonly string[], path: string, experiment: Experiment): unknown {
  const set = settings.map((setting) => keyAndValue(setting, 'seed=7')).findLast(([key]) => key === path)
  return set ? set[1] : fieldOf(experiment, path)
}

/** An experiment without what a run noted of its modules: a new run notes it anew. */
export function withoutNotes(experiment: Experiment): Experiment {
  const result = structuredClone(experiment)
  for (const { notes } of MODULE_FIELDS) forget(result, notes)
  return result
}

function forget(experiment: Experiment, path: string): void {
  const keys = path.split('.')
  const last = keys.pop()!
  const parent = keys.length > 0 ? fieldOf(experiment, keys.join('.')) : experiment
  if (parent !== undefined) delete (parent as Record<string, unknown>)[last]
}

function assign(
  experiment: Experiment,
  fields: ReadonlyMap<string, z.ZodType>,
  path: string,
  text: string,
): void {
  if (path === 'preset') {
    throw new InputError(`preset: cannot be set; name the preset itself, e.g. gyrus train ${text || 'tiny'}`)
  }
  const field = fields.get(path)
  if (field === undefined) throw new InputError(`${plain(path)}: ${refusal(path, fields)}`)

  const isOptional = field.safeParse(undefined).success
  if (text === 'null' && isOptional && !field.safeParse(null).success) {
    forget(experiment, path) // as if it had never been set
    return
  }
  const readings = waysToRead(path, text).map((value) => ({ value, fault: field.safeParse(value).error }))
  const reading = readings.find(({ fault }) => fault === undefined)
  if (reading === undefined) {
    // A value of the right type that is refused says more than a value of the wrong type.
    const typed = readings.find(({ fault }) => fault!.issues.every((issue) => issue.code !== 'invalid_type'))
    throw new InputError(complaint((typed ?? readings[0]).fault!, path))
  }

  const keys = path.split('.')
  const last = keys.pop()!
  let parent = experiment as Record<string, unknown>
  for (const key of keys) {
    parent[key] ??= {} // a group that is not set begins with this field
    parent = parent[key] as Record<string, unknown>
  }
  parent[last] = reading.value
}

function refusal(path: string, fields: ReadonlyMap<string, z.ZodType>): string {
  const members = [...fields.keys()].filter((field) => field.startsWith(`${path}.`))
  if (members.length > 0) return `a group of fields: set them one by one, ${members.join(', ')}`
  return noSuchField(path, fields.keys())
}

/** What a text can mean, the likeliest first: a number or other JSON, else a list of names; or the text itself. */
function waysToRead(path: string, text: string): unknown[] {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return [Number(text), text]
  try {
    return [parseJson(text), text]
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${path}: ${error.message}`)
    return [text, text.split(',').map((name) => name.trim())]
  }
}
