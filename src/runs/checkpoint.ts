/**
 * A checkpoint: everything that a training needs to go on from a step, as one safetensors file. Tensors are saved as
 * tensors, everything else (random states, stream states) as JSON in the metadata. A checksum over the whole file
 * reveals damage. The names of the tensors and of the state's parts come from training/.
 */
import { createHash } from 'node:crypto'
import { encodeSafetensors } from '../formats/safetensors.js'
import { type Checkpoint, FORMAT_VERSION, sealedCheckpoint } from './checkpointFile.js'
import { coveredByChecksum, NO_CHECKSUM, putChecksum } from './checksum.js'

export type { Checkpoint } from './checkpointFile.js'

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
  putChecksum(bytes, sha256(coveredByChecksum(bytes)))
  return bytes
}

/**
 * @throws Error with one line that says what is wrong with the bytes
 * @throws InputError if they are whole but of a newer version
 */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const sealed = sealedCheckpoint(bytes)
  return sealed.open(sha256(sealed.covered))
}

/** Hexadecimal, of some parts in a row. */
export function sha256(parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

function refuseUnlessJson(value: unknown, path: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  const isPlain = typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain && !Array.isArray(value)) {
    const type = typeof value === 'object' ? value.constructor?.name : String(value)
    throw new TypeError(`encodeCheckpoint: ${path} must be JSON, got ${type}`)
  }
  for (const [key, item] of Object.entries(value as object)) refuseUnlessJson(item, `${path}.${key}`)
}
