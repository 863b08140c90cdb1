/**
 * The state of the page: its settings, and the source of the networks that it shows. Networks grow here
 * (training.svelte.ts), are opened from files, or are served runs (servedRuns.svelte.ts). What is shown of them is in
 * showing.svelte.ts. Components show this state and hold none of it themselves.
 */
import type { RunRecord } from 'gyrus/runs/runRecord.js'
import { Address } from './address.js'
import { fetchAhead } from './ahead.js'
import type { BrainClient, StartedWorker } from './brain/client.js'
import { isWhole } from './brain/snapshot.js'
import { CHOSEN, Chosen } from './chosen.svelte.js'
import { EvidenceOfShown } from './evidence.svelte.js'
import type { Opened } from './files/read.js'
import { chosenRuns } from './files/served.js'
import { openShipped, SHIPPED, type Shipped } from './files/shipped.js'
import { film, type Motion } from './film.js'
import { Inspection } from './inspection.svelte.js'
import type { RegularizerValue } from './panels/charge.js'
import { Pointed } from './pointed.svelte.js'
import { Replay } from './replay.svelte.js'
import type { BrainScene } from './scene/scene.js'
import { ServedRuns } from './servedRuns.svelte.js'
import {
  DEFAULTS,
  differing,
  growsHere,
  type Parsed,
  type SettingName,
  type Settings,
  toExperiments,
} from './settings.js'
import { Showing } from './showing.svelte.js'
import { Training } from './training.svelte.js'

/** Settings that change only how a network is shown or how fast it runs; the network stays. */
const LOOKS: readonly SettingName[] = [
  ...(['view', 'color', 'threshold', 'wires', 'speed', 'pause', 'theme', 'chapter', 'embed'] as const),
  ...CHOSEN,
]
/** Settings of what wires cost, which a network that grows takes while it grows. */
const CHARGES: readonly SettingName[] = [
  ...(['kind', 'lambda', 'distance', 'every', 'kind2', 'lambda2', 'distance2', 'every2'] as const),
  'compare',
]
/** How many networks from files are kept for when the user goes back to them. */
const MOST_FILES = 4
/** The settings that name a source of networks, as they are where none is named. */
const NO_SOURCE = { network: 'auto', run: '', beside: '', src: '', file: '' } as const

/**
 * The source of the networks: they grow here, are opened from files or from an address of the web, are shipped with the
 * page, or are a served run.
 */
export type Source = 'grow' | 'files' | 'hosted' | Shipped['network'] | `run ${string}`

export class Page {
  settings = $state.raw<Settings>(DEFAULTS)
  /** Plain sentences: which parts of the address were not understood, what went wrong, what is missing. */
  notes = $state.raw<readonly string[]>([])
  source = $state<Source>('grow')
  loading = $state(true)
  /** Whether all that the page brings along is here, so that it needs no server any more. */
  complete = $state(false)
  /** An address on another host, which the user is asked about before it is loaded; null if there is no question. */
  question = $state.raw<URL | null>(null)
  readonly showing = new Showing()
  readonly runs = new ServedRuns()
  readonly training: Training
  readonly inspection: Inspection
  readonly replay = new Replay(this.showing, (ended) => {
    this.#flat = ended
  })
  readonly evidence: EvidenceOfShown
  readonly pointed = new Pointed()
  readonly chosen: Chosen
  readonly motion: Motion = $derived.by(() => {
    const { showing, training } = this
    if (showing.opened === null && !training.finished && !training.failed) return 'growth'
    return showing.moments.length > 1 ? 'timeline' : 'turn'
  })

  /** Whether the sheet is shown as a map because a growth that was watched has ended: there modules are seen best. */
  #flat = $state(false)
  readonly #client: BrainClient
  readonly #address = new Address()
  /** Counts how often a source was chosen. A network that arrives after another source was chosen is not shown. */
  #asked = 0
  /** The value of `#asked` when the networks that are shown were asked for. */
  #shown = 0
  /** Notes about the source. They are shown before the notes about the opened networks. */
  #standing: readonly string[] = []
  #fetching = false
  /** Addresses on other hosts that the user agreed to. */
  readonly #agreedTo = new Set<string>()
  /** Answers the question that stands. */
  #answer: (agreed: boolean) => void = () => undefined
  /** The networks that were opened from files last, by what the address calls them: Back shows them again. */
  readonly #files = new Map<string, readonly Opened[]>()

  constructor(worker: StartedWorker) {
    this.#client = worker.client
    this.training = new Training(worker, this.showing, () => {
      this.loading = false
      this.#flat = this.training.finished && this.showing.opened === null
      void this.#come()
    })
    this.inspection = new Inspection({
      client: worker.client,
      subject: (network) => {
        const { networks } = this.showing
        const snapshot = network < networks.length ? this.showing.seen(network) : null
        return snapshot && isWhole(snapshot) ? { experiment: networks[network].experiment, snapshot } : null
      },
      trying: (act) => this.#trying(act),
    })
    this.evidence = new EvidenceOfShown({
      client: worker.client,
      showing: this.showing,
      training: () => this.training.running && this.showing.opened === null,
      trying: (act) => this.#trying(act),
    })
    this.chosen = new Chosen(this)
  }

  /** How the network is drawn. */
  get view(): Settings['view'] {
    return this.#flat ? 'map' : this.settings.view
  }

  /** The settings with what is chosen in the networks that are shown: what the address says. */
  get told(): Settings {
    const { settings, chosen } = this
    const told = { ...settings, ...chosen.settings }
    return told.moment === settings.pause ? { ...told, moment: DEFAULTS.moment } : told
  }

  /** Fetches once what the page brings along and may need later. */
  async fetchAhead(page: Document): Promise<void> {
    if (this.#fetching) return
    this.#fetching = true
    await fetchAhead(page)
    this.complete = true
  }

  /** Brings the address up to date. */
  write(): void {
    this.#address.write(this.told)
  }

  /** The link to what is shown, on the whole page. */
  get link(): string {
    return this.#address.linkTo({ ...this.told, embed: DEFAULTS.embed })
  }

  /** The record from a network's experiment.json; null if it was not opened from files. */
  recordOf(network: number): RunRecord | null {
    return this.showing.opened?.[network]?.record ?? null
  }

  /** Begins: shows the runs that are served to the page, or the network that its address names. */
  async open(page: Document): Promise<void> {
    const { settings, complaints } = this.#address.read()
    this.settings = settings
    this.chosen.take(settings, true)
    this.#address.onturn((parsed) => void this.#turn(parsed))
    await this.#trying(async () => {
      await this.runs.find(page)
      await this.#begin(complaints)
      const { moment, chapter } = this.settings
      const isVisit =
        this.#isVisit && this.showing.opened !== null && moment === DEFAULTS.moment && chapter === ''
      if (isVisit && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.replay.play(settings.speed)
    })
  }

  /** Changes one setting. If it is a setting of the network, the network begins anew. */
  set = async <Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> => {
    const before = this.settings
    this.#take({ ...(name === 'network' && NO_SOURCE), [name]: value })
    if (!LOOKS.includes(name)) this.chosen.forget()
    if (name === 'view') this.#flat = false
    if (name === 'speed') {
      await this.training.setSpeed(this.settings.speed)
      if (this.replay.playing) this.replay.play(this.settings.speed)
    }
    if (name === 'pause') await this.training.setPause(this.settings.pause)
    if (LOOKS.includes(name) || (await this.#begin([]))) return
    const { network, run, beside, src, file } = before
    this.#take({ network, run, beside, src, file, [name]: before[name] })
  }

  /** Grows a network here, whatever was shown before. */
  async grow(): Promise<void> {
    await this.set('network', 'grow')
  }

  /** Shows one of the served runs, and another beside it unless its name is empty. */
  async choose(run: string, beside: string): Promise<void> {
    this.#take({ ...NO_SOURCE, run, beside: beside === run ? '' : beside })
    this.chosen.forget()
    await this.#begin([])
  }

  /** Shows networks that were dropped or chosen. */
  async openFiles(opened: readonly Opened[]): Promise<void> {
    this.#asked++
    const name = opened.map(({ described }) => described.source).join(' and ')
    this.#files.delete(name)
    this.#files.set(name, opened)
    if (this.#files.size > MOST_FILES) this.#files.delete([...this.#files.keys()][0])
    this.#take({ ...NO_SOURCE, file: name })
    this.chosen.forget()
    this.#leave('files', [])
    await this.#show(opened)
  }

  /** Shows what the address says after the user went back or forward. */
  async #turn({ settings, complaints }: Parsed): Promise<void> {
    const { training, showing } = this
    const changed = differing(this.settings, settings).filter((name) => !LOOKS.includes(name))
    const experiments = toExperiments(settings)
    // A charge that was edited is edited back; the training goes on.
    const edited =
      this.source === 'grow' &&
      changed.every((name) => CHARGES.includes(name)) &&
      experiments.length === showing.networks.length
    this.settings = settings
    this.chosen.take(settings, !edited && changed.length > 0)
    await this.#trying(async () => {
      await training.setSpeed(settings.speed)
      if (!edited && changed.length > 0) {
        await this.#begin(complaints)
        return
      }
      if (edited) {
        await training.change(experiments)
        await training.setPause(this.chosen.pause || settings.pause)
        if (this.chosen.pause > showing.step) await training.run()
      }
      await this.#come()
    })
  }

  /** Chooses what the address says in the networks that are shown, unless others are on their way. */
  async #come(): Promise<void> {
    if (this.#shown === this.#asked) await this.chosen.come()
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

  /** Shows a moment. @param step null for the newest */
  seek(step: number | null): void {
    this.replay.pause()
    this.showing.moment = step
  }

  async rewind(): Promise<void> {
    await this.training.rewind(() => {
      this.notes = []
      this.chosen.forget()
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
    if (anew) {
      this.replay.pause()
      this.#flat = false
    }
    this.showing.open(opened, anew)
    if (anew) this.#clear()
    this.training.finished = true
    this.loading = false
    this.notes = [...this.#standing, ...opened.flatMap(({ notes }) => notes)]
    this.#shown = this.#asked
    void this.#come()
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
    const { network, run, beside, src, file } = this.settings
    const chosen = this.#isVisit ? SHIPPED[0] : SHIPPED.find((shipped) => shipped.network === network)
    const { runs, faults } = chosenRuns(network === 'auto' ? this.runs.all : [], [run, beside])
    const unserved = network === 'auto' && run !== '' && !this.runs.served
    const notes = [...complaints, ...faults, ...(unserved ? [needsServer(run)] : [])]
    if (file !== '') return this.#openAgain(file, notes)
    if (src !== '') return this.#openHosted(src, notes)
    if (chosen) {
      const isShown = await this.#openShipped(chosen, notes)
      if (isShown || !this.#isVisit) return isShown
    }
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

  /**
   * Whether nothing says which network is to be shown. Then it is one that grew beforehand: it shows more than what can
   * grow here in a minute.
   */
  get #isVisit(): boolean {
    const { network, run, src, file } = this.settings
    const isNamed = network !== 'auto' || run !== '' || src !== '' || file !== ''
    return !isNamed && this.runs.all.length === 0 && !growsHere(this.settings)
  }

  /** Loads a network that is shipped with the page, and shows it. @returns false if it could not be loaded */
  async #openShipped(chosen: Shipped, notes: readonly string[]): Promise<boolean> {
    const asked = this.#asked
    if (this.showing.networks.length === 0) this.#leave(chosen.network, notes) // no network to keep
    this.loading = true
    const { compare } = this.settings
    const second = SHIPPED.find((shipped) => shipped !== chosen && shipped.compare === compare)
    const both = [chosen, ...(second ? [second] : [])]
    try {
      const opened = await Promise.all(both.map((each) => openShipped(each, document.baseURI)))
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

  /** Shows networks from files that were opened before. A page that was loaded since then has them no more. */
  async #openAgain(file: string, notes: readonly string[]): Promise<boolean> {
    const opened = this.#files.get(file)
    if (opened) {
      this.#leave('files', notes)
      await this.#show(opened)
      return true
    }
    this.#showNone('files', [
      ...notes,
      `The address is of ${file}, which was opened from a disk: a page cannot open it again by itself, so choose it once more, or drop it here.`,
    ])
    return true
  }

  /** Shows the network at an address of the web. On another host than the page's, it is loaded if the user agrees. */
  async #openHosted(src: string, notes: readonly string[]): Promise<boolean> {
    const asked = this.#asked
    this.#showNone('hosted', notes)
    await this.#trying(async () => {
      const { hostedAddress, openHosted } = await import('./files/hosted.js')
      const url = hostedAddress(src, document.baseURI)
      if (url.origin !== location.origin && !(await this.#agreed(url))) return
      this.loading = true
      const opened = await openHosted(url).catch((error: unknown) => {
        if (asked === this.#asked) throw error
      })
      if (opened && asked === this.#asked) await this.#show(opened)
    })
    return true
  }

  /** Asks the user about an address. The question stands until it is answered or another source is chosen. */
  #agreed(url: URL): Promise<boolean> {
    if (this.#agreedTo.has(url.href)) return Promise.resolve(true)
    this.question = url
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  /** Loads what the user was asked about. */
  agree(): void {
    if (this.question) this.#agreedTo.add(this.question.href)
    this.question = null
    this.#answer(true)
  }

  /** Shows no network, because it is not there or not yet. */
  #showNone(source: Source, notes: readonly string[]): void {
    this.#leave(source, notes)
    this.loading = false
    this.showing.grow([])
    this.#clear()
    void this.training.pause()
  }

  /** Grows the network of the settings, from the first step. */
  async #grow(notes: readonly string[]): Promise<void> {
    this.replay.pause()
    this.#leave('grow', notes)
    const pause = this.chosen.pause || this.settings.pause
    const growing = this.training.grow(toExperiments(this.settings), { ...this.settings, pause })
    this.#shown = this.#asked
    this.#clear()
    await growing
  }

  /** Stops following served runs and changes to another source. @param notes shown as long as the source is */
  #leave(source: Source, notes: readonly string[]): void {
    this.runs.leave()
    this.question = null
    this.#answer(false)
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

  #take(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings }
  }
}

const needsServer = (run: string) =>
  `The address is of ${run}, a run on a disk: npx gyrus view ${run} shows it; here, drop its folder on the page.`
