/** What the page knows: its settings, the networks that grow in the worker and what is looked at. Components only show it. */
import * as Comlink from 'comlink'
import { layOut } from 'gyrus/growth/sheet.js'
import type { Experiment } from 'gyrus/training/experiment.js'
import { batteryOf } from 'gyrus/training/train.js'
import type { BrainEvent } from './brain/brains.js'
import { startWorker } from './brain/client.js'
import type { Lesioned } from './brain/inspect.js'
import type { Evaluated, Snapshot } from './brain/snapshot.js'
import { Timeline } from './brain/timeline.js'
import type { LossPoint } from './panels/history.js'
import type { PlayedTrial } from './panels/playedTrial.js'
import {
  format,
  parse,
  type SettingName,
  type Settings,
  toExperiment,
  toSecondExperiment,
} from './settings.js'

/** Steps a second. */
const SPEEDS: Readonly<Record<Settings['speed'], number | null>> = { slow: 4, steady: 30, full: null }
/** Steps between two losses that are drawn. */
const LOSS_EVERY = 10
/** Settings that are only looked through: the network stays. */
const LOOKS: readonly SettingName[] = ['view', 'color', 'threshold', 'wires', 'speed', 'pause', 'theme']

/** One network and its past. */
export interface Grown {
  experiment: Experiment
  name: string
  snapshot: Snapshot | null
  losses: LossPoint[]
  evaluations: Evaluated[]
}

const NAMES: Readonly<Record<string, string>> = {
  none: 'free wires',
  l1: 'L1',
  local: 'by length, no swaps',
  bimt: 'BIMT',
  'l1+swap': 'L1 and swaps',
  swap: 'swaps alone',
}

export class Page {
  settings = $state.raw<Settings>(parse(new URLSearchParams()).settings)
  /** Plain sentences: what of the address was not taken, what went wrong. */
  complaints = $state.raw<string[]>([])
  networks = $state.raw<Grown[]>([])
  running = $state(false)
  finished = $state(false)
  loading = $state(true)
  step = $state(0)
  lambda = $state<number | null>(null)
  /** Step of the moment that is shown; null for the newest. */
  shown = $state<number | null>(null)
  moments = $state.raw<number[]>([])
  lesioned = $state.raw<ReadonlySet<number>>(new Set())
  lesion = $state.raw<Lesioned | null>(null)
  trial = $state.raw<PlayedTrial | null>(null)
  waiting = $state(false)

  readonly #worker = startWorker()
  #timelines: Timeline[] = []
  #draws = 0
  /** Which lesion was asked for last: an older answer is not shown. */
  #asked = 0

  /** The snapshot of a network at the moment that is shown. */
  seen(network: number): Snapshot | null {
    if (this.shown !== null) return this.#timelines[network]?.at(this.shown) ?? null
    return this.networks[network]?.snapshot ?? null
  }

  battery(network = 0) {
    return batteryOf(this.networks[network].experiment)
  }

  layout(network = 0) {
    return layOut(this.networks[network].experiment.network, this.battery(network))
  }

  /** Reads the address and begins to grow what it says. */
  async open(address: URL): Promise<void> {
    const { settings, complaints } = parse(address.searchParams)
    this.settings = settings
    await this.#grow(complaints)
  }

  /** Changes one setting; the address follows, and where it is the network's, it grows anew. */
  async set<Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> {
    this.settings = { ...this.settings, [name]: value }
    this.#writeAddress()
    const { client } = this.#worker
    if (name === 'speed') await client.setSpeed(SPEEDS[this.settings.speed])
    if (name === 'pause') await client.setPauseAt(this.settings.pause || null)
    if (!LOOKS.includes(name)) await this.#grow([])
  }

  /** Edits the charge of a network that goes on from where it is; the address says it for the next beginning. */
  async edit(
    network: number,
    value: Pick<Settings, 'kind' | 'lambda'> & { distanceFactor: number; every: number },
  ) {
    const { kind, lambda, distanceFactor, every } = value
    const grown = this.networks[network]
    const regularizer = { ...grown.experiment.regularizer, kind, lambda, distanceFactor }
    const relocation = { ...grown.experiment.relocation, every }
    this.settings = {
      ...this.settings,
      ...(network === 0
        ? { kind, lambda, distance: distanceFactor, every }
        : {
            compare: 'own' as const,
            kind2: kind,
            lambda2: lambda,
            distance2: distanceFactor,
            every2: every,
          }),
    }
    this.#writeAddress()
    this.#update(network, {
      experiment: { ...grown.experiment, regularizer, relocation },
      name: NAMES[kind] ?? kind,
    })
    await this.#worker.client.change(network, { regularizer, relocation })
  }

  run = () => this.#worker.client.run()
  pause = () => this.#worker.client.pause()
  stepOnce = () => this.#worker.client.stepOnce()

  async rewind(): Promise<void> {
    await this.#worker.client.rewind()
    this.#forget()
    await this.#worker.client.run()
  }

  /** Silences neurons, by place, in the first network as it is shown; none takes all back. */
  async silence(neurons: readonly number[]): Promise<void> {
    this.lesioned = new Set(neurons)
    this.lesion = null
    const asked = ++this.#asked
    const snapshot = this.seen(0)
    if (neurons.length === 0 || !snapshot) return
    const { parameters } = snapshot
    const lesion = await this.#worker.client.lesion(this.networks[0].experiment, { parameters }, neurons)
    if (asked === this.#asked) this.lesion = lesion
  }

  /** Plays a new trial of a task in the first network as it is shown. */
  async play(task: string): Promise<void> {
    const snapshot = this.seen(0)
    if (!snapshot) return
    this.waiting = true
    const { parameters } = snapshot
    this.trial = await this.#worker.client.trial(
      this.networks[0].experiment,
      { parameters },
      task,
      this.#draws++,
    )
    this.waiting = false
  }

  async #grow(complaints: string[]): Promise<void> {
    this.complaints = complaints
    const second = toSecondExperiment(this.settings)
    const experiments = [toExperiment(this.settings), ...(second ? [second] : [])]
    this.networks = experiments.map((experiment) => ({
      experiment,
      name: NAMES[experiment.regularizer.kind] ?? experiment.regularizer.kind,
      ...{ snapshot: null, losses: [], evaluations: [] },
    }))
    this.#forget()
    const { client } = this.#worker
    await client.grow(
      $state.snapshot(experiments) as Experiment[],
      Comlink.proxy((event: BrainEvent) => this.#hear(event)),
    )
    await client.setSpeed(SPEEDS[this.settings.speed])
    await client.setPauseAt(this.settings.pause || null)
    await client.run()
  }

  #forget(): void {
    this.#timelines = this.networks.map(() => new Timeline())
    this.networks = this.networks.map((one) => ({ ...one, snapshot: null, losses: [], evaluations: [] }))
    this.shown = this.lesion = this.trial = null
    this.lesioned = new Set()
    this.moments = []
    this.step = 0
    this.finished = false
  }

  #hear(event: BrainEvent): void {
    switch (event.type) {
      case 'advanced': {
        if (event.network === 0) this.lambda = event.lambda
        if (event.step % LOSS_EVERY !== 0 && event.step > LOSS_EVERY) return
        const { step, taskLoss } = event
        this.#update(event.network, { losses: [...this.networks[event.network].losses, { step, taskLoss }] })
        return
      }
      case 'snapshot': {
        const { network, snapshot } = event
        this.#timelines[network].add(snapshot)
        const { evaluations } = this.networks[network]
        const evaluated = snapshot.evaluation
        const isNew = evaluated && evaluated.step !== evaluations.at(-1)?.step
        this.#update(network, { snapshot, ...(isNew && { evaluations: [...evaluations, evaluated] }) })
        if (network > 0) return
        this.step = snapshot.step
        this.moments = this.#timelines[0].moments.map(({ step }) => step)
        return
      }
      case 'state':
        this.running = event.running
        this.finished = event.finished
        this.loading = false
        return
      case 'failed':
        this.complaints = [...this.complaints, event.message]
        return
    }
  }

  #update(network: number, change: Partial<Grown>): void {
    this.networks = this.networks.map((one, i) => (i === network ? { ...one, ...change } : one))
  }

  #writeAddress(): void {
    const text = format(this.settings)
    history.replaceState(null, '', text === '' ? location.pathname : `?${text}`)
  }
}
