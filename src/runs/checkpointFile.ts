/**
 * The bytes of a checkpoint, in Node and in a browser alike: one safetensors file whose metadata hold a checksum, the
 * step and the state as JSON. Computing a SHA-256 is the platform's affair (Node hashes at once, a browser in its
 * own time), so what the checksum covers comes out of here, and the hash goes in again.
 */
import { InputError } from '../errors.js'
import { decodeSafetensors, type Tensor } from '../formats/safetensors.js'

export interface Checkpoint {
  /** Training steps done. */
  step: number
  tensors: Record<string, Tensor>
  /** Plain JSON: finite numbers, strings, booleans, null, arrays, objects. */
  state: unknown
}

/** Of the file's content; a file of a higher one is not read. */
export const FORMAT_VERSION = 1

// The checksum is the first of the metadata, so that its place in the file is known: after the header's length.
const OPENING = '{"__metadata__":{"checksum":"'
export const DIGITS_AT = 8 + OPENING.length
export const NO_CHECKSUM = '0'.repeat(64)

/** A checkpoint's file whose checksum is not compared yet. */
export interface SealedCheckpoint {
  /** The bytes whose SHA-256 its checksum is: the file with zeros in the checksum's own place. */
  covered: readonly Uint8Array[]
  /**
   * @param sha256 of what is covered, hexadecimal; null where the platform cannot hash, which leaves it unchecked
   * @throws Error with one line that says what is wrong with the bytes
   * @throws InputError if they are whole but of a newer version
   */
  open(sha256: string | null): Checkpoint
}

/** @throws Error with one line that says what is wrong with the bytes */
export function sealedCheckpoint(bytes: Uint8Array): SealedCheckpoint {
  const { tensors, metadata } = decodeSafetensors(bytes)
  const opening = new TextDecoder('latin1').decode(bytes.subarray(8, DIGITS_AT))
  if (opening !== OPENING || metadata.checksum?.length !== 64) throw new Error('not a checkpoint of gyrus')
  return {
    covered: coveredByChecksum(bytes),
    open(sha256) {
      if (sha256 !== null && metadata.checksum !== sha256) throw new Error('the checksum does not fit')
      if (Number(metadata.formatVersion) > FORMAT_VERSION) {
        const format = `format ${metadata.formatVersion}, this gyrus reads ${FORMAT_VERSION}`
        throw new InputError(`written by a newer version (${format}): update gyrus`)
      }
      return { step: Number(metadata.step), tensors, state: JSON.parse(metadata.state) as unknown }
    },
  }
}

/** The bytes that a checksum is taken over: all, with zeros in its own place. */
export function coveredByChecksum(bytes: Uint8Array): Uint8Array[] {
  const zeros = new TextEncoder().encode(NO_CHECKSUM)
  return [bytes.subarray(0, DIGITS_AT), zeros, bytes.subarray(DIGITS_AT + zeros.length)]
}

/** Whether a safetensors file's metadata are those of a checkpoint, not of a network on its own. */
export const isCheckpoint = (metadata: Readonly<Record<string, string>>): boolean => 'checksum' in metadata
