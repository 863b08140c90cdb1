/** Schemas of values that occur in the JSON of the analysis and of the studies. */
import { z } from 'zod'
import type { Sheet } from '../growth/sheet.js'
import type { NullTest } from './nullTest.js'

export const number = z.number()
/** A number that is null for networks in which it is not defined. */
export const maybe = number.nullable()
export const numbers = z.array(number)
export const text = z.string()
export const count = z.int().nonnegative()
export const counts = z.array(count)
/** Cluster of each neuron of the sheet, −1 = inactive. */
export const sheet = z.union([
  z.looseObject({ rows: count, columns: count }),
  z.looseObject({
    unit: text,
    distance: z.enum(['manhattan', 'euclidean']),
    x: numbers,
    y: numbers,
    z: numbers.optional(),
    id: z.array(text).optional(),
    area: z.array(text).optional(),
    sign: z.array(z.union([z.literal(1), z.literal(-1)])).optional(),
  }),
]) satisfies z.ZodType<Sheet>
export const labels = z.array(z.int().min(-1))

/** One number against its null. */
export const nullTest = z.looseObject({
  value: maybe,
  nullMean: maybe,
  nullSd: maybe,
  z: maybe,
  p: maybe,
}) satisfies z.ZodType<NullTest>

/** An object whose named fields all have the same schema. */
export function fields<const Name extends string, Schema extends z.ZodType>(
  names: readonly Name[],
  schema: Schema,
) {
  return z.looseObject(Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>)
}
