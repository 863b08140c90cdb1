import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Details } from '../../src/analysis/analysis.js'
import type { Stability } from '../../src/studies/stability/schema.js'
import { grown } from './grown.js'
import { gyrus } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-stability-'))
const dir = join(folder, 'run')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const read = (run: string, name: string) => readFileSync(join(run, name), 'utf8')

beforeAll(async () => {
  await grown(dir)
})

describe('gyrus stability', () => {
  it('writes its results and figure, the same every time, from the clusters of the analysis', async () => {
    const { code, stdout, stderr } = await gyrus(['stability', dir, '--json'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(read(dir, 'analysis/stability.json')).toBe(stdout)
    const result = JSON.parse(stdout) as Stability
    expect(result.labels.functional).toEqual(
      (JSON.parse(read(dir, 'analysis/details.json')) as Details).labels,
    )
    expect(result.changes.map(({ name }) => name)).toEqual([
      'other trials',
      'one ring',
      'weakest coherences',
      'strongest coherences',
    ])
    expect(result.leftOut).toEqual(['half of the tasks'])
    for (const kind of ['svg', 'png', 'vl.json'])
      expect(existsSync(join(dir, `figures/stability.${kind}`)), kind).toBe(true)
    expect(read(dir, 'report.html')).toContain('Are its clusters the same under other inputs?')
    expect((await gyrus(['stability', dir, '--json'])).stdout).toBe(stdout)
  })

  it('refuses a run twice and a folder that is none', async () => {
    expect(await gyrus(['stability', dir, dir])).toMatchObject({ code: 2, stdout: '' })
    expect((await gyrus(['stability', join(folder, 'nowhere')])).stderr).toMatch(
      /^gyrus: [^\n]*no such folder[^\n]*\n$/,
    )
  })
})
