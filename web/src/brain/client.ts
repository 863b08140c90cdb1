/** The page's end of the worker. */
import * as Comlink from 'comlink'
import type { BrainWorker } from './worker.js'

export type BrainClient = Comlink.Remote<BrainWorker>

export interface StartedWorker {
  client: BrainClient
  /** Kept where the worker's own program does not start or breaks: then it answers nothing more. */
  failed: Promise<void>
}

export function startWorker(): StartedWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const failed = new Promise<void>((fail) => {
    worker.onerror = () => fail()
  })
  return { client: Comlink.wrap<BrainWorker>(worker), failed }
}
