/**
 * Finds the parts of a network in a file: those that are said, then those that their names tell, then the readout by its
 * shape. What could be meant in two ways is asked for, and what is left over is told.
 */
import { InputError } from '../errors.js'
import type { Tensor } from '../formats/numbers.js'
import { nearest } from '../nearest.js'
import { type Naming, namedAs, prefixOf, READOUTS, SECOND_BIAS } from './names.js'
import type { WeightFile } from './weights.js'

/** Stands for a part that the network does not have, where that is said. */
export const NONE = 'none'

/** The name of the tensor of each part; null where the file has none. */
export type Parts = Readonly<Record<string, string | null>>

/** The tensor that holds the recurrent weights, with which all begins. */
export interface Recurrent {
  readonly tensor: string
  /** How its names are given; null where they are not known. */
  readonly naming: Naming | null
  /** What stands in front of them. */
  readonly prefix: string
}

/** What the file holds, for a complaint. */
export function listing(tensors: ReadonlyMap<string, Tensor>): string {
  const all = [...tensors].map(([name, { shape }]) => `${name} [${shape.join(', ')}]`)
  const shown = all.slice(0, 12).join(', ')
  return all.length > 12 ? `${shown} and ${all.length - 12} more` : shown
}

/**
 * The tensor that was said to be a part.
 * @throws InputError if the file has none of that name
 */
function mapped(
  { tensors, others }: WeightFile,
  map: ReadonlyMap<string, string>,
  part: string,
): string | null {
  const name = map.get(part)
  if (name === undefined || name === NONE) return null
  if (tensors.has(name)) return name
  const other = others.get(name)
  if (other !== undefined) throw new InputError(`--map: ${part} must be of numbers, ${name} holds ${other}`)
  throw new InputError(
    `--map: the file has no ${JSON.stringify(name)}; nearest: ${nearest(name, [...tensors.keys()]).join(', ')}; it has ${listing(tensors)}`,
  )
}

/** @throws InputError if there is none, or more than one */
export function recurrentOf(file: WeightFile, map: ReadonlyMap<string, string>): Recurrent {
  const part = 'recurrentWeights'
  const said = mapped(file, map, part)
  const { tensors } = file
  const candidates = said === null ? [...tensors.keys()].filter((name) => namedAs(name, part)) : [said]
  if (candidates.length === 0)
    throw new InputError(
      `${part}: no tensor is named as such; say which it is with --map ${part}=NAME; the file has ${listing(tensors)}`,
    )
  if (candidates.length > 1) throw ambiguous(part, candidates, tensors)
  const [tensor] = candidates
  const { naming, prefix } = namedAs(tensor, part) ?? { naming: null, prefix: '' }
  const more = ['weight_hh_l1', 'weight_hh_l0_reverse', 'weight_hr_l0'].find((name) =>
    tensors.has(prefix + name),
  )
  if (naming?.isTorchModule && more !== undefined)
    throw new InputError(
      `${prefix + more}: a second layer, a second direction or a projection, which gyrus does not have; it has one layer of neurons`,
    )
  return { tensor, naming, prefix }
}

interface Asked {
  /** Parts that the network has beside its readout, ours by name. */
  readonly parts: readonly string[]
  /** Of the readout, with rows that receive and the other way round. */
  readonly outputs: number
  readonly hidden: number
}

/**
 * The parts of a network.
 * @throws InputError if one is missing that must be there, or is not to be told from another
 */
export function partsOf(
  file: WeightFile,
  map: ReadonlyMap<string, string>,
  { tensor, naming, prefix }: Recurrent,
  { parts, outputs, hidden }: Asked,
): Parts {
  const known = [...new Set([...parts, 'outputWeights', 'outputBias'])]
  for (const part of map.keys())
    if (!known.includes(part))
      throw new InputError(
        `--map: no such part ${JSON.stringify(part)}; nearest: ${nearest(part, known).join(', ')}; all: ${known.join(', ')}`,
      )
  const { tensors } = file
  const found: Record<string, string | null> = { recurrentWeights: tensor }
  const beside = (part: string): string | null => {
    const endings = naming?.parts[part] ?? (naming?.name === 'gyrus' ? [part] : [])
    return endings.map((ending) => prefix + ending).find((name) => tensors.has(name)) ?? null
  }
  const find = (part: string, other: () => string | null = () => null) => {
    found[part] = map.has(part) ? mapped(file, map, part) : (beside(part) ?? other())
  }
  for (const part of parts) if (part !== 'recurrentWeights') find(part)
  const taken = () => Object.values(found)
  find('outputWeights', () => readout(tensors, taken(), outputs, hidden))
  find('outputBias', () => biasBeside(found.outputWeights, tensors))
  for (const part of ['inputWeights', 'outputWeights'])
    if (found[part] === null)
      throw new InputError(
        `${part}: no tensor is named as such; say which it is with --map ${part}=NAME; the file has ${listing(tensors)}`,
      )
  return found
}

/** The weights of a layer that is named as a readout, or the only ones of its shape, whether rows or columns receive. */
function readout(
  tensors: ReadonlyMap<string, Tensor>,
  taken: readonly (string | null)[],
  outputs: number,
  hidden: number,
): string | null {
  const free = [...tensors.keys()].filter((name) => !taken.includes(name))
  const named = free.filter((name) => READOUTS.some((ending) => prefixOf(name, `${ending}.weight`) !== null))
  const shapeOf = (name: string) => String(tensors.get(name)!.shape)
  const fits = (name: string) => shapeOf(name) === String([outputs, hidden])
  const fitsTurned = (name: string) => fits(name) || shapeOf(name) === String([hidden, outputs])
  const fitting = named.some(fits) ? named.filter(fits) : named.length > 0 ? named : free.filter(fitsTurned)
  if (fitting.length > 1) throw ambiguous('outputWeights', fitting, tensors)
  return fitting[0] ?? null
}

function biasBeside(weights: string | null, tensors: ReadonlyMap<string, Tensor>): string | null {
  const name = weights?.endsWith('.weight') ? weights.replace(/weight$/, 'bias') : null
  return name !== null && tensors.has(name) ? name : null
}

function ambiguous(
  part: string,
  candidates: readonly string[],
  tensors: ReadonlyMap<string, Tensor>,
): InputError {
  const those = new Map(candidates.map((name) => [name, tensors.get(name) as Tensor]))
  return new InputError(
    `${part}: may be each of ${listing(those)}; say which it is, e.g. --map ${part}=${candidates[0]}`,
  )
}

/** Parts that a network may do without: it then has zeros. */
export const isBias = (part: string): boolean => part === SECOND_BIAS || part.endsWith('Bias')
