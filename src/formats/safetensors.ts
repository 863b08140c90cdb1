/**
 * Safetensors: named tensors with shapes and a map of strings, in one buffer (github.com/huggingface/safetensors).
 * Eight bytes of header length (little-endian), a JSON header padded with spaces to a multiple of eight, then the
 * tensors' bytes in C order without gaps. This file turns values into bytes and back and trusts nothing it reads;
 * it opens no files, and it does not know what the tensors mean.
 */

import { InputError } from '../errors.js'
import { parseJson } from '../text.js'
import { NUMBERS, type NumberType, numbersIn, type Tensor, type TensorData, volume } from './numbers.js'

export type { Tensor, TensorData } from './numbers.js'

export interface TensorFile {
  tensors: Record<string, Tensor>
  metadata: Record<string, string>
}

type Written = 'F64' | 'I64' | 'F32' | 'I32' | 'U8'

const METADATA = '__metadata__'
const LENGTH_BYTES = 8
const MAX_HEADER_BYTES = 100_000_000 // the limit of the reference implementation: a bigger one is garbage

/**
 * The bytes of a safetensors file. Wider types come first, then by name, so that every tensor is aligned to its
 * type and the same values always give the same bytes. Metadata keeps its order and opens the header.
 * @throws RangeError if a shape does not fit its data, or a tensor is named `__metadata__`
 */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(tensors).map(([name, { shape, data }]) => {
    if (name === METADATA) throw new RangeError(`encodeSafetensors: a tensor cannot be named ${METADATA}`)
    if (!shape.every(isSize) || volume(shape) !== data.length) {
      throw new RangeError(
        `encodeSafetensors: ${name} has shape [${shape.join(', ')}] but ${data.length} values`,
      )
    }
    return { name, shape, dtype: dtypeOf(data), data }
  })
  parts.sort((a, b) => NUMBERS[b.dtype].bytes - NUMBERS[a.dtype].bytes || (a.name < b.name ? -1 : 1))

  // Written key by key: an object would move names like "7" to the front.
  const fields = [
    `"${METADATA}":${jsonObject(Object.entries(metadata).map(([k, v]) => [k, JSON.stringify(v)]))}`,
  ]
  let end = 0
  for (const { name, dtype, shape, data } of parts) {
    const info = { dtype, shape, data_offsets: [end, end + data.byteLength] }
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`)
    end += data.byteLength
  }
  const text = new TextEncoder().encode(`{${fields.join(',')}}`)
  const headerBytes = Math.ceil(text.length / 8) * 8

  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true)
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes)
  bytes.set(text, LENGTH_BYTES)
  let at = LENGTH_BYTES + headerBytes
  for (const { data } of parts) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

/**
 * The tensors and metadata in a safetensors file; tensors are copies, free of the buffer.
 * @throws Error with one line that says what is wrong with the bytes
 */
export function decodeSafetensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < LENGTH_BYTES)
    throw new Error(`truncated: ${bytes.length} bytes, the header length needs 8`)
  const declared = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (declared > MAX_HEADER_BYTES) throw new Error(`not safetensors: a header of ${declared} bytes`)
  const start = LENGTH_BYTES + Number(declared)
  if (start > bytes.length) throw new Error(`truncated: ${bytes.length} bytes, the header ends at ${start}`)

  const { [METADATA]: metadata, ...infos } = parseHeader(bytes.subarray(LENGTH_BYTES, start))
  const entries = Object.entries(infos).map(([name, info]) => ({ name, ...checkInfo(name, info) }))
  checkCover(entries, bytes.length - start)
  return {
    tensors: Object.fromEntries(
      entries.map(({ name, dtype, shape, begin, end }) => [
        name,
        { shape, data: numbersIn(dtype, bytes.subarray(start + begin, start + end)) },
      ]),
    ),
    metadata: checkMetadata(metadata),
  }
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown
  try {
    header = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    if (error instanceof InputError) throw new Error(`the header ${error.message}`)
    throw new Error('the header is not JSON')
  }
  if (!isObject(header)) throw new Error('the header is not a JSON object')
  return header
}

interface Info {
  dtype: NumberType
  shape: number[]
  /** Bytes from the end of the header. */
  begin: number
  end: number
}

function checkInfo(name: string, info: unknown): Info {
  const tensor = `tensor ${JSON.stringify(name)}`
  if (!isObject(info)) throw new Error(`${tensor}: must be an object with dtype, shape and data_offsets`)
  const { dtype, shape, data_offsets: offsets } = info
  if (typeof dtype !== 'string' || !Object.hasOwn(NUMBERS, dtype)) {
    const known = Object.keys(NUMBERS).join(', ')
    throw new Error(`${tensor}: dtype must be one of ${known}, got ${JSON.stringify(dtype)}`)
  }
  if (!Array.isArray(shape) || !shape.every(isSize)) {
    throw new Error(`${tensor}: shape must be a list of sizes, got ${JSON.stringify(shape)}`)
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize) || offsets[0] > offsets[1]) {
    throw new Error(`${tensor}: data_offsets must be [begin, end], got ${JSON.stringify(offsets)}`)
  }
  const [begin, end] = offsets
  const needed = volume(shape) * NUMBERS[dtype as NumberType].bytes
  if (end - begin !== needed) {
    throw new Error(`${tensor}: ${dtype} [${shape.join(', ')}] takes ${needed} bytes, got ${end - begin}`)
  }
  return { dtype: dtype as NumberType, shape, begin, end }
}

/** The tensors must cover the bytes after the header once each, as the format demands. */
function checkCover(entries: readonly (Info & { name: string })[], length: number): void {
  let covered = 0
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      const fault = begin < covered ? 'overlaps the one before' : 'leaves a gap'
      throw new Error(
        `tensor ${JSON.stringify(name)}: ${fault}, begins at byte ${begin} instead of ${covered}`,
      )
    }
    covered = end
  }
  if (covered > length)
    throw new Error(`truncated: ${length} bytes of tensors, the header declares ${covered}`)
  if (covered < length) throw new Error(`${length - covered} bytes too many after the last tensor`)
}

function checkMetadata(metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {}
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new Error(`${METADATA} must map strings to strings`)
  }
  return metadata as Record<string, string>
}

function dtypeOf(data: TensorData): Written {
  if (data instanceof Float32Array) return 'F32'
  if (data instanceof Float64Array) return 'F64'
  if (data instanceof Int32Array) return 'I32'
  if (data instanceof BigInt64Array) return 'I64'
  return 'U8'
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

const jsonObject = (entries: string[][]): string =>
  `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`
