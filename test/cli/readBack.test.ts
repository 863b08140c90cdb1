/** The files of a run and those of many runs, read by the tools of their users (docs/formats.md). */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeCheckpoint } from '../../src/runs/checkpoint.js'
import { fromPython, pythonsWith, READERS } from '../python.js'
import { grown } from './grown.js'
import { gyrus } from './gyrus.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-read-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const run = (...args: string[]) => gyrus(args, { cwd: folder })
const summary = () => JSON.parse(readFileSync(join(folder, 'run/analysis/summary.json'), 'utf8'))

beforeAll(async () => {
  expect((await grown(join(folder, 'run'))).code).toBe(0)
  for (const ending of ['csv', 'parquet'])
    expect((await run('runs', 'export', 'run', '--out', `runs.${ending}`)).code).toBe(0)
  expect((await run('tasks', 'sample', '--run', 'run', '--n', '3', '--out', 'trials.npz')).code).toBe(0)
})

const pandas = pythonsWith('pandas')
describe.runIf(pandas.length > 0)('pandas', () => {
  it('reads metrics.jsonl, and a table of runs from its CSV', () => {
    const script = `
import json, pandas
lines = pandas.read_json('run/metrics.jsonl', lines=True, precise_float=True)
evaluations = lines[lines.type == 'evaluation']
runs = pandas.read_csv('runs.csv', float_precision='round_trip')
print(json.dumps({
    'steps': evaluations.step.tolist(),
    'accuracy': evaluations.meanAccuracy.tolist(),
    'wire': runs.wiringLength.tolist(),
    'lambda': runs['regularizer.lambda'].tolist(),
}))
`
    const lines = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8').trim().split('\n')
    const evaluations = lines.map((line) => JSON.parse(line)).filter(({ type }) => type === 'evaluation')
    const { experiment } = JSON.parse(readFileSync(join(folder, 'run/experiment.json'), 'utf8'))
    expect(evaluations.length).toBeGreaterThan(2)
    for (const python of pandas) {
      const read = fromPython(python, `import os\nos.chdir(${JSON.stringify(folder)})\n${script}`)
      expect(read).toEqual({
        steps: evaluations.map(({ step }) => step),
        accuracy: evaluations.map(({ meanAccuracy }) => meanAccuracy),
        wire: [summary().wiringLength],
        lambda: [experiment.regularizer.lambda],
      })
    }
  })
})

describe('DuckDB', () => {
  it('reads a table of runs from its Parquet', async () => {
    const database = await DuckDBInstance.create()
    const connection = await database.connect()
    const path = join(folder, 'runs.parquet')
    const reader = await connection.runAndReadAll(
      `select "network.rows", wiringLength, battery, status from '${path}' where wiringLength >= 0`,
    )
    expect(reader.getRowObjectsJS()).toEqual([
      { 'network.rows': 5, wiringLength: summary().wiringLength, battery: 'yang19', status: 'done' },
    ])
    connection.closeSync()
    database.closeSync()
  })
})

const numpy = pythonsWith('numpy')
describe.runIf(numpy.length > 0)('NumPy', () => {
  it('reads a checkpoint by python/gyrus_reader.py, and trials', () => {
    const path = join(folder, 'run/checkpoints/step-00000300.safetensors')
    const script = `${READERS}
import json, numpy, gyrus_reader
tensors, metadata = gyrus_reader.read_safetensors(sys.argv[1])
trials = numpy.load(sys.argv[2])
print(json.dumps({
    'step': metadata['step'],
    'names': sorted(tensors),
    'weights': tensors['recurrentWeights'].flatten().tolist(),
    'places': tensors['places'].tolist(),
    'inputs': list(trials['inputs'].shape),
}))
`
    const { tensors } = decodeCheckpoint(readFileSync(path))
    for (const python of numpy) {
      const read = fromPython(python, script, [path, join(folder, 'trials.npz')]) as Record<string, unknown>
      expect(read).toMatchObject({
        step: '300',
        names: Object.keys(tensors).toSorted(),
        weights: Array.from(tensors.recurrentWeights.data as Float32Array),
        places: Array.from(tensors.places.data as Int32Array),
      })
      expect(read.inputs).toEqual([18, 20, 39]) // 3 trials of 6 tasks, padded to 20 steps
    }
  })
})
