/** Networks in PyTorch, by the module of python/gyrus_torch.py. */
import { describe, expect, it } from 'vitest'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { pytorch } from '../../src/exporters/pytorch.js'
import { safetensors } from '../../src/exporters/safetensors.js'
import { encodeNpz } from '../../src/formats/npz.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { fromPython, pythonsWith, READERS } from '../python.js'
import { madeNetwork, responses, written } from './made.js'

const NETWORKS: [module: string, settings: string[]][] = [
  ['RNN', ['network.cell=rate']],
  ['RNN', ['network.cell=ei', 'network.activation=tanh']],
  ['Leaky', ['network.activation=softplus', 'network.alpha=0.2']],
  ['Leaky', ['network.activation=retanh', 'network.alpha=0.3', 'network.form=outside']],
  ['Leaky', ['network.cell=ei', 'network.activation=relu2', 'network.alpha=0.5']],
  ['Leaky', ['network.noise=0.05']],
  ['GRU', ['network.cell=gru', 'network.activation=tanh']],
  ['LSTM', ['network.cell=lstm', 'network.activation=tanh']],
]

const bytesOf = async (network: ExportedNetwork) =>
  (await pytorch.files(network))['state_dict.safetensors'] as Uint8Array

describe('the state_dict', () => {
  it.each(NETWORKS)('of %s for %j says which module it is of', async (module, settings) => {
    const { metadata } = decodeSafetensors(await bytesOf(madeNetwork(...settings)))
    expect(metadata).toMatchObject({ module, step: '12' })
    expect(JSON.parse(metadata.settings)).toMatchObject({ input_size: 39, hidden_size: 12 })
  })

  it.each(['gru', 'lstm'])('of a %s without tanh is refused, since PyTorch has none', async (cell) => {
    const network = madeNetwork(`network.cell=${cell}`, 'network.activation=relu')
    await expect(async () => pytorch.files(network)).rejects.toThrow(
      `its ${cell} has tanh and not relu); export the network as onnx`,
    )
  })
})

const pythons = pythonsWith('torch', 'numpy')

describe.runIf(pythons.length > 0)('gyrus_torch', () => {
  const COMPARE = `
import json, sys, numpy, torch
from gyrus_torch import load
result = []
for state, recorded in zip(sys.argv[1::2], sys.argv[2::2]):
    recorded, network = numpy.load(recorded), load(state)
    network.rnn.noise = 0
    with torch.no_grad():
        logits, activity = network(torch.from_numpy(recorded['inputs']))
    apart = lambda a, b: float((a - torch.from_numpy(b)).abs().max())
    result.append([type(network.rnn).__name__, apart(activity, recorded['activity']), apart(logits, recorded['logits'])])
print(json.dumps(result))
`
  it('gives our activity and logits for every cell', async () => {
    const paths: string[] = []
    for (const [, settings] of NETWORKS) {
      const network = madeNetwork(...settings)
      const { inputs, activity, logits } = await responses(network, 7, 3)
      const shape = (units: number) => [7, 3, units]
      const { inputs: channels, hidden, outputs } = network.size
      const files = written({
        'state.safetensors': await bytesOf(network),
        'recorded.npz': encodeNpz({
          inputs: { data: inputs, shape: shape(channels) },
          activity: { data: activity, shape: shape(hidden) },
          logits: { data: logits, shape: shape(outputs) },
        }),
      })
      paths.push(files['state.safetensors'], files['recorded.npz'])
    }
    for (const python of pythons) {
      const compared = fromPython(python, READERS + COMPARE, paths) as [string, number, number][]
      expect(compared.map(([module]) => module)).toEqual(NETWORKS.map(([module]) => module))
      for (const [, ofActivity, ofLogits] of compared)
        expect(Math.max(ofActivity, ofLogits)).toBeLessThan(1e-5)
    }
  })

  it('refuses a file that names no module', async () => {
    const { 'network.safetensors': path } = written(await safetensors.files(madeNetwork()))
    const script = `${READERS}
import json, sys
from gyrus_torch import load
try:
    load(sys.argv[1])
except ValueError as error:
    print(json.dumps(str(error)))
`
    for (const python of pythons)
      expect(fromPython(python, script, [path])).toMatch(
        /safetensors: is not what `gyrus export --format pytorch`/,
      )
  })
})
