import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { decodeNpz } from '../../src/formats/decodeNpz.js'
import { encodeNpz } from '../../src/formats/npz.js'
import { fromPython, pythonsWith } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const npy = (header: string, data: Uint8Array = new Uint8Array(0)) => {
  const text = Buffer.from(header, 'latin1')
  return Buffer.concat([Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0]), text, data])
}
const file = (header: string, data?: Uint8Array) => zipSync({ 'w.npy': npy(header, data) })
const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"

describe('decodeNpz', () => {
  it('reads what encodeNpz writes', () => {
    const shape = [2, 3]
    const arrays = {
      w: { data: Float32Array.of(1, -2, 3.5, 0, 5, 6), shape },
      d: { data: Float64Array.of(0.1), shape: [] },
      places: { data: Int32Array.of(3, 1, 2), shape: [3] },
    }
    const { tensors, texts, others } = decodeNpz(encodeNpz({ ...arrays, names: ['go', 'dm1 τ'] }))
    expect(Object.fromEntries(tensors)).toEqual(arrays)
    expect(texts).toEqual(new Map([['names', ['go', 'dm1 τ']]]))
    expect(others.size).toBe(0)
  })

  it.each<[string, Uint8Array, string]>([
    ['too few numbers', file(HEADER, new Uint8Array(7)), 'array "w": <f4 [2] takes 8 bytes, got 7'],
    [
      'no shape',
      file("{'descr': '<f4', 'fortran_order': False}"),
      'its header must say descr, fortran_order and shape',
    ],
    [
      'another file',
      zipSync({ 'w.npy': Buffer.from('something else') }),
      'not an npy file of version 1, 2 or 3',
    ],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeNpz(bytes)).toThrow(message)
  })

  it('refuses a file that was cut anywhere, in one line', () => {
    const whole = encodeNpz({ w: { data: new Float32Array(50).fill(1.5), shape: [50] } })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(() => decodeNpz(whole.subarray(0, length))).toThrow(/^(truncated|damaged archive)[^\n]*$/)
      }),
    )
  })
})

const pythons = pythonsWith('numpy')

describe.runIf(pythons.length > 0)('decodeNpz, of what NumPy wrote', () => {
  const SAVE = `
import json, os, sys
import numpy as np
os.chdir(sys.argv[1])
w = np.arange(6, dtype='f4').reshape(2, 3) / 4
arrays = {
    'w': w, 'turned': w.T, 'big': w.astype('>f8'), 'bigTurned': w.T.astype('>f4', order='K'), 'half': w.astype('f2'),
    'long': np.arange(-2, 2), 'flags': w > 0.5, 'scalar': np.float32(2.5), 'empty': np.zeros((0, 3), 'f4'),
    'cube': np.asfortranarray(np.arange(24.).reshape(2, 3, 4)),
}
more = {'names': np.array(['go', 'dm1']), 'objects': np.array([{}, 1], dtype=object), 'complex': w.astype('c8')}
np.savez('plain.npz', **arrays, **more)
np.savez_compressed('packed.npz', **arrays, **more)
print(json.dumps({k: {'shape': list(v.shape), 'values': v.astype('f8').flatten().tolist()} for k, v in arrays.items()}))
`
  it.each(pythons)('by %s', (python) => {
    const folder = mkdtempSync(join(process.env[RUN_FOLDER]!, 'numpy-'))
    const arrays = fromPython(python, SAVE, [folder])
    for (const name of ['plain.npz', 'packed.npz']) {
      const { tensors, texts, others } = decodeNpz(new Uint8Array(readFileSync(join(folder, name))))
      const values = [...tensors].map(([key, { shape, data }]) => [
        key,
        { shape, values: Array.from(data, Number) },
      ])
      expect(Object.fromEntries(values)).toEqual(arrays)
      expect(texts).toEqual(new Map([['names', ['go', 'dm1']]]))
      expect([...others.keys()]).toEqual(['objects', 'complex'])
    }
  })
})
