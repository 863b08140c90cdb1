/**
 * A checkpoint: all that training needs to go on from a step, as one safetensors file. Tensors are tensors, the
 * rest (random states, stream states) is JSON in the metadata, and a checksum over the whole file tells any
 * damage. What the tensors and the state are called is the training's affair.
 */
import { createHash } from 'node:crypto'
import { InputError } from '../errors.js'
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../formats/safetensors.js'

export interface Checkpoint {
  /** Training steps done. */
  step: number
  tensors: Record<string, Tensor>
  /** Plain JSON: finite numbers, strings, booleans, null, arrays, objects. */
  state: unknown
}

/** Of the file's content; a file of a higher one is not read. */
const FORMAT_VERSION = 1

// The checksum is the first of the metadata, so that its place in the file is known: after the header's length.
const OPENING = '{"__metadata__":{"checksum":"'
const DIGITS_AT = 8 + OPENING.length
const NO_CHECKSUM = '0'.repeat(64)

/** @throws TypeError if the state holds what JSON cannot (it would come back as something else) */
export function encodeCheckpoint({ step, tensors, state }: Checkpoint): Uint8Array {
  refuseUnlessJson(state, 'state')
  const metadata = {
    checksum: NO_CHECKSUM,
    formatVersion: String(FORMAT_VERSION),
    step: String(step),
    state: JSON.stringify(state),
  }
  const bytes = encodeSafetensors({ tensors, metadata })
  bytes.set(Buffer.from(checksum(bytes)), DIGITS_AT)
  return bytes
}

/**
 * @throws Error with one line that says what is wrong with the bytes
 * @throws InputError if they are whole but of a newer version
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes)
  const opening = Buffer.from(bytes.subarray(8, DIGITS_AT)).toString('latin1')
  if (opening !== OPENING || metadata.checksum?.length !== 64) throw new Error('not a checkpoint of gyrus')
  if (metadata.checksum !== checksum(bytes)) throw new Error('the checksum does not fit')
  if (Number(metadata.formatVersion) > FORMAT_VERSION) {
    const format = `format ${metadata.formatVersion}, this gyrus reads ${FORMAT_VERSION}`
    throw new InputError(`written by a newer version (${format}): update gyrus`)
  }
  return { step: Number(metadata.step), tensors, state: JSON.parse(metadata.state) as unknown }
}

/** SHA-256, in hexadecimal, of the file with zeros in the checksum's own place. */
function checksum(bytes: Uint8Array): string {
  return createHash('sha256')
    .update(bytes.subarray(0, DIGITS_AT))
    .update(NO_CHECKSUM)
    .update(bytes.subarray(DIGITS_AT + 64))
    .digest('hex')
}

function refuseUnlessJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain && !Array.isArray(value)) {
    const what = typeof value === 'object' ? value.constructor?.name : String(value)
    throw new TypeError(`encodeCheckpoint: ${path} must be JSON, got ${what}`)
  }
  for (const [key, item] of Object.entries(value as object)) refuseUnlessJson(item, `${path}.${key}`)
}
