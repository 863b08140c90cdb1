/**
 * An npz file that is written while its arrays are computed, so that it may be larger than memory. The size of an array
 * is known from its shape, so each has its place in the file and several may grow at a time. Entries are stored, not
 * deflated, which would take as long as computing them.
 */
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { encodeNpy, type NpyArray, type NpyData, type NpyType, npyHeader, typeOf } from '../formats/npz.js'
import { centralDirectory, localHeader } from '../formats/storedZip.js'

/** Puts the next values into an array. */
export type Append = (values: NpyData) => Promise<void>

interface Entry {
  name: string
  /** Bytes in all, and those that are there. */
  size: number
  written: number
  crc: number
  at: number
}

const BYTES: Readonly<Record<NpyType, number>> = { '<f4': 4, '<f8': 8, '<i4': 4, '|b1': 1 }

export class NpzFile {
  readonly #file: FileHandle
  readonly #entries: Entry[] = []
  #end = 0

  /** @param file an empty one, open for writing */
  constructor(file: FileHandle) {
    this.#file = file
  }

  /**
   * Writes a whole array.
   * @throws RangeError if its shape does not fit its data
   */
  async add(name: string, array: NpyArray): Promise<void> {
    const bytes = encodeNpy(name, array)
    await this.#put(this.#reserve(name, bytes.length), bytes)
  }

  /**
   * Makes room for an array whose values come in pieces, in C order.
   * @returns what appends a piece
   */
  async begin(name: string, type: NpyType, shape: readonly number[]): Promise<Append> {
    const header = npyHeader(type, shape)
    const values = shape.reduce((product, size) => product * size, 1)
    const entry = this.#reserve(name, header.length + values * BYTES[type])
    await this.#put(entry, header)
    return (piece) => {
      if (typeOf(piece) !== type) throw new RangeError(`NpzFile: ${name} is of ${type}, got ${typeOf(piece)}`)
      return this.#put(entry, new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength))
    }
  }

  /**
   * Writes what makes the entries a zip.
   * @throws RangeError if an array is not whole
   */
  async finish(): Promise<void> {
    for (const entry of this.#entries) {
      const { name, size, written, at } = entry
      if (written !== size) throw new RangeError(`NpzFile: ${name} has ${written} of ${size} bytes`)
      await this.#write(localHeader(entry), at)
    }
    await this.#write(centralDirectory(this.#entries, this.#end), this.#end)
  }

  #reserve(array: string, size: number): Entry {
    const entry = { name: `${array}.npy`, size, written: 0, crc: 0, at: this.#end }
    this.#entries.push(entry)
    this.#end += localHeader(entry).length + size
    return entry
  }

  async #put(entry: Entry, bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return // Node's crc32 of an empty ArrayBuffer is 0, whatever the sum was before
    const { name, size, written, at } = entry
    if (written + bytes.length > size) throw new RangeError(`NpzFile: ${name} has ${size} bytes, got more`)
    entry.written += bytes.length
    entry.crc = crc32(bytes, entry.crc)
    await this.#write(bytes, at + localHeader(entry).length + written)
  }

  async #write(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, at + done)
      done += bytesWritten
    }
  }
}
