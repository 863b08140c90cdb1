/** What an experiment says of measured places: the schema of the tables that a new run takes into experiment.json. */
import { z } from 'zod'
import { show } from '../text.js'
import { expected, sha256 } from './fieldSchemas.js'

/** Farther from 0 than this, squares of distances would be infinite. */
const FARTHEST = 1e100

const coordinates = z.array(
  z
    .number(expected('a number'))
    .refine((x) => Math.abs(x) <= FARTHEST, expected(`at most ${FARTHEST} from 0`)),
  expected('a list of numbers'),
)
const names = z.array(z.string(expected('a name')).min(1, expected('a name')), expected('a list of names'))
const places = z.array(z.int(expected('the place of a neuron')).min(0), expected('a list of places'))

/** Measured neurons, one entry a neuron in each list (`Neurons` in growth/neurons.ts). */
export const neuronsSchema = z
  .strictObject(
    {
      /** Of the text of the file that it was read from. */
      sha256: sha256().optional(),
      /** Of the coordinates, e.g. `um`. */
      unit: z.string(expected('a unit such as um')).regex(/^[A-Za-z]{1,12}$/, expected('a unit such as um')),
      x: coordinates.min(1, expected('a list of at least one number')),
      y: coordinates,
      z: coordinates.optional(),
      id: names.optional(),
      area: names.optional(),
      sign: z.array(z.literal([1, -1], expected('1 or -1')), expected('a list of 1 and -1')).optional(),
    },
    expected('an object with unit, x and y'),
  )
  .superRefine((neurons, context) => {
    const fail = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    const { x, y, z: depth, id } = neurons
    for (const name of ['y', 'z', 'id', 'area', 'sign'] as const) {
      const found = neurons[name]?.length ?? x.length
      if (found !== x.length) fail(name, `must be ${x.length} values as x has, got ${found}`)
    }
    const sameId = id && repeated(id)
    if (sameId !== undefined) fail('id', `must be different names, got ${show(sameId)} twice`)
    const points = x.map((_, i) => `${x[i]}, ${y[i]}${depth ? `, ${depth[i]}` : ''}`)
    const samePlace = repeated(points)
    if (samePlace !== undefined) fail('x', `must be different places, got ${samePlace} twice`)
  })

/** The first that comes a second time. */
function repeated(keys: readonly string[]): string | undefined {
  const seen = new Set<string>()
  return keys.find((key) => {
    const isRepeated = seen.has(key)
    seen.add(key)
    return isRepeated
  })
}

/** Which recurrent connections exist (`Connections` in growth/connections.ts). */
export const connectionsSchema = z
  .strictObject(
    { sha256: sha256().optional(), from: places, to: places },
    expected('an object with from and to'),
  )
  .refine(({ from, to }) => from.length === to.length, expected('lists from and to of equal length'))

export type NeuronsOfExperiment = z.infer<typeof neuronsSchema>
export type ConnectionsOfExperiment = z.infer<typeof connectionsSchema>
