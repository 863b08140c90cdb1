/**
 * The runs that are looked at: those named, and those in the folders named, also such as begin later. Read only, and
 * without the lock: a run that trains goes on as if nobody looked.
 */
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError } from '../errors.js'
import { catalogRow, runFolders } from '../runs/catalog.js'
import { STUDY_FILE } from '../studies/files.js'
import type { ServedFolder, ServedRun } from './api.js'
import { type OpenFile, openWithin } from './paths.js'

/** What is served of a run; nothing else of its folder is. */
const FILES = [
  /^experiment\.json$/,
  /^metrics\.jsonl$/,
  /^network\.safetensors$/,
  /^moments\.safetensors$/,
  /^checkpoints\/step-\d{8,}\.safetensors$/,
  /^analysis\/(summary|details)\.json$/,
  STUDY_FILE,
]
const FOLDERS = ['', 'checkpoints', 'analysis']

/** Most bytes of metrics in one answer: whoever follows asks again. */
const METRICS_BYTES = 8 * 2 ** 20
const NEWLINE = 10

interface Known {
  id: string
  /** As the user named it. */
  dir: string
  real: string
}

export class ServedRuns {
  readonly #roots: readonly string[]
  /** By the folder, in the order in which they were seen. */
  readonly #known = new Map<string, Known>()

  /** @param roots folders of runs, or of folders of runs */
  constructor(roots: readonly string[]) {
    this.#roots = roots
  }

  /** All that are there now. @throws InputError if a folder named does not exist */
  async list(): Promise<ServedRun[]> {
    const found: Known[] = []
    for (const root of this.#roots) {
      for await (const dir of runFolders(root)) {
        const known = await this.#meet(dir)
        if (known && !found.includes(known)) found.push(known) // a folder may be named twice
      }
    }
    return Promise.all(found.map(describe))
  }

  /** One run and its files; null if there is none of that id. */
  async folder(id: string): Promise<ServedFolder | null> {
    const known = this.#byId(id)
    if (!known) return null
    const files: Record<string, number> = {}
    for (const folder of FOLDERS) {
      const names = await readdir(join(known.real, folder)).catch(() => [])
      for (const name of names.sort()) {
        const parts = folder === '' ? [name] : [folder, name]
        await using file = await this.open(id, parts) // a checkpoint may be gone by now: then it is not listed
        if (file) files[parts.join('/')] = file.size
      }
    }
    return { ...(await describe(known)), files }
  }

  /** One file of a run; null if there is none, or it is not served. */
  async open(id: string, parts: readonly string[]): Promise<OpenFile | null> {
    const known = this.#byId(id)
    if (!known || !FILES.some((file) => file.test(parts.join('/')))) return null
    return openWithin(known.real, parts)
  }

  async #meet(dir: string): Promise<Known | null> {
    const real = await realpath(dir).catch(() => null)
    if (real === null) return null // deleted a moment ago
    const known = this.#known.get(real) ?? { id: String(this.#known.size), dir, real }
    this.#known.set(real, known)
    return known
  }

  #byId(id: string): Known | undefined {
    return [...this.#known.values()].find((known) => known.id === id)
  }
}

/**
 * The whole lines of a file from a byte on, at most some megabytes of them: a line that is being written comes with
 * the next question. Null if the file ends before that byte, as when a run went back to its checkpoint.
 */
export async function linesFrom({ handle, size }: OpenFile, from: number): Promise<Uint8Array | null> {
  if (from > size) return null
  const bytes = new Uint8Array(Math.min(size - from, METRICS_BYTES))
  let read = 0
  while (read < bytes.length) {
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  return bytes.subarray(0, bytes.subarray(0, read).lastIndexOf(NEWLINE) + 1)
}

async function describe({ id, dir, real }: Known): Promise<ServedRun> {
  const run = { id, name: dir }
  await using experiment = await openWithin(real, ['experiment.json'])
  if (!experiment)
    return { ...run, fault: `${dir}: its experiment.json is gone, or lies outside of the folder` }
  try {
    const { status, step, record } = await catalogRow(real)
    const { preset, seed, battery, regularizer, network, training } = record.experiment
    const { rows, columns } = network
    const { kind, lambda } = regularizer
    return {
      ...run,
      fault: null,
      status,
      step,
      steps: training.steps,
      preset,
      seed,
      battery,
      regularizer: record.charge?.name ?? kind,
      lambda,
      rows,
      columns,
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { ...run, fault: error.message.replaceAll(real, dir) }
  }
}
