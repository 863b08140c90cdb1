/**
 * NumPy's npz, as `np.load` opens it: a zip of npy files, one an array (numpy.lib.format, version 1.0: a header
 * padded to 64 bytes, then the values in C order, little-endian). This file turns values into bytes; it opens no
 * files, and it does not know what the arrays mean.
 */
import { type Zippable, zipSync } from 'fflate'
import { joined } from './bytes.js'

/** Values of an array; a Uint8Array holds truth values, 0 or 1. */
export type NpyData = Float32Array | Float64Array | Int32Array | Uint8Array

/** An array in C order (the last index runs fastest; `[]` is the shape of a scalar), or a list of texts. */
export type NpyArray = { readonly data: NpyData; readonly shape: readonly number[] } | readonly string[]

/** NumPy's names for the types. */
export type NpyType = '<f4' | '<f8' | '<i4' | '|b1'

/** Rows that repeat shrink at any level, noise at none: the fastest will do. */
const LEVEL = 1

/**
 * The bytes of an npz file, its arrays in the order given. The same arrays always give the same bytes.
 * @throws RangeError if a shape does not fit its data
 */
export function encodeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const files: Zippable = {}
  for (const [name, array] of Object.entries(arrays)) files[`${name}.npy`] = encodeNpy(name, array)
  // A fixed date, so that the same arrays give the same bytes; zip has local time and knows none before 1980.
  return zipSync(files, { level: LEVEL, mtime: new Date(1980, 0, 1) })
}

/**
 * The bytes of an npy file.
 * @param name of the array, for the error
 * @throws RangeError if the shape does not fit the data
 */
export function encodeNpy(name: string, array: NpyArray): Uint8Array {
  if (isTexts(array)) return encodeTexts(array)
  const { data, shape } = array
  if (shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(`encodeNpz: ${name} has shape [${shape.join(', ')}] but ${data.length} values`)
  }
  return withHeader(typeOf(data), shape, data)
}

/** NumPy's name for the type of values. */
export function typeOf(data: NpyData): NpyType {
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Float64Array) return '<f8'
  return data instanceof Int32Array ? '<i4' : '|b1'
}

// A plain Array.isArray does not narrow a readonly array.
const isTexts = (array: NpyArray): array is readonly string[] => Array.isArray(array)

/** Texts as NumPy's `<U`: four bytes a character, all as long as the longest. */
function encodeTexts(texts: readonly string[]): Uint8Array {
  const characters = texts.map((text) => Array.from(text, (character) => character.codePointAt(0) as number))
  const width = Math.max(1, ...characters.map(({ length }) => length))
  const data = new Int32Array(texts.length * width)
  characters.forEach((codes, i) => {
    data.set(codes, i * width)
  })
  return withHeader(`<U${width}`, [texts.length], data)
}

const withHeader = (type: string, shape: readonly number[], data: ArrayBufferView): Uint8Array =>
  joined([npyHeader(type, shape), new Uint8Array(data.buffer, data.byteOffset, data.byteLength)])

/** What stands before the values of an npy file. */
export function npyHeader(type: string, shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`
  const start = 10 // magic string, version, length of the header
  const length = Math.ceil((start + text.length + 1) / 64) * 64 - start
  const bytes = new Uint8Array(start + length)
  const utf8 = new TextEncoder()
  bytes.set([0x93, ...utf8.encode('NUMPY'), 1, 0, length & 255, length >> 8])
  bytes.set(utf8.encode(`${text.padEnd(length - 1)}\n`), start)
  return bytes
}
