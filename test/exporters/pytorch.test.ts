/** Networks in PyTorch, as docs/python.md has them: its code is run here. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { pytorch } from '../../src/exporters/pytorch.js'
import { encodeNpz } from '../../src/formats/npz.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { ROOT } from '../built.js'
import { gyrusProcess } from '../cli/gyrus.js'
import { fromPython, pythonsWith } from '../python.js'
import { madeNetwork, responses, written } from './made.js'

const page = readFileSync(join(ROOT, 'docs/python.md'), 'utf8')
const [MODULE, ACCURACY] = Array.from(page.matchAll(/^```python\n([\s\S]*?)^```$/gm), ([, code]) => code)
/** Where safetensors is not installed, what the page uses of it; one that is installed comes first. */
const SAFETENSORS = `import sys\nsys.path.append(${JSON.stringify(join(ROOT, 'test/fixtures/python'))})\n`

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

describe.runIf(pythons.length > 0)('docs/python.md, run by PyTorch', () => {
  const COMPARE = `
import numpy
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
      const compared = fromPython(python, SAFETENSORS + MODULE + COMPARE, paths) as [string, number, number][]
      expect(compared.map(([module]) => module)).toEqual(NETWORKS.map(([module]) => module))
      for (const [, ofActivity, ofLogits] of compared)
        expect(Math.max(ofActivity, ofLogits)).toBeLessThan(1e-5)
    }
  })

  it('answers the trials of a run as its analysis says', async () => {
    const run = join(ROOT, 'results/growing-brains/networks/bimt-s4')
    const cwd = join(Object.values(written({ 'empty.txt': '' }))[0], '..')
    const commands = page.match(/^ {4}npx gyrus .*$/gm)!
    expect(commands).toHaveLength(2)
    for (const command of commands) {
      const words = command.trim().split(' ').slice(2)
      const args = words.map((word) => (word.startsWith('runs/') ? run : word === '50' ? '20' : word))
      expect(await gyrusProcess(args, { cwd })).toMatchObject({ code: 0, stderr: '' })
    }
    const { accuracy } = JSON.parse(readFileSync(join(run, 'analysis/summary.json'), 'utf8'))
    const there = `import os\nos.chdir(${JSON.stringify(cwd)})\n`
    // What the page prints is gathered, to be read as one value.
    const gather = 'import json\nprinted = {}\nprint = printed.__setitem__\n'
    const script = `${SAFETENSORS}${there}${MODULE}${gather}${ACCURACY}\nsys.stdout.write(json.dumps(printed))\n`
    for (const python of pythons) {
      const measured = fromPython(python, script) as Record<string, number>
      expect(Object.keys(measured)).toEqual(Object.keys(accuracy))
      const off = Object.entries(measured).map(([task, share]) => share - accuracy[task])
      expect(Math.abs(off.reduce((a, b) => a + b) / off.length)).toBeLessThan(0.04) // 400 trials; sd .011
    }
  })
})
