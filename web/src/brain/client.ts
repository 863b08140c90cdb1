/** Starts the worker, and gives the page access to it. */
import * as Comlink from 'comlink'
import type { BrainWorker } from './worker.js'

export type BrainClient = Comlink.Remote<BrainWorker>

export interface StartedWorker {
  client: BrainClient
  /** Resolves if the worker's program does not start or breaks; the worker then answers no more. */
  failed: Promise<void>
}

export function startWorker(): StartedWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const failed = new Promise<void>((fail) => {
    worker.onerror = () => fail()
  })
  return { client: Comlink.wrap<BrainWorker>(worker), failed }
}
