import { zipSync } from 'fflate'
import { expect, it } from 'vitest'
import { readWeights } from '../../src/importers/readWeights.js'
import { ptFile } from '../formats/pt.js'

/** A npy file of version 1 with nothing behind its header. */
const npy = (header: string) =>
  Buffer.concat([
    Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0),
    Buffer.from(header),
  ])

it.each<[string, Uint8Array, string]>([
  [
    'nothing',
    new Uint8Array(0),
    'must be a file of safetensors, numpy.savez, torch.save or ONNX, is none of them',
  ],
  ['text', Buffer.from('0.5,0.25\n'), 'must be a file of safetensors'],
  [
    'torch.save before 1.6',
    Uint8Array.of(0x80, 2, 0x8a, 10),
    'in the form from before PyTorch 1.6, which is not read',
  ],
  [
    'HDF5',
    Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'),
    'is an HDF5 file, which is not read; save the arrays with numpy.savez',
  ],
  ['one array', Buffer.from('\x93NUMPY\x01\x00', 'latin1'), 'is one array of numpy.save'],
  [
    'another archive',
    zipSync({ 'a.txt': Buffer.from('a') }),
    'an archive with neither data.pkl of torch.save nor',
  ],
  [
    'arrays of Python’s objects',
    zipSync({ 'W.npy': npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }") }),
    'an archive without arrays of numbers: W holds |O',
  ],
  [
    'a truncated archive',
    ptFile({ w: { data: new Float32Array(9), shape: [9] } }).subarray(0, 300),
    'truncated: an archive',
  ],
  ['ONNX of nothing', Uint8Array.of(0x08, 8), 'not an ONNX program: it has no operations'],
])('%s is refused in one line', (_, bytes, message) => {
  expect(() => readWeights(bytes)).toThrow(message)
})
