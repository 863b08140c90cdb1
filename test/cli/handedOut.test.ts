import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Summary } from '../../src/analysis/analysis.js'
import type { RunRecord } from '../../src/runs/runRecord.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { openNetwork } from '../../web/src/files/read.js'
import { configurationFile, folderZip } from '../../web/src/files/write.js'
import { blobs } from '../web/blobs.js'
import { gyrus, small } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-export-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = (name: string) => join(folder, name)
const recordOf = (run: string) => JSON.parse(readFileSync(join(run, 'experiment.json'), 'utf8')) as RunRecord
const summaryOf = (run: string) =>
  JSON.parse(readFileSync(join(run, 'analysis/summary.json'), 'utf8')) as Summary

const settings = small('seed=5', 'tasks=go,dm1').filter((text) => text !== '--set')
const experiment = applyOverrides(preset('tiny'), settings)
const run = file('run')

beforeAll(async () => {
  writeFileSync(file('mine.json'), configurationFile(experiment))
  const { code, stderr } = await gyrus(['train', file('mine.json'), '--out', run])
  expect(stderr).toBe('')
  expect(code).toBe(0)
})

describe('the configuration that the page hands out', () => {
  it('is what gyrus train takes', () => {
    expect(recordOf(run).experiment).toEqual(experiment)
    expect(summaryOf(run)).toMatchObject({ step: 300, seed: 5 })
  })

  it('can be that of a run, and fields of it be set', async () => {
    const again = file('again')
    const args = ['train', join(run, 'experiment.json'), '--set', 'training.steps=50', '--out', again]
    expect((await gyrus(args)).code).toBe(0)
    const { training, ...rest } = experiment
    expect(recordOf(again).experiment).toEqual({ ...rest, training: { ...training, steps: 50 } })
  })

  it.each<[string, string | null, RegExp]>([
    ['nowhere.json', null, /no such file or folder \(ENOENT\) while reading .*nowhere\.json/],
    ['torn.json', '{"preset"', /torn\.json: damaged, it is not JSON/],
    [
      'odd.json',
      '{"preset": "x", "seed": -1}',
      /odd\.json: seed: must be an integer ≥ 0, got -1; .*and \d+ more/,
    ],
    ['newer.json', '{"formatVersion": 9}', /newer\.json: written by a newer version/],
  ])('%s is refused in one line', async (name, text, message) => {
    if (text !== null) writeFileSync(file(name), text)
    const { code, stdout, stderr } = await gyrus(['train', file(name), '--out', file('never')])
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([code, stdout]).toEqual([2, ''])
  })
})

describe('the folder that the page hands out', () => {
  it.each(['grown in the page', 'opened from a run'])(
    '%s: gyrus analyze measures the same network',
    async (where) => {
      const { described, snapshot, record } = await openNetwork(blobs(run), 'run')
      const origin = where === 'opened from a run' ? record : null
      const zip = await folderZip(where, described.experiment, snapshot!, new Date(0), origin)
      for (const [path, bytes] of Object.entries(unzipSync(zip))) {
        await mkdir(dirname(file(path)), { recursive: true })
        writeFileSync(file(path), bytes)
      }
      const { code, stderr } = await gyrus(['analyze', file(where)])
      expect([code, stderr]).toEqual([0, ''])
      const { versions: _, ...measured } = summaryOf(file(where))
      const { versions: __, ...expected } = summaryOf(run)
      expect(measured).toEqual(expected)
    },
  )
})
