/** A run of the paper's network that is served while it trains, for tests: this process writes its files. */
import { createHash } from 'node:crypto'
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { encodeCheckpoint } from '../../src/runs/checkpoint.js'
import { RunLock } from '../../src/runs/lock.js'
import { fingerprinted } from '../../src/runs/networkFile.js'
import type { RunRecord } from '../../src/runs/runRecord.js'
import { ServedRuns } from '../../src/view/runs.js'
import { serve } from '../../src/view/server.js'
import { temporaryFolder } from '../runs/disks.js'
import { NETWORKS } from './blobs.js'

const KEPT = join(NETWORKS, 'bimt-s1')
export const stepLine = (step: number) =>
  `${JSON.stringify({ type: 'step', step, loss: 1 / step, taskLoss: 1 / step })}\n`

/**
 * A run that this process holds as if it trained it, and its server.
 * @param site folder of the page that is served with it; left out, one of nothing
 */
export async function training(site?: string) {
  const folder = temporaryFolder()
  const run = join(folder, 'runs/run')
  mkdirSync(join(run, 'checkpoints'), { recursive: true })
  mkdirSync(join(folder, 'site'))
  writeFileSync(join(folder, 'site/index.html'), '<head></head>')
  cpSync(join(KEPT, 'experiment.json'), join(run, 'experiment.json'))
  writeFileSync(join(run, 'metrics.jsonl'), stepLine(100))
  const lock = await RunLock.take(run)
  const runs = new ServedRuns([join(folder, 'runs')])
  await runs.list()
  const server = await serve({ site: site ?? join(folder, 'site'), runs, port: 0 })
  onTestFinished(() => server.close())
  const { tensors } = decodeSafetensors(readFileSync(join(KEPT, 'network.safetensors')))
  const { experiment } = JSON.parse(readFileSync(join(KEPT, 'experiment.json'), 'utf8')) as RunRecord
  const state = {
    experiment: createHash('sha256').update(fingerprinted(experiment)).digest('hex'),
    finished: false,
  }
  const path = (step: number) => join(run, `checkpoints/step-${String(step).padStart(8, '0')}.safetensors`)
  return {
    run,
    lock,
    server,
    path,
    address: `${server.url}api/runs`,
    metrics: (text: string) => appendFileSync(join(run, 'metrics.jsonl'), text),
    save: (step: number) => writeFileSync(path(step), encodeCheckpoint({ step, tensors, state })),
    drop: (step: number) => rmSync(path(step)),
    finish: async () => {
      cpSync(join(KEPT, 'analysis'), join(run, 'analysis'), { recursive: true })
      await lock.release()
    },
  }
}
