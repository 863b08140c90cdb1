/**
 * Networks that PyTorch trained come in, answer the same trials in the same way, and go out again as they were. The code by
 * which they are trained is that of docs/import.md, and of python/gyrus_torch.py where a network leaks.
 */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { pytorch } from '../../src/exporters/pytorch.js'
import { decodeNpz } from '../../src/formats/decodeNpz.js'
import { encodeNpz } from '../../src/formats/npz.js'
import { decodePt } from '../../src/formats/pt.js'
import { decodeSafetensors, type Tensor } from '../../src/formats/safetensors.js'
import { NetworkRunner } from '../../src/network/activity.js'
import { catalogRow } from '../../src/runs/catalog.js'
import { exportedNetwork } from '../../src/runs/exportedNetwork.js'
import { RunFolder } from '../../src/runs/folder.js'
import { type ImportAsked, importRun } from '../../src/runs/importedRun.js'
import { layOutRun } from '../../src/runs/layout.js'
import { batteryByName } from '../../src/tasks/batteries.js'
import { sampleTrials } from '../../src/tasks/sample.js'
import { ROOT } from '../built.js'
import { type PtValue, ptFile } from '../formats/pt.js'
import { fromPython, pythonsWith, READERS } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const folder = mkdtempSync(join(process.env[RUN_FOLDER]!, 'imported-'))
const at = (name: string) => join(folder, name)
const asked = (given: Partial<ImportAsked> = {}): ImportAsked => ({
  cell: 'rnn',
  settings: [],
  map: new Map(),
  ...given,
})
async function imported(file: string, dir: string, given: Partial<ImportAsked>) {
  const result = await importRun(at(file), asked({ dir: at(dir), ...given }))
  await result.run.close()
  return result
}

const [, PAGE] = /^```python\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'docs/import.md'), 'utf8'))!
const RELU = ['network.activation=relu']
/** By name: how the file is imported. */
const NETWORKS: Record<string, Partial<ImportAsked>> = {
  relu: { settings: RELU },
  tanh: { settings: ['network.activation=tanh'] },
  gru: { cell: 'gru' },
  lstm: { cell: 'lstm' },
  leaky: { settings: ['network.activation=retanh', 'network.alpha=0.5', 'network.form=inside'] },
}
const HIDDEN = 24

const TRAIN = `${READERS}
import json, os
import gyrus_torch
import numpy as np
import torch
from torch import nn
${PAGE}
os.chdir(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(5)
trials = np.load('trials.npz')
outputs = len(trials['output_names'])
class Gated(Network):
    def __init__(self, inputs, hidden, outputs, kind, **settings):
        super().__init__(inputs, hidden, outputs)
        self.rnn = getattr(nn, kind)(inputs, hidden, **settings)
class Leaking(gyrus_torch.Network):
    def __init__(self, inputs, hidden, outputs):
        super().__init__(gyrus_torch.Leaky(inputs, hidden, 'retanh', 0.5, 'inside', 0), hidden, outputs)
    def forward(self, inputs):
        return super().forward(inputs)[0]
kinds = {
    'relu': Network,
    'tanh': lambda *sizes: Gated(*sizes, 'RNN', nonlinearity='tanh'),
    'gru': lambda *sizes: Gated(*sizes, 'GRU'),
    'lstm': lambda *sizes: Gated(*sizes, 'LSTM'),
    'leaky': Leaking,
}
inputs = torch.from_numpy(trials['inputs'].swapaxes(0, 1))
last, each, right = trials['steps'] - 1, np.arange(len(trials['steps'])), {}
for name, make in kinds.items():
    Network = make
    network = train(trials, hidden=${HIDDEN}, steps=200)
    torch.save(network.state_dict(), name + '.pt')
    with torch.no_grad():
        logits = network(inputs).numpy()
    np.savez(name + '.npz', logits=logits)
    right[name] = int((logits[last, each].argmax(-1) == trials['labels'][each, last]).sum())
print(json.dumps(right))
`

const pythons = pythonsWith('torch', 'numpy')

describe.runIf(pythons.length > 0)('a network that PyTorch trained', () => {
  const battery = batteryByName('yang19')
  const sample = sampleTrials(battery, battery.tasks, { trials: 3, seed: 2 })
  const arrayOf = (name: string) => sample[name] as { data: Float32Array | Int32Array; shape: number[] }
  const [count, time] = arrayOf('inputs').shape
  let right: Record<string, number>
  beforeAll(() => {
    writeFileSync(at('trials.npz'), encodeNpz(sample as Parameters<typeof encodeNpz>[0]))
    right = fromPython(pythons[0], TRAIN, [folder]) as Record<string, number>
  })

  it.each(Object.keys(NETWORKS))('%s answers the same trials in the same way', async (name) => {
    await imported(`${name}.pt`, name, { ...NETWORKS[name], places: 'row-major' })
    const { size, cell, parameters } = await exportedNetwork(at(name))
    // [trial, time, channel] → [time, trial, channel]
    const { data } = arrayOf('inputs')
    const inputs = new Float32Array(data.length)
    for (let trial = 0; trial < count; trial++)
      for (let step = 0; step < time; step++) {
        const from = (trial * time + step) * size.inputs
        inputs.set(data.subarray(from, from + size.inputs), (step * count + trial) * size.inputs)
      }
    const runner = await NetworkRunner.activity(nodeEngine(), size, cell)
    const { logits } = await runner.run(parameters, inputs, count)
    await runner.release()
    const theirs = decodeNpz(new Uint8Array(readFileSync(at(`${name}.npz`)))).tensors.get('logits')!
    expect(theirs.shape).toEqual([time, count, size.outputs])
    const apart = logits.map((value, i) => Math.abs(value - Number(theirs.data[i])))
    expect(apart.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-4)

    const [steps, labels] = [arrayOf('steps').data, arrayOf('labels').data]
    const correct = Array.from(steps).filter((length, trial) => {
      const answer = logits.subarray(((length - 1) * count + trial) * size.outputs).subarray(0, size.outputs)
      return answer.indexOf(Math.max(...answer)) === labels[trial * time + length - 1]
    })
    expect(correct).toHaveLength(right[name])
    expect(right[name] / count).toBeGreaterThan(0.2) // chance, and a network that learned nothing, are below
  })

  it.each(Object.keys(NETWORKS))('%s goes out as it came in, and then again byte for byte', async (name) => {
    const theirs = decodePt(new Uint8Array(readFileSync(at(`${name}.pt`))))
    const out = async (dir: string) => {
      const network = { ...(await exportedNetwork(at(dir))), name: 'same' }
      return (await pytorch.files(network))['state_dict.safetensors'] as Uint8Array
    }
    const bytes = await out(name)
    const { tensors: ours } = decodeSafetensors(bytes)
    expect(Object.keys(ours).sort()).toEqual(
      [...theirs.keys()].filter((key) => key !== 'rnn.recurrent.bias').sort(),
    )
    const isSummed = (key: string) => /bias_[ih]h_l0$/.test(key)
    for (const [key, tensor] of Object.entries(ours))
      if (!isSummed(key)) expect(tensor, key).toEqual(theirs.get(key))
    const sum = (of: (key: string) => Tensor | undefined) => {
      const [first, second] = ['rnn.bias_ih_l0', 'rnn.bias_hh_l0'].map(
        (key) => of(key)?.data as Float32Array | undefined,
      )
      return first?.map((value, i) => value + second![i])
    }
    expect(sum((key) => ours[key])).toEqual(sum((key) => theirs.get(key)))

    writeFileSync(at(`${name}-again.safetensors`), bytes)
    // It says itself what its neurons are.
    await imported(`${name}-again.safetensors`, `${name}-again`, {
      cell: NETWORKS[name].cell,
      places: 'row-major',
    })
    expect(Buffer.from(await out(`${name}-again`)).equals(bytes)).toBe(true)
  })
})

describe('an imported run', () => {
  const random = (length: number, seed: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(seed + 7 * i) / 3)
  const STATE: PtValue = {
    'rnn.weight_ih_l0': { data: random(12 * 53, 1), shape: [12, 53] },
    'rnn.weight_hh_l0': { data: random(144, 2), shape: [12, 12] },
    'rnn.bias_ih_l0': { data: random(12, 3), shape: [12] },
    'rnn.bias_hh_l0': { data: random(12, 4), shape: [12] },
    'fc.weight': { data: random(17 * 12, 5), shape: [17, 12] },
    'fc.bias': { data: random(17, 6), shape: [17] },
  }
  beforeAll(() => {
    writeFileSync(at('made.pt'), ptFile(STATE))
    const rows = Array.from({ length: 12 }, (_, i) => `${(5 * i) % 12},${i}`)
    writeFileSync(at('cells.csv'), `x_um,y_um\n${rows.join('\n')}\n`)
  })

  it('lays its neurons out by swaps, and remembers which is which', async () => {
    const { run, rounds } = await imported('made.pt', 'laid', { settings: RELU, step: 40 })
    expect(rounds.length).toBeGreaterThan(0)
    const { places, parameters, step } = await exportedNetwork(at('laid'))
    const { parameters: inOrder } = await exportedNetworkOf('made.pt', 'in-order', {
      settings: RELU,
      places: 'row-major',
    })
    expect(step).toBe(40)
    expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i))
    places.forEach((from, to) => {
      expect(parameters.recurrentBias[to]).toBe(inOrder.recurrentBias[from])
      places.forEach((sender, column) => {
        expect(parameters.recurrentWeights[12 * to + column]).toBe(
          inOrder.recurrentWeights[12 * from + sender],
        )
      })
    })
    const { imported: from, experiment } = run.record
    expect(from).toMatchObject({ file: 'made.pt', format: 'PyTorch', places: 'layout' })
    expect(from!.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(from!.tensors).toMatchObject({ recurrentWeights: 'rnn.weight_hh_l0', outputBias: 'fc.bias' })
    expect(experiment).toMatchObject({ preset: 'imported', network: { rows: 3, columns: 4, alpha: 1 } })
    expect(await catalogRow(at('laid'))).toMatchObject({ status: 'stopped', step: 0 }) // not analyzed yet
    // It is at rest: laid out again, nothing moves.
    const again = await layOutRun(await RunFolder.open(at('laid')), at('laid-again'))
    await again.run.close()
    expect(again.rounds).toEqual([])
    expect(again.run.record).toMatchObject({ layoutOf: at('laid'), imported: from })
  })

  it('stands at measured places in the order of its weights, or swaps among them', async () => {
    const positions = at('cells.csv')
    const { run, rounds } = await imported('made.pt', 'measured', { settings: RELU, positions })
    expect(rounds).toEqual([])
    expect(run.experiment.sheet.neurons).toMatchObject({
      unit: 'um',
      y: Array.from({ length: 12 }, (_, i) => i),
    })
    expect([...(await exportedNetwork(at('measured'))).places]).toEqual(
      Array.from({ length: 12 }, (_, i) => i),
    )
    const moved = await imported('made.pt', 'moved', { settings: RELU, positions, places: 'layout' })
    expect(moved.rounds.length).toBeGreaterThan(0)
  })

  it('has the grid and the seed that are asked for, and the same bytes each time', async () => {
    const settings = [...RELU, 'network.rows=2', 'network.columns=6', 'seed=3']
    const { run } = await imported('made.pt', 'two', { settings })
    expect(run.experiment).toMatchObject({ seed: 3, network: { rows: 2, columns: 6 } })
    await imported('made.pt', 'twice', { settings })
    const bytes = (dir: string) => readFileSync(at(`${dir}/network.safetensors`))
    expect(bytes('two').equals(bytes('twice'))).toBe(true)
  })

  it('takes what a preset says, and input weights in several matrices', async () => {
    const weights = (rows: number, columns: number) => ({
      data: random(rows * columns, rows),
      shape: [rows, columns],
    })
    const state = {
      rec: weights(12, 12),
      senses: weights(12, 65),
      rules: weights(12, 20),
      W_out: weights(33, 12),
    }
    writeFileSync(at('senses.npz'), encodeNpz(state))
    const map = new Map([
      ['recurrentWeights', 'rec'],
      ['inputWeights', 'senses+rules'],
    ])
    const settings = ['network.noise=0']
    const { run } = await imported('senses.npz', 'senses', { preset: 'yang2019', settings, map })
    expect(run.experiment).toMatchObject({
      battery: 'yang19-original',
      network: { activation: 'softplus', alpha: 0.2, form: 'inside', noise: 0 },
      regularizer: { kind: 'none', lambda: 0 },
    })
    expect(run.record.imported!.tensors).toMatchObject({
      inputWeights: 'senses+rules',
      outputWeights: 'W_out',
    })
  })

  it('of excitatory and inhibitory neurons has the signs of its weights, which must be those of their places', async () => {
    const state = STATE as Record<string, { data: Float32Array; shape: number[] }>
    const signed = ({ data, shape }: { data: Float32Array; shape: number[] }) => ({
      data: data.map((value, i) => (i % 12 < 9 ? Math.abs(value) : -Math.abs(value))),
      shape,
    })
    const [recurrent, output] = ['rnn.weight_hh_l0', 'fc.weight']
    const ei = { ...state, [recurrent]: signed(state[recurrent]), [output]: signed(state[output]) }
    writeFileSync(at('ei.pt'), ptFile(ei))
    const given = { cell: 'ei', settings: RELU }
    const { run } = await imported('ei.pt', 'ei', given)
    expect(run.experiment.network).toMatchObject({ cell: 'ei', excitatory: 0.75 })
    const cells = (signs: (i: number) => string) => {
      const rows = Array.from({ length: 12 }, (_, i) => `${i},${(5 * i) % 12},${signs(i)}`)
      writeFileSync(at('signed.csv'), `x,y,sign\n${rows.join('\n')}\n`)
      return at('signed.csv')
    }
    const positions = cells((i) => (i < 9 ? 'e' : 'i'))
    const measured = await imported('ei.pt', 'ei-measured', { ...given, positions, places: 'layout' })
    const { parameters } = await exportedNetwork(at('ei-measured'))
    expect([...parameters.sign]).toEqual(measured.run.experiment.sheet.neurons!.sign)
    cells((i) => (i < 8 ? 'e' : 'i'))
    const refused = importRun(at('ei.pt'), asked({ dir: at('refused'), ...given, positions }))
    await expect(refused).rejects.toThrow('sign: of neuron 8 must be -1, as its place was measured, is 1')
  })

  async function exportedNetworkOf(file: string, dir: string, given: Partial<ImportAsked>) {
    await imported(file, dir, given)
    return exportedNetwork(at(dir))
  }

  const RNN53 = { settings: RELU }
  it.each<[string, Partial<ImportAsked>, RegExp]>([
    [
      'made.pt',
      {},
      /^network\.activation: the file does not say it; say it with --set network\.activation=relu/,
    ],
    [
      'made.pt',
      { ...RNN53, cell: 'gru' },
      /made\.pt: recurrentWeights: of gru must be \[3n, n\], .*; an rnn has \[n, n\]$/,
    ],
    ['made.pt', { ...RNN53, cell: 'grru' }, /^network\.cell: must be one of rate, gru, lstm, ei/],
    [
      'made.pt',
      { ...RNN53, battery: 'modcog' },
      /made\.pt: inputWeights: must be \[12, \d+\] \(12 neurons, \d+ inputs of modcog\)/,
    ],
    [
      'made.pt',
      { ...RNN53, tasks: 'go,dm1' },
      /inputWeights: must be \[12, 35\] \(12 neurons, 35 inputs of yang19\), rnn\.weight_ih_l0 is \[12, 53\]; name its tasks/,
    ],
    ['made.pt', { ...RNN53, tasks: 'go,dm7' }, /dm7/],
    [
      'made.pt',
      { settings: [...RELU, 'network.alpha=0.5'] },
      /^network\.alpha: is "1" by the file or the command, got "0\.5"$/,
    ],
    [
      'made.pt',
      { settings: [...RELU, 'network.rows=4', 'network.columns=4'] },
      /^network\.rows: must be of 12 neurons, as the weights are; 4 × 4 are 16$/,
    ],
    ['made.pt', { ...RNN53, positions: 'nowhere.csv' }, /no such file or folder .*nowhere\.csv/],
    ['made.pt', { ...RNN53, preset: 'none-such' }, /^preset: no such preset "none-such"/],
    [
      'made.pt',
      { ...RNN53, map: new Map([['recurrentWeights', 'fc.weight']]) },
      /recurrentWeights: of rnn must be \[n, n\], fc\.weight is \[17, 12\]/,
    ],
    ['nowhere.pt', RNN53, /no such file or folder .*nowhere\.pt/],
    ['torn.pt', RNN53, /torn\.pt: truncated: an archive without the list of its files at the end$/],
    ['code.pt', RNN53, /code\.pt: names mine\.Net, which is code: nothing of a file is run/],
    ['nan.pt', RNN53, /nan\.pt: recurrentBias holds NaN, which is not finite/],
    [
      'plain.npz',
      RNN53,
      /^network\.alpha: the file does not say it; say it with --set network\.alpha=1 \(dt\/τ, 1 for a network without leak\)/,
    ],
    [
      'plain.npz',
      { settings: [...RELU, 'network.alpha=0.5'] },
      /^network\.form: the file does not say it; .*inside for h = \(1 − α\)h/,
    ],
    [
      'named.npz',
      { settings: [...RELU, 'network.alpha=1'] },
      /named\.npz: its inputs must be the 53 of yang19, are 53; input 1 must be .*, is "other"; name its tasks/,
    ],
    [
      'line.npz',
      { settings: [...RELU, 'network.alpha=1'] },
      /^network\.rows: the most square grid of 13 neurons is 1 × 13; say so with --set network\.rows=1 --set network\.columns=13, or/,
    ],
  ])('%s with %j is refused in one line, and nothing is written', async (file, given, message) => {
    const state = STATE as Record<string, { data: Float32Array; shape: number[] }>
    writeFileSync(at('torn.pt'), ptFile(STATE).subarray(0, 4000))
    writeFileSync(at('code.pt'), ptFile({ state: STATE, model: { module: 'mine', name: 'Net', args: [] } }))
    writeFileSync(
      at('nan.pt'),
      ptFile({ ...state, 'rnn.bias_ih_l0': { data: random(12, 3).fill(Number.NaN, 2, 3), shape: [12] } }),
    )
    const plain = {
      W_in: state['rnn.weight_ih_l0'],
      W_rec: state['rnn.weight_hh_l0'],
      W_out: state['fc.weight'],
    }
    writeFileSync(at('plain.npz'), encodeNpz(plain))
    const names = Array.from({ length: 53 }, (_, i) => (i === 0 ? 'fixation' : 'other'))
    writeFileSync(at('named.npz'), encodeNpz({ ...plain, inputNames: names }))
    const line = (shape: number[]) => ({ data: random(shape[0] * shape[1], 1), shape })
    writeFileSync(
      at('line.npz'),
      encodeNpz({ W_in: line([13, 53]), W_rec: line([13, 13]), W_out: line([17, 13]) }),
    )
    await expect(importRun(at(file), asked({ dir: at('refused'), ...given }))).rejects.toThrow(message)
    expect(existsSync(at('refused'))).toBe(false)
  })
})
