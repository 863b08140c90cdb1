/** Schemas of single fields, each with the words that refuse what it does not take. */
import { z } from 'zod'
import type { Field, Fields, FieldValue } from '../fields.js'
import { nearest } from '../nearest.js'
import { isModule, show } from '../text.js'

export function expected(what: string) {
  return { error: ({ input }: { input?: unknown }) => `must be ${what}, got ${show(input)}` }
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const low = expected(`an integer ≥ ${min}`)
  return z
    .int(low)
    .min(min, low)
    .max(max, expected(`an integer ≤ ${max}`))
}

export function real(range: string, holds: (x: number) => boolean) {
  return z.number(expected(`a number ${range}`)).refine(holds, expected(range))
}

/** The schemas of a charge's fields. */
export function schemasOf<const Of extends Fields>(fields: Of) {
  const schemas = Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])
  return Object.fromEntries(schemas) as { [Name in keyof Of]: z.ZodType<FieldValue<Of[Name]>> }
}

export function schemaOf(field: Field): z.ZodType {
  switch (field.type) {
    case 'number':
      return real(field.range, field.holds)
    case 'choice':
      return choice(field.options)
    case 'flag':
      return flag()
  }
}

export function optional<Shape extends Record<string, z.ZodType>>(shape: Shape) {
  const schemas = Object.entries(shape).map(([name, schema]) => [name, schema.optional()])
  return Object.fromEntries(schemas) as { [Name in keyof Shape]: z.ZodOptional<Shape[Name]> }
}

/** A file, as the user names it: from the working directory. */
export function fileName(what: string) {
  return z.string(expected(what)).min(1, expected(what))
}

export function flag() {
  return z.boolean(expected('true or false'))
}

export function choice<const Names extends readonly [string, ...string[]]>(names: Names) {
  const list = names.length === 1 ? names[0] : `one of ${names.join(', ')}`
  return z.enum(names, {
    error: ({ input }) => {
      const hint =
        typeof input === 'string' && names.length > 1 ? `; nearest: ${nearest(input, names, 1)}` : ''
      return `must be ${list}, got ${show(input)}${hint}`
    },
  })
}

export function group<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, expected(`an object with ${Object.keys(shape).join(', ')}`))
}

/**
 * One of some names, or the path of a user's module.
 * @param example of such a path
 */
export function nameOrModule(names: readonly string[], example: string) {
  const fault = {
    error: ({ input }: { input?: unknown }) => {
      const hint = typeof input === 'string' ? `; nearest: ${nearest(input, names, 1)}` : ''
      return `must be one of ${names.join(', ')}, or a file such as ${example}, got ${show(input)}${hint}`
    },
  }
  return z.string(fault).refine((name) => isModule(name) || names.includes(name), fault)
}

/** What a run notes of a module's text. */
export function sha256() {
  const what = expected('64 hexadecimal digits')
  return z.string(what).regex(/^[0-9a-f]{64}$/, what)
}
