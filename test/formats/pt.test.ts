import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { unpickle } from '../../src/formats/pickle.js'
import { decodePt } from '../../src/formats/pt.js'
import { fromPython, pythonsWith } from '../python.js'
import { RUN_FOLDER } from '../run.js'
import { type PtValue, ptFile, ptFiles } from './pt.js'

const base = Float32Array.from({ length: 12 }, (_, i) => i / 2)
const STATE: PtValue = {
  epoch: 3,
  note: 'ours',
  state_dict: {
    'rnn.weight': { data: base, shape: [3, 4] },
    turned: { data: base, shape: [4, 3], strides: [1, 4] },
    row: { data: base, shape: [4], offset: 4 },
    same: { data: base, shape: [2, 3], strides: [0, 0], offset: 7 },
    every: [{ data: base, shape: [2, 2], strides: [4, 2], offset: 4 }],
    none: { data: new Float32Array(0), shape: [0, 4] },
  },
}

/** The tensors of a file as plain lists. */
const read = (bytes: Uint8Array) =>
  Object.fromEntries(
    [...decodePt(bytes)].map(([name, { shape, data }]) => [
      name,
      { shape, values: Array.from(data, Number) },
    ]),
  )

describe('decodePt', () => {
  it('reads tensors through strides and offset, by the names that lead to them', () => {
    expect(read(ptFile(STATE))).toEqual({
      'state_dict.rnn.weight': { shape: [3, 4], values: [...base] },
      'state_dict.turned': { shape: [4, 3], values: [0, 2, 4, 0.5, 2.5, 4.5, 1, 3, 5, 1.5, 3.5, 5.5] },
      'state_dict.row': { shape: [4], values: [2, 2.5, 3, 3.5] },
      'state_dict.same': { shape: [2, 3], values: [3.5, 3.5, 3.5, 3.5, 3.5, 3.5] },
      'state_dict.every.0': { shape: [2, 2], values: [2, 3, 4, 5] },
      'state_dict.none': { shape: [0, 4], values: [] },
    })
  })

  it('reads archives that are deflated, whatever their folder is called', () => {
    const files = ptFiles(STATE, 'my model')
    expect(read(zipSync(files, { level: 9 }))).toEqual(read(ptFile(STATE)))
  })

  it.each<[string, PtValue, string]>([
    [
      'a class of the user’s own',
      { module: 'mine.networks', name: 'Net', args: [] },
      'names mine.networks.Net, which is code: nothing of a file is run; save tensors alone',
    ],
    [
      'a function',
      { a: { module: 'builtins', name: 'print', args: ['hello'] } },
      'names builtins.print, which is code',
    ],
    [
      'a function of PyTorch that is not on the list',
      { module: 'torch._utils', name: '_rebuild_sparse_tensor', args: [] },
      'names torch._utils._rebuild_sparse_tensor',
    ],
    ['a name that is no name', { module: 'a b\u0007', name: 'c', args: [] }, 'names "a b\\u0007.c"'],
    [
      'a tensor that reaches beyond its storage',
      { w: { data: base, shape: [4, 4] } },
      'w: needs 16 numbers, there are 12',
    ],
    [
      'a tensor of more numbers than any',
      { w: { data: base, shape: [1_000_000, 1_000_000], strides: [0, 0] } },
      'has a tensor [1000000, 1000000], larger than any that is read',
    ],
  ])('refuses %s in one line', (_, value, message) => {
    expect(() => decodePt(ptFile(value))).toThrow(message)
  })

  it('refuses lists within themselves, and files of another byte order or without their numbers', () => {
    let nested: PtValue = [1]
    for (let i = 0; i < 25; i++) nested = [nested]
    expect(() => decodePt(ptFile(nested))).toThrow('nested 20 deep')
    // A list that is a member of itself: what is remembered is recalled.
    const itself = Uint8Array.of(0x80, 2, 0x5d, 0x71, 0, 0x68, 0, 0x61, 0x2e)
    expect(() => decodePt(zipSync({ 'a/data.pkl': itself }))).toThrow('nested 20 deep')
    const files = ptFiles(STATE)
    expect(() => decodePt(zipSync({ ...files, 'archive/byteorder': Buffer.from('big') }))).toThrow(
      'big-endian',
    )
    const { 'archive/data/0': _, ...rest } = files
    expect(() => decodePt(zipSync(rest))).toThrow('damaged: it has no "archive/data/0"')
    // A name is quoted, whatever a damaged file has in it.
    const renamed = Object.entries(rest).map(([name, bytes]) => [name.replace('archive', 'archiv\r'), bytes])
    expect(() => decodePt(zipSync(Object.fromEntries(renamed)))).toThrow(
      String.raw`damaged: it has no "archiv\r/data/0"`,
    )
    const short = { ...files, 'archive/data/0': new Uint8Array(40) }
    expect(() => decodePt(zipSync(short))).toThrow('"archive/data/0" has 40 bytes instead of 48')
  })

  it('refuses a file that was cut anywhere, and gives no other numbers where a byte was changed', () => {
    const whole = ptFile(STATE)
    const right = read(whole)
    const refusal = (bytes: Uint8Array): string | null => {
      try {
        expect(read(bytes)).toEqual(right)
        return null
      } catch (error) {
        if ((error as Error).constructor !== Error) throw error
        return (error as Error).message
      }
    }
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(refusal(whole.subarray(0, length))).toMatch(/^[^\n]+$/)
      }),
    )
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = whole.slice()
        changed[at] ^= change
        expect(refusal(changed) ?? 'the same').toMatch(/^[^\n]+$/)
      }),
    )
  })
})

describe('unpickle', () => {
  it('refuses what is no pickle by an Error of one line', () => {
    const reader = { global: () => [], persistent: () => [] }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          unpickle(bytes, reader)
        } catch (error) {
          expect((error as Error).constructor).toBe(Error)
          expect((error as Error).message).toMatch(/^[^\n]+$/)
        }
      }),
      { numRuns: 500 },
    )
  })
})

const pythons = pythonsWith('torch')

describe.runIf(pythons.length > 0)('decodePt, of what PyTorch wrote', () => {
  const SAVE = `
import json, sys, os, torch
from torch import nn
os.chdir(sys.argv[1])
base = torch.arange(12.).reshape(3, 4)
values = {
    'turned': base.T, 'row': base[1], 'same': torch.ones(1).expand(3, 2), 'part': base[1:, ::2],
    'half': base.half(), 'bfloat': base.bfloat16(), 'double': base.double() / 3, 'long': base.long(),
    'bool': base > 3, 'int8': (base - 5).to(torch.int8), 'scalar': torch.tensor(2.5),
    'parameter': nn.Parameter(base), 'buffers': [base, {'deeper': base + 1}],
}
torch.save({**values, 'epoch': 3, 'name': 'mine', 'lr': 1e-3, 'dtype': torch.float32, 'size': base.shape}, 'two.pt')
torch.save(values, 'four.pt', pickle_protocol=4)
torch.manual_seed(1)
lstm = nn.LSTM(3, 5)
torch.save(lstm.state_dict(), 'lstm.pt')
torch.save(lstm, 'module.pt')
torch.save(values, 'legacy.pt', _use_new_zipfile_serialization=False)
torch.jit.script(nn.Linear(2, 3)).save('script.pt')
flat = {k: v for k, v in values.items() if k != 'buffers'}
flat.update({'buffers.0': base, 'buffers.1.deeper': base + 1})
numbers = lambda tensors: {k: {'shape': list(v.shape), 'values': v.double().flatten().tolist()} for k, v in tensors.items()}
print(json.dumps([numbers(flat), numbers(lstm.state_dict())]))
`
  it.each(pythons)('by %s', (python) => {
    const folder = mkdtempSync(join(process.env[RUN_FOLDER]!, 'torch-'))
    const [values, lstm] = fromPython(python, SAVE, [folder]) as Record<string, unknown>[]
    const file = (name: string) => new Uint8Array(readFileSync(join(folder, name)))
    expect(read(file('two.pt'))).toEqual(values)
    expect(read(file('four.pt'))).toEqual(values)
    expect(read(file('lstm.pt'))).toEqual(lstm)
    expect(() => decodePt(file('module.pt'))).toThrow('names torch.nn.modules.rnn.LSTM, which is code')
    expect(() => decodePt(file('script.pt'))).toThrow('names __torch__.torch.nn.modules.linear.Linear')
  })
})
