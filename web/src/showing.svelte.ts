/**
 * The networks that are shown, whether they grow here or were opened, and the moments of them that one can go back to.
 * It knows no worker and no files: the page (page.svelte.ts) tells it what came.
 */
import type { Experiment } from 'gyrus/training/experiment.js'
import type { Evaluated, Snapshot } from './brain/snapshot.js'
import { mostMoments, Timeline } from './brain/timeline.js'
import { pastOf } from './files/past.js'
import type { Opened } from './files/read.js'
import { type Shown, shown } from './shown.js'

export class Showing {
  networks = $state.raw<readonly Shown[]>([])
  /** What was opened from files: it has a past, and does not grow here. */
  opened = $state.raw<readonly Opened[] | null>(null)
  step = $state(0)
  /** λ in force in the first network. */
  lambda = $state<number | null>(null)
  /** Step of the moment that is shown; null for the newest. */
  moment = $state<number | null>(null)
  moments = $state.raw<readonly number[]>([])
  /**
   * Counts how often other networks were shown. Whoever waited meanwhile sees by it that an answer is about earlier
   * ones.
   */
  generation = 0
  #timelines: Timeline[] = []
  /** Snapshots that came without an evaluation, and as they are with the one that they were given here. */
  readonly #evaluated = new WeakMap<Snapshot, Snapshot>()

  /** The snapshot of a network at the moment that is shown. */
  seen(network: number): Snapshot | null {
    const { snapshot } = this.networks[network]
    return this.moment === null ? snapshot : (this.#timelines[network].at(this.moment) ?? snapshot)
  }

  /** Shows networks that are about to grow. */
  grow(experiments: readonly Experiment[]): void {
    this.generation++
    this.opened = null
    this.networks = experiments.map((experiment) => shown(experiment))
    this.rewind()
  }

  /** Back to the first step. */
  rewind(): void {
    this.#timelines = this.networks.map(timelineOf)
    this.networks = this.networks.map((one) => ({ ...one, snapshot: null, losses: [], evaluations: [] }))
    this.moment = null
    this.lambda = null
    this.moments = []
    this.step = 0
  }

  /** Shows opened networks, one or two; another look at the same ones (not `anew`) keeps the moment that is shown. */
  open(opened: readonly Opened[], anew: boolean): void {
    const networks = opened.map(({ described: { experiment, source } }) => shown(experiment, source))
    if (anew) {
      this.generation++
      this.#timelines = networks.map(timelineOf)
      this.moment = null
      this.lambda = null
    }
    opened.forEach(({ snapshot }, i) => {
      if (snapshot) this.#timelines[i].add(this.#evaluated.get(snapshot) ?? snapshot)
    })
    this.opened = opened
    this.networks = networks.map((one, i) => ({ ...one, ...this.#past(i) }))
    this.step = this.networks[0].snapshot?.step ?? 0
    this.#listMoments()
  }

  /** Whether a snapshot of an opened network came without an evaluation and was not given one here. */
  lacksEvaluation(snapshot: Snapshot): boolean {
    return !snapshot.evaluation && !this.#evaluated.has(snapshot)
  }

  /** Gives such a snapshot an evaluation: once, for a run that is followed hands it out again. */
  async evaluate(
    network: number,
    snapshot: Snapshot,
    evaluate: (
      experiment: Experiment,
      of: Pick<Snapshot, 'step' | 'parameters' | 'connections'>,
    ) => Promise<Evaluated>,
  ): Promise<void> {
    const { generation } = this
    this.#evaluated.set(snapshot, snapshot)
    const { experiment } = this.networks[network]
    const { step, parameters, connections } = snapshot
    const evaluation = await evaluate(experiment, { step, parameters, connections })
    const evaluated = { ...snapshot, evaluation }
    this.#evaluated.set(snapshot, evaluated)
    if (generation !== this.generation) return
    this.#timelines[network].replace(snapshot, evaluated)
    this.update(network, this.#past(network))
  }

  addLoss(network: number, { step, taskLoss, lambda }: { step: number; taskLoss: number; lambda: number }) {
    if (network === 0) this.lambda = lambda
    this.update(network, { losses: [...this.networks[network].losses, { step, taskLoss }] })
  }

  addSnapshot(network: number, snapshot: Snapshot): void {
    this.#timelines[network].add(snapshot)
    const { evaluations } = this.networks[network]
    const { evaluation } = snapshot
    const isNew = evaluation && evaluation.step !== evaluations.at(-1)?.step
    this.update(network, { snapshot, ...(isNew && { evaluations: [...evaluations, evaluation] }) })
    if (network > 0) return
    this.step = snapshot.step
    this.#listMoments()
  }

  update(network: number, change: Partial<Shown>): void {
    this.networks = this.networks.map((one, i) => (i === network ? { ...one, ...change } : one))
  }

  #listMoments(): void {
    this.moments = this.#timelines[0].moments.map(({ step }) => step)
  }

  /** An opened network as it is now, and its past. */
  #past(network: number): Pick<Shown, 'snapshot' | 'losses' | 'evaluations'> {
    const { newest, moments } = this.#timelines[network]
    return { snapshot: newest, ...pastOf(this.opened![network].metrics, moments) }
  }
}

function timelineOf({ sheet, battery }: Shown): Timeline {
  return new Timeline(mostMoments(sheet.rows * sheet.columns, battery.inputCount, battery.outputCount))
}
