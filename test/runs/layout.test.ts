import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js'
import { wireDistances } from '../../src/growth/distance.js'
import { layOut } from '../../src/growth/sheet.js'
import { wiringCost } from '../../src/growth/wiring.js'
import { NetworkRunner } from '../../src/network/activity.js'
import { Random } from '../../src/random/random.js'
import { analyzeRun } from '../../src/runs/analysis.js'
import { RunFolder } from '../../src/runs/folder.js'
import { layOutRun } from '../../src/runs/layout.js'
import { networkModulesOf } from '../../src/runs/modules.js'
import { keepNetwork, savedNetwork } from '../../src/runs/network.js'
import { fromCheckpoint, record } from '../../src/runs/record.js'
import { evaluationBatch } from '../../src/tasks/evaluation.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { sheetOf } from '../../src/training/sheet.js'
import { train } from '../../src/training/train.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-layout-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const experiment = (steps: number) =>
  applyOverrides(preset('tiny'), [
    ...['network.rows=4', 'network.columns=5', 'regularizer.kind=none', `training.steps=${steps}`],
    ...['training.batch=3', 'training.time=20', 'training.evaluateEvery=25', 'training.evaluationTrials=4'],
    ...['training.checkpointEvery=25', 'engine.threads=1'],
  ])

/** A run of 50 steps, stopped after `until` of them. */
async function grown(name: string, until = 50): Promise<RunFolder> {
  const run = await RunFolder.create(experiment(50), { dir: join(folder, name) })
  const stop = new AbortController()
  for await (const event of train(run.experiment, nodeEngine(), { signal: stop.signal })) {
    if (event.type === 'evaluation' && event.step === until && until < 50) stop.abort()
    await record(run, event, event.step / 10, [])
  }
  await run.close()
  return RunFolder.open(run.dir)
}

const stateOf = async (run: RunFolder) =>
  fromCheckpoint((await run.latestCheckpoint())!, run, await networkModulesOf(run.experiment))

describe('layOutRun', () => {
  let source: RunFolder
  let laid: RunFolder
  beforeAll(async () => {
    source = await grown('source')
    const { run, rounds } = await layOutRun(source, join(folder, 'laid'))
    expect(rounds.length).toBeGreaterThan(0)
    await run.close()
    laid = await RunFolder.open(run.dir)
  })

  it('makes a run whose wires are shorter and whose network computes the same', async () => {
    const [before, after] = [await savedNetwork(source), await savedNetwork(laid)]
    const { battery, size } = before
    const d = wireDistances(layOut(sheetOf(source.experiment), battery), 'manhattan')
    expect(wiringCost(after.parameters, d)).toBeLessThan(wiringCost(before.parameters, d))
    const runner = await NetworkRunner.activity(nodeEngine(), size, source.experiment.network)
    const { inputs } = evaluationBatch(battery, battery.tasks[4], 20, Random.seeded(3))
    const logits = async ({ parameters }: typeof before) => (await runner.run(parameters, inputs, 20)).logits
    const [one, other] = [await logits(before), await logits(after)]
    expect(Math.max(...one.map((x, i) => Math.abs(x - other[i])))).toBeLessThan(1e-5)
    expect(Math.max(...one.map(Math.abs))).toBeGreaterThan(0.1)
    await runner.release()
  })

  it('keeps everything of each neuron, moments and identity too', async () => {
    const [before, after] = [await stateOf(source), await stateOf(laid)]
    expect([...after.places]).not.toEqual([...before.places])
    const at = (neuron: number) => before.places.indexOf(neuron)
    for (const name of ['recurrentBias', 'recurrentBias.firstMoment', 'recurrentBias.secondMoment']) {
      after.places.forEach((neuron, place) => {
        expect(after.tensors[name].data[place]).toBe(before.tensors[name].data[at(neuron)])
      })
    }
    const { tensors: _, places: __, ...rest } = after
    const { tensors: ___, places: ____, ...same } = before
    expect(rest).toEqual(same)
  })

  it('notes where the network came from, and the rounds in the metrics', async () => {
    expect(laid.record.layoutOf).toBe(source.dir)
    expect(source.record.layoutOf).toBeUndefined()
    expect(laid.experiment).toEqual(source.experiment)
    const [theirs, ours] = [source.metrics.read(), laid.metrics.read()]
    expect(theirs.map(({ type }) => type).slice(-2)).toEqual(['checkpoint', 'done'])
    expect(ours.slice(0, theirs.length - 2)).toEqual(theirs.slice(0, -2))
    const rounds = ours.slice(theirs.length - 2, -2)
    expect(
      rounds.every(({ type, step, afterTraining }) => type === 'swap' && step === 50 && afterTraining),
    ).toBe(true)
    expect(rounds[0].costAfter).toBeLessThan(rounds[0].costBefore as number)
    expect(ours.map(({ type }) => type).slice(-2)).toEqual(['checkpoint', 'done'])
  })

  it('leaves a network at rest as it is', async () => {
    const { run, rounds } = await layOutRun(laid, join(folder, 'again'))
    await run.close()
    expect(rounds).toEqual([])
    expect((await stateOf(run)).tensors).toEqual((await stateOf(laid)).tensors)
  })

  it('lays out a network that is kept alone as it does the run', async () => {
    const kept = join(folder, 'kept')
    await analyzeRun(source, nodeEngine())
    await keepNetwork(source, kept)
    const { run, rounds } = await layOutRun(await RunFolder.open(kept), join(folder, 'kept-laid'))
    await run.close()
    expect(rounds.length).toBeGreaterThan(0)
    expect(run.record.layoutOf).toBe(kept)
    expect(run.metrics.read().map(({ type }) => type)).toEqual([
      ...rounds.map(() => 'swap'),
      'checkpoint',
      'done',
    ])
    const [ours, theirs] = [await savedNetwork(run), await savedNetwork(laid)]
    expect(ours.parameters).toEqual(theirs.parameters)
    expect(ours).toMatchObject({ step: 50, places: (await stateOf(laid)).places })
  })

  it('refuses a kept network without the places of its neurons', async () => {
    const damaged = join(folder, 'damaged')
    mkdirSync(damaged)
    copyFileSync(join(folder, 'kept', 'experiment.json'), join(damaged, 'experiment.json'))
    const { tensors } = decodeSafetensors(readFileSync(join(folder, 'kept', 'network.safetensors')))
    const { places: _, ...parameters } = tensors
    const bytes = encodeSafetensors({ tensors: parameters, metadata: { step: '50' } })
    writeFileSync(join(damaged, 'network.safetensors'), bytes)
    await expect(layOutRun(await RunFolder.open(damaged), join(folder, 'never'))).rejects.toThrow(
      /damaged\/network\.safetensors: damaged, or of another network \(it has no places\)/,
    )
  })

  it('refuses a run that is not finished, and a folder that exists', async () => {
    const stopped = await grown('stopped', 25)
    await expect(layOutRun(stopped, join(folder, 'never'))).rejects.toThrow(
      /stopped: must be a finished run, is at step 25 of 50; go on with/,
    )
    await expect(layOutRun(source, join(folder, 'laid'))).rejects.toThrow(/laid: exists already/)
  })
})
