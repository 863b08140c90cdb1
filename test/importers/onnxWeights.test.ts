/** Weights of ONNX programs: of those that PyTorch writes, its own state_dict; of what gyrus does not have, a sentence. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Attribute, type Initializer, modelBytes, type Node } from '../../src/graph/onnxFile.js'
import { readWeights } from '../../src/importers/readWeights.js'
import { fromPython, pythonsWith } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const floats = (name: string, dims: number[]): Initializer => {
  const length = dims.reduce((a, b) => a * b, 1)
  const data = Float32Array.from({ length }, (_, i) => i)
  return { name, dims, dataType: 1, rawData: new Uint8Array(data.buffer) }
}
const node = (opType: string, input: string[], output: string[], attribute: Attribute[] = []): Node => ({
  opType,
  input,
  output,
  attribute,
})
const x = { name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [] } } } }
const program = (nodes: Node[], initializer: Initializer[]) =>
  modelBytes({
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    graph: { name: 'g', node: nodes, initializer, input: [x], output: [] },
  })

/** One layer with a readout, 2 inputs, 3 neurons, 1 output. */
const layer = (opType: string, gates: number, attribute: Attribute[], more: string[] = []) =>
  program(
    [
      node(opType, ['x', 'W', 'R', 'B', ...more], ['Y'], attribute),
      node('Squeeze', ['Y', 'axes'], ['y']),
      node('MatMul', ['y', 'U'], ['z']),
      node('Add', ['z', 'c'], ['logits']),
    ],
    [
      floats('W', [1, 3 * gates, 2]),
      floats('R', [1, 3 * gates, 3]),
      floats('B', [1, 6 * gates]),
      floats('U', [3, 1]),
      floats('c', [1]),
    ],
  )
const i = (name: string, value: number): Attribute => ({ name, i: value, type: 2 })
const s = (name: string, value: string): Attribute => ({ name, s: value, type: 3 })
const names = (...strings: string[]): Attribute => ({ name: 'activations', strings, type: 8 })

describe('an operator of ONNX', () => {
  it('has the names and orders of PyTorch, and says its nonlinearity', () => {
    const { tensors, facts } = readWeights(layer('GRU', 3, [i('linear_before_reset', 1)]))
    expect([...tensors.keys()]).toEqual([
      'weight_ih_l0',
      'weight_hh_l0',
      'bias_ih_l0',
      'bias_hh_l0',
      'readout.weight',
      'readout.bias',
    ])
    // ONNX has z, r, h, PyTorch r, z, n.
    expect(tensors.get('bias_hh_l0')!.data).toEqual(Float32Array.of(12, 13, 14, 9, 10, 11, 15, 16, 17))
    expect(tensors.get('readout.weight')).toEqual({ shape: [1, 3], data: Float32Array.of(0, 1, 2) })
    expect(facts.network).toEqual({ activation: 'tanh', alpha: 1 })
    expect(readWeights(layer('RNN', 1, [names('Relu')])).facts.network.activation).toBe('relu')
    expect(readWeights(layer('RNN', 1, [])).facts.network.activation).toBe('tanh')
  })

  it.each<[string, Uint8Array, string]>([
    [
      'GRU that resets before its product',
      layer('GRU', 3, []),
      'its GRU resets before its product (linear_before_reset = 0)',
    ],
    [
      'RNN in both directions',
      layer('RNN', 1, [s('direction', 'bidirectional')]),
      'its RNN runs bidirectional',
    ],
    ['RNN of other activations', layer('RNN', 1, [names('Elu')]), 'its RNN has the activations Elu'],
    ['LSTM with peepholes', layer('LSTM', 4, [], ['', '', '', 'P']), 'its LSTM has peepholes'],
    [
      'RNN that clips',
      layer('RNN', 1, [{ name: 'clip', f: 1, type: 1 }]),
      'its RNN clips its currents; gyrus has no such neurons',
    ],
    [
      'RNN behind a layer',
      program(
        [node('MatMul', ['x', 'E'], ['e']), node('RNN', ['e', 'W', 'R'], ['Y'])],
        [floats('E', [2, 2])],
      ),
      'has MatMul in front of its RNN; gyrus has no layer there',
    ],
    [
      'RNN that begins elsewhere',
      program(
        [node('Expand', ['h', 'sizes'], ['start']), node('RNN', ['x', 'W', 'R', '', '', 'start'], ['Y'])],
        [floats('W', [1, 3, 2]), floats('R', [1, 3, 3]), floats('h', [1, 1, 3])],
      ),
      'its RNN begins at a state other than 0',
    ],
    [
      'RNN whose weights are computed',
      program([node('RNN', ['x', 'W', 'R'], ['Y'])], []),
      'the input weights of its RNN are computed when it runs; export it with do_constant_folding=True',
    ],
    [
      'RNN behind another',
      program([node('RNN', ['x', 'W', 'R'], ['Y']), node('RNN', ['Y', 'W', 'R'], ['Z'])], []),
      'has 2 recurrent operators',
    ],
    [
      'RNN whose weights lie elsewhere',
      program(
        [node('RNN', ['x', 'W', 'R'], ['Y'])],
        [{ name: 'W', dims: [1, 3, 2], dataType: 1, dataLocation: 1 }],
      ),
      'W lies in a file beside it',
    ],
    [
      'RNN of half a number',
      program(
        [node('RNN', ['x', 'W', 'R'], ['Y'])],
        [{ ...floats('W', [1, 3, 2]), rawData: new Uint8Array(23) }],
      ),
      'W is [1, 3, 2] but has 5.75 numbers',
    ],
    [
      'RNN with too few weights',
      program([node('RNN', ['x', 'W', 'R'], ['Y'])], [{ ...floats('W', [1, 3, 2]), dims: [1, 3, 3] }]),
      'W is [1, 3, 3] but has 6 numbers',
    ],
  ])('is refused in one line: an %s', (_, bytes, message) => {
    expect(() => readWeights(bytes)).toThrow(message)
  })
})

const pythons = pythonsWith('torch', 'onnx')

describe.runIf(pythons.length > 0)('what PyTorch exports', () => {
  const SAVE = `
import json, os, sys, torch, warnings
from torch import nn
warnings.filterwarnings('ignore')
os.chdir(sys.argv[1])
class Network(nn.Module):
    def __init__(self, kind, last, **settings):
        super().__init__()
        self.rnn, self.readout, self.last = getattr(nn, kind)(5, 7, **settings), nn.Linear(7, 3), last
    def forward(self, inputs):
        activity, _ = self.rnn(inputs)
        return self.readout(activity[-1] if self.last else activity)
kinds = [('RNN', {'nonlinearity': 'relu'}), ('RNN', {}), ('GRU', {}), ('LSTM', {}), ('GRU', {'batch_first': True}), ('LSTM', {'bias': False})]
names = []
for kind, settings in kinds:
    for last in (False, True):
        torch.manual_seed(len(names))
        network = Network(kind, last and not settings.get('batch_first'), **settings)
        names.append(str(len(names)))
        torch.save(network.state_dict(), names[-1] + '.pt')
        torch.onnx.export(network, torch.randn(4, 2, 5), names[-1] + '.onnx', verbose=False)
sys.stdout = sys.__stdout__
print(json.dumps(names))
`
  it.each(pythons)('is its state_dict, with %s', (python) => {
    const folder = mkdtempSync(join(process.env[RUN_FOLDER]!, 'torch-'))
    const files = fromPython(python, SAVE, [folder]) as string[]
    expect(files).toHaveLength(12)
    for (const name of files) {
      const read = (ending: string) => readWeights(new Uint8Array(readFileSync(join(folder, name + ending))))
      const state = [...read('.pt').tensors].map(
        ([key, tensor]) => [key.replace('rnn.', ''), tensor] as const,
      )
      expect(read('.onnx').tensors, name).toEqual(new Map(state))
    }
  })
})
