/**
 * Runs that `gyrus view` serves to this page. A run that trains is followed by asking again: the list of its files
 * says what is new, and of the metrics only what was added is sent.
 */
import { InputError } from 'gyrus/errors.js'
import { API_META, type ServedFolder, type ServedRun } from 'gyrus/view/api.js'
import type { Opened } from './read.js'

/** Milliseconds between two looks. */
const EVERY = 1000
/** How often a file may be gone by the time it is asked for: older checkpoints than the newest two are removed. */
const ATTEMPTS = 5
const METRICS = 'metrics.jsonl'

/** The address of the API; null for a page that nobody serves runs to. */
export function servedRunsAddress(page: {
  baseURI: string
  querySelector(selector: string): { getAttribute(name: string): string | null } | null
}): string | null {
  const path = page.querySelector(`meta[name="${API_META}"]`)?.getAttribute('content')
  return path ? new URL(path, page.baseURI).href : null
}

export interface FollowOptions {
  signal?: AbortSignal
  /** Milliseconds between two looks. */
  every?: number
}

/** The runs that are there. @throws InputError if the server has ended */
export async function servedRuns(address: string): Promise<ServedRun[]> {
  return (await (await ask(address)).json()) as ServedRun[]
}

/** What a look at a run found. */
export interface Seen {
  run: ServedRun
  opened: Opened
}

/**
 * A run as it is now, and again whenever it has changed, until it is done or the signal is aborted. Metrics that are
 * given out are never changed after.
 * @throws InputError if the run cannot be shown, or the server has ended
 */
export async function* followRun(
  address: string,
  id: string,
  { signal, every = EVERY }: FollowOptions = {},
): AsyncGenerator<Seen, void> {
  const copy = new Copy(`${address}/${id}`, signal)
  let opened: Opened | null = null
  let status: ServedRun['status']
  try {
    for (;;) {
      const { run, changed } = await copy.look()
      if (opened === null || changed.size > 0 || run.status !== status) {
        opened = await reopened(copy, run.name, changed, opened)
        status = run.status
        yield { run, opened }
      }
      if (run.status === 'done') return
      await pause(every, signal)
    }
  } catch (error) {
    if (!signal?.aborted) throw error
  }
}

/** The network as it is now; the very same snapshot where only the metrics have changed. */
async function reopened(
  copy: Copy,
  name: string,
  changed: ReadonlySet<string>,
  before: Opened | null,
): Promise<Opened> {
  const { metricsAmong, openNetwork } = await import('./read.js')
  const open = async () => {
    const metricsAlone = [...changed].every((path) => path === METRICS)
    if (before && metricsAlone) return { ...before, metrics: await metricsAmong(copy.files) }
    return openNetwork(copy.files, name)
  }
  try {
    return await open()
  } catch {
    // Lines that were cut back and written anew between two looks do not fit those before: read all of them again.
    copy.files.delete(METRICS)
    await copy.look()
    return openNetwork(copy.files, name)
  }
}

/** The files of a run as they were last seen. */
class Copy {
  readonly files = new Map<string, Blob>()
  readonly #address: string
  readonly #signal: AbortSignal | undefined

  constructor(address: string, signal: AbortSignal | undefined) {
    this.#address = address
    this.#signal = signal
  }

  /** Brings the copy up to date, and says which files are other than before. */
  async look(): Promise<{ run: ServedRun; changed: ReadonlySet<string> }> {
    const changed = new Set<string>()
    for (let attempt = 1; ; attempt++) {
      const { files, ...run } = (await (await this.#ask('')).json()) as ServedFolder
      if (run.fault !== null) throw new InputError(run.fault)
      for (const path of this.files.keys()) {
        if (!(path in files) && this.files.delete(path)) changed.add(path)
      }
      let vanished = false
      for (const [path, size] of Object.entries(shown(files))) {
        if (path === METRICS) {
          if (await this.#addMetrics(size)) changed.add(path)
        } else if (this.files.get(path)?.size !== size) {
          const response = await this.#ask(`/files/${path}`, [404])
          if (response.status === 404) vanished = true
          else {
            this.files.set(path, await response.blob())
            changed.add(path)
          }
        }
      }
      if (!vanished) return { run, changed }
      if (attempt === ATTEMPTS) {
        throw new InputError(`${run.name}: its checkpoints change faster than they can be read`)
      }
    }
  }

  /** Whether there are lines more. Where the file has become shorter, as after a resume, it is read anew. */
  async #addMetrics(size: number): Promise<boolean> {
    let known = this.files.get(METRICS) ?? new Blob([])
    const before = known.size
    if (size < before) known = new Blob([])
    for (;;) {
      const response = await this.#ask(`/files/${METRICS}?from=${known.size}`, [404, 416])
      if (response.status === 404) return false
      if (response.status === 416) {
        known = new Blob([])
        continue
      }
      const added = await response.blob()
      if (added.size === 0) break
      known = new Blob([known, added])
    }
    this.files.set(METRICS, known)
    return known.size !== before
  }

  #ask(path: string, expected: readonly number[] = []): Promise<Response> {
    return ask(`${this.#address}${path}`, expected, this.#signal)
  }
}

/** Of the checkpoints only the newest is fetched. */
function shown(files: Readonly<Record<string, number>>): Record<string, number> {
  const stepOf = (path: string) => Number(/^checkpoints\/step-(\d+)\./.exec(path)?.[1] ?? Number.NaN)
  const newest = Math.max(...Object.keys(files).map(stepOf).filter(Number.isFinite))
  return Object.fromEntries(
    Object.entries(files).filter(([path]) => Number.isNaN(stepOf(path)) || stepOf(path) === newest),
  )
}

async function ask(
  address: string,
  expected: readonly number[] = [],
  signal?: AbortSignal,
): Promise<Response> {
  const response = await fetch(address, { signal }).catch(() => null)
  if (!response) throw new InputError('The server of the runs does not answer: start gyrus view again')
  if (response.ok || expected.includes(response.status)) return response
  throw new InputError(`The server of the runs says: ${(await response.text()).trim()}`)
}

/** Waits, or until the signal is aborted, which it throws. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal!.reason)
    }
    if (signal?.aborted) return reject(signal.reason)
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/**
 * Which of the served runs are named, or else the first that can be shown, and what is wrong with any, in sentences.
 * @param names an empty one names none
 */
export function chosenRuns(
  served: readonly ServedRun[],
  names: readonly string[],
): { runs: readonly ServedRun[]; faults: readonly string[] } {
  if (served.length === 0) return { runs: [], faults: [] }
  const asked = names.filter((name) => name !== '')
  const named = asked.flatMap((name) => served.find((run) => run.name === name && run.fault === null) ?? [])
  const missing = asked.filter((name) => !served.some((run) => run.name === name))
  return {
    runs: named.length > 0 ? named : served.filter(({ fault }) => fault === null).slice(0, 1),
    faults: [
      ...missing.map((name) => `No run that is served here is called ${name}.`),
      ...served.flatMap(({ name, fault }) => {
        if (fault === null) return []
        return fault.startsWith(name) ? `${fault}.` : `${name}: ${fault}.` // some name the run themselves
      }),
    ],
  }
}
