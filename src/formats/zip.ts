/**
 * Zip archives as NumPy and PyTorch write them (PKWARE's APPNOTE.TXT, sections 4.3.6 to 4.5.3): files that are stored or
 * deflated, found by the central directory at the end, since a writer that streams leaves the sizes in front of each file
 * at 0. fflate inflates; but it takes what is cut off or changed as it comes, so this file looks at lengths and checksums.
 */
import { inflateSync } from 'fflate'

/** The files of an archive by name: each is inflated and checked when it is asked for. */
export type ZipFiles = ReadonlyMap<string, () => Uint8Array>

const END = { signature: 0x06054b50, bytes: 22 }
const END_64 = { signature: 0x06064b50, bytes: 56 }
const LOCATOR_64 = { signature: 0x07064b50, bytes: 20 }
const ENTRY = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
/** The longest comment behind the end. */
const LONGEST_COMMENT = 0xffff
/** Stands for a number that does not fit and is in a field of 64 bits instead. */
const BEYOND = 0xffffffff
/** Deflate makes a file this many times smaller at most. */
const MOST_DEFLATED = 1032

/** Whether bytes begin as an archive does. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && viewOf(bytes).getUint32(0, true) === LOCAL.signature

/**
 * The files in an archive.
 * @throws Error with one line that says what is wrong with the bytes
 */
export function zipFiles(bytes: Uint8Array): ZipFiles {
  const view = viewOf(bytes)
  const { count, start } = directory(view)
  const files = new Map<string, () => Uint8Array>()
  let at = start
  for (let i = 0; i < count; i++) {
    const entry = entryAt(bytes, view, at)
    if (files.has(entry.name))
      throw new Error(`two files in the archive are named ${JSON.stringify(entry.name)}`)
    files.set(entry.name, () => contentOf(bytes, view, entry))
    at = entry.next
  }
  return files
}

/** Where the central directory begins, and how many files it lists. */
function directory(view: DataView): { count: number; start: number } {
  const last = view.byteLength - END.bytes
  let end = last
  while (end >= 0 && end >= last - LONGEST_COMMENT && view.getUint32(end, true) !== END.signature) end--
  if (end < 0 || end < last - LONGEST_COMMENT)
    throw new Error('truncated: an archive without the list of its files at the end')
  const locator = end - LOCATOR_64.bytes
  if (!holds(view, locator, LOCATOR_64))
    return { count: view.getUint16(end + 10, true), start: view.getUint32(end + 16, true) }
  const end64 = wide(view, locator + 8)
  if (!holds(view, end64, END_64)) throw damaged('the list of its files is not where it must be')
  return { count: wide(view, end64 + 32), start: wide(view, end64 + 48) }
}

interface Entry {
  name: string
  method: number
  checksum: number
  /** Bytes in the archive, and inflated. */
  size: number
  inflated: number
  /** Of its local header. */
  offset: number
  /** Where the next entry begins. */
  next: number
}

function entryAt(bytes: Uint8Array, view: DataView, at: number): Entry {
  if (!holds(view, at, ENTRY)) throw damaged('the list of its files ends early')
  const u16 = (offset: number) => view.getUint16(at + offset, true)
  const u32 = (offset: number) => view.getUint32(at + offset, true)
  const extra = at + ENTRY.bytes + u16(28)
  const end = extra + u16(30)
  if (end > bytes.length) throw damaged('the list of its files ends early')
  const name = new TextDecoder().decode(bytes.subarray(at + ENTRY.bytes, extra))
  if (u16(8) & 1) throw new Error(`${JSON.stringify(name)} is encrypted`)
  // In this order, each only where the field of 32 bits does not hold it.
  let more = extraField(view, extra, end)
  const number = (offset: number) => {
    if (u32(offset) !== BEYOND) return u32(offset)
    if (more + 8 > end) throw damaged(`the size of ${JSON.stringify(name)} is missing`)
    more += 8
    return wide(view, more - 8)
  }
  const [inflated, size, offset] = [number(24), number(20), number(42)]
  return { name, method: u16(10), checksum: u32(16), size, inflated, offset, next: end + u16(32) }
}

/** Where the content of the field with numbers of 64 bits begins; the end where there is none. */
function extraField(view: DataView, from: number, end: number): number {
  for (let at = from; at + 4 <= end; at += 4 + view.getUint16(at + 2, true))
    if (view.getUint16(at, true) === 1) return at + 4
  return end
}

function contentOf(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { name, method, checksum, size, inflated, offset } = entry
  const called = JSON.stringify(name)
  if (!holds(view, offset, LOCAL)) throw damaged(`${called} is not where it must be`)
  const start = offset + LOCAL.bytes + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  if (start + size > bytes.length) throw damaged(`${called} ends early`)
  const packed = bytes.subarray(start, start + size)
  const content = method === 0 ? packed : inflate(packed, method, inflated, called)
  if (content.length !== inflated || crc32(content) !== checksum)
    throw damaged(`the checksum of ${called} does not fit`)
  return content
}

function inflate(packed: Uint8Array, method: number, length: number, called: string): Uint8Array {
  if (method !== 8)
    throw new Error(`${called} is packed by method ${method}, only stored and deflated files are read`)
  if (length > packed.length * MOST_DEFLATED) throw damaged(`${called} cannot be ${length} bytes long`)
  try {
    return inflateSync(packed, { out: new Uint8Array(length) })
  } catch (error) {
    throw damaged(`${called} cannot be inflated, ${(error as Error).message}`)
  }
}

const holds = (view: DataView, at: number, { signature, bytes }: { signature: number; bytes: number }) =>
  at >= 0 && at + bytes <= view.byteLength && view.getUint32(at, true) === signature

/** A number of 64 bits; one that is no offset in any file comes back as one beyond all. */
const wide = (view: DataView, at: number): number => Number(view.getBigUint64(at, true))

const damaged = (why: string) => new Error(`damaged archive: ${why}`)

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The remainders of all bytes, for the polynomial of zip and gzip. */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
  return remainder
})

function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff
  for (let i = 0; i < bytes.length; i++)
    remainder = (remainder >>> 8) ^ REMAINDERS[(remainder ^ bytes[i]) & 0xff]
  return ~remainder >>> 0
}
