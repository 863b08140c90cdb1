/**
 * Runs that `gyrus view` serves to this page. A run that trains is followed by asking again and again for the list of
 * its files and fetching those that are new. Of the metrics, only the lines that were added are fetched.
 */
import { InputError } from 'gyrus/errors.js'
import { API_META, type ServedFolder, type ServedRun } from 'gyrus/view/api.js'
import type { Opened } from './read.js'

/** Milliseconds between two looks at a run. */
const EVERY = 1000
/**
 * How often a look is repeated if a listed file no longer exists: a training removes all but the newest two
 * checkpoints.
 */
const ATTEMPTS = 5
const METRICS = 'metrics.jsonl'

/** The address of the API; null if no runs are served to the page. */
export function servedRunsAddress(page: {
  baseURI: string
  querySelector(selector: string): { getAttribute(name: string): string | null } | null
}): string | null {
  const path = page.querySelector(`meta[name="${API_META}"]`)?.getAttribute('content')
  return path ? new URL(path, page.baseURI).href : null
}

export interface FollowOptions {
  signal?: AbortSignal
  /** Milliseconds between two looks at the run. */
  every?: number
}

/** The runs that are served. @throws InputError if the server has ended */
export async function servedRuns(address: string): Promise<ServedRun[]> {
  return (await (await ask(address)).json()) as ServedRun[]
}

/** A run as one look found it. */
export interface Seen {
  run: ServedRun
  opened: Opened
}

/**
 * Yields a run as it is now, and again whenever it has changed, until it is done or the signal is aborted. Arrays of
 * metrics that were yielded are not changed afterwards.
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

/** The network as it is now. If only the metrics have changed, the snapshot is the same object as before. */
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
    // `gyrus resume` may have cut the metrics back and written new lines between two looks, which then do not fit those
    // fetched before. So all lines are read again.
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

  /** Brings the copy up to date. @returns the run, and the paths of the files that have changed */
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

  /**
   * Fetches the lines that were added to the metrics; all lines if the file has become shorter, as after a resume.
   * @returns whether the file has changed
   */
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

/** The files to fetch: all but the checkpoints that are not the newest. */
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

/** Waits. If the signal is aborted before, throws its reason at once. */
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
 * The served runs with the given names, or the first that can be shown if no names are given; and sentences about what
 * is wrong with any of them.
 * @param names an empty name stands for no run
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
        return fault.startsWith(name) ? `${fault}.` : `${name}: ${fault}.` // some messages begin with the run's name
      }),
    ],
  }
}
