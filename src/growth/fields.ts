/** The fields that a charge adds to `regularizer`: what each may be, in words and as a check. */

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

/** What a field of a charge may be. */
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

const notNegative = { type: 'number', range: '≥ 0', holds: (x: number) => x >= 0 } as const

/** What the charges for wires use. Every experiment has them, so that only the kind changes from one to another. */
export const WIRE_FIELDS = {
  /** A: what a unit of length costs. */
  distanceFactor: notNegative,
  /** y0: the part of a connection's cost that does not depend on its length. */
  offset: notNegative,
  /** Whether each matrix counts by its sum or by its mean. */
  normalization: { type: 'choice', options: ['sum', 'mean'] },
  /** Whether biases cost y0·Σ|b| too. */
  bias: { type: 'flag' },
} as const satisfies Fields
