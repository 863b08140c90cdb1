/**
 * Overrides: `key=value` texts, as a user writes them, applied to an experiment. What a text means is decided by the
 * field: of the ways to read it, the first that the field's schema takes.
 */
import { InputError } from '../errors.js'
import { keyAndValue, parseJson, plain } from '../text.js'
import { complaint, type Experiment, experimentFields, noSuchField, parseExperiment } from './experiment.js'

/**
 * A copy of the experiment with the fields set, in order, so that the last of two for the same field counts. Another
 * battery is taken with all of its tasks, unless they are set too.
 * @param settings e.g. `regularizer.lambda=3e-5`, `tasks=go,dm1`, `optimizer.clip=null`
 * @throws InputError for a field that does not exist or a value that it cannot have
 */
export function applyOverrides(experiment: Experiment, settings: readonly string[]): Experiment {
  const result = structuredClone(experiment)
  for (const setting of settings) {
    assign(result, ...keyAndValue(setting, 'seed=7'))
  }
  // The tasks that a preset names are tasks of its own battery; another battery would not know them.
  const namesTasks = settings.some((setting) => /^\s*tasks\s*=/.test(setting))
  if (result.battery !== experiment.battery && !namesTasks) result.tasks = null
  return parseExperiment(result)
}

function assign(experiment: Experiment, path: string, text: string): void {
  if (path === 'preset') {
    throw new InputError(`preset: cannot be set; name the preset itself, e.g. gyrus train ${text || 'tiny'}`)
  }
  const field = experimentFields.get(path)
  if (field === undefined) throw new InputError(`${plain(path)}: ${refusal(path)}`)

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

function refusal(path: string): string {
  const members = [...experimentFields.keys()].filter((field) => field.startsWith(`${path}.`))
  if (members.length > 0) return `a group of fields: set them one by one, ${members.join(', ')}`
  return noSuchField(path)
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
