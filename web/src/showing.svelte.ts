/**
 * The networks that are shown, whether they grow here or were opened, and the moments that one can go back to. This
 * class knows neither the worker nor files; page.svelte.ts and training.svelte.ts hand the networks to it.
 */
import { neuronsOf } from 'gyrus/growth/sheet.js'
import type { Evaluated } from 'gyrus/training/evaluated.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import type { Snapshot, WholeSnapshot } from './brain/snapshot.js'
import { mostMoments, Timeline } from './brain/timeline.js'
import { pastOf } from './files/past.js'
import type { Opened } from './files/read.js'
import { type Shown, shown } from './shown.js'

export class Showing {
  networks = $state.raw<readonly Shown[]>([])
  /** The networks if they were opened from files and do not grow here; else null. */
  opened = $state.raw<readonly Opened[] | null>(null)
  step = $state(0)
  /** λ in force in the first network. */
  lambda = $state<number | null>(null)
  /** Step of the moment that is shown; null for the newest. */
  moment = $state<number | null>(null)
  moments = $state.raw<readonly number[]>([])
  /**
   * Counts how often the networks were replaced. A caller that waited for an answer compares it with the number before,
   * to see whether the answer is about networks that are no longer shown.
   */
  generation = 0
  #timelines: Timeline[] = []
  /** From snapshots that were opened without an evaluation to the same snapshots with the evaluation made here. */
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

  /** Goes back to the first step. */
  rewind(): void {
    this.#timelines = this.networks.map(timelineOf)
    this.networks = this.networks.map((network) => ({
      ...network,
      snapshot: null,
      losses: [],
      evaluations: [],
    }))
    this.moment = null
    this.lambda = null
    this.moments = []
    this.step = 0
  }

  /**
   * Shows one or two opened networks. If they are the same runs as before (not `anew`), the moment that is shown stays.
   */
  open(opened: readonly Opened[], anew: boolean): void {
    const networks = opened.map(({ described: { experiment, source } }) => shown(experiment, source))
    if (anew) {
      this.generation++
      this.#timelines = networks.map(timelineOf)
      this.moment = null
      this.lambda = null
    }
    opened.forEach(({ snapshot, past }, i) => {
      if (anew) for (const moment of past) this.#timelines[i].add(moment)
      if (snapshot) this.#timelines[i].add(this.#evaluated.get(snapshot) ?? snapshot)
    })
    this.opened = opened
    this.networks = networks.map((network, i) => ({ ...network, ...this.#past(i) }))
    this.step = this.networks[0].snapshot?.step ?? 0
    this.#listMoments()
  }

  /** Whether a snapshot of an opened network has no evaluation, neither from its files nor made here. */
  lacksEvaluation(snapshot: Snapshot): boolean {
    return !snapshot.evaluation && !this.#evaluated.has(snapshot)
  }

  /**
   * Adds an evaluation to such a snapshot. It is remembered, because a followed run delivers the same snapshot again.
   */
  async evaluate(
    network: number,
    snapshot: WholeSnapshot,
    evaluate: (
      experiment: Experiment,
      of: Pick<WholeSnapshot, 'step' | 'parameters' | 'connections'>,
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
    this.networks = this.networks.map((shown, i) => (i === network ? { ...shown, ...change } : shown))
  }

  #listMoments(): void {
    this.moments = this.#timelines[0].moments.map(({ step }) => step)
  }

  /** The newest snapshot of an opened network, and its past. */
  #past(network: number): Pick<Shown, 'snapshot' | 'losses' | 'evaluations'> {
    const { newest, moments } = this.#timelines[network]
    return { snapshot: newest, ...pastOf(this.opened![network].metrics, moments) }
  }
}

function timelineOf({ sheet, battery }: Shown): Timeline {
  return new Timeline(mostMoments(neuronsOf(sheet), battery.inputCount, battery.outputCount))
}
