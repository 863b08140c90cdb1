/** The runs that `gyrus view` serves to the page, and the one or two of them that are followed. */
import type { ServedRun } from 'gyrus/view/api.js'
import type { Opened } from './files/read.js'
import { followRun, servedRuns, servedRunsAddress } from './files/served.js'

/** A look at the followed runs. */
export interface Look {
  opened: readonly Opened[]
  /** Whether it is the first at these runs. */
  first: boolean
  /** Whether one of them trains. */
  running: boolean
}

export class ServedRuns {
  /** Empty where nobody serves any. */
  all = $state.raw<readonly ServedRun[]>([])
  /** Ids of the ones that are followed. */
  followed = $state.raw<readonly string[]>([])
  #address: string | null = null
  #following = new AbortController()

  /** Asks for the runs if the page is served with some. @throws InputError if the server has ended */
  async find(page: Document): Promise<void> {
    this.#address = servedRunsAddress(page)
    if (this.#address !== null) this.all = await servedRuns(this.#address)
  }

  /** Follows one or two runs, until they are done or are left. */
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

  /** Follows none any more. */
  leave(): void {
    this.#following.abort()
    this.#following = new AbortController()
    this.followed = []
  }
}
