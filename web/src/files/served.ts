/**
 * Runs that `gyrus view` serves to this page. A run that trains is followed by asking again: the list of its files
 * says what is new, and of the metrics only what was added is sent.
 */
import { InputError } from 'gyrus/errors.js'
import { API_META, type ServedFolder, type ServedRun } from 'gyrus/view/api.js'
import { type Opened, openNetwork } from './read.js'

/** Milliseconds between two looks. */
const EVERY = 1000
/** How often a file may be gone by the time it is asked for: only the newest two checkpoints are kept. */
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
  let before = ''
  let opened: Opened | null = null
  try {
    for (;;) {
      const { run, changed } = await copy.look()
      if (changed || opened === null || run.status !== before) {
        opened = await openNetwork(copy.files, run.name)
        yield { run, opened }
      }
      before = run.status ?? ''
      if (before === 'done') return
      await pause(every, signal)
    }
  } catch (error) {
    if (!signal?.aborted) throw error
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

  /** Brings the copy up to date. */
  async look(): Promise<{ run: ServedRun; changed: boolean }> {
    let changed = false
    for (let attempt = 1; ; attempt++) {
      const { files, ...run } = (await (await this.#ask('')).json()) as ServedFolder
      if (run.fault !== null) throw new InputError(run.fault)
      for (const path of this.files.keys()) {
        if (!(path in files)) changed = this.files.delete(path) || changed
      }
      let vanished = false
      for (const [path, size] of Object.entries(files)) {
        if (!isShown(path, files)) continue
        if (path === METRICS) changed = (await this.#addMetrics(size)) || changed
        else if (this.files.get(path)?.size !== size) {
          const response = await this.#ask(`/files/${path}`, [404])
          vanished ||= response.status === 404
          if (response.status === 404) continue
          this.files.set(path, await response.blob())
          changed = true
        }
      }
      if (!vanished) return { run, changed }
      if (attempt === ATTEMPTS)
        throw new InputError(`${run.name}: its checkpoints change faster than they can be read`)
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
function isShown(path: string, files: Readonly<Record<string, number>>): boolean {
  if (!path.startsWith('checkpoints/')) return true
  return Object.keys(files).every((other) => !other.startsWith('checkpoints/') || other <= path)
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
