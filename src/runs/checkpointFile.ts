/**
 * The bytes of a checkpoint, in Node and in a browser alike: one safetensors file whose metadata hold a checksum, the
 * step and the state as JSON.
 */
import { InputError } from '../errors.js'
import { decodeSafetensors, type Tensor } from '../formats/safetensors.js'
import { parseJson } from '../text.js'
import { coveredByChecksum, hasChecksum, type Sealed } from './checksum.js'
import { stepIn } from './networkFile.js'

export interface Checkpoint {
  /** Training steps done. */
  step: number
  tensors: Record<string, Tensor>
  /** Plain JSON: finite numbers, strings, booleans, null, arrays, objects. */
  state: unknown
}

/** Of the file's content; a file of a higher one is not read. */
export const FORMAT_VERSION = 1

/**
 * A checkpoint whose checksum is not compared yet; opened, it may turn out to be of a newer version, an InputError.
 * @throws Error with one line that says what is wrong with the bytes
 */
export function sealedCheckpoint(bytes: Uint8Array): Sealed<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(bytes)
  if (!hasChecksum(bytes) || metadata.checksum?.length !== 64) throw new Error('not a checkpoint of gyrus')
  return {
    covered: coveredByChecksum(bytes),
    open(sha256) {
      if (sha256 !== null && metadata.checksum !== sha256) throw new Error('the checksum does not fit')
      if (Number(metadata.formatVersion) > FORMAT_VERSION) {
        const format = `format ${metadata.formatVersion}, this gyrus reads ${FORMAT_VERSION}`
        throw new InputError(`written by a newer version (${format}): update gyrus`)
      }
      return { step: stepIn(metadata), tensors, state: parseJson(metadata.state) }
    },
  }
}

/** Whether a safetensors file's metadata are those of a checkpoint, not of a network on its own. */
export const isCheckpoint = (metadata: Readonly<Record<string, string>>): boolean => 'state' in metadata
