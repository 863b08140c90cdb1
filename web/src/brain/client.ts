/** The page's end of the worker. */
import * as Comlink from 'comlink'
import type { BrainWorker } from './worker.js'

export type BrainClient = Comlink.Remote<BrainWorker>

export function startWorker(): { client: BrainClient; stop: () => void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  const client = Comlink.wrap<BrainWorker>(worker)
  return {
    client,
    stop: () => {
      client[Comlink.releaseProxy]()
      worker.terminate()
    },
  }
}
