/**
 * A zip whose entries are stored as they are (PKWARE's APPNOTE 6.3.10, 4.3): the size of each is known before its bytes,
 * so that each has its place in the file, and bytes can be put there in any order as they are computed. What does not fit
 * into 32 bits has 64 (ZIP64, 4.5.3). This file makes the records around the entries; it opens no files.
 */
import { joined } from './bytes.js'

/** An entry at its place. */
export interface StoredEntry {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** CRC-32 of the bytes. */
  readonly crc: number
  /** Where its header begins. */
  readonly at: number
}

/** What a field of 32 bits holds whose number stands in the ZIP64 field instead. */
const ELSEWHERE = 0xffffffff
/** What a reader must know: ZIP64, or next to nothing. */
const VERSION = { zip64: 45, plain: 20 }
/** Names are UTF-8. */
const FLAGS = 0x800
/** January 1, 1980, the first day that a zip knows: the same entries give the same bytes. */
const [TIME, DATE] = [0, 33]

/** The bytes before those of an entry. */
export function localHeader({ name, size, crc }: Omit<StoredEntry, 'at'>): Uint8Array {
  const isLarge = size >= ELSEWHERE
  const sizes = isLarge ? [ELSEWHERE, ELSEWHERE] : [size, size]
  const bytes = new TextEncoder().encode(name)
  const extra = zip64(isLarge ? [size, size] : [])
  const head = new Fields(30)
  head.u32(0x04034b50).u16(isLarge ? VERSION.zip64 : VERSION.plain)
  head.u16(FLAGS).u16(0).u16(TIME).u16(DATE).u32(crc)
  head.u32(sizes[0]).u32(sizes[1]).u16(bytes.length).u16(extra.length)
  return joined([head.bytes, bytes, extra])
}

/** The bytes after the last entry, where they begin at `at`. */
export function centralDirectory(entries: readonly StoredEntry[], at: number): Uint8Array {
  const records = joined(entries.map(centralHeader))
  const [count, size] = [entries.length, records.length]
  const isLarge = count >= 0xffff || size >= ELSEWHERE || at >= ELSEWHERE
  const end = new Fields(22)
  end.u32(0x06054b50).u16(0).u16(0)
  end.u16(Math.min(count, 0xffff)).u16(Math.min(count, 0xffff))
  end.u32(Math.min(size, ELSEWHERE)).u32(Math.min(at, ELSEWHERE)).u16(0)
  return joined([records, ...(isLarge ? [zip64End(count, size, at)] : []), end.bytes])
}

function centralHeader({ name, size, crc, at }: StoredEntry): Uint8Array {
  const large = [...(size >= ELSEWHERE ? [size, size] : []), ...(at >= ELSEWHERE ? [at] : [])]
  const bytes = new TextEncoder().encode(name)
  const extra = zip64(large)
  const version = large.length > 0 ? VERSION.zip64 : VERSION.plain
  const short = Math.min(size, ELSEWHERE)
  const head = new Fields(46)
  head.u32(0x02014b50).u16(version).u16(version)
  head.u16(FLAGS).u16(0).u16(TIME).u16(DATE).u32(crc)
  head.u32(short).u32(short).u16(bytes.length).u16(extra.length)
  head.u16(0).u16(0).u16(0).u32(0) // no comment, the first disk, no attributes
  head.u32(Math.min(at, ELSEWHERE))
  return joined([head.bytes, bytes, extra])
}

/** The field of numbers that do not fit elsewhere; empty without any. */
function zip64(numbers: readonly number[]): Uint8Array {
  if (numbers.length === 0) return new Uint8Array()
  const field = new Fields(4 + 8 * numbers.length)
  field.u16(1).u16(8 * numbers.length)
  for (const number of numbers) field.u64(number)
  return field.bytes
}

function zip64End(count: number, size: number, at: number): Uint8Array {
  const record = new Fields(56 + 20)
  record.u32(0x06064b50).u64(44).u16(VERSION.zip64).u16(VERSION.zip64).u32(0).u32(0)
  record.u64(count).u64(count).u64(size).u64(at)
  // The locator of that record: on which disk, where, of how many disks.
  record
    .u32(0x07064b50)
    .u32(0)
    .u64(at + size)
    .u32(1)
  return record.bytes
}

/** Little-endian numbers, one after the other. */
class Fields {
  readonly bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(length: number) {
    this.bytes = new Uint8Array(length)
    this.#view = new DataView(this.bytes.buffer)
  }

  u16(value: number): this {
    this.#view.setUint16(this.#at, value, true)
    this.#at += 2
    return this
  }

  u32(value: number): this {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
    return this
  }

  u64(value: number): this {
    this.#view.setBigUint64(this.#at, BigInt(value), true)
    this.#at += 8
    return this
  }
}
