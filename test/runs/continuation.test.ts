import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import { catalogRow } from '../../src/runs/catalog.js'
import { continuationOf } from '../../src/runs/continuation.js'
import { RunFolder } from '../../src/runs/folder.js'
import { layOutRun } from '../../src/runs/layout.js'
import { networkBytes, savedNetwork } from '../../src/runs/network.js'
import { record } from '../../src/runs/record.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-continuation-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const whole = join(folder, 'whole')

/** 40 steps with a checkpoint at every tenth, of which the last two stay. */
beforeAll(async () => {
  const experiment = applyOverrides(preset('tiny'), [
    ...['network.rows=4', 'network.columns=5', 'training.steps=40', 'training.batch=3', 'training.time=20'],
    ...['training.evaluateEvery=20', 'training.evaluationTrials=4', 'training.checkpointEvery=10'],
    ...['engine.threads=1'],
  ])
  const run = await RunFolder.create(experiment, { dir: whole })
  for await (const event of train(experiment, nodeEngine())) await record(run, event, 0, [])
  await run.close()
})

/** A copy of the finished run, changed. */
async function copy(change: (path: (name: string) => string) => void): Promise<RunFolder> {
  const dir = mkdtempSync(join(folder, 'run-'))
  cpSync(whole, dir, { recursive: true })
  change((name) => join(dir, name))
  return RunFolder.open(dir)
}
const remove = (path: string) => rmSync(path, { recursive: true })
const cut = (path: string, lines: number) =>
  writeFileSync(path, `${readFileSync(path, 'utf8').split('\n').slice(0, lines).join('\n')}\n`)
/** How many lines there are up to the checkpoint of a step. */
const upTo = (step: number) =>
  readFileSync(join(whole, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(`"checkpoint","step":${step},`)) + 1

describe('what a run can be gone on from', () => {
  it.each<[string, (path: (name: string) => string) => void, object]>([
    ['finished', () => {}, { kind: 'finished', step: 40 }],
    [
      'killed before its end',
      (path) => cut(path('metrics.jsonl'), upTo(40)),
      { kind: 'checkpoint', checkpoint: { step: 40 } },
    ],
    [
      'whose newest checkpoint was deleted',
      (path) => remove(path('checkpoints/step-00000040.safetensors')),
      { kind: 'checkpoint', checkpoint: { step: 30 } },
    ],
    [
      'copied while it trained, its metrics first',
      (path) => cut(path('metrics.jsonl'), upTo(30)),
      { kind: 'checkpoint', checkpoint: { step: 30 } },
    ],
    [
      'killed before its first checkpoint',
      (path) => {
        remove(path('checkpoints'))
        mkdirSync(path('checkpoints'))
        cut(path('metrics.jsonl'), upTo(10) - 1)
      },
      { kind: 'start' },
    ],
    [
      'killed between the line of its first checkpoint and the file',
      (path) => {
        remove(path('checkpoints'))
        mkdirSync(path('checkpoints'))
        cut(path('metrics.jsonl'), upTo(10))
      },
      { kind: 'start' },
    ],
    [
      'killed before it began',
      (path) => {
        remove(path('checkpoints'))
        remove(path('metrics.jsonl'))
      },
      { kind: 'start' },
    ],
  ])('a run that was %s', async (_, change, expected) => {
    expect(await continuationOf(await copy(change))).toMatchObject(expected)
  })

  it.each<[string, (path: (name: string) => string) => void]>([
    ['finished', () => {}],
    ['killed after its second checkpoint', (path) => cut(path('metrics.jsonl'), upTo(20))],
    ['killed after a step beyond its first', (path) => cut(path('metrics.jsonl'), upTo(10) + 1)],
    ['stopped before its first, its folder of checkpoints deleted', (path) => cut(path('metrics.jsonl'), 1)],
    [
      'analyzed, without its metrics',
      (path) => {
        remove(path('metrics.jsonl'))
        mkdirSync(path('analysis'))
      },
    ],
    [
      'reported, without its metrics',
      (path) => {
        remove(path('metrics.jsonl'))
        writeFileSync(path('report.html'), '')
      },
    ],
  ])('nothing, where its checkpoints are gone: a run that was %s', async (_, change) => {
    const run = await copy((path) => {
      remove(path('checkpoints'))
      change(path)
    })
    const message = `${run.dir}: its checkpoints are gone; put them back, or train it anew in another folder`
    await expect(continuationOf(run)).rejects.toThrow(message)
    await expect(continuationOf(run)).rejects.toThrow(InputError)
    await expect(savedNetwork(run)).rejects.toThrow(message)
    await expect(layOutRun(run, join(folder, 'never'))).rejects.toThrow(message)
    expect(await catalogRow(run.dir)).toMatchObject({ status: 'lost', step: 0 })
  })

  it('nothing, where a network is kept alone', async () => {
    const network = await savedNetwork(await RunFolder.open(whole))
    const run = await copy((path) => {
      remove(path('checkpoints'))
      remove(path('metrics.jsonl'))
      writeFileSync(path('network.safetensors'), networkBytes(network.table, network))
    })
    await expect(continuationOf(run)).rejects.toThrow(
      `${run.dir}: keeps its network alone, with nothing to train on from; analyze it with`,
    )
    expect((await savedNetwork(run)).step).toBe(40)
  })

  it('nothing, where a network was not laid out to the end', async () => {
    const laid = await layOutRun(await RunFolder.open(whole), join(folder, 'laid'))
    await laid.run.close()
    expect(await continuationOf(laid.run)).toEqual({ kind: 'finished', step: 40 })
    remove(laid.run.path('checkpoints'))
    writeFileSync(laid.run.path('metrics.jsonl'), '')
    const message = `${laid.run.dir}: holds no network, as it was not laid out to the end`
    await expect(continuationOf(laid.run)).rejects.toThrow(message)
    await expect(savedNetwork(laid.run)).rejects.toThrow(message)
    expect(await catalogRow(laid.run.dir)).toMatchObject({ status: 'lost' })
  })
})
