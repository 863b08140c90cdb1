/**
 * A network as named tensors, in Node and in a browser alike: the parameters, and the places of the neurons. The
 * same names stand in a checkpoint and in `network.safetensors`, which holds nothing else.
 */
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../formats/safetensors.js'
import {
  forParameters,
  type NetworkSize,
  PARAMETERS,
  type Parameters,
  parameterShapes,
} from '../network/parameters.js'
import type { Experiment } from '../training/experiment.js'

/** The file of a folder that keeps a network without what only a training needs. */
export const NETWORK_FILE = 'network.safetensors'

/** The tensor that says where each neuron began: `[neuron]`. */
export const PLACES = 'places'

export interface KeptNetwork {
  step: number
  /** Parameters by name, and `places`. */
  tensors: Record<string, Tensor>
  /** Its experiment, as JSON, where the file was written to stand alone. */
  experiment?: string
}

/** The bytes of `network.safetensors`: of these tensors, the parameters and the places. */
export function encodeNetwork({ step, tensors, experiment }: KeptNetwork): Uint8Array<ArrayBuffer> {
  const kept = Object.fromEntries([...PARAMETERS, PLACES].map((name) => [name, tensors[name]]))
  const metadata = { step: String(step), ...(experiment !== undefined && { experiment }) }
  return encodeSafetensors({ tensors: kept, metadata })
}

/** @throws Error with one line that says what is wrong with the bytes */
export function decodeNetwork(bytes: Uint8Array): KeptNetwork {
  const { tensors, metadata } = decodeSafetensors(bytes)
  const missing = PARAMETERS.find((name) => !(name in tensors))
  if (missing !== undefined) throw new Error(`it has no ${missing}`)
  const { step, experiment } = metadata
  return { step: Number(step), tensors, ...(experiment !== undefined && { experiment }) }
}

/**
 * The parameters and places among tensors by name, once they are seen to be those of a network of that size.
 * @throws Error with one line that names the tensor at fault
 */
export function networkOf(
  tensors: Readonly<Record<string, Tensor>>,
  size: NetworkSize,
): { parameters: Parameters<Float32Array>; places: Int32Array } {
  const shapes = parameterShapes(size)
  const parameters = forParameters((name) => {
    const tensor = tensors[name]
    if (!tensor) throw new Error(`it has no ${name}`)
    expectShape(name, tensor, shapes[name])
    const { data } = tensor
    if (!(data instanceof Float32Array)) throw new Error(`${name} must be of 32-bit numbers`)
    if (!data.every(Number.isFinite)) throw new Error(`${name} holds a number that is not finite`)
    return data
  })
  const places = tensors[PLACES]
  if (!places) throw new Error(`it has no ${PLACES}`)
  expectShape(PLACES, places, [size.hidden])
  if (!(places.data instanceof Int32Array) || !isPermutation(places.data)) {
    throw new Error(`${PLACES} must name each of the ${size.hidden} neurons once`)
  }
  return { parameters, places: places.data }
}

/** All that a training computes from, as the text whose SHA-256 a checkpoint keeps: threads may differ where it goes
 * on, and the analysis comes after. */
export function fingerprinted({ engine: _engine, analysis: _analysis, ...rest }: Experiment): string {
  return JSON.stringify(rest)
}

function expectShape(name: string, { shape }: Tensor, expected: readonly number[]): void {
  if (shape.length === expected.length && shape.every((size, axis) => size === expected[axis])) return
  throw new Error(`${name} is [${shape.join(', ')}], the experiment's is [${expected.join(', ')}]`)
}

function isPermutation(places: Int32Array): boolean {
  const sorted = places.toSorted()
  return sorted.every((place, i) => place === i)
}
