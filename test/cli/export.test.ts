import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EXPORTERS } from '../../src/exporters/exporters.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { gyrus, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (name: string) => readFileSync(join(folder, name))
const exported = (...args: string[]) => gyrus(['export', ...args], { cwd: folder })
const own = (name: string, files: string) => {
  const parts = `name: '${name}', description: 'mine', files: ${files}`
  writeFileSync(join(folder, `${name}.mjs`), `export default { ${parts} }\n`)
  return `./${name}.mjs`
}
/** A small run; its analysis is of step 300. */
const CHECKPOINT = 'run/checkpoints/step-00000250.safetensors'

beforeAll(async () => {
  const { code, stderr } = await gyrus(['train', 'tiny', ...small('tasks=go,dm1'), '--out', 'run'], {
    cwd: folder,
  })
  expect([code, stderr]).toEqual([0, ''])
})

describe('gyrus export', () => {
  it.each(EXPORTERS.map(({ name }) => name))('writes %s, named after the run', async (name) => {
    const before = readdirSync(folder)
    const { code, stdout, stderr } = await exported('run', '--format', name)
    expect([code, stderr]).toEqual([0, ''])
    const made = readdirSync(folder).filter((one) => !before.includes(one))
    expect(made).toHaveLength(1)
    expect(made[0]).toMatch(/^run[-.]/)
    expect(stdout).toMatch(new RegExp(`^${made[0]}: .*; 25 neurons, step 300\n$`))
    // And the same bytes again.
    const again = await exported('run', '--format', name, '--out', `again-${made[0]}`)
    expect(again.code).toBe(0)
    const isFolder = statSync(join(folder, made[0])).isDirectory()
    for (const path of isFolder ? readdirSync(join(folder, made[0])) : [''])
      expect(read(join(`again-${made[0]}`, path)).equals(read(join(made[0], path)))).toBe(true)
  })

  it('takes an earlier step, a checkpoint, and a file that it wrote itself', async () => {
    const stepOf = async (...args: string[]) => {
      const { code, stderr, stdout } = await exported(...args, '--format', 'safetensors', '--force')
      expect([code, stderr]).toEqual([0, ''])
      const { tensors, metadata } = decodeSafetensors(read(stdout.split(':')[0]))
      return { step: metadata.step, weights: tensors.recurrentWeights.data, clusters: 'clusters' in tensors }
    }
    const newest = await stepOf('run', '--out', 'newest.safetensors')
    const earlier = await stepOf('run', '--step', '250')
    expect(newest).toMatchObject({ step: '300', clusters: true })
    expect(earlier).toMatchObject({ step: '250', clusters: false })
    expect(earlier.weights).not.toEqual(newest.weights)
    expect(existsSync(join(folder, 'run-step-250.safetensors'))).toBe(true)
    expect(await stepOf(CHECKPOINT)).toEqual(earlier)
    expect(await stepOf('newest.safetensors', '--out', 'again.safetensors')).toEqual({
      ...newest,
      clusters: false,
    })
  })

  it('takes a network that a folder keeps, and its file', async () => {
    mkdirSync(join(folder, 'kept'))
    cpSync(join(folder, 'run/experiment.json'), join(folder, 'kept/experiment.json'))
    cpSync(join(folder, 'newest.safetensors'), join(folder, 'kept/network.safetensors'))
    expect((await exported('kept', '--format', 'npz', '--out', 'kept.npz')).code).toBe(0)
    const { stderr } = await exported('kept/network.safetensors', '--format', 'npz', '--out', 'file.npz')
    expect(stderr).toBe('')
    expect((await exported('kept', '--step', '300', '--format', 'csv', '--out', 'kept-csv')).code).toBe(0)
  })

  it('writes over files only where it is told to', async () => {
    writeFileSync(join(folder, 'mine.npz'), 'mine')
    const refused = await exported('run', '--format', 'npz', '--out', 'mine.npz')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/mine\.npz is there already; .*--force/)
    expect(String(read('mine.npz'))).toBe('mine')
    expect((await exported('run', '--format', 'npz', '--out', 'mine.npz', '--force')).code).toBe(0)
    expect(read('mine.npz').subarray(0, 2).toString()).toBe('PK')

    mkdirSync(join(folder, 'tables'))
    writeFileSync(join(folder, 'tables/notes.txt'), 'mine')
    expect((await exported('run', '--format', 'csv', '--out', 'tables')).stderr).toMatch(/tables is there/)
    expect(readdirSync(join(folder, 'tables'))).toEqual(['notes.txt'])
    expect((await exported('run', '--format', 'csv', '--out', 'tables', '--force')).code).toBe(0)
    expect(readdirSync(join(folder, 'tables')).sort()).toEqual([
      'channels.csv',
      'connections.csv',
      'neurons.csv',
      'notes.txt',
    ])
  })

  it.each<[string[], RegExp]>([
    [
      ['run', '--format', 'nir'],
      /^gyrus: format nir: NIR has no rate neuron: .*spiking units, .*use onnx for the program, or safetensors/,
    ],
    [['run', '--format', 'numpy'], /format: there is no "numpy"; nearest: npz.*; all: safetensors/],
    [['run'], /required option '--format <name>'/],
    [['nowhere', '--format', 'npz'], /no such file or folder .*nowhere/],
    [['.', '--format', 'npz'], /not a run, it has no experiment\.json/],
    [['run', '--format', 'npz', '--step', '7'], /run: has no network of step 7; it has those of 250, 300/],
    [['run', '--format', 'npz', '--step', 'last'], /--step: must be a whole number, got "last"/],
    [[CHECKPOINT, '--step', '250', '--format', 'npz'], /one network; leave the step out/],
    [
      ['run/experiment.json', '--format', 'npz'],
      /experiment\.json: must be the folder of a run, a checkpoint/,
    ],
    [['bare.safetensors', '--format', 'npz'], /does not say of which experiment it is/],
    [['torn.safetensors', '--format', 'npz'], /torn\.safetensors: must be .*truncated/],
    [['run', '--format', 'npz', '--out', 'a.mat'], /--out: must end in \.npz, got "a\.mat"/],
    [['run', '--format', 'npz', '--out', ''], /--out: must be the name of a file/],
    [['run', '--format', 'npz', '--out', 'no/where.npz'], /no such file or folder/],
    [['run', '--format', 'csv', '--out', 'no/where'], /no such file or folder/],
    [['run', '--format', 'csv', '--out', 'bare.safetensors/x'], /a part of the path is not a folder/],
  ])('%j is one line, and nothing is written', async (args, message) => {
    cpSync(join(folder, CHECKPOINT), join(folder, 'bare.safetensors'))
    writeFileSync(join(folder, 'torn.safetensors'), read(CHECKPOINT).subarray(0, 5000))
    const before = readdirSync(folder)
    const { code, stdout, stderr } = await exported(...args)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([code, stdout]).toEqual([2, ''])
    expect(readdirSync(folder)).toEqual(before)
  })
})

describe('gyrus export --format FILE', () => {
  it("writes what an exporter of a user's own makes", async () => {
    const format = own(
      'sums',
      "(n) => ({ 'sums.txt': [n.step, n.analysis.labels.length, n.battery.tasks[1].name].join(' ') })",
    )
    const { code, stdout, stderr } = await exported('run', '--format', format)
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe('run-sums.txt: mine; 25 neurons, step 300\n')
    expect(String(read('run-sums.txt'))).toBe('300 25 dm1')
  })

  it.each<[string, RegExp]>([
    ['./nowhere.mjs', /no such file or folder .*nowhere\.mjs/],
    [own('fails', "() => { throw new Error('no idea') }"), /exporter fails: failed \(no idea\)/],
    [own('empty', '() => ({})'), /exporter empty: must return files by name, got \{\}/],
    [own('none', '() => {}'), /exporter none: must return files by name, got nothing/],
    [
      own('outside', "() => ({ '../a.txt': '' })"),
      /exporter outside: names of files must .*got "\.\.\/a\.txt"/,
    ],
    [own('odd', "() => ({ 'a.txt': 7 })"), /exporter odd: a\.txt must be a text or a Uint8Array, got 7/],
    [
      own('Wrong', "() => ({ 'a.txt': '' })"),
      /Wrong\.mjs: exporter: name must be of small letters.*got "Wrong"/,
    ],
    [own('no-files', '7'), /exporter no-files: files must be a function/],
  ])('%s is refused in one line', async (format, message) => {
    const before = readdirSync(folder)
    const { code, stdout, stderr } = await exported('run', '--format', format)
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([code, stdout]).toEqual([2, ''])
    expect(readdirSync(folder)).toEqual(before)
  })
})
