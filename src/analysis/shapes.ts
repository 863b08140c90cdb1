/** Shapes that the JSON of an analysis and of the studies have in common, for the schemas that read it again. */
import { z } from 'zod'
import type { NullTest } from './nullTest.js'

export const number = z.number()
/** What is not defined for every network. */
export const maybe = number.nullable()
export const numbers = z.array(number)
export const text = z.string()
export const count = z.int().nonnegative()
export const counts = z.array(count)
export const sheet = z.looseObject({ rows: count, columns: count })
/** Of a cluster for each neuron of the sheet, −1 = inactive. */
export const labels = z.array(z.int().min(-1))

/** One number against its null. */
export const nullTest = z.looseObject({
  value: maybe,
  nullMean: maybe,
  nullSd: maybe,
  z: maybe,
  p: maybe,
}) satisfies z.ZodType<NullTest>

/** An object with these fields, all of one kind. */
export function fields<const Name extends string, Schema extends z.ZodType>(
  names: readonly Name[],
  schema: Schema,
) {
  return z.looseObject(Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>)
}
