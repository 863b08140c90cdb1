import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeSafetensors,
  encodeSafetensors,
  type Tensor,
  type TensorData,
  type TensorFile,
} from '../../src/formats/safetensors.js'

const bitsOf = ({ shape, data }: Tensor) => ({
  type: data.constructor.name,
  shape: [...shape],
  bytes: Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
})
// Entries, not objects: a name may be "__proto__".
const contents = ({ tensors, metadata }: TensorFile) => ({
  tensors: Object.entries(tensors)
    .map(([name, tensor]) => ({ name, ...bitsOf(tensor) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
  metadata: Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
})

/** A file with a header of the given text and so many bytes of zeros behind it. */
function file(header: string, dataBytes = 0): Uint8Array {
  const text = Buffer.from(header)
  const bytes = new Uint8Array(8 + text.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  return bytes
}
const tensor = (dtype: unknown, shape: unknown, data_offsets: unknown) => ({ dtype, shape, data_offsets })

const EXAMPLE: TensorFile = {
  tensors: {
    recurrentWeights: { shape: [2, 2], data: Float32Array.of(0.5, -0.25, 1e-8, 3) },
    places: { shape: [3], data: Uint8Array.of(7, 0, 255) },
    moments: { shape: [2, 1], data: Float64Array.of(Math.PI, -0) },
    drawn: { shape: [], data: BigInt64Array.of(-(2n ** 60n)) },
    state: { shape: [4], data: Int32Array.of(1, -1, 2 ** 31 - 1, -(2 ** 31)) },
    none: { shape: [0, 5], data: new Float32Array(0) },
  },
  metadata: { step: '40000', note: 'größe "é"\n' },
}

describe('encodeSafetensors', () => {
  it('writes the published layout', () => {
    const bytes = encodeSafetensors({
      tensors: { w: { shape: [1, 2], data: Float32Array.of(1, -2) } },
      metadata: { a: 'b' },
    })
    const header = '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}'
    const padded = header.padEnd(88)
    expect(header.length).toBe(81)
    expect(Buffer.from(bytes).toString('latin1')).toBe(
      `\x58\0\0\0\0\0\0\0${padded}\x00\x00\x80\x3f\x00\x00\x00\xc0`,
    )
  })

  it('gives the same bytes whatever the order of the tensors, each aligned to its type', () => {
    const bytes = encodeSafetensors(EXAMPLE)
    const reversed = Object.fromEntries(Object.entries(EXAMPLE.tensors).reverse())
    expect(encodeSafetensors({ tensors: reversed, metadata: EXAMPLE.metadata })).toEqual(bytes)

    const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true))
    expect(headerBytes % 8).toBe(0)
    const header = JSON.parse(Buffer.from(bytes).toString('utf8', 8, 8 + headerBytes))
    const sizes: Record<string, number> = { F64: 8, I64: 8, F32: 4, I32: 4, U8: 1 }
    for (const name of Object.keys(EXAMPLE.tensors)) {
      expect(header[name].data_offsets[0] % sizes[header[name].dtype], name).toBe(0)
    }
  })

  it('writes a view into a larger buffer as the view alone', () => {
    const large = Float32Array.of(9, 1, 2, 9)
    const { tensors } = decodeSafetensors(
      encodeSafetensors({ tensors: { w: { shape: [2], data: large.subarray(1, 3) } }, metadata: {} }),
    )
    expect([...tensors.w.data]).toEqual([1, 2])
  })

  it('refuses a shape that does not fit and the reserved name', () => {
    const data = new Float32Array(6)
    const encode = (name: string, shape: number[]) => () =>
      encodeSafetensors({ tensors: { [name]: { shape, data } }, metadata: {} })
    expect(encode('w', [2, 2])).toThrow('encodeSafetensors: w has shape [2, 2] but 6 values')
    expect(encode('w', [-2, -3])).toThrow('[-2, -3]')
    expect(encode('w', [1.5, 4])).toThrow('[1.5, 4]')
    expect(encode('__metadata__', [6])).toThrow('__metadata__')
  })
})

describe('decodeSafetensors', () => {
  it('returns what was encoded, for any names, shapes, bits and strings', () => {
    const kinds: ((bytes: ArrayBuffer) => TensorData)[] = [
      (bytes) => new Float32Array(bytes),
      (bytes) => new Float64Array(bytes),
      (bytes) => new Int32Array(bytes),
      (bytes) => new BigInt64Array(bytes),
      (bytes) => new Uint8Array(bytes),
    ]
    const anyTensor = fc
      .record({
        kind: fc.constantFrom(...kinds),
        shape: fc.array(fc.nat(3), { maxLength: 3 }),
        seed: fc.nat(255),
      })
      .map(({ kind, shape, seed }): Tensor => {
        const values = shape.reduce((a, b) => a * b, 1)
        const width = kind(new ArrayBuffer(0)).BYTES_PER_ELEMENT
        return {
          shape,
          data: kind(Uint8Array.from({ length: values * width }, (_, i) => i * 37 + seed).buffer),
        }
      })
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', '7', '', '\ud800', '\ufeff'),
    )
    const dictionary = <T>(value: fc.Arbitrary<T>) =>
      fc
        .uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 6 })
        .map(Object.fromEntries<T>)
    fc.assert(
      fc.property(dictionary(anyTensor), dictionary(fc.string({ unit: 'binary' })), (tensors, metadata) => {
        fc.pre(!Object.hasOwn(tensors, '__metadata__'))
        const original = { tensors, metadata }
        expect(contents(decodeSafetensors(encodeSafetensors(original)))).toEqual(contents(original))
      }),
    )
  })

  it('reads a file at an odd place in a larger buffer', () => {
    const bytes = encodeSafetensors(EXAMPLE)
    const shifted = new Uint8Array(bytes.length + 9)
    shifted.set(bytes, 3)
    expect(contents(decodeSafetensors(shifted.subarray(3, 3 + bytes.length)))).toEqual(contents(EXAMPLE))
  })

  it('reads files of other writers: no metadata, fields in any order, unaligned tensors', () => {
    const header = { b: tensor('F32', [1], [3, 7]), a: tensor('U8', [3], [0, 3]) }
    const read = decodeSafetensors(file(JSON.stringify(header), 7))
    expect(contents(read)).toEqual(
      contents({
        tensors: { a: { shape: [3], data: new Uint8Array(3) }, b: { shape: [1], data: new Float32Array(1) } },
        metadata: {},
      }),
    )
    expect(decodeSafetensors(file('{}'))).toEqual({ tensors: {}, metadata: {} })
  })

  // The bits and values of IEEE 754's binary16, its largest and smallest numbers among them.
  it.each<[string, [number, number][]]>([
    [
      'F16',
      [
        [0x3c00, 1],
        [0xc000, -2],
        [0x3555, 0.333251953125],
        [0x7bff, 65504],
        [0x0400, 2 ** -14],
        [0x03ff, (1023 / 1024) * 2 ** -14],
        [0x0001, 2 ** -24],
        [0x8000, -0],
        [0x7c00, Number.POSITIVE_INFINITY],
        [0xfc00, Number.NEGATIVE_INFINITY],
        [0x7e00, Number.NaN],
      ],
    ],
    [
      'BF16',
      [
        [0x3f80, 1],
        [0xc040, -3],
        [0x3eab, 0.333984375],
        [0x7f7f, 255 * 2 ** 120],
        [0x0001, 2 ** -133],
        [0x7f80, Number.POSITIVE_INFINITY],
        [0x7fc0, Number.NaN],
      ],
    ],
  ])('widens %s to 32 bits, value by value', (dtype, pairs) => {
    const header = { w: tensor(dtype, [pairs.length], [0, 2 * pairs.length]) }
    const bytes = file(JSON.stringify(header), 2 * pairs.length)
    const view = new DataView(bytes.buffer, bytes.length - 2 * pairs.length)
    pairs.forEach(([bits], i) => {
      view.setUint16(2 * i, bits, true)
    })
    expect(decodeSafetensors(bytes).tensors.w.data).toEqual(Float32Array.from(pairs, ([, value]) => value))
  })

  it('refuses the file cut at any byte, and with bytes behind it', () => {
    const bytes = encodeSafetensors(EXAMPLE)
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(
        /^truncated: \d+ bytes/,
      )
    }
    expect(() => decodeSafetensors(Uint8Array.of(...bytes, 0))).toThrow('1 bytes too many')
  })

  it('never fails in another way than with its own one-line error, whatever byte is damaged', () => {
    const bytes = encodeSafetensors(EXAMPLE)
    for (let i = 0; i < bytes.length; i++) {
      for (const flip of [1, 0x10, 0x80, 0xff]) {
        const damaged = Uint8Array.from(bytes)
        damaged[i] ^= flip
        try {
          decodeSafetensors(damaged)
        } catch (error) {
          expect((error as Error).constructor, `byte ${i}`).toBe(Error)
          expect((error as Error).message).not.toMatch(/\n/)
        }
      }
    }
  })

  it.each([
    ['{"w":', 0, 'the header is not JSON'],
    ['\ufeff{}', 0, 'the header is not JSON'],
    ['[]', 0, 'the header is not a JSON object'],
    ['null', 0, 'the header is not a JSON object'],
    [`{"w":${'['.repeat(9000)}${']'.repeat(9000)}}`, 0, 'the header must be nested at most 100 deep'],
    [{ w: 3 }, 0, 'tensor "w": must be an object'],
    [
      { w: tensor('F8_E5M2', [2], [0, 2]) },
      2,
      'dtype must be one of F64, I64, F32, I32, F16, BF16, I16, I8, U8, BOOL, got "F8_E5M2"',
    ],
    [{ w: tensor('toString', [1], [0, 2]) }, 2, 'got "toString"'],
    [{ w: tensor(undefined, [1], [0, 2]) }, 2, 'dtype must be one of'],
    [{ w: tensor('F32', 'wide', [0, 4]) }, 4, 'shape must be a list of sizes, got "wide"'],
    [{ w: tensor('F32', [-1, -1], [0, 4]) }, 4, 'shape must be a list of sizes, got [-1,-1]'],
    [{ w: tensor('F32', [0.5, 2], [0, 4]) }, 4, 'shape must be a list'],
    [{ w: tensor('F32', [1], [4, 0]) }, 4, 'data_offsets must be [begin, end], got [4,0]'],
    [{ w: tensor('F32', [1], [0, 4, 8]) }, 4, 'data_offsets must be'],
    [{ w: tensor('F32', [1], [-4, 0]) }, 4, 'data_offsets must be'],
    [{ w: tensor('F32', [1], { length: 2 }) }, 4, 'data_offsets must be'],
    [{ w: tensor('F32', [2, 3], [0, 20]) }, 20, 'F32 [2, 3] takes 24 bytes, got 20'],
    [{ w: tensor('F32', [2 ** 52, 2 ** 52], [0, 4]) }, 4, 'bytes, got 4'],
    [{ w: tensor('F32', [1], [0, 4]), v: tensor('F32', [1], [0, 4]) }, 8, 'overlaps'],
    [{ w: tensor('F32', [2], [0, 8]), v: tensor('F32', [2], [4, 12]) }, 12, 'overlaps'],
    [{ w: tensor('F32', [1], [4, 8]) }, 8, 'leaves a gap, begins at byte 4 instead of 0'],
    [{ w: tensor('F32', [2], [0, 8]) }, 4, 'truncated: 4 bytes of tensors, the header declares 8'],
    [{ w: tensor('F32', [2], [0, 8]) }, 9, '1 bytes too many after the last tensor'],
    [{ __metadata__: { step: 3 } }, 0, '__metadata__ must map strings to strings'],
    [{ __metadata__: [] }, 0, '__metadata__ must map strings to strings'],
  ])('refuses the header %j with %i bytes', (header, dataBytes, message) => {
    const text = typeof header === 'string' ? header : JSON.stringify(header)
    expect(() => decodeSafetensors(file(text, dataBytes))).toThrow(message)
  })

  it('refuses header lengths that cannot be', () => {
    const bytes = file('{}')
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 64n - 1n, true)
    expect(() => decodeSafetensors(bytes)).toThrow('not safetensors: a header of 18446744073709551615 bytes')
    expect(() => decodeSafetensors(new TextEncoder().encode('PK\x03\x04 some zip'))).toThrow(
      'not safetensors',
    )
  })
})

const PYTHON = `
import json, struct, sys
raw = sys.stdin.buffer.read()
size, = struct.unpack('<Q', raw[:8])
header = json.loads(raw[8:8 + size])
result = {'metadata': header.pop('__metadata__')}
for name, info in header.items():
    begin, end = info['data_offsets']
    code, width = {'F32': 'f4', 'F64': 'd8', 'I32': 'i4', 'I64': 'q8', 'U8': 'B1'}[info['dtype']]
    assert (8 + size + begin) % int(width) == 0
    result[name] = [info['shape'], [str(v) for v in struct.unpack(f'<{(end - begin) // int(width)}{code}', raw[8 + size:][begin:end])]]
print(json.dumps(result))
`
const hasPython = spawnSync('python3', ['--version']).status === 0

describe.runIf(hasPython)('an independent reader in Python', () => {
  it('reads the same names, shapes, values and strings', () => {
    const run = spawnSync('python3', ['-c', PYTHON], { input: encodeSafetensors(EXAMPLE), encoding: 'utf8' })
    expect(run.stderr).toBe('')
    expect(JSON.parse(run.stdout)).toEqual({
      metadata: EXAMPLE.metadata,
      recurrentWeights: [
        [2, 2],
        ['0.5', '-0.25', '9.99999993922529e-09', '3.0'],
      ],
      places: [[3], ['7', '0', '255']],
      moments: [
        [2, 1],
        ['3.141592653589793', '-0.0'],
      ],
      drawn: [[], ['-1152921504606846976']],
      state: [[4], ['1', '-1', '2147483647', '-2147483648']],
      none: [[0, 5], []],
    })
  })
})
