/** The runs that `gyrus view` serves to the page, and the one or two of them that the page shows and follows. */
import type { ServedRun } from 'gyrus/view/api.js'
import type { Opened } from './files/read.js'
import { followRun, servedRuns, servedRunsAddress } from './files/served.js'

/** The followed runs as they were found at one moment. */
export interface Look {
  opened: readonly Opened[]
  /** Whether these runs were not followed before. */
  first: boolean
  /** Whether one of them is training. */
  running: boolean
}

export class ServedRuns {
  /** All served runs; empty if none are served. */
  all = $state.raw<readonly ServedRun[]>([])
  /** Ids of the followed runs. */
  followed = $state.raw<readonly string[]>([])
  #address: string | null = null
  #following = new AbortController()

  /** Whether a server of runs was found. */
  get served(): boolean {
    return this.#address !== null
  }

  /** Asks the server for its runs, if there is one. @throws InputError if the server has ended */
  async find(page: Document): Promise<void> {
    this.#address = servedRunsAddress(page)
    if (this.#address !== null) this.all = await servedRuns(this.#address)
  }

  /** Follows one or two runs until they are done or `leave` is called. */
  async follow(runs: readonly ServedRun[], look: (look: Look) => Promise<void>): Promise<void> {
    this.followed = runs.map(({ id }) => id)
    const { signal } = this.#following
    const status = new Map<string, ServedRun['status']>()
    const opened: Opened[] = []
    let anew = true
    const following = runs.map(async ({ id }, i) => {
      for await (const seen of followRun(this.#address!, id, { signal })) {
        if (signal.aborted) return
        opened[i] = seen.opened
        status.set(id, seen.run.status)
        if (status.size < runs.length) continue
        const first = anew
        anew = false
        await look({ opened: [...opened], first, running: [...status.values()].includes('running') })
      }
    })
    await Promise.all(following)
  }

  /** Stops following runs. */
  leave(): void {
    this.#following.abort()
    this.#following = new AbortController()
    this.followed = []
  }
}
