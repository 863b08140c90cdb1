/**
 * NumPy's npz, read: a zip of npy files, one an array (numpy.lib.format, versions 1 to 3), of any byte order, in C order
 * or, as a transposed array is saved, in Fortran's. Arrays of Python's objects are pickles and are not read.
 */
import { inOrder, NUMBERS, type NumberType, numbersIn, type Tensor, volume } from './numbers.js'
import { zipFiles } from './zip.js'

/** What a file holds, by name. */
export interface NpzContent {
  tensors: Map<string, Tensor>
  texts: Map<string, string[]>
  /** Of arrays that hold neither numbers nor texts: what they hold, in NumPy's words. */
  others: Map<string, string>
}

/** Letters and widths of NumPy. */
const TYPES: Readonly<Record<string, NumberType>> = {
  f8: 'F64',
  f4: 'F32',
  f2: 'F16',
  i8: 'I64',
  i4: 'I32',
  i2: 'I16',
  i1: 'I8',
  u1: 'U8',
  b1: 'BOOL',
}

/**
 * The arrays in an npz file; tensors are copies in C order.
 * @throws Error with one line that says what is wrong with the bytes
 */
export function decodeNpz(bytes: Uint8Array): NpzContent {
  const content: NpzContent = { tensors: new Map(), texts: new Map(), others: new Map() }
  for (const [file, read] of zipFiles(bytes)) {
    if (!file.endsWith('.npy')) continue
    const name = file.slice(0, -'.npy'.length)
    try {
      take(name, read(), content)
    } catch (error) {
      throw new Error(`array ${JSON.stringify(name)}: ${(error as Error).message}`)
    }
  }
  return content
}

function take(name: string, bytes: Uint8Array, { tensors, texts, others }: NpzContent): void {
  const { type, isFortran, shape, start } = headerOf(bytes)
  const [, order, kind, width] = /^([<>|=])([a-zA-Z])(\d*)$/.exec(type) ?? []
  const numbers = TYPES[`${kind}${width}`]
  const size = kind === 'U' ? 4 * Number(width) : numbers && NUMBERS[numbers].bytes
  if (size === undefined) {
    others.set(name, type)
    return
  }
  const length = volume(shape) * size
  if (bytes.length - start !== length)
    throw new Error(`${type} [${shape.join(', ')}] takes ${length} bytes, got ${bytes.length - start}`)
  const data = bytes.subarray(start)
  if (kind === 'U') {
    texts.set(name, textsIn(order === '>' ? reversed(data, 4) : data, Number(width)))
    return
  }
  const stored = numbersIn(numbers, order === '>' ? reversed(data, size) : data)
  const strides = shape.map((_, axis) => volume(shape.slice(0, axis))) // in Fortran's order the first index runs fastest
  tensors.set(name, { shape, data: isFortran ? inOrder(stored, shape, strides) : stored })
}

/** The header, a dictionary as Python writes it: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`. */
function headerOf(bytes: Uint8Array) {
  const latin = new TextDecoder('latin1')
  const major = bytes[6]
  if (bytes.length < 12 || latin.decode(bytes.subarray(1, 6)) !== 'NUMPY' || !(major >= 1 && major <= 3))
    throw new Error('not an npy file of version 1, 2 or 3')
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const [at, length] = major === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)]
  const start = at + length
  if (start > bytes.length) throw new Error('truncated: its header ends early')
  const text = latin.decode(bytes.subarray(at, start))
  const type = /'descr': *(?:'([^']*)'|(\[.*?\]) *,)/.exec(text)
  const order = /'fortran_order': *(True|False)/.exec(text)
  const shape = /'shape': *\(([\d, ]*)\)/.exec(text)
  if (!type || !order || !shape)
    throw new Error(`its header must say descr, fortran_order and shape, is ${text.trim().slice(0, 80)}`)
  return {
    type: type[1] ?? 'records',
    isFortran: order[1] === 'True',
    shape: shape[1].split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)])),
    start,
  }
}

/** Texts of four bytes a character, filled up with zeros. */
function textsIn(data: Uint8Array, width: number): string[] {
  const codes = new Int32Array(new Uint8Array(data).buffer)
  const count = width === 0 ? 0 : codes.length / width
  return Array.from({ length: count }, (_, i) => {
    const text = codes.subarray(i * width, (i + 1) * width)
    return String.fromCodePoint(...text.filter((code) => code > 0 && code <= 0x10ffff))
  })
}

/** Each number with its bytes in the other order. */
function reversed(data: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(data.length)
  for (let i = 0; i < data.length; i++) result[i] = data[i - (i % size) + size - 1 - (i % size)]
  return result
}
