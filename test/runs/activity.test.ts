/** Activity as a file, held against evaluations of the same network, and read by NumPy. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { NetworkRunner } from '../../src/network/activity.js'
import { parametersOf } from '../../src/network/cells.js'
import { silenced } from '../../src/network/silence.js'
import { type ActivityRequest, QUANTITIES, writeActivity } from '../../src/runs/activity.js'
import { exportedNetwork } from '../../src/runs/exportedNetwork.js'
import { namedLesion } from '../../src/studies/lesions/named.js'
import { lesionOutcomes } from '../../src/studies/lesions/outcomes.js'
import { Evaluator, evaluationParts } from '../../src/training/evaluation.js'
import { sheetOf } from '../../src/training/sheet.js'
import { ROOT } from '../built.js'
import { madeNetwork, measuredNetwork } from '../exporters/made.js'
import { readNpz, textsOf, valuesOf } from '../formats/npz.js'
import { fromPython, pythonsWith } from '../python.js'
import { RUN_FOLDER } from '../run.js'

const engine = nodeEngine()

async function recordedFile(network: ExportedNetwork, request: Partial<ActivityRequest> = {}) {
  const path = join(mkdtempSync(join(process.env[RUN_FOLDER]!, 'activity-')), 'act.npz')
  const file = await open(path, 'w')
  const counts = await writeActivity(file, network, engine, {
    tasks: network.battery.tasks,
    trials: 5,
    quantities: QUANTITIES,
    held: false,
    ...request,
  })
  await file.close()
  return { path, counts, arrays: readNpz(readFileSync(path)) }
}

async function evaluated({ battery, size, cell, parameters, experiment }: ExportedNetwork, trials: number) {
  const evaluator = await Evaluator.create(engine, battery, size, cell, trials, experiment.seed)
  return evaluator.evaluate(parameters).finally(() => evaluator.release())
}

/** [time, trial, unit] as [trial, time, unit]. */
function trialsFirst(values: ArrayLike<number>, time: number, trials: number): number[] {
  const units = values.length / (time * trials)
  return Array.from({ length: values.length }, (_, i) => {
    const [trial, step, unit] = [Math.floor(i / (time * units)), Math.floor(i / units) % time, i % units]
    return values[(step * trials + trial) * units + unit]
  })
}

const NETWORKS: [string, () => ExportedNetwork][] = [
  ['rate', () => madeNetwork()],
  ['noisy rate', () => madeNetwork('network.noise=0.1', 'network.alpha=0.5')],
  ['gru', () => madeNetwork('network.cell=gru')],
  ['lstm', () => madeNetwork('network.cell=lstm')],
  ['measured ei', measuredNetwork],
]
const ORIGINAL = ['battery=yang19-original', 'tasks=["delaygo","dm1"]', 'network.noise=0.05']

describe('the file of activity', () => {
  it.each(NETWORKS)('of a %s network is what an evaluation runs', async (_, made) => {
    const network = made()
    const { battery, size, cell, parameters, experiment } = network
    const { counts, arrays } = await recordedFile(network)
    expect(counts).toEqual((await evaluated(network, 5)).counts)
    const plan = { battery, trials: 5, seed: experiment.seed, hidden: size.hidden, cell }
    const runner = await NetworkRunner.activity(engine, size, cell)
    for (const task of battery.tasks) {
      const [{ set, noise }] = evaluationParts(plan, task)
      const { time } = set
      const { activity, logits } = await runner.run(parameters, set.inputs, 5, noise)
      const of = (name: string) => arrays[`${task.name}/${name}`]
      expect(of('activity').shape).toEqual([5, time, size.hidden])
      expect(valuesOf(of('activity'))).toEqual(trialsFirst(activity, time, 5))
      expect(valuesOf(of('logits'))).toEqual(trialsFirst(logits, time, 5))
      expect(valuesOf(of('inputs'))).toEqual(trialsFirst(set.inputs, time, 5))
      expect(valuesOf(of('labels'))).toEqual(trialsFirst(set.labels, time, 5))
      expect(valuesOf(of('steps'))).toEqual(Array(5).fill(time))
      const { condition, durations } = set.drawn[3]
      for (const [name, value] of Object.entries(condition))
        expect(valuesOf(of(`condition_${name}`))[3]).toBe(value)
      expect(valuesOf(of('period_fixation')).slice(6, 8)).toEqual([0, durations[0]])
    }
    await runner.release()
    expect(textsOf(arrays.tasks)).toEqual(battery.tasks.map(({ name }) => name))
    expect(valuesOf(arrays.places)).toEqual(Array.from(network.places))
    expect(valuesOf(arrays.clusters)).toEqual(network.analysis!.labels)
  })

  it('has only what was asked for', async () => {
    const network = madeNetwork()
    const [task] = network.battery.tasks
    const { arrays, counts } = await recordedFile(network, { tasks: [task], quantities: ['logits'] })
    expect(counts).toHaveLength(1)
    const names = Object.keys(arrays).filter((name) => name.includes('/'))
    expect(names.filter((name) => !/(period|condition)_/.test(name))).toEqual(
      ['logits', 'correct', 'steps'].map((name) => `${task.name}/${name}`),
    )
  })

  it('has the trials of the analysis, and beyond them others', async () => {
    const network = madeNetwork('analysis.trials=4', 'network.noise=0.1')
    const [task] = network.battery.tasks
    const activityOf = async (trials: number) => {
      const { arrays } = await recordedFile(network, { tasks: [task], trials })
      const { bytes, shape } = arrays[`${task.name}/activity`]
      return Array.from({ length: shape[0] }, (_, i) =>
        bytes.subarray((i * bytes.length) / shape[0], ((i + 1) * bytes.length) / shape[0]).toString('base64'),
      )
    }
    const [few, many] = [await activityOf(4), await activityOf(9)]
    expect(many).toHaveLength(9)
    expect(many.slice(0, 4)).toEqual(few)
    expect(new Set(many).size).toBe(9)
  })

  it('of a lesion is of the network without these neurons', async () => {
    const network = madeNetwork()
    const neurons = Int32Array.of(1, 4)
    const { arrays } = await recordedFile(network, { lesion: { name: 'two', neurons } })
    const without = {
      ...network,
      parameters: silenced(parametersOf(network.size, network.cell), network.parameters, neurons),
    }
    const { arrays: expected } = await recordedFile(without)
    const { name } = network.battery.tasks[0]
    expect(arrays[`${name}/activity`].bytes.equals(expected[`${name}/activity`].bytes)).toBe(true)
    expect(valuesOf(arrays.silenced)).toEqual([1, 4])
    expect(JSON.parse(textsOf(arrays.about)[0])).toMatchObject({ lesion: 'two', step: 12, seed: 1 })
  })

  it('of more trials than are run together has the accuracy of an evaluation', async () => {
    const network = await exportedNetwork(join(ROOT, 'results/growing-brains/networks/bimt-s4'))
    const [task] = network.battery.tasks.filter(({ name }) => name === 'dms')
    const { counts, arrays } = await recordedFile(network, { tasks: [task], trials: 500 })
    const alone = { ...network, battery: { ...network.battery, tasks: [task] as const } }
    expect(counts).toEqual((await evaluated(alone, 500)).counts)
    const lesion = namedLesion('cluster:1', {
      sheet: sheetOf(network.experiment),
      analysis: network.analysis,
    })
    const { outcomes } = await lesionOutcomes(engine, alone, network.cell, [lesion.neurons], {
      trials: 500,
      seed: network.experiment.seed,
    })
    const lost = outcomes[0].lost[0] - outcomes[0].gained[0]
    expect(lost).toBeGreaterThan(20)
    const lesioned = await recordedFile(network, { tasks: [task], trials: 500, quantities: [], lesion })
    expect(lesioned.counts[0].correct).toBe(counts[0].correct - lost)
    const { shape } = arrays['dms/activity']
    expect(shape[0] * shape[1] * shape[2]).toBeGreaterThan(2 ** 22)
    expect(valuesOf(arrays.importance)).toEqual(network.analysis!.importance)
  })
})

const pythons = pythonsWith('numpy')
const READ = `
import json, sys, zipfile, numpy as np
with zipfile.ZipFile(sys.argv[1]) as file: damaged = file.testzip()
data = np.load(sys.argv[1])
result = {'damaged': damaged, 'dtypes': {name: str(data[name].dtype) for name in data.files}}
for task in data['tasks']:
    activity, steps, trials = data[f'{task}/activity'], data[f'{task}/steps'], len(data[f'{task}/correct'])
    filled = np.arange(activity.shape[1]) < steps[:, None]
    first = next(name for name in data.files if name.startswith(f'{task}/period_'))
    inputs, start = data[f'{task}/inputs'], data[first][0, 1]
    result[str(task)] = {
        'correct': int(data[f'{task}/correct'].sum()),
        'trials': trials,
        'steps': steps.tolist(),
        'nan': bool((np.isnan(activity).all(2) == ~filled).all() and (np.isnan(activity).any(2) == ~filled).all()),
        'after': [float(np.abs(inputs[~filled]).sum()), np.isnan(data[f'{task}/labels'][~filled]).all().item()],
        'variance': activity.astype('f8').var(0).mean(0).tolist(),
        'varianceLater': activity[:, start:].astype('f8').var(0).mean(0).tolist(),
    }
print(json.dumps(result).replace('NaN', 'null'))
`

interface OfTask {
  correct: number
  trials: number
  steps: number[]
  nan: boolean
  after: [number, boolean]
  variance: number[]
  varianceLater: number[]
}

describe.runIf(pythons.length > 0)('the file of activity, read by NumPy', () => {
  const read = (python: string, path: string) =>
    fromPython(python, READ, [path]) as { damaged: null; dtypes: Record<string, string> } & Record<
      string,
      OfTask
    >
  const close = (a: readonly number[], b: ArrayLike<number>) =>
    a.forEach((value, i) => {
      expect(Math.abs(value - b[i])).toBeLessThanOrEqual(1e-9 + 1e-6 * b[i])
    })

  it('gives the task variance of the analysis', async () => {
    const network = madeNetwork('network.noise=0.1')
    const { path } = await recordedFile(network, { held: true })
    const { taskVariance } = await evaluated(network, 5)
    for (const python of pythons) {
      const found = read(python, path)
      expect(found.damaged).toBeNull()
      expect(found.dtypes).toMatchObject({ 'go/activity': 'float32', 'go/correct': 'bool', step: 'int32' })
      network.battery.tasks.forEach(({ name }, t) => {
        close(found[name].variance, taskVariance.subarray(12 * t, 12 * (t + 1)))
        expect(found[name].nan).toBe(true)
      })
    }
  })

  it('fills up trials of unlike length, and has the grid where a source has one', async () => {
    const network = madeNetwork(...ORIGINAL)
    const { counts, taskVariance } = await evaluated(network, 70)
    const [free, held] = [
      await recordedFile(network, { trials: 70 }),
      await recordedFile(network, { trials: 70, held: true }),
    ]
    expect(free.counts).toEqual(counts)
    for (const python of pythons) {
      const [found, grid] = [read(python, free.path), read(python, held.path)]
      network.battery.tasks.forEach(({ name, test }, t) => {
        const { trials, steps, nan, after, correct } = found[name]
        expect([trials, correct, nan, after]).toEqual([70, counts[t].correct, true, [0, true]])
        expect(new Set(steps).size).toBe(3) // 32 of one timing, 32 of another, 6
        expect(grid[name].trials).toBe(test!.conditions.length)
        close(grid[name].varianceLater, taskVariance.subarray(12 * t, 12 * (t + 1)))
      })
    }
  })
})
