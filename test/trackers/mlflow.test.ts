/** What an MLflow server is told, and what becomes of a training whose server is down, slow, or of another mind. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { mlflow } from '../../src/trackers/mlflow.js'
import { scalarsOf } from '../../src/trackers/scalars.js'
import type { TrackedRun } from '../../src/trackers/tracker.js'
import { preset } from '../../src/training/presets.js'
import { mlflowServer } from './server.js'

const line = (step: number) => ({ type: 'step', step, loss: 1 / (1 + step), lambda: 0, elapsed: 3 })

function tracked(more: Partial<TrackedRun> = {}) {
  const warnings: string[] = []
  const notes: Readonly<Record<string, string>>[] = []
  const run: TrackedRun = {
    experiment: preset('tiny'),
    dir: 'runs/tiny-s1',
    step: 0,
    noted: undefined,
    note: (noted) => void notes.push(noted),
    warn: (text) => void warnings.push(text),
    ...more,
  }
  return { run, warnings, notes }
}

afterEach(() => vi.unstubAllEnvs())

it('a line becomes numbers by the type of the line, and by task', () => {
  const evaluation = {
    type: 'evaluation',
    step: 5,
    meanAccuracy: 0.5,
    elapsed: 1,
    accuracy: { go: 1, dm1: 0.25 },
  }
  expect(scalarsOf(evaluation)).toEqual({
    'evaluation/meanAccuracy': 0.5,
    'accuracy/go': 1,
    'accuracy/dm1': 0.25,
  })
  expect(scalarsOf({ type: 'swap', step: 5, swaps: 2, pairs: [[1, 2]], costBefore: null })).toEqual({
    'swap/swaps': 2,
  })
})

describe('a server', () => {
  it('is told the fields of the experiment, every number, and how it ended', async () => {
    const told = await mlflowServer()
    const { run, warnings, notes } = tracked()
    const tracker = await mlflow.open(told.uri, run)
    for (let step = 100; step <= 3000; step += 100) tracker.line(line(step), null)
    await tracker.close('done')
    const [[id, of]] = told.runs
    expect(of).toMatchObject({ experiment: 'gyrus', name: 'tiny-s1', statuses: ['RUNNING', 'FINISHED'] })
    expect(of.params).toMatchObject({
      'regularizer.lambda': String(run.experiment.regularizer.lambda),
      seed: '1',
    })
    expect(of.tags['gyrus.experimentId']).toMatch(/^[0-9a-f]{12}$/)
    expect(of.metrics.map(({ key, step, value }) => [key, step, value])).toEqual(
      Array.from({ length: 30 }, (_, i) => 100 * (i + 1)).flatMap((step) => [
        ['step/loss', step, 1 / (1 + step)],
        ['step/lambda', step, 0],
      ]),
    )
    expect([warnings, notes]).toEqual([[], [{ run: id }]])
  })

  it('is told under the name and with the password of the variables of MLflow', async () => {
    vi.stubEnv('MLFLOW_EXPERIMENT_NAME', 'brains')
    vi.stubEnv('MLFLOW_TRACKING_USERNAME', 'ada')
    vi.stubEnv('MLFLOW_TRACKING_PASSWORD', 'key')
    const told = await mlflowServer()
    for (const ending of ['stopped', 'failed'] as const)
      await (await mlflow.open(told.uri, tracked().run)).close(ending)
    expect([...told.runs.values()].map(({ experiment, status }) => [experiment, status])).toEqual([
      ['brains', 'KILLED'],
      ['brains', 'FAILED'],
    ])
    expect(new Set(told.authorization)).toEqual(
      new Set([`Basic ${Buffer.from('ada:key').toString('base64')}`]),
    )
  })

  it('goes on with the run of an earlier process, and with a new one where that is gone', async () => {
    const told = await mlflowServer()
    const { run, notes } = tracked()
    await (await mlflow.open(told.uri, run)).close('stopped')
    const again = await mlflow.open(told.uri, { ...run, noted: notes[0], step: 200 })
    again.line(line(300), null)
    await again.close('done')
    expect(told.runs.size).toBe(1)
    expect(told.runs.get('run1')).toMatchObject({ statuses: ['RUNNING', 'KILLED', 'RUNNING', 'FINISHED'] })
    expect(told.runs.get('run1')!.metrics).toHaveLength(2)
    told.runs.delete('run1')
    await (await mlflow.open(told.uri, { ...run, noted: notes[0] })).close('done')
    expect([...told.runs.values()].map(({ status }) => status)).toEqual(['FINISHED'])
  })

  it('that is down for a while is told everything when it is back, in batches that it takes', async () => {
    const told = await mlflowServer()
    told.trouble = 503
    const { run, warnings } = tracked()
    const tracker = await mlflow.open(told.uri, run)
    for (let step = 1; step <= 2000; step++) tracker.line(line(step), null)
    await expect.poll(() => told.paths.length).toBeGreaterThan(1)
    told.trouble = null
    await expect.poll(() => told.batches.reduce((sum, size) => sum + size, 0)).toBe(4000)
    await tracker.close('done')
    expect(told.batches).toEqual([1000, 1000, 1000, 1000])
    expect(told.runs.get('run1')!.metrics.at(-1)).toMatchObject({ step: 2000 })
    expect(warnings[0]).toBe(
      `${told.uri} answers 503; the training goes on, and metrics.jsonl has all numbers`,
    )
  })

  it('that is down for very long costs the oldest numbers, and no more memory', async () => {
    const told = await mlflowServer()
    told.trouble = 503
    const tracker = await mlflow.open(told.uri, tracked().run)
    for (let step = 1; step <= 15_000; step++) tracker.line(line(step), null)
    told.trouble = null
    await tracker.close('done')
    const { metrics } = told.runs.get('run1')!
    expect(metrics).toHaveLength(20_000)
    expect(metrics[0].step).toBe(5001)
  })

  it('that never answers holds up the end for some seconds, and nothing before', async () => {
    const told = await mlflowServer()
    told.trouble = 'silence'
    const { run, warnings } = tracked()
    const tracker = await mlflow.open(told.uri, run)
    await expect.poll(() => told.paths.length).toBe(1)
    tracker.line(line(1), null)
    const start = performance.now()
    await tracker.close('done')
    expect(performance.now() - start).toBeGreaterThan(4000)
    expect(warnings[0]).toMatch(/cannot be reached/)
    expect(told.runs.size).toBe(0)
  })

  it('that has closed a connection is asked once more, at once', async () => {
    const told = await mlflowServer()
    const { run, warnings } = tracked()
    const tracker = await mlflow.open(told.uri, run)
    await expect.poll(() => told.runs.size).toBe(1)
    await expect.poll(() => Object.keys([...told.runs.values()][0].params).length).toBeGreaterThan(10)
    told.trouble = 'closed'
    await tracker.close('done')
    expect(warnings).toEqual([])
    expect(told.runs.get('run1')!.status).toBe('FINISHED')
  })

  it('that refuses is not asked again', async () => {
    const told = await mlflowServer()
    told.trouble = 403
    const { run, warnings } = tracked()
    const tracker = await mlflow.open(told.uri, run)
    await expect.poll(() => warnings.length).toBe(1)
    tracker.line(line(1), null)
    await tracker.close('done')
    expect(told.paths).toHaveLength(1)
  })
})

describe('an address', () => {
  it.each([
    [undefined, /must be the address of a server.* got ""/],
    ['localhost:5000', /must be the address of a server/],
    ['file:///runs', /must be the address of a server/],
    ['http://ada:key@here', /without a password/],
  ])('%s is refused', (value, message) => {
    expect(() => mlflow.target(value)).toThrow(message)
  })
})
