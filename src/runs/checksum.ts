/**
 * The checksum of a safetensors file: the SHA-256 of the whole file, in which the checksum itself is replaced by zeros.
 * Node computes a SHA-256 at once, a browser asynchronously. So this file only gives the bytes to hash and puts the
 * result into the file; the caller computes the hash.
 */

/** Zeros in place of a checksum that is not computed yet, or cannot be computed. */
export const NO_CHECKSUM = '0'.repeat(64)

// The checksum is the first of the metadata, so that its place in the file is known: after the header's length.
const OPENING = '{"__metadata__":{"checksum":"'
const DIGITS_AT = 8 + OPENING.length

/** A file whose checksum is not compared yet. */
export interface Sealed<Content> {
  /** The bytes whose SHA-256 its checksum is. */
  covered: readonly Uint8Array[]
  /**
   * @param sha256 of what is covered, hexadecimal; null where the platform cannot hash, which leaves it unchecked
   * @throws Error with one line that says what is wrong with the bytes
   */
  open(sha256: string | null): Content
}

/** Whether a file has a checksum in the place that is known. */
export const hasChecksum = (bytes: Uint8Array): boolean =>
  new TextDecoder('latin1').decode(bytes.subarray(8, DIGITS_AT)) === OPENING

/** The bytes that a checksum is taken over. */
export function coveredByChecksum(bytes: Uint8Array): Uint8Array[] {
  const zeros = new TextEncoder().encode(NO_CHECKSUM)
  return [bytes.subarray(0, DIGITS_AT), zeros, bytes.subarray(DIGITS_AT + zeros.length)]
}

/** Puts the checksum into a file that was encoded with `NO_CHECKSUM` as the first of its metadata. */
export function putChecksum(bytes: Uint8Array, sha256: string): void {
  bytes.set(new TextEncoder().encode(sha256), DIGITS_AT)
}
