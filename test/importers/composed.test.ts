import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { composed } from '../../src/importers/composed.js'
import { readWeights } from '../../src/importers/readWeights.js'
import { fromPython, pythonsWith } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const matrix = (shape: number[], ...values: number[]) => ({ shape, data: Float32Array.from(values) })
const of = (tensors: Record<string, ReturnType<typeof matrix>>) =>
  Object.fromEntries(composed(new Map(Object.entries(tensors))))

describe('weights that are kept in parts', () => {
  it('have norm and direction put together, along any axis', () => {
    const v = matrix([2, 2], 3, 4, 0, 2)
    const whole = (...values: number[]) => matrix([2, 2], ...values)
    expect(of({ w_g: matrix([2, 1], 10, 1), w_v: v })).toEqual({ w: whole(6, 8, 0, 1) })
    expect(of({ 'a.w_g': matrix([1, 2], 6, 0), 'a.w_v': v })).toEqual({ 'a.w': whole(6, 0, 0, 0) })
    expect(of({ w_g: matrix([], 1), w_v: matrix([2, 1], 3, 4) }).w.data).toEqual(Float32Array.of(0.6, 0.8))
    const parametrized = {
      'a.parametrizations.w.original0': matrix([2, 1], 10, 1),
      'a.parametrizations.w.original1': v,
    }
    expect(of(parametrized)).toEqual({ 'a.w': whole(6, 8, 0, 1) })
    expect(() => of({ w_g: matrix([3, 1], 1, 2, 3), w_v: v })).toThrow(
      'w: its norms are [3, 1], its directions [2, 2]',
    )
  })

  it('are 0 where they were pruned, and are left as they are where they have no other part', () => {
    expect(of({ w_orig: matrix([3], 1, 2, 3), w_mask: matrix([3], 1, 0, 1) })).toEqual({
      w: matrix([3], 1, 0, 3),
    })
    const alone = { w_g: matrix([1], 1), v: matrix([1], 2) }
    expect(of(alone)).toEqual(alone)
  })

  it('are refused where the file does not say how they are put together', () => {
    expect(() => of({ 'rnn.parametrizations.w.original': matrix([1], 1) })).toThrow(
      'rnn.w is parametrized by a function that the file does not hold; call torch.nn.utils.parametrize',
    )
  })
})

const pythons = pythonsWith('torch')

describe.runIf(pythons.length > 0)('weights that PyTorch keeps in parts', () => {
  const SAVE = `
import json, sys, torch
from torch import nn
torch.manual_seed(3)
rnn, layer = nn.RNN(4, 6), nn.Linear(6, 2)
nn.utils.weight_norm(rnn, 'weight_hh_l0')
nn.utils.weight_norm(rnn, 'weight_ih_l0', dim=1)
with torch.no_grad():
    rnn.weight_hh_l0_g *= 1.7
rnn(torch.zeros(1, 1, 4))
import torch.nn.utils.prune as prune
prune.random_unstructured(layer, 'weight', 0.5)
torch.save(nn.ModuleDict({'rnn': rnn, 'fc': layer}).state_dict(), sys.argv[1])
numbers = lambda tensor: tensor.detach().flatten().tolist()
print(json.dumps({'rnn.weight_hh_l0': numbers(rnn.weight_hh_l0), 'rnn.weight_ih_l0': numbers(rnn.weight_ih_l0), 'fc.weight': numbers(layer.weight)}))
`
  it.each(pythons)('are those that %s computes with', (python) => {
    const path = join(mkdtempSync(join(process.env[RUN_FOLDER]!, 'torch-')), 'parts.pt')
    const values = fromPython(python, SAVE, [path]) as Record<string, number[]>
    const { tensors } = readWeights(new Uint8Array(readFileSync(path)))
    for (const [name, numbers] of Object.entries(values)) {
      const apart = numbers.map((value, i) => Math.abs(value - Number(tensors.get(name)!.data[i])))
      expect(Math.max(...apart), name).toBeLessThan(1e-6)
    }
    expect(tensors.get('fc.weight')!.data.filter((x) => Number(x) === 0)).toHaveLength(6)
    expect([...tensors.keys()].filter((name) => /_[gv]$|_mask$|_orig$/.test(name))).toEqual([])
  })
})
