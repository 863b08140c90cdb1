/** Evidence of the networks at the moment that is shown: read from their analysis, or measured where they stand still. */
import type { BrainClient } from './brain/client.js'
import type { Evidence } from './brain/evidence.js'
import { isWhole, type WholeSnapshot } from './brain/snapshot.js'
import { savedEvidence } from './files/savedEvidence.js'
import type { Showing } from './showing.svelte.js'

/** A moment of the timeline is measured if it is shown for so long, ms. */
const RESTING = 300

/** What this needs of the page. */
interface Measured {
  client: BrainClient
  showing: Showing
  /** Whether networks train here. */
  training(): boolean
  /** Does something that may fail; a failure becomes a note on the page. */
  trying(act: () => Promise<void>): Promise<void>
}

export class EvidenceOfShown {
  readonly #page: Measured
  #found = $state.raw<readonly { snapshot: WholeSnapshot; evidence: Evidence }[]>([])

  constructor(page: Measured) {
    this.#page = page
  }

  /** Null while it is not measured. */
  of(network: number): Evidence | null {
    const { showing } = this.#page
    const snapshot = showing.seen(network)
    const analysis = showing.opened?.[network]?.analysis
    if (analysis && analysis.summary.step === snapshot?.step) return savedEvidence(analysis)
    return this.#found.find((found) => found.snapshot === snapshot)?.evidence ?? null
  }

  /**
   * Measures what is shown and has no evidence, as soon as it stands still. Called in an effect, which calls it again
   * when something else is shown.
   * @returns what calls it off
   */
  measure(): (() => void) | undefined {
    const { showing, training } = this.#page
    if (training()) return
    const missing = showing.networks.flatMap((_, i) => {
      const snapshot = showing.seen(i)
      // An opened network without an analysis is evaluated first, for the whole page. Of a kept moment some wires are
      // missing, so nothing is measured.
      if (!snapshot || !isWhole(snapshot) || this.of(i) || (showing.opened && !snapshot.evaluation)) return []
      return [{ network: i, snapshot }]
    })
    if (missing.length === 0) return
    const timer = setTimeout(() => {
      for (const { network, snapshot } of missing) void this.#measure(network, snapshot)
    }, RESTING)
    return () => clearTimeout(timer)
  }

  async #measure(network: number, snapshot: WholeSnapshot): Promise<void> {
    const { client, showing, trying } = this.#page
    const { experiment } = showing.networks[network]
    await trying(async () => {
      const evidence = await client.evidence(experiment, snapshot, network)
      if (!evidence) return
      const kept = this.#found.filter((found) =>
        showing.networks.some((_, i) => showing.seen(i) === found.snapshot),
      )
      this.#found = [...kept, { snapshot, evidence }]
    })
  }
}
