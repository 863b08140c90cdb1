/** Reads npz files as the tests need it: an own reading of NumPy's format, apart from the code that writes it. */
import { unzipSync } from 'fflate'

export interface Npy {
  type: string
  shape: number[]
  bytes: Buffer
}

export function readNpy(file: Uint8Array): Npy {
  const bytes = Buffer.from(file)
  if (bytes.toString('latin1', 0, 8) !== '\x93NUMPY\x01\x00')
    throw new Error('not an npy file of version 1.0')
  const start = 10 + bytes.readUInt16LE(8)
  const header = bytes.toString('latin1', 10, start)
  const match = /^\{'descr': '([^']+)', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(header)
  if (!match || start % 64 !== 0) throw new Error(`npy header: ${header}`)
  const shape = match[2].split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]))
  return { type: match[1], shape, bytes: bytes.subarray(start) }
}

/** The arrays of a file by name, in its order. */
export function readNpz(file: Uint8Array): Record<string, Npy> {
  const entries = Object.entries(unzipSync(file))
  return Object.fromEntries(entries.map(([name, npy]) => [name.replace(/\.npy$/, ''), readNpy(npy)]))
}

/** The numbers of an array. */
export function valuesOf({ type, bytes }: Npy): number[] {
  const size = type === '<f8' ? 8 : 4
  const read = { '<f4': bytes.readFloatLE, '<f8': bytes.readDoubleLE, '<i4': bytes.readInt32LE }[type]
  if (!read) throw new Error(`no numbers: ${type}`)
  return Array.from({ length: bytes.length / size }, (_, i) => read.call(bytes, i * size))
}

/** The texts of an array of texts. */
export function textsOf({ type, bytes }: Npy): string[] {
  const width = Number(/^<U(\d+)$/.exec(type)?.[1])
  return Array.from({ length: bytes.length / (4 * width) }, (_, i) =>
    Array.from({ length: width }, (_, k) => bytes.readUInt32LE(4 * (i * width + k)))
      .filter((code) => code !== 0)
      .map((code) => String.fromCodePoint(code))
      .join(''),
  )
}
