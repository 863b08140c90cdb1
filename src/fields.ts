/**
 * The fields that a charge adds to `regularizer` of an experiment, and a cell of a user's own to `network`: what each may be,
 * in words and as a check.
 */
import { InputError } from './errors.js'
import { checkMembers, type Described, isObject, type Members } from './members.js'
import { plain, show } from './text.js'

/** A field that is a number. */
export interface NumberField {
  /** Which kind of field it is. */
  readonly type: 'number'
  /** What it must be, to go on after "must be": `≥ 0, in cells`. */
  readonly range: string
  /** Whether a finite number is in the range. */
  holds(x: number): boolean
  /** A value, to show what one looks like. */
  readonly example?: number
  /** What it is where it is not set; it must be set where there is none. */
  readonly default?: number
}

/** A field that is one of several words. */
export interface ChoiceField<Option extends string = string> {
  /** Which kind of field it is. */
  readonly type: 'choice'
  /** The words. */
  readonly options: readonly [Option, ...Option[]]
  /** What it is where it is not set; it must be set where there is none. */
  readonly default?: Option
}

/** A field that is true or false. */
export interface FlagField {
  /** Which kind of field it is. */
  readonly type: 'flag'
  /** What it is where it is not set; it must be set where there is none. */
  readonly default?: boolean
}

/** What a field may be. */
export type Field = NumberField | ChoiceField | FlagField
/** By name. */
export type Fields = Readonly<Record<string, Field>>

/** What a field of that kind is set to. */
export type FieldValue<Of extends Field> = Of extends NumberField
  ? number
  : Of extends ChoiceField<infer Option>
    ? Option
    : boolean
/** A value for each; nothing is known of them where the fields are not. */
export type FieldValues<Of extends Fields> = string extends keyof Of
  ? object
  : { -readonly [Name in keyof Of]: FieldValue<Of[Name]> }

const MEMBERS: Readonly<Record<Field['type'], Members>> = {
  number: { type: 'text', range: 'text', holds: 'function', example: 'number?', default: 'number?' },
  choice: { type: 'text', options: 'list', default: 'text?' },
  flag: { type: 'text', default: 'flag?' },
}

/**
 * Whether fields that a user's module declares are such.
 * @param whose words for the object that has them, e.g. `the charge hub-cost`
 * @param taken names that they must not have
 * @throws InputError naming the field and what is wrong with it
 */
export function checkFields(whose: string, fields: Described, taken: readonly string[]): void {
  for (const [name, field] of Object.entries(fields)) {
    const called = `${whose}: fields.${plain(name)}`
    if (!/^[a-z]\w{0,39}$/i.test(name)) {
      throw new InputError(`${called} must be named by letters and digits, the first a letter`)
    }
    if (taken.includes(name) || name in {})
      throw new InputError(`${called} is a name that every experiment uses; take another`)
    const type = isObject(field) ? field.type : undefined
    if (!isObject(field) || !isType(type)) {
      throw new InputError(
        `${called}.type must be one of ${Object.keys(MEMBERS).join(', ')}, got ${show(type)}`,
      )
    }
    checkMembers(called, field, MEMBERS[type])
    if (type === 'choice' && !isTexts(field.options)) {
      throw new InputError(`${called}.options must be a list of texts, got ${show(field.options)}`)
    }
    const { default: value } = field
    if (value !== undefined && !fits(field as unknown as Field, value)) {
      throw new InputError(`${called}.default must be a value that the field can have, got ${show(value)}`)
    }
  }
}

const isTexts = (options: unknown): boolean =>
  Array.isArray(options) && options.length > 0 && options.every((option) => typeof option === 'string')

const isType = (type: unknown): type is Field['type'] =>
  typeof type === 'string' && Object.hasOwn(MEMBERS, type)

function fits(field: Field, value: unknown): boolean {
  switch (field.type) {
    case 'number':
      return typeof value === 'number' && field.holds(value)
    case 'choice':
      return (field.options as readonly unknown[]).includes(value)
    case 'flag':
      return typeof value === 'boolean'
  }
}
