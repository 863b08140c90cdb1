/**
 * MATLAB's MAT-file of level 5, which MATLAB, Octave and scipy read ("MAT-File Format", The MathWorks, chapter 1): a header of
 * 128 bytes, then one element a variable. Each element has a type, a length and data, padded to eight bytes. Numbers are
 * stored column by column. This file turns values into bytes; it opens no files.
 */
import { InputError } from '../errors.js'
import { joined } from './bytes.js'

/** Numbers, row-major as everywhere in gyrus; of rank 1 they become a column. */
export interface MatArray {
  readonly data: Float32Array | Float64Array | Int32Array
  readonly shape: readonly number[]
}

/** A number, a matrix, a text, or a list of texts, which becomes a column of cells. */
export type MatValue = number | MatArray | string | readonly string[]

/** Numbers of types of data (table 1-1). */
const DATA = { int8: 1, int32: 5, uint32: 6, single: 7, double: 9, matrix: 14, utf16: 17 } as const
/** Numbers of classes of arrays (table 1-3). */
const CLASS = { cell: 1, char: 4, double: 6, single: 7, int32: 12 } as const

/** A variable of level 5 must take less: 2 GB ("MAT-File Versions", The MathWorks). */
const MOST_BYTES = 2 ** 31

/** MATLAB's own limit (namelengthmax). */
const LONGEST_NAME = 63

/**
 * The bytes of a file with these variables, in the order given. The same values always give the same bytes.
 * @throws RangeError for a name that no variable can have, or a shape that does not fit its data
 * @throws InputError for a variable of 2 GB or more
 */
export function encodeMat(variables: Readonly<Record<string, MatValue>>): Uint8Array {
  const elements = Object.entries(variables).map(([name, value]) => {
    if (!/^[A-Za-z]\w*$/.test(name) || name.length > LONGEST_NAME)
      throw new RangeError(`encodeMat: no variable can be named ${JSON.stringify(name)}`)
    return arrayElement(name, value)
  })
  return joined([header(), ...elements])
}

/** More than what stands before the numbers of a variable: its flags, size and name, each with its type and length. */
const HEAD_BYTES = 256

/** A text for people, then the version and the byte order: `IM` is how a little-endian machine reads `MI`. */
function header(): Uint8Array {
  const bytes = new Uint8Array(128).fill(0x20, 0, 116)
  bytes.set(new TextEncoder().encode('MATLAB 5.0 MAT-file, written by gyrus'))
  bytes.set([0x00, 0x01, 0x49, 0x4d], 124)
  return bytes
}

function arrayElement(name: string, value: MatValue): Uint8Array {
  if (typeof value === 'number') return matrix(CLASS.double, [1, 1], name, [numbers(Float64Array.of(value))])
  if (typeof value === 'string') return text(name, value)
  if ('shape' in value) {
    const { data, shape } = value
    const size = shape.length === 1 ? [shape[0], 1] : shape.length === 0 ? [1, 1] : shape
    if (data.byteLength + HEAD_BYTES >= MOST_BYTES)
      throw new InputError(
        `a MAT-file holds variables of less than 2 GB, ${name} has ${(data.byteLength / 1e9).toFixed(2)} GB; use npz`,
      )
    if (size.reduce((product, length) => product * length, 1) !== data.length)
      throw new RangeError(`encodeMat: ${name} has shape [${shape.join(', ')}] but ${data.length} values`)
    return matrix(classOf(data), size, name, [numbers(byColumns(data, size))])
  }
  const cells = value.map((item) => text('', item))
  return matrix(CLASS.cell, [value.length, 1], name, cells)
}

/**
 * A row of characters, stored as UTF-16 with its number of characters, since only so both scipy and Octave read it whole: of
 * UTF-8 Octave takes as many bytes as there are characters. Of a text with characters beyond 16 bits Octave loses the end.
 */
function text(name: string, value: string): Uint8Array {
  const { length } = Array.from(value)
  const units = Uint16Array.from({ length: value.length }, (_, i) => value.charCodeAt(i))
  return matrix(CLASS.char, [length === 0 ? 0 : 1, length], name, [element(DATA.utf16, bytesOf(units))])
}

/** An array: its flags and class, its size, its name, and its content. */
function matrix(
  kind: number,
  size: readonly number[],
  name: string,
  content: readonly Uint8Array[],
): Uint8Array {
  return element(
    DATA.matrix,
    joined([
      element(DATA.uint32, bytesOf(Uint32Array.of(kind, 0))),
      element(DATA.int32, bytesOf(Int32Array.from(size))),
      element(DATA.int8, new TextEncoder().encode(name)),
      ...content,
    ]),
  )
}

function numbers(data: MatArray['data']): Uint8Array {
  const type =
    data instanceof Float32Array ? DATA.single : data instanceof Float64Array ? DATA.double : DATA.int32
  return element(type, bytesOf(data))
}

function classOf(data: MatArray['data']): number {
  return data instanceof Float32Array
    ? CLASS.single
    : data instanceof Float64Array
      ? CLASS.double
      : CLASS.int32
}

/** An element: type and length in bytes, then the data, padded with zeros. */
function element(type: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + Math.ceil(data.length / 8) * 8)
  new DataView(bytes.buffer).setUint32(0, type, true)
  new DataView(bytes.buffer).setUint32(4, data.length, true)
  bytes.set(data, 8)
  return bytes
}

/** The numbers of a row-major matrix column by column; any rank, the first index fastest. */
function byColumns<Data extends MatArray['data']>(data: Data, size: readonly number[]): Data {
  const result = data.slice() as Data
  const strides = size.map((_, axis) => size.slice(axis + 1).reduce((product, length) => product * length, 1))
  const index = size.map(() => 0)
  for (let at = 0; at < data.length; at++) {
    result[at] = data[index.reduce((sum, i, axis) => sum + i * strides[axis], 0)]
    for (let axis = 0; axis < size.length && ++index[axis] === size[axis]; axis++) index[axis] = 0
  }
  return result
}

const bytesOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
