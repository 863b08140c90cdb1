/** A charge of a user's own: a module with a field, an action after each step and a memory, from training to the page. */
import { readFileSync, rmSync } from 'node:fs'
import { csvParse } from 'd3-dsv'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import type { RunRecord } from '../../src/runs/runRecord.js'
import { openNetwork } from '../../web/src/files/read.js'
import { CHARGE, userFolder } from '../userFolder.js'
import { blobs } from '../web/blobs.js'
import { gyrus, gyrusProcess, refusalOf, smallest } from './gyrus.js'

const user = userFolder()
afterAll(() => user.remove())
const { at, file } = user
const text = (path: string) => readFileSync(at(path), 'utf8')
const run = (...args: string[]) => gyrus(args, { cwd: user.path })
const refusal = (...args: string[]) => refusalOf(args, { cwd: user.path })

const OWN = ['regularizer.kind=./mine.mjs', 'regularizer.small=0.02', 'regularizer.lambda=0.5']
const settings = (...more: string[]) => smallest('training.steps=100', ...OWN, ...more)

beforeAll(async () => {
  file('mine.mjs', CHARGE)
  const { code, stderr } = await run('train', 'tiny', '--out', 'run', ...settings('regularizer.power=square'))
  expect([code, stderr]).toEqual([0, ''])
})

const recordOf = (dir: string) => JSON.parse(text(`${dir}/experiment.json`)) as RunRecord
const weightsOf = (dir: string, step: string) =>
  readFileSync(at(`${dir}/checkpoints/step-${step}.safetensors`))

describe('gyrus train PRESET --set regularizer.kind=FILE', () => {
  it('trains under it: with its fields, its action and its memory', async () => {
    const { experiment, charge } = recordOf('run')
    expect(experiment.regularizer).toMatchObject({
      kind: './mine.mjs',
      kindSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      power: 'square',
      small: 0.02,
    })
    expect(charge).toMatchObject({ name: 'loudness', title: 'Loudness', lengths: 'recurrent' })
    const { tensors } = decodeSafetensors(weightsOf('run', '00000100'))
    expect(new Set(tensors['memory.active'].data as Float32Array)).toEqual(new Set([0, 1]))
  })

  it('is named in report, tables and page, where its module cannot be loaded', async () => {
    await run(
      'train',
      'tiny',
      '--json',
      '--out',
      'other',
      ...settings('regularizer.small=0.4', 'training.steps=5'),
    )
    file('mine.mjs', 'throw new Error("never loaded")')
    try {
      expect(text('run/report.html')).toContain('Rates were charged by their square; λ = ')
      expect((await run('runs', 'list', '.')).stdout).toMatch(/^run\b.*\bpower\b.*\n/)
      const compared = (await run('runs', 'compare', 'run', 'other')).stdout
      expect(compared).toMatch(/^regularizer\.power +square +size$/m)
      expect(compared).toMatch(/^regularizer\.small +0\.02 +0\.4$/m)
      expect((await run('runs', 'export', '.', '--out', 'runs.csv')).code).toBe(0)
      const rows = csvParse(text('runs.csv'))
      expect(rows.map((row) => row['regularizer.small'])).toContain('0.4')

      // A trained network needs no charge: it is measured, laid out and studied without.
      expect((await run('analyze', 'run')).code).toBe(0)
      expect(text('run/report.html')).toContain('Rates were charged by their square; λ = ')
      expect((await run('layout', 'run', '--out', 'laid')).code).toBe(0)
      expect(recordOf('laid').charge).toEqual(recordOf('run').charge)
      const { stdout } = await run('study', 'stability', 'run', '--json')
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'Loudness' })

      const { growth, notes } = await openNetwork(blobs(at('run')), 'run')
      expect([growth, notes]).toEqual([[recordOf('run').charge!.sentence], []])
    } finally {
      file('mine.mjs', CHARGE)
    }
  })

  it('tells it from a charge that gyrus brings by its name in a table', async () => {
    await run('train', 'tiny', '--json', '--out', 'two/bimt', ...smallest('training.steps=5'))
    await run('train', 'tiny', '--json', '--out', 'two/mine', ...settings('training.steps=5'))
    const { stdout } = await run('runs', 'list', 'two')
    expect(stdout).toMatch(/two\/bimt +tiny +bimt /)
    expect(stdout).toMatch(/two\/mine +tiny +loudness /)
  })

  it('goes on bit for bit, but not after the file has changed or gone', async () => {
    const { code } = await gyrusProcess(
      ['train', 'tiny', '--json', '--out', 'stopped', ...settings('regularizer.power=square')],
      {
        cwd: user.path,
        seen: (stdout, child) => {
          if (stdout.includes('"checkpoint","step":50')) child.kill('SIGTERM')
        },
      },
    )
    expect(code).toBe(143)
    file('mine.mjs', CHARGE.replace('w / 2', 'w / 3'))
    const changed = /mine\.mjs: the charge is not as it was when the run began.*undo the change/
    expect(await refusal('resume', 'stopped')).toMatch(changed)
    const again = ['train', 'tiny', '--out', 'again', ...settings('regularizer.power=square')]
    expect(await refusal(...again, '--from', 'stopped')).toMatch(/they differ in regularizer\.kindSha256/)
    rmSync(at('mine.mjs'))
    expect(await refusal('resume', 'stopped')).toMatch(
      /ENOENT.*reading the charge \.\/mine\.mjs; put it back/,
    )
    file('mine.mjs', CHARGE)
    expect((await run('resume', 'stopped', '--json')).code).toBe(0)
    expect(weightsOf('stopped', '00000100').equals(weightsOf('run', '00000100'))).toBe(true)
  })

  it('begins where another run under it has come to', async () => {
    const longer = settings('regularizer.power=square', 'training.steps=150')
    const constant = ['optimizer.decay=constant', 'regularizer.schedule=constant'].flatMap((s) => [
      '--set',
      s,
    ])
    const first = [...settings('regularizer.power=square'), ...constant]
    await run('train', 'tiny', '--json', '--out', 'first', ...first)
    expect((await run('train', 'tiny', '--json', '--out', 'whole', ...longer, ...constant)).code).toBe(0)
    const from = ['train', 'tiny', '--json', '--out', 'from', '--from', 'first', ...longer, ...constant]
    expect((await run(...from)).code).toBe(0)
    expect(weightsOf('from', '00000150').equals(weightsOf('whole', '00000150'))).toBe(true)
  })

  it('is a field of sweeps, whose runs are done once', async () => {
    const sweep = ['sweep', 'tiny', '--out', 'sweep', '--jobs', '1', '--vary', 'regularizer.small=0.1,0.3']
    const { code, stdout } = await gyrusProcess([...sweep, ...settings('training.steps=5')], {
      cwd: user.path,
    })
    expect(stdout).toMatch(/2 runs: 0 done, 2 to do/)
    expect(code).toBe(0)
    expect((await run(...sweep, ...settings('training.steps=5'))).stdout).toMatch(/2 runs: 2 done, 0 to do/)
    expect((await run('runs', 'list', 'sweep')).stdout).toMatch(/^run +preset +small +seed/)
  })
})
