/** The page's end of the worker. */
import * as Comlink from 'comlink'
import type { BrainWorker } from './worker.js'

export type BrainClient = Comlink.Remote<BrainWorker>

/** @param onfail called where the worker's own program does not start or breaks: then it answers nothing more */
export function startWorker(onfail: () => void): { client: BrainClient; stop: () => void } {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  worker.onerror = onfail
  const client = Comlink.wrap<BrainWorker>(worker)
  return {
    client,
    stop: () => {
      client[Comlink.releaseProxy]()
      worker.terminate()
    },
  }
}
