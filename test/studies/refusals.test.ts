import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engine/engine.js'
import { nodeEngine } from '../../src/engine/node.js'
import { InputError } from '../../src/errors.js'
import { analyzeRun } from '../../src/runs/analysis.js'
import { RunFolder } from '../../src/runs/folder.js'
import { record } from '../../src/runs/record.js'
import { studyRun } from '../../src/runs/study.js'
import { lesions } from '../../src/studies/lesions/study.js'
import { psychometric } from '../../src/studies/psychometric/study.js'
import { stability } from '../../src/studies/stability/study.js'
import { transfer } from '../../src/studies/transfer/study.js'
import { applyOverrides } from '../../src/training/overrides.js'
import { preset } from '../../src/training/presets.js'
import { train } from '../../src/training/train.js'

const folder = mkdtempSync(join(tmpdir(), 'gyrus-measured-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A run of two steps, whose recurrent weights are then all this. */
async function withWeights(name: string, weight: number): Promise<RunFolder> {
  const experiment = applyOverrides(preset('tiny'), [
    ...['network.rows=3', 'network.columns=3', 'heldOut=dlyanti', 'training.steps=2', 'training.batch=1'],
    ...['training.time=10', 'training.evaluateEvery=2', 'training.evaluationTrials=2'],
    ...['training.checkpointEvery=2', 'analysis.trials=4', 'engine.threads=1'],
  ])
  const run = await RunFolder.create(experiment, { dir: join(folder, name) })
  for await (const event of train(run.experiment, nodeEngine())) await record(run, event, 0, [])
  const checkpoint = (await run.latestCheckpoint())!
  for (const [tensor, { data }] of Object.entries(checkpoint.tensors))
    if (/^(recurrentWeights|recurrentBias|inputWeights)$/.test(tensor)) (data as Float32Array).fill(weight)
  await run.saveCheckpoint(checkpoint)
  await run.close()
  return RunFolder.open(run.dir)
}

const MEASUREMENTS: Record<string, (run: RunFolder, engine: Engine) => Promise<unknown>> = {
  analyze: analyzeRun,
  lesion: (run, engine) => studyRun(run, engine, lesions),
  stability: (run, engine) => studyRun(run, engine, stability),
  transfer: (run, engine) => studyRun(run, engine, transfer),
  psychometric: (run, engine) => studyRun(run, engine, psychometric, { trials: 4 }),
}

describe('a measurement', () => {
  let overflowing: RunFolder
  let silent: RunFolder
  beforeAll(async () => {
    overflowing = await withWeights('overflowing', 1e30)
    silent = await withWeights('silent', 0)
  })

  it.each(Object.keys(MEASUREMENTS))('refuses a network whose activity overflows: %s', async (name) => {
    const refused = await MEASUREMENTS[name](overflowing, nodeEngine()).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(InputError)
    expect((refused as Error).message).toMatch(
      /overflowing: the .* of the network is not finite in trials of \w+, which have \d+ steps(?: \(training\.time: 10\))?, at step 2; there is nothing to \w/,
    )
  })

  it.each(['lesion', 'stability', 'transfer'])(
    'refuses a network without active neurons: %s',
    async (name) => {
      const refused = await MEASUREMENTS[name](silent, nodeEngine()).catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(InputError)
      expect((refused as Error).message).toMatch(
        /silent: no neuron is active .*, so there is nothing to \w.*; train longer/,
      )
    },
  )
})
