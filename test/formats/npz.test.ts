import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { encodeNpz, type NpyArray } from '../../src/formats/npz.js'

/** What numpy.save of NumPy 1.24.2 wrote for these arrays. */
const NUMPY: [string, NpyArray, string][] = [
  [
    "np.arange(6, dtype='<f4').reshape(2, 3) / 2",
    { data: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5), shape: [2, 3] },
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAPwAAgD8AAMA/AAAAQAAAIEA=',
  ],
  [
    "np.arange(-2, 3, dtype='<i4')",
    { data: Int32Array.of(-2, -1, 0, 1, 2), shape: [5] },
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDUsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr+/////////wAAAAABAAAAAgAAAA==',
  ],
  [
    'np.array([0.5, np.nan])',
    { data: Float64Array.of(0.5, Number.NaN), shape: [2] },
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADgPwAAAAAAAPh/',
  ],
  [
    "np.array(['go', 'dlydm1'])",
    ['go', 'dlydm1'],
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPFU2JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIApnAAAAbwAAAAAAAAAAAAAAAAAAAAAAAABkAAAAbAAAAHkAAABkAAAAbQAAADEAAAA=',
  ],
]

describe('encodeNpz', () => {
  it.each(NUMPY)('writes %s byte for byte as NumPy does', (_, array, bytes) => {
    const file = unzipSync(encodeNpz({ x: array }))['x.npy']
    expect(Buffer.from(file).toString('base64')).toBe(bytes)
  })

  it('refuses a shape that does not fit', () => {
    const array = { data: new Float32Array(3), shape: [2, 2] }
    expect(() => encodeNpz({ w: array })).toThrow('encodeNpz: w has shape [2, 2] but 3 values')
  })
})
