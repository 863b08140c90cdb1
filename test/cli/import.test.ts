/** `gyrus import` and what other commands make of its run, with files that were made here: no Python is needed. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeNpz } from '../../src/formats/npz.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { openNetwork } from '../../web/src/files/read.js'
import { ptFile } from '../formats/pt.js'
import { blobs } from '../web/blobs.js'
import { gyrus, refusalOf } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-import-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const cwd = folder
const values = (shape: number[], seed: number) => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(seed + 7 * i) / 2),
})
const GRU = {
  'net.weight_ih_l0': values([48, 53], 1),
  'net.weight_hh_l0': values([48, 16], 2),
  'net.bias_ih_l0': values([48], 3),
  'net.bias_hh_l0': values([48], 4),
  'head.weight': values([17, 16], 5),
  'head.bias': values([17], 6),
  h0: values([1, 1, 16], 7),
}
const SHORT = ['--set', 'analysis.trials=4', '--set', 'engine.threads=1']

beforeAll(() => writeFileSync(join(folder, 'gru.pt'), ptFile({ epoch: 3, model: GRU })))

describe('gyrus import', () => {
  it('makes a run that other commands take', async () => {
    const made = await gyrus(
      ['import', 'gru.pt', '--cell', 'gru', '--step', '40', ...SHORT, '--out', 'run'],
      { cwd },
    )
    expect([made.code, made.stderr]).toEqual([0, ''])
    expect(made.stdout).toMatch(
      /^run: 16 neurons of gru\.pt \(PyTorch\), rows receive\nrecurrentWeights = model\.net\./,
    )
    expect(made.stdout).toMatch(
      /\nleft aside: model\.h0\nlaid out by \d+ exchanges in \d+ rounds?: Σ\|w\|·d from .*\naccuracy /,
    )
    expect(made.stdout).toMatch(/\nReport: run\/report\.html\n$/)
    const report = readFileSync(join(folder, 'run/report.html'), 'utf8')
    expect(report).toMatch(
      /It was not trained by gyrus, but elsewhere for 40 steps: its weights are those of gru\.pt \(PyTorch; SHA-256 [0-9a-f]{64}\)\./,
    )
    expect(report).toMatch(/The file gives its neurons no places: they were laid out by exchanges/)
    expect(report).not.toMatch(/Training is not finished|Trained in|was trained on/)

    const says = async (...args: string[]) => {
      const { code, stdout, stderr } = await gyrus(args, { cwd })
      expect([code, stderr], args.join(' ')).toEqual([0, ''])
      return stdout
    }
    expect(await says('runs', 'list', 'run')).toMatch(/imported .* done +40 /)
    await says('analyze', 'run')
    await says('lesion', 'run', '--trials', '4', '--nulls', '2')
    expect(existsSync(join(folder, 'run/analysis/lesions.json'))).toBe(true)
    expect(await says('layout', 'run', '--out', 'again')).toMatch(/^no swap shortens the wires/)
    expect(readFileSync(join(folder, 'again/report.html'), 'utf8')).toMatch(
      /its weights are those of gru\.pt/,
    )
    // The page shows it, with the same words.
    const { snapshot, growth, notes, analysis } = await openNetwork(blobs(join(folder, 'run')), 'run')
    expect(snapshot).toMatchObject({ step: 40 })
    expect(growth.join(' ')).toMatch(
      /It was not trained by gyrus, but elsewhere for 40 steps: its weights are those of gru\.pt/,
    )
    expect([notes, analysis !== null]).toEqual([[], true])
    for (const format of ['graphml', 'csv', 'onnx', 'pytorch'])
      await says('export', 'run', '--format', format)
    await says('tasks', 'sample', '--run', 'run', '--n', '2', '--out', 'trials.npz')
    const refused = await refusalOf(['resume', 'run'], { cwd })
    expect(refused).toMatch(/keeps its network alone, with nothing to train on from/)
  })

  it('leaves neurons in their order where that is asked for, and goes out with the same weights', async () => {
    const args = ['--cell', 'gru', '--places', 'row-major', ...SHORT, '--out', 'in-order']
    const { code, stdout, stderr } = await gyrus(['import', 'gru.pt', ...args], { cwd })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/\nneuron i stands at place i\n/)
    await gyrus(['export', 'in-order', '--format', 'pytorch', '--out', 'out.safetensors'], { cwd })
    const { tensors, metadata } = decodeSafetensors(readFileSync(join(folder, 'out.safetensors')))
    expect(metadata).toMatchObject({ module: 'GRU', step: '0' })
    for (const name of ['weight_ih_l0', 'weight_hh_l0'] as const)
      expect(tensors[`rnn.${name}`]).toEqual(GRU[`net.${name}`])
    expect(tensors['readout.weight']).toEqual(GRU['head.weight'])
    // Imported again, the file says itself what it is of.
    const again = await gyrus(['import', 'out.safetensors', '--cell', 'gru', ...SHORT, '--out', 'from-out'], {
      cwd,
    })
    expect([again.code, again.stderr]).toEqual([0, ''])
  })

  it.each<[string[], RegExp]>([
    [['gru.pt'], /required option '--cell <name>' not specified/],
    [['gru.pt', '--cell', 'gru', '--out', ''], /--out: must be the name of a new folder, got ""/],
    [['gru.pt', '--cell', 'gru', '--out', 'gru.pt'], /gru\.pt: exists already/],
    [
      ['gru.pt', '--cell', 'rnn'],
      /gru\.pt: recurrentWeights: of rnn must be \[n, n\], model\.net\.weight_hh_l0 is \[48, 16\]; a gru has/,
    ],
    [
      ['gru.pt', '--cell', 'gru', '--map', 'recurrentWeights'],
      /must be key=tensor, e\.g\. recurrentWeights=rnn\.weight_hh_l0/,
    ],
    [
      ['gru.pt', '--cell', 'gru', '--map', 'outputBias=none,outputBias=h0'],
      /--map: outputBias is said twice/,
    ],
    [
      ['gru.pt', '--cell', 'gru', '--map', 'outputBias=model.h0'],
      /outputBias: must be \[17\] \(16 neurons, 17 outputs of yang19\), model\.h0 is \[1, 1, 16\]/,
    ],
    [
      ['gru.pt', '--cell', 'gru', '--orientation', 'sideways'],
      /'sideways' is invalid.*rows-receive, columns-receive/,
    ],
    [['gru.pt', '--cell', 'gru', '--orientation', 'columns-receive'], /inputWeights: must be \[53, 48\]/],
    [['gru.pt', '--cell', 'gru', '--places', 'anywhere'], /'anywhere' is invalid.*layout, row-major/],
    [['gru.pt', '--cell', 'gru', '--step', 'last'], /--step: must be an integer/],
    [
      ['gru.pt', '--cell', 'gru', '--set', 'network.activation=relu'],
      /network\.activation: is "tanh" by the file or the command, got "relu"/,
    ],
    [['gru.pt', '--cell', 'gru', '--set', 'sheet.adjacency=./a.csv'], /a\.csv/],
    [['torn.pt', '--cell', 'gru'], /torn\.pt: truncated/],
    [
      ['code.pt', '--cell', 'gru'],
      /code\.pt: names mine\.networks\.Net, which is code: nothing of a file is run/,
    ],
    [
      ['two.pt', '--cell', 'rnn'],
      /two\.pt: recurrentWeights: may be each of a\.weight_hh_l0 .*, b\.weight_hh_l0/,
    ],
    [
      ['empty.npz', '--cell', 'rnn'],
      /empty\.npz: recurrentWeights: no tensor is named as such; say which it is with --map/,
    ],
    [
      ['notes.txt', '--cell', 'rnn'],
      /notes\.txt: must be a file of safetensors, numpy\.savez, torch\.save or ONNX, is none/,
    ],
    [['.', '--cell', 'rnn'], /it is a folder/],
  ])('%j is refused in one line, and nothing is written', async (args, message) => {
    const write = (name: string, content: Uint8Array | string) => writeFileSync(join(folder, name), content)
    write('torn.pt', ptFile(GRU).subarray(0, 5000))
    write('code.pt', ptFile({ model: { module: 'mine.networks', name: 'Net', args: [] } }))
    write(
      'two.pt',
      ptFile({ a: { weight_hh_l0: values([4, 4], 1) }, b: { weight_hh_l0: values([4, 4], 1) } }),
    )
    write('empty.npz', encodeNpz({ other: values([3], 1) }))
    write('notes.txt', 'weights: none\n')
    const before = readdirSync(folder)
    expect(await refusalOf(['import', ...args], { cwd })).toMatch(message)
    expect(readdirSync(folder)).toEqual(before)
  })
})
