/** Whether an object is a whole study, as one of a user's own may not be. */
import { InputError } from '../errors.js'
import { checkMembers, type Described, isObject, type Members, nameIn } from '../members.js'
import { plain, show } from '../text.js'

const MEMBERS: Members = {
  name: 'name',
  question: 'text',
  description: 'text',
  options: 'object',
  definitions: 'object',
  schema: 'object',
  measure: 'function',
  finding: 'function',
  story: 'function?',
  figure: 'function',
  table: 'function',
  compare: 'function?',
}

/** What the analysis itself keeps beside the results of studies. */
const TAKEN = ['summary', 'details']

/** Whether an object means to be a study, whole or not. */
export const meansStudy = (value: unknown): value is Described =>
  isObject(value) && ['measure', 'question'].some((name) => name in value)

/** @throws InputError naming the study and the member that is missing or wrong */
export function checkStudy(study: Described): void {
  const whose = nameIn('study', study)
  checkMembers(whose, study, MEMBERS)
  const name = String(study.name)
  if (!/^[a-z][a-z-]*$/.test(name) || TAKEN.includes(name)) {
    const but = `but ${TAKEN.join(' and ')}`
    throw new InputError(`${whose}: name must be of small letters and hyphens, ${but}, got ${show(name)}`)
  }
  if (!isSchema(study.schema))
    throw new InputError(`${whose}: schema must be one of zod, e.g. z.looseObject({ … })`)
  for (const [option, given] of Object.entries(study.options as Described)) {
    const called = `${whose}: options.${plain(option)}`
    if (!isObject(given)) throw new InputError(`${called} must be an object, got ${show(given)}`)
    checkMembers(called, given, { value: 'object', unit: 'text', help: 'text' })
    if (!isSchema(given.value))
      throw new InputError(`${called}.value must be a schema of zod, e.g. integer(1)`)
  }
  for (const [number, words] of Object.entries(study.definitions as Described)) {
    const isWhole =
      Array.isArray(words) && words.length === 3 && words.every((word) => typeof word === 'string')
    if (isWhole) continue
    throw new InputError(
      `${whose}: definitions.${plain(number)} must be a list of three texts (meaning, unit, direction), got ${show(words)}`,
    )
  }
}

const isSchema = (value: unknown): boolean => isObject(value) && typeof value.safeParse === 'function'
