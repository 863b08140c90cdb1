/** Zips that are written while their entries grow: read by fflate and by Python's zipfile. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { encodeNpz, type NpyArray } from '../../src/formats/npz.js'
import { NpzFile } from '../../src/runs/npzFile.js'
import { isLong } from '../length.js'
import { fromPython, pythonsWith } from '../python.js'
import { RUN_FOLDER } from '../run.js'

async function made(fill: (npz: NpzFile) => Promise<void>): Promise<string> {
  const path = join(mkdtempSync(join(process.env[RUN_FOLDER]!, 'npz-')), 'made.npz')
  const file = await open(path, 'w')
  try {
    const npz = new NpzFile(file)
    await fill(npz)
    await npz.finish()
  } finally {
    await file.close()
  }
  return path
}

const pythons = pythonsWith('numpy')

describe('NpzFile', () => {
  const x: NpyArray = { data: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5), shape: [2, 3] }
  const b: NpyArray = { data: Uint8Array.of(1, 0), shape: [2] }
  const empty: NpyArray = { data: new Int32Array(), shape: [0] }

  it('has the entries that encodeNpz makes at once, though two grew at a time', async () => {
    const path = await made(async (npz) => {
      const append = await npz.begin('a/x', '<f4', [2, 3])
      const other = await npz.begin('µ', '|b1', [2])
      await append(Float32Array.of(0, 0.5))
      await other(Uint8Array.of(1, 0))
      await npz.add('empty', empty)
      await append(new Float32Array())
      await append(Float32Array.of(1, 1.5, 2, 2.5))
      await npz.add('names', ['go', 'dm1'])
    })
    const bytes = readFileSync(path)
    expect(unzipSync(bytes)).toEqual(unzipSync(encodeNpz({ 'a/x': x, µ: b, empty, names: ['go', 'dm1'] })))
    for (const python of pythons) {
      const script = `
import json, sys, zipfile, numpy
with zipfile.ZipFile(sys.argv[1]) as file: damaged = file.testzip()
arrays = numpy.load(sys.argv[1])
print(json.dumps([damaged, {name: [str(a.dtype), a.tolist()] for name, a in arrays.items()}]))`
      expect(fromPython(python, script, [path])).toEqual([
        null,
        {
          'a/x': [
            'float32',
            [
              [0, 0.5, 1],
              [1.5, 2, 2.5],
            ],
          ],
          µ: ['bool', [true, false]],
          empty: ['int32', []],
          names: ['<U3', ['go', 'dm1']],
        },
      ])
    }
  })

  it('refuses an array that is too long, too short or of another type', async () => {
    const appended = (values: Float32Array | Int32Array) =>
      made(async (npz) => (await npz.begin('x', '<f4', [2]))(values))
    await expect(appended(new Float32Array(3))).rejects.toThrow('x.npy has 136 bytes, got more')
    await expect(appended(new Float32Array(1))).rejects.toThrow('x.npy has 132 of 136 bytes')
    await expect(appended(new Int32Array(2))).rejects.toThrow('x is of <f4, got <i4')
  })

  // Some 40 s and 4.6 GB of disk.
  const ofLongRuns = isLong ? it : () => {}
  ofLongRuns('holds more than 4 GB', async () => {
    const numbers = 2 ** 26 // 256 MB
    const path = await made(async (npz) => {
      const append = await npz.begin('large', '<f4', [17, numbers])
      for (let row = 0; row < 17; row++) await append(new Float32Array(numbers).fill(row))
      await npz.add('after', x)
    })
    const script = `
import json, sys, zipfile, numpy
with zipfile.ZipFile(sys.argv[1]) as file: damaged = file.testzip()
arrays = numpy.load(sys.argv[1])
large = arrays['large']
print(json.dumps([damaged, list(large.shape), large[:, -1].tolist(), arrays['after'].tolist()]))`
    for (const python of pythons)
      expect(fromPython(python, script, [path])).toEqual([
        null,
        [17, numbers],
        Array.from({ length: 17 }, (_, row) => row),
        [
          [0, 0.5, 1],
          [1.5, 2, 2.5],
        ],
      ])
    rmSync(path)
  })
})
