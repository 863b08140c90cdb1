/**
 * The state of the page: its settings, and the source of the networks that it shows. Networks grow here
 * (training.svelte.ts), are opened from files, or are served runs (servedRuns.svelte.ts). What is shown of them is in
 * showing.svelte.ts. Components show this state and hold none of it themselves.
 */
import type { RunRecord } from 'gyrus/runs/runRecord.js'
import { Address } from './address.js'
import type { BrainClient, StartedWorker } from './brain/client.js'
import { EvidenceOfShown } from './evidence.svelte.js'
import type { Opened } from './files/read.js'
import { chosenRuns } from './files/served.js'
import { openShipped, SHIPPED, type Shipped } from './files/shipped.js'
import { film, type Motion } from './film.js'
import { Inspection } from './inspection.svelte.js'
import type { RegularizerValue } from './panels/charge.js'
import type { BrainScene } from './scene/scene.js'
import { ServedRuns } from './servedRuns.svelte.js'
import { DEFAULTS, type SettingName, type Settings, toExperiments } from './settings.js'
import { Showing } from './showing.svelte.js'
import { Training } from './training.svelte.js'

/** Settings that change only how a network is shown or how fast it runs; the network stays. */
const LOOKS: readonly SettingName[] = ['view', 'color', 'threshold', 'wires', 'speed', 'pause', 'theme']

/**
 * The source of the networks: they grow here, are opened from files, are shipped with the page, or are a served run.
 */
export type Source = 'grow' | 'files' | Shipped['network'] | `run ${string}`

export class Page {
  settings = $state.raw<Settings>(DEFAULTS)
  /** Plain sentences: which parts of the address were not understood, what went wrong, what is missing. */
  notes = $state.raw<readonly string[]>([])
  source = $state<Source>('grow')
  loading = $state(true)
  readonly showing = new Showing()
  readonly runs = new ServedRuns()
  readonly training: Training
  readonly inspection: Inspection
  readonly evidence: EvidenceOfShown
  readonly motion: Motion = $derived.by(() => {
    const { showing, training } = this
    if (showing.opened === null && !training.finished && !training.failed) return 'growth'
    return showing.moments.length > 1 ? 'timeline' : 'turn'
  })

  readonly #client: BrainClient
  readonly #address = new Address()
  /** Counts how often a source was chosen. A network that arrives after another source was chosen is not shown. */
  #asked = 0
  /** Notes about the source. They are shown before the notes about the opened networks. */
  #standing: readonly string[] = []

  constructor(worker: StartedWorker) {
    this.#client = worker.client
    this.training = new Training(worker, this.showing, () => {
      this.loading = false
    })
    this.inspection = new Inspection({
      client: worker.client,
      subject: () => {
        const { networks } = this.showing
        const snapshot = networks.length > 0 ? this.showing.seen(0) : null
        return snapshot && { experiment: networks[0].experiment, snapshot }
      },
      trying: (act) => this.#trying(act),
    })
    this.evidence = new EvidenceOfShown({
      client: worker.client,
      showing: this.showing,
      training: () => this.training.running && this.showing.opened === null,
      trying: (act) => this.#trying(act),
    })
  }

  /** The record from a network's experiment.json; null if it was not opened from files. */
  recordOf(network: number): RunRecord | null {
    return this.showing.opened?.[network]?.record ?? null
  }

  /** Begins: shows the runs that are served to the page, or the network that its address names. */
  async open(page: Document): Promise<void> {
    const { settings, complaints } = this.#address.read()
    this.settings = settings
    await this.#trying(async () => {
      await this.runs.find(page)
      await this.#begin(complaints)
    })
  }

  /** Changes one setting, here and in the address. If it is a setting of the network, the network begins anew. */
  set = async <Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> => {
    const before = this.settings
    this.#take({ [name]: value })
    if (name === 'speed') await this.training.setSpeed(this.settings.speed)
    if (name === 'pause') await this.training.setPause(this.settings.pause)
    if (LOOKS.includes(name) || (await this.#begin([]))) return
    this.#take({ [name]: before[name] })
  }

  /** Grows a network here, whatever was shown before. */
  async grow(): Promise<void> {
    await this.set('network', this.runs.all.length > 0 ? 'grow' : 'auto')
  }

  /** Shows one of the served runs, and another beside it unless its name is empty. */
  async choose(run: string, beside: string): Promise<void> {
    this.#take({ network: 'auto', run, beside: beside === run ? '' : beside })
    await this.#begin([])
  }

  /** Shows networks that were dropped or chosen. */
  async openFiles(opened: readonly Opened[]): Promise<void> {
    this.#asked++
    this.#leave('files', [])
    await this.#show(opened)
  }

  /**
   * Edits the charge of a network, which goes on from its present step. So does the network beside it, if its charge is
   * derived from the edited one. The address gets the new charge as well, for the next beginning.
   */
  async edit(network: number, { kind, lambda, distanceFactor, every }: RegularizerValue): Promise<void> {
    this.#take(
      network === 0
        ? { kind, lambda, distance: distanceFactor, every }
        : { compare: 'own', kind2: kind, lambda2: lambda, distance2: distanceFactor, every2: every },
    )
    await this.#trying(() => this.training.change(toExperiments(this.settings)))
  }

  /**
   * Grows the network anew after it diverged, with the change of settings that most likely keeps its numbers finite.
   */
  async tame(): Promise<void> {
    const { activation, rate } = this.settings
    if (activation === 'relu2') await this.set('activation', 'relu')
    else await this.set('rate', Math.max(1e-5, Number((rate / 10).toPrecision(3))))
  }

  async rewind(): Promise<void> {
    await this.training.rewind(() => {
      this.notes = []
      this.#clear()
    })
  }

  /** Moves the first network while a video of it is recorded, then puts everything back. */
  film = (scene: BrainScene, record: (onframe: (passed: number) => void) => Promise<Blob>) =>
    film(this, scene, record)

  /**
   * Shows one or two networks from files. If they are the same runs as before (not `anew`), what was chosen in them
   * stays.
   */
  async #show(opened: readonly Opened[], anew = true): Promise<void> {
    // Awaited only where the worker is needed: a worker that did not start never answers, but networks can be shown
    // without.
    const paused = anew ? this.training.pause() : null
    this.showing.open(opened, anew)
    if (anew) this.#clear()
    this.training.finished = true
    this.loading = false
    this.notes = [...this.#standing, ...opened.flatMap(({ notes }) => notes)]
    for (const [i, { snapshot }] of opened.entries()) {
      if (!snapshot || !this.showing.lacksEvaluation(snapshot)) continue
      await this.#trying(async () => {
        await paused
        await this.showing.evaluate(i, snapshot, (experiment, network) =>
          this.#client.evaluate(experiment, network),
        )
      })
    }
  }

  /** Shows the network of the settings. @returns false if it could not be opened; the page then stays as it was */
  async #begin(complaints: readonly string[]): Promise<boolean> {
    this.#asked++
    const { network, run, beside } = this.settings
    const chosen = SHIPPED.find((shipped) => shipped.network === network)
    const { runs, faults } = chosenRuns(network === 'auto' ? this.runs.all : [], [run, beside])
    const notes = [...complaints, ...faults]
    if (chosen) return this.#openShipped(chosen, notes)
    if (runs.length > 0) {
      this.#leave(`run ${runs[0].id}`, notes)
      this.loading = true
      void this.#trying(() =>
        this.runs.follow(runs, async ({ opened, first, running }) => {
          this.training.running = running
          await this.#show(opened, first)
        }),
      )
    } else await this.#grow(notes)
    return true
  }

  /** Loads a network that is shipped with the page, and shows it. @returns false if it could not be loaded */
  async #openShipped(chosen: Shipped, notes: readonly string[]): Promise<boolean> {
    const asked = this.#asked
    if (this.showing.networks.length === 0) this.#leave(chosen.network, notes) // no network to keep
    this.loading = true
    const { compare } = this.settings
    const second = SHIPPED.find((shipped) => shipped !== chosen && shipped.compare === compare)
    const names = [chosen, ...(second ? [second] : [])].map(({ name }) => name)
    try {
      const opened = await Promise.all(names.map((name) => openShipped(name, document.baseURI)))
      if (asked !== this.#asked) return true
      this.#leave(chosen.network, notes)
      await this.#show(opened)
      return true
    } catch (error) {
      if (asked !== this.#asked) return true
      this.#complain(error)
      return false
    }
  }

  /** Grows the network of the settings, from the first step. */
  async #grow(notes: readonly string[]): Promise<void> {
    this.#leave('grow', notes)
    const growing = this.training.grow(toExperiments(this.settings), this.settings)
    this.#clear()
    await growing
  }

  /** Stops following served runs and changes to another source. @param notes shown as long as the source is */
  #leave(source: Source, notes: readonly string[]): void {
    this.runs.leave()
    this.source = source
    this.notes = notes
    this.#standing = notes
  }

  /** Forgets the results and failures of the former networks. */
  #clear(): void {
    this.inspection.clear()
    this.training.recover()
  }

  /** Does something that may fail. A failure becomes a note, and the page stays as it was. */
  async #trying(act: () => Promise<unknown>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#complain(error)
    }
  }

  #complain(error: unknown): void {
    this.loading = false
    const message = error instanceof Error ? error.message : String(error)
    if (message !== this.training.failed?.message && !this.notes.includes(message))
      this.notes = [...this.notes, message]
  }

  /** Changes settings, here and in the address. */
  #take(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings }
    this.#address.write(this.settings)
  }
}
