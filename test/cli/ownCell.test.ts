/** A cell of a user's own, from training to the page. */
import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RunRecord } from '../../src/runs/runRecord.js'
import { openNetwork } from '../../web/src/files/read.js'
import { CELL, userFolder } from '../userFolder.js'
import { blobs } from '../web/blobs.js'
import { gyrus, gyrusProcess, refusalOf, small } from './gyrus.js'

const user = userFolder()
afterAll(() => user.remove())
const { at, file } = user
const text = (path: string) => readFileSync(at(path), 'utf8')
const run = (...args: string[]) => gyrus(args, { cwd: user.path })
const refusal = (...args: string[]) => refusalOf(args, { cwd: user.path })
const settings = (...more: string[]) =>
  small('training.steps=100', 'network.cell=./cell.mjs', 'network.open=-2', ...more)

const weightsOf = (dir: string) => readFileSync(at(`${dir}/checkpoints/step-00000100.safetensors`))
const recordOf = (dir: string) => JSON.parse(text(`${dir}/experiment.json`)) as RunRecord

beforeAll(async () => {
  file('cell.mjs', CELL)
  const { code, stderr } = await run('train', 'tiny', '--out', 'run', ...settings())
  expect([code, stderr]).toEqual([0, ''])
})

it('is trained, told in the report, named in tables, laid out and exported', async () => {
  expect(recordOf('run').cell?.name).toBe('minimal-gate')
  expect(text('run/report.html')).toContain('Its neurons have one gate each, which begins at -2.')
  await run('train', 'tiny', '--json', '--out', 'rate', ...small('training.steps=5'))
  expect((await run('runs', 'list', '.')).stdout).toMatch(/run +tiny +minimal-gate /)

  expect((await run('layout', 'run', '--out', 'laid')).code).toBe(0)
  expect(recordOf('laid').cell).toEqual(recordOf('run').cell)
  for (const format of ['npz', 'onnx']) {
    const { code, stderr } = await run('export', 'run', '--format', format, '--out', `network.${format}`)
    expect([format, code, stderr]).toEqual([format, 0, ''])
  }
})

it.each(['lesions', 'psychometric', 'stability'])('is studied: %s', async (study) => {
  const { code, stderr } = await run('study', study, 'run', '--json')
  expect([study, code, stderr]).toEqual([study, 0, ''])
})

it('is not run by the page, which says so', async () => {
  await expect(openNetwork(blobs(at('run')), 'run')).rejects.toThrow(
    'The neurons are those of ./cell.mjs, a program that the page does not run; gyrus analyze can show this network',
  )
})

it('goes on bit for bit, but not after the file has changed or gone', async () => {
  const { code } = await gyrusProcess(['train', 'tiny', '--json', '--out', 'stopped', ...settings()], {
    cwd: user.path,
    seen: (stdout, child) => {
      if (stdout.includes('"checkpoint","step":50')) child.kill('SIGTERM')
    },
  })
  expect(code).toBe(143)
  file('cell.mjs', CELL.replace('0.1 *', '0.2 *'))
  const changed = /cell\.mjs: the cell is not as it was when the run began.*undo the change/
  expect(await refusal('resume', 'stopped')).toMatch(changed)
  expect(await refusal('analyze', 'stopped')).toMatch(changed)
  expect(await refusal('layout', 'run', '--out', 'never')).toMatch(changed)
  rmSync(at('cell.mjs'))
  expect(await refusal('study', 'stability', 'run')).toMatch(/ENOENT.*the cell \.\/cell\.mjs; put it back/)
  file('cell.mjs', CELL)
  expect((await run('resume', 'stopped', '--json')).code).toBe(0)
  expect(weightsOf('stopped').equals(weightsOf('run'))).toBe(true)
})
