/**
 * The structure of a network measured in a second thread, while this one measures the rest of the analysis. The numbers
 * are the same: each null has a stream of its own, from the seed.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type NetworkStructure, networkStructure, type StructureInput } from '../analysis/networkStructure.js'

interface Task {
  input: StructureInput
  seed: number
}

/** What a thread of this file is told, so that no other thread takes itself for one. */
const KIND = 'gyrus network structure'

/**
 * Begins the measurement, where a run may use two threads; where not, or where Node cannot load this file by itself (in
 * TypeScript), `result` takes the time.
 */
export function structureBeside(task: Task, threads: number): { result(): Promise<NetworkStructure> } {
  const file = fileURLToPath(import.meta.url)
  if (threads < 2 || !file.endsWith('.js') || !existsSync(file))
    return { result: async () => networkStructure(task.input, task.seed) }
  const measured = new Promise<NetworkStructure>((resolve, reject) => {
    const worker = new Worker(file, { workerData: { kind: KIND, task } })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  measured.catch(() => {}) // told when it is asked for
  return { result: () => measured }
}

if (!isMainThread && (workerData as { kind?: string } | null)?.kind === KIND) {
  const { input, seed } = (workerData as { task: Task }).task
  parentPort!.postMessage(networkStructure(input, seed))
}
