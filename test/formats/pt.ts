/**
 * Writes what `torch.save` writes, for the tests: a pickle of protocol 2 and the bytes of storages in a zip archive; apart
 * from the code that reads such files.
 */
import { zipSync } from 'fflate'

/** A view of a storage of 32-bit floats. */
export interface PtTensor {
  data: Float32Array
  shape: number[]
  strides?: number[]
  offset?: number
}

/** A call of anything that a pickle may name, e.g. `somewhere.Net`. */
export interface PtCall {
  module: string
  name: string
  args: PtValue[]
}

export type PtValue = null | number | string | PtValue[] | PtTensor | PtCall | { [key: string]: PtValue }

const ascii = (text: string): number[] => [...Buffer.from(text)]
const int32 = (value: number): number[] => [...new Uint8Array(Int32Array.of(value).buffer)]
const text = (value: string): number[] => [0x58, ...int32(Buffer.byteLength(value)), ...ascii(value)]
const int = (value: number): number[] => [0x4a, ...int32(value)]
const tuple = (items: number[][]): number[] => [0x28, ...items.flat(), 0x74]
const named = (module: string, name: string): number[] => [0x63, ...ascii(`${module}\n${name}\n`)]
const MAPPING = [...named('collections', 'OrderedDict'), 0x29, 0x52]

/** The files of the archive, by the name that they have in it. */
export function ptFiles(value: PtValue, folder = 'archive'): Record<string, Uint8Array> {
  const storages: Float32Array[] = []
  const pickled = (item: PtValue): number[] => {
    if (item === null) return [0x4e]
    if (typeof item === 'number') return int(item)
    if (typeof item === 'string') return text(item)
    if (Array.isArray(item)) return [0x5d, 0x28, ...item.flatMap(pickled), 0x65]
    if (isTensor(item)) return tensor(item)
    if (isCall(item)) return [...named(item.module, item.name), ...tuple(item.args.map(pickled)), 0x52]
    return [
      ...MAPPING,
      0x28,
      ...Object.entries(item).flatMap(([key, of]) => [...text(key), ...pickled(of)]),
      0x75,
    ]
  }
  const tensor = ({ data, shape, strides, offset = 0 }: PtTensor): number[] => {
    if (!storages.includes(data)) storages.push(data)
    const key = String(storages.indexOf(data))
    const steps = strides ?? shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
    const id = [text('storage'), named('torch', 'FloatStorage'), text(key), text('cpu'), int(data.length)]
    const storage = [...tuple(id), 0x51]
    const args = [storage, int(offset), tuple(shape.map(int)), tuple(steps.map(int)), [0x89], MAPPING]
    return [...named('torch._utils', '_rebuild_tensor_v2'), ...tuple(args), 0x52]
  }
  const pickle = Uint8Array.from([0x80, 2, ...pickled(value), 0x2e])
  return {
    [`${folder}/data.pkl`]: pickle,
    ...Object.fromEntries(
      storages.map(({ buffer, byteOffset, byteLength }, key) => [
        `${folder}/data/${key}`,
        new Uint8Array(buffer, byteOffset, byteLength),
      ]),
    ),
    [`${folder}/version`]: Buffer.from('3\n'),
  }
}

/** Stored, as PyTorch has it. */
export const ptFile = (value: PtValue): Uint8Array => zipSync(ptFiles(value), { level: 0 })

const isTensor = (value: object): value is PtTensor => 'data' in value && value.data instanceof Float32Array
const isCall = (value: object): value is PtCall => 'module' in value && typeof value.module === 'string'
