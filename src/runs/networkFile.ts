/**
 * A network as named tensors, in Node and in a browser alike: the parameters, and the places of the neurons. The
 * same names stand in a checkpoint and in `network.safetensors`, which holds nothing else. Both may come from other
 * programs, so this file says what a network is, and nothing is computed with weights that have not passed `networkOf`.
 */
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../formats/safetensors.js'
import { CORE, forParameters, hiddenOf, type Parameters, type ParameterTable } from '../network/parameters.js'
import type { Experiment } from '../training/experiment.js'
import { coveredByChecksum, NO_CHECKSUM, type Sealed } from './checksum.js'

/** The file of a folder that keeps a network without what only a training needs. */
export const NETWORK_FILE = 'network.safetensors'

/** The tensor that says where each neuron began: `[neuron]`. */
export const PLACES = 'places'

/** A network as a run keeps it. */
export interface Network {
  /** Training steps that it has taken. */
  step: number
  /** By name, row-major; of a matrix the rows receive and the columns send. */
  parameters: Parameters<Float32Array>
  /** Identity of the neuron at each place of the sheet. */
  places: Int32Array
}

/** What `network.safetensors` holds, not yet held against the experiment. */
export interface NetworkFile {
  step: number
  tensors: Record<string, Tensor>
  /** Its experiment, as JSON, where the file was written to stand alone. */
  experiment?: string
}

/**
 * The bytes of `network.safetensors`, for `putChecksum`.
 * @param experiment as JSON, for a file that is to stand alone
 */
export function encodeNetwork(
  table: ParameterTable,
  { step, parameters, places }: Network,
  experiment?: string,
): Uint8Array<ArrayBuffer> {
  return encodeSafetensors({
    tensors: { ...tensorsOf(table, parameters), [PLACES]: { shape: [places.length], data: places } },
    metadata: {
      checksum: NO_CHECKSUM,
      step: String(step),
      ...(experiment !== undefined && { experiment }),
    },
  })
}

/**
 * The file of a network whose checksum is not compared yet. Other programs write none, nor did earlier versions, and a
 * browser that cannot hash leaves zeros: these are read without.
 * @throws Error with one line that says what is wrong with the bytes
 */
export function sealedNetwork(bytes: Uint8Array): Sealed<NetworkFile> {
  const { tensors, metadata } = decodeSafetensors(bytes)
  return {
    covered: coveredByChecksum(bytes),
    open(sha256) {
      const { checksum = NO_CHECKSUM, experiment } = metadata
      if (sha256 !== null && checksum !== NO_CHECKSUM && checksum !== sha256) {
        throw new Error('the checksum does not fit; another program that writes a network must leave it out')
      }
      const missing = CORE.find((name) => !Object.hasOwn(tensors, name))
      if (missing !== undefined) throw new Error(`it has no ${missing}`) // the weights of something else altogether
      return { step: stepIn(metadata), tensors, ...(experiment !== undefined && { experiment }) }
    },
  }
}

/** The step in the metadata of a network or a checkpoint. @throws Error if there is none, or it is no step */
export function stepIn({ step }: Readonly<Record<string, string>>): number {
  if (step === undefined) {
    throw new Error('its metadata must have "step", the training steps taken, e.g. {"step": "1000"}')
  }
  if (!/^\d{1,15}$/.test(step)) throw new Error(`its step must be a whole number, is ${JSON.stringify(step)}`)
  return Number(step)
}

/**
 * Picks a network's parameters and places from named tensors, and checks that they fit a network with this table. Numbers of
 * other precision, as Python writes them, become 32-bit floats, and places 32-bit integers.
 * @throws Error with one line that names the tensor at fault
 */
export function networkOf(
  tensors: Readonly<Record<string, Tensor>>,
  table: ParameterTable,
): Pick<Network, 'parameters' | 'places'> {
  return {
    parameters: forParameters(table, ({ name, shape }) => floatsOf(tensors, name, shape)),
    places: placesOf(tensors, hiddenOf(table)),
  }
}

/**
 * A tensor of finite 32-bit floats, converted where it is of others.
 * @throws Error with one line if it is missing, or of another shape or type
 */
export function floatsOf(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
  shape: readonly number[],
): Float32Array {
  const { data } = tensorOf(tensors, name, shape)
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new Error(`${name} must be of floating-point numbers`)
  }
  const floats = data instanceof Float32Array ? data : Float32Array.from(data)
  const odd = floats.findIndex((x) => !Number.isFinite(x))
  if (odd >= 0) throw new Error(`${name} holds ${data[odd]}, which is not finite as a 32-bit number`)
  return floats
}

function placesOf(tensors: Readonly<Record<string, Tensor>>, hidden: number): Int32Array {
  const { data } = tensorOf(tensors, PLACES, [hidden])
  const isWhole = !(data instanceof Float32Array || data instanceof Float64Array)
  // As numbers first: a place beyond 32 bits must not come back as one within.
  const places = isWhole ? Array.from(data, Number) : []
  if (!isWhole || new Set(places).size !== hidden || places.some((place) => place < 0 || place >= hidden)) {
    throw new Error(`${PLACES} must be whole numbers, each of 0 to ${hidden - 1} once`)
  }
  return Int32Array.from(places)
}

function tensorOf(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
  expected: readonly number[],
): Tensor {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined
  if (!tensor) throw new Error(`it has no ${name}`)
  const { shape } = tensor
  if (shape.length !== expected.length || shape.some((size, axis) => size !== expected[axis])) {
    throw new Error(`${name} is [${shape.join(', ')}], the experiment's is [${expected.join(', ')}]`)
  }
  return tensor
}

/** All that a training computes from, as the text whose SHA-256 a checkpoint keeps: threads may differ where it goes
 * on, and the analysis comes after. */
export function fingerprinted({ engine: _engine, analysis: _analysis, ...rest }: Experiment): string {
  return JSON.stringify(rest)
}

/** The tensors of a network by name, with their shapes, over the same arrays. */
export function tensorsOf(table: ParameterTable, parameters: Parameters<Float32Array>) {
  return forParameters(table, ({ name, shape }) => ({ data: parameters[name], shape }))
}
