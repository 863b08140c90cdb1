/** One run that cannot be read leaves the table of the others whole. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { csvParse } from 'd3-dsv'
import { expect, it } from 'vitest'
import type { Summary } from '../../src/analysis/analysis.js'
import { InputError } from '../../src/errors.js'
import { findRuns } from '../../src/runs/catalog.js'
import { exportRuns } from '../../src/runs/exportRuns.js'
import { RunFolder } from '../../src/runs/folder.js'
import { readAnalysis } from '../../src/runs/report.js'
import { NETWORKS } from '../web/blobs.js'
import { temporaryFolder } from './disks.js'

const KEPT = join(NETWORKS, 'l1-s1')
const summary = JSON.parse(readFileSync(join(KEPT, 'analysis/summary.json'), 'utf8')) as Summary

/** A folder of two runs, of which the second is made odd. */
function twoRuns(odd: (dir: string) => void): { root: string; dir: string } {
  const root = temporaryFolder()
  for (const name of ['good', 'odd']) cpSync(KEPT, join(root, name), { recursive: true })
  const dir = join(root, 'odd')
  odd(dir)
  return { root, dir }
}

const deep = `${'['.repeat(9000)}${']'.repeat(9000)}`
const without = (name: keyof Summary) => JSON.stringify({ ...summary, [name]: undefined })

it.each<[string, string, string | null, RegExp]>([
  [
    'an empty object as summary',
    'analysis/summary.json',
    '{}',
    /meanAccuracy: must be of type number, got nothing/,
  ],
  ['a list', 'analysis/summary.json', '[]', /must be of type object, got \[\]/],
  ['a number', 'analysis/summary.json', '1', /must be of type object, got 1/],
  ['null', 'analysis/summary.json', 'null', /must be of type object, got null/],
  [
    'a summary without clusters',
    'analysis/summary.json',
    without('clusters'),
    /clusters: must be of type array/,
  ],
  ['a text', 'analysis/summary.json', 'none', /it is not JSON; make it anew with `npx gyrus analyze/],
  ['a deep one', 'analysis/summary.json', deep, /must be nested at most 100 deep/],
  ['a folder in its place', 'analysis/summary.json', null, /it is a folder \(EISDIR\) while reading/],
  ['another experiment.json', 'experiment.json', '{}', /experiment\.json: damaged \(formatVersion/],
  ['a folder as experiment.json', 'experiment.json', null, /it is a folder \(EISDIR\)/],
])('a run with %s is a line of its own in the catalog', async (_, name, content, fault) => {
  const { root, dir } = twoRuns((dir) => {
    rmSync(join(dir, name))
    if (content === null) mkdirSync(join(dir, name))
    else writeFileSync(join(dir, name), content)
  })

  const { rows, damaged } = await findRuns([root])
  expect(rows.map(({ dir }) => dir)).toEqual([join(root, 'good')])
  expect(rows[0].summary).toEqual(summary)
  expect(damaged).toEqual([{ dir, fault: expect.stringMatching(fault) }])
  expect(damaged[0].fault).not.toContain('\n')
})

it('a damaged run is a row of an exported table', async () => {
  const { root, dir } = twoRuns((dir) => writeFileSync(join(dir, 'analysis/summary.json'), '{}'))
  const rows = csvParse(exportRuns(await findRuns([root]), '.csv') as string)
  expect(rows.map(({ run, status }) => [run, status])).toEqual([
    [join(root, 'good'), 'done'],
    [dir, 'damaged'],
  ])
  expect([rows[0].accuracy, rows[0].fault]).toEqual([String(summary.meanAccuracy), ''])
  expect([rows[1].accuracy, rows[1].fault]).toEqual(['', expect.stringContaining('summary.json: damaged')])
})

it('details are held against their schema, their own sizes and the run', async () => {
  const path = 'analysis/details.json'
  const details = JSON.parse(readFileSync(join(KEPT, path), 'utf8'))
  const read = async (change: object) => {
    const { dir } = twoRuns((dir) =>
      writeFileSync(join(dir, path), JSON.stringify({ ...details, ...change })),
    )
    return readAnalysis(await RunFolder.open(dir))
  }
  expect(details).not.toHaveProperty('taskVariance') // an early version
  expect(await read({})).toEqual({ summary, details })
  const taskVariance = details.tasks.map(() => details.importance)
  expect((await read({ taskVariance })).details).toEqual({ ...details, taskVariance })
  for (const [change, message] of [
    [{ labels: details.labels.slice(1) }, /labels: must be of 400 neurons, got 399/],
    [{ normalizedTaskVariance: [[1]] }, /normalizedTaskVariance: must be of 20 tasks/],
    [{ taskVariance: [[1]] }, /taskVariance: must be of 20 tasks × 400 neurons/],
    [{ taskVariance: taskVariance.slice(1) }, /taskVariance: must be of 20 tasks/],
    [{ taskVariance: taskVariance.map(() => [1]) }, /taskVariance: must be of 20 tasks/],
    [{ silhouette: {} }, /silhouette\.value: must be of type number, got nothing/],
    [{ sheet: { rows: 400, columns: 1 } }, /is of 400 × 1 neurons, the run of 20 × 20/],
  ] as const) {
    await expect(read(change)).rejects.toThrow(message)
    await expect(read(change)).rejects.toThrow(InputError)
  }
})
