/**
 * The fields that a charge of a user's own adds to `regularizer`, and a cell to `network`. The schema of experiments does not
 * know them: with the charge or cell at hand they are checked by what it says of them, and a reader that cannot load its
 * module takes them as they are.
 */
import { InputError } from '../errors.js'
import type { Field, Fields } from '../fields.js'
import { isObject } from '../members.js'
import { nearest } from '../nearest.js'
import { isModule, plain, show } from '../text.js'
import { schemaOf } from './fieldSchemas.js'

/** A charge or a cell, as far as fields of an experiment depend on it. */
export interface Describer {
  /** What messages call it. */
  readonly name: string
  /** The fields that it uses, by name. */
  readonly fields: Fields
}

/** A group of fields to which a module may add some, and the field that names the module. */
export interface OpenGroup {
  readonly name: string
  readonly chooser: string
  /** The fields that every experiment has in it. */
  readonly common: readonly string[]
}

export type AddedValue = number | string | boolean
type Group = Readonly<Record<string, unknown>>

/** Splits a group whose chooser names a module into what the schema knows of it and the module's own. */
export function withoutAdded(
  { chooser, common }: OpenGroup,
  group: unknown,
): { known: unknown; added: Group } {
  const chosen = isObject(group) ? group[chooser] : undefined
  if (!isObject(group) || typeof chosen !== 'string' || !isModule(chosen)) return { known: group, added: {} }
  const entries = Object.entries(group)
  return {
    known: Object.fromEntries(entries.filter(([name]) => common.includes(name))),
    added: Object.fromEntries(entries.filter(([name]) => !common.includes(name))),
  }
}

/**
 * A module's own fields by name, in alphabetical order, each with its default where it is not set.
 * @param known the other fields of the group, some of which the module may say more of
 * @param describer whose fields they are; they are not looked at where it is left out
 * @throws InputError for one that is missing, unknown, or has no value that it can have
 */
export function addedValues(
  group: OpenGroup,
  added: Group,
  known: Group,
  describer: Describer | undefined,
): Record<string, AddedValue> {
  const fault = (name: string, what: string) => new InputError(`${group.name}.${plain(name)}: ${what}`)
  for (const [name, value] of Object.entries(added)) {
    if (describer ? !Object.hasOwn(describer.fields, name) : !/^[a-z]\w*$/i.test(name)) {
      throw fault(name, `no such field; nearest: ${nearestOf(group, name, describer).join(', ')}`)
    }
    if (!isAddedValue(value)) throw fault(name, `must be a number, a text, true or false, got ${show(value)}`)
  }
  const values: Record<string, AddedValue> = { ...(added as Record<string, AddedValue>) }
  for (const [name, field] of Object.entries(describer?.fields ?? {})) {
    const isCommon = group.common.includes(name)
    const value = isCommon ? known[name] : (added[name] ?? field.default)
    if (value === undefined) {
      throw fault(name, `${missing(field, `${group.chooser} is ${describer!.name}`)}, got nothing`)
    }
    const [issue] = schemaOf(field).safeParse(value).error?.issues ?? []
    if (issue) throw fault(name, issue.message)
    if (!isCommon) values[name] = value as AddedValue
  }
  return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What to say of a field that must be set. @param where e.g. `kind is mask` */
export function missing(field: Field, where: string): string {
  const example = field.type === 'number' && field.example !== undefined ? `, e.g. ${field.example}` : ''
  const values = field.type === 'number' ? ` (${field.range}${example})` : ''
  return `must be set where ${where}${values}`
}

function nearestOf({ name: group, common }: OpenGroup, name: string, describer: Describer | undefined) {
  const known = [...Object.keys(describer?.fields ?? {}), ...common]
  return nearest(
    `${group}.${name}`,
    known.map((field) => `${group}.${field}`),
  )
}

const isAddedValue = (value: unknown): value is AddedValue =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
