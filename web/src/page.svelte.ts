/**
 * What the page knows: its settings, the networks that grow in the worker or were opened from files, and what is looked
 * at. Components only show it.
 */
import * as Comlink from 'comlink'
import type { RunRecord } from 'gyrus/runs/runRecord.js'
import type { ServedRun } from 'gyrus/view/api.js'
import { Address } from './address.js'
import type { BrainEvent, Failure } from './brain/brains.js'
import type { StartedWorker } from './brain/client.js'
import { NOT_STARTED } from './brain/notStarted.js'
import type { Snapshot } from './brain/snapshot.js'
import { mostMoments, Timeline } from './brain/timeline.js'
import { pastOf } from './files/past.js'
import type { Opened } from './files/read.js'
import { chosenRuns, followRun, servedRuns, servedRunsAddress } from './files/served.js'
import { openShipped, SHIPPED, type Shipped } from './files/shipped.js'
import { Inspection } from './inspection.svelte.js'
import type { RegularizerValue } from './panels/charge.js'
import type { BrainScene } from './scene/scene.js'
import { DEFAULTS, type SettingName, type Settings, toExperiments } from './settings.js'
import { chargeName, type Shown, shown } from './shown.js'

/** Steps a second. */
const SPEEDS: Readonly<Record<Settings['speed'], number | null>> = { slow: 4, steady: 30, full: null }
/** Settings that are only looked through: the network stays. */
const LOOKS: readonly SettingName[] = ['view', 'color', 'threshold', 'wires', 'speed', 'pause', 'theme']

/** Where what is shown comes from: it grows here, was opened from files, is shipped with the page, or is a served run. */
export type Source = 'grow' | 'files' | Shipped['network'] | `run ${string}`

export class Page {
  settings = $state.raw<Settings>(DEFAULTS)
  /** Plain sentences: what of the address was not taken, what went wrong, what is missing. */
  notes = $state.raw<readonly string[]>([])
  networks = $state.raw<readonly Shown[]>([])
  /** Opened from files: they have a past, and do not grow here. */
  opened = $state.raw<readonly Opened[] | null>(null)
  /** Runs that `gyrus view` serves; empty where nobody serves any. */
  served = $state.raw<readonly ServedRun[]>([])
  /** Ids of the one or two that are shown. */
  followed = $state.raw<readonly string[]>([])
  source = $state<Source>('grow')
  running = $state(false)
  /** Why nothing trains any more. */
  failed = $state.raw<Failure | null>(null)
  finished = $state(false)
  loading = $state(true)
  step = $state(0)
  lambda = $state<number | null>(null)
  /** Step of the moment that is shown; null for the newest. */
  moment = $state<number | null>(null)
  moments = $state.raw<readonly number[]>([])
  /** What moves in a video: the training goes on, its moments are played, or a network that has only one is turned. */
  readonly motion = $derived(
    this.opened === null && !this.finished && !this.failed
      ? 'growth'
      : this.moments.length > 1
        ? 'timeline'
        : 'turn',
  )

  readonly #worker: StartedWorker
  readonly inspection: Inspection
  readonly #address = new Address()
  #timelines: Timeline[] = []
  /** Which networks are the page's now: what is heard of earlier ones is let pass. */
  #generation = 0
  /** Which source was asked for last: what an earlier one brings is let pass. */
  #asked = 0
  /** Snapshots that came without an evaluation, and as they are with the one that they were given here. */
  readonly #evaluated = new WeakMap<Snapshot, Snapshot>()
  #following = new AbortController()
  #servedAt: string | null = null
  /** What is said whatever the networks that are shown say. */
  #standing: readonly string[] = []

  constructor(worker: StartedWorker) {
    this.#worker = worker
    void worker.failed.then(() => {
      this.failed = { message: NOT_STARTED, diverged: false }
      this.loading = this.running = false
    })
    this.inspection = new Inspection({
      client: worker.client,
      subject: () => {
        const snapshot = this.networks.length > 0 ? this.seen(0) : null
        return snapshot && { experiment: this.networks[0].experiment, snapshot }
      },
      trying: (act) => this.#trying(act),
    })
  }

  /** The snapshot of a network at the moment that is shown. */
  seen(network: number): Snapshot | null {
    const { snapshot } = this.networks[network]
    return this.moment === null ? snapshot : (this.#timelines[network].at(this.moment) ?? snapshot)
  }

  /** What a network's experiment.json said, where it was opened from files. */
  recordOf(network: number): RunRecord | null {
    return this.opened?.[network]?.record ?? null
  }

  /** Shows the runs that are served to the page, or what its address says. */
  async open(page: Document): Promise<void> {
    const { settings, complaints } = this.#address.read()
    this.settings = settings
    this.#servedAt = servedRunsAddress(page)
    await this.#trying(async () => {
      if (this.#servedAt !== null) this.served = await servedRuns(this.#servedAt)
      await this.#begin(complaints)
    })
  }

  /** Changes one setting; the address follows, and where it is the network's, that grows anew. */
  set = async <Name extends SettingName>(name: Name, value: Settings[Name]): Promise<void> => {
    const before = this.settings
    this.#take({ [name]: value })
    const { client } = this.#worker
    if (name === 'speed') await client.setSpeed(SPEEDS[this.settings.speed])
    if (name === 'pause') await client.setPauseAt(this.settings.pause || null)
    if (LOOKS.includes(name) || (await this.#begin([]))) return
    this.#take({ [name]: before[name] })
  }

  /** Grows a network here, whatever was shown before. */
  async grow(): Promise<void> {
    await this.set('network', this.served.length > 0 ? 'grow' : 'auto')
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
   * Edits the charge of a network. It goes on from where it is, as one beside it does whose charge follows from this
   * one's; the address says it for the next beginning.
   */
  async edit(network: number, { kind, lambda, distanceFactor, every }: RegularizerValue): Promise<void> {
    this.#take(
      network === 0
        ? { kind, lambda, distance: distanceFactor, every }
        : { compare: 'own', kind2: kind, lambda2: lambda, distance2: distanceFactor, every2: every },
    )
    await this.#trying(async () => {
      const changes = toExperiments(this.settings).map(async (experiment, i) => {
        if (JSON.stringify(experiment) === JSON.stringify(this.networks[i].experiment)) return
        // Before the answer, so that the next edit is compared with what was sent last.
        this.#update(i, { experiment, name: chargeName(experiment) })
        const { regularizer, relocation } = experiment
        await this.#worker.client.change(i, { regularizer, relocation })
      })
      await Promise.all(changes)
      if (this.failed?.diverged) this.failed = null
    })
  }

  run = () => this.#worker.client.run()
  pause = () => this.#worker.client.pause()
  stepOnce = () => this.#worker.client.stepOnce()

  /** Grows anew with what is the likeliest to keep the numbers within bounds. */
  async tame(): Promise<void> {
    const { activation, rate } = this.settings
    if (activation === 'relu2') await this.set('activation', 'relu')
    else await this.set('rate', Math.max(1e-5, Number((rate / 10).toPrecision(3))))
  }

  async rewind(): Promise<void> {
    await this.#worker.client.rewind()
    this.notes = []
    this.#forget()
    await this.#worker.client.run()
  }

  /** Moves the first network while it is recorded; then all is as it was before. */
  film = async (scene: BrainScene, record: (onframe: (passed: number) => void) => Promise<Blob>) => {
    const { motion, running, moment } = this
    const generation = this.#generation
    if (motion === 'growth') {
      this.moment = null
      await this.run()
    }
    let turned = 0
    try {
      return await record((passed) => {
        if (motion === 'timeline') {
          this.moment = this.moments[Math.floor(passed * (this.moments.length - 1))]
        } else if (motion === 'turn') {
          scene.turn(2 * (passed - turned), 0)
          turned = passed
        }
      })
    } finally {
      if (generation === this.#generation) {
        if (motion !== 'turn') this.moment = moment
        if (motion === 'growth' && !running) await this.pause()
      }
    }
  }

  /** Follows one or two of the served runs, until they are done or others are chosen. */
  async #follow(runs: readonly ServedRun[]): Promise<void> {
    this.followed = runs.map(({ id }) => id)
    const { signal } = this.#following
    const status = new Map<string, ServedRun['status']>()
    const seen: Opened[] = []
    let anew = true
    const following = runs.map(async ({ id }, i) => {
      for await (const { run, opened } of followRun(this.#servedAt!, id, { signal })) {
        if (signal.aborted) return
        seen[i] = opened
        status.set(id, run.status)
        if (status.size < runs.length) continue
        const first = anew
        anew = false
        this.running = [...status.values()].includes('running')
        await this.#show([...seen], first)
      }
    })
    await Promise.all(following)
  }

  /** Shows networks from files, one or two; another look at the same ones keeps what was chosen in them. */
  async #show(opened: readonly Opened[], anew = true): Promise<void> {
    if (anew) this.#generation++
    // Waited for no sooner than it must be: a worker that did not start never answers, and one can look without.
    const paused = anew ? this.#worker.client.pause() : null
    const networks = opened.map(({ described: { experiment, source } }) => shown(experiment, source))
    if (anew) this.#timelines = networks.map(timelineOf)
    opened.forEach(({ snapshot }, i) => {
      if (snapshot) this.#timelines[i].add(this.#evaluated.get(snapshot) ?? snapshot)
    })
    this.opened = opened
    this.networks = networks.map((one, i) => ({ ...one, ...this.#past(i) }))
    if (anew) this.#clear()
    this.step = this.networks[0].snapshot?.step ?? 0
    this.moments = this.#timelines[0].moments.map(({ step }) => step)
    this.finished = true
    this.loading = false
    this.notes = [...this.#standing, ...opened.flatMap(({ notes }) => notes)]
    for (const [i, { snapshot }] of opened.entries()) {
      if (!snapshot || snapshot.evaluation || this.#evaluated.has(snapshot)) continue
      await this.#trying(async () => {
        await paused
        await this.#evaluate(i, snapshot)
      })
    }
  }

  /** An opened network as it is now, and its past. */
  #past(network: number): Pick<Shown, 'snapshot' | 'losses' | 'evaluations'> {
    const { newest, moments } = this.#timelines[network]
    return { snapshot: newest, ...pastOf(this.opened![network].metrics, moments) }
  }

  /** Gives a snapshot of an opened network an evaluation: once, for a run that is followed hands it out again. */
  async #evaluate(network: number, snapshot: Snapshot): Promise<void> {
    const generation = this.#generation
    this.#evaluated.set(snapshot, snapshot)
    const { experiment } = this.networks[network]
    const { step, parameters } = snapshot
    const evaluation = await this.#worker.client.evaluate(experiment, { step, parameters })
    const evaluated = { ...snapshot, evaluation }
    this.#evaluated.set(snapshot, evaluated)
    if (generation !== this.#generation) return
    this.#timelines[network].replace(snapshot, evaluated)
    this.#update(network, this.#past(network))
  }

  /** Begins what the settings say. @returns false where that cannot be, and the page stays as it was */
  async #begin(complaints: readonly string[]): Promise<boolean> {
    this.#asked++
    const { network, run, beside } = this.settings
    const chosen = SHIPPED.find((shipped) => shipped.network === network)
    const { runs, faults } = chosenRuns(network === 'auto' ? this.served : [], [run, beside])
    const notes = [...complaints, ...faults]
    if (chosen) return this.#openShipped(chosen, notes)
    if (runs.length > 0) {
      this.#leave(`run ${runs[0].id}`, notes)
      this.loading = true
      void this.#trying(() => this.#follow(runs))
    } else await this.#grow(notes)
    return true
  }

  /** Opens a network that the page brings along, once it has come. @returns false where it does not come */
  async #openShipped(chosen: Shipped, notes: readonly string[]): Promise<boolean> {
    const asked = this.#asked
    if (this.networks.length === 0) this.#leave(chosen.network, notes) // there is nothing to keep until then
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

  /** Grows what the settings say, from the first step. */
  async #grow(notes: readonly string[]): Promise<void> {
    const generation = ++this.#generation
    this.#leave('grow', notes)
    this.opened = null
    const experiments = toExperiments(this.settings)
    this.networks = experiments.map((experiment) => shown(experiment))
    this.#forget()
    const { client } = this.#worker
    await client.grow(
      experiments,
      Comlink.proxy((event: BrainEvent) => {
        if (generation === this.#generation) this.#hear(event)
      }),
    )
    if (generation !== this.#generation) return
    // Sent at once: between two answers another network could take the page, and this one would run beside it.
    const { speed, pause } = this.settings
    await Promise.all([client.setSpeed(SPEEDS[speed]), client.setPauseAt(pause || null), client.run()])
  }

  /** Turns from what is followed to another source, of which this is to be said as long as it is shown. */
  #leave(source: Source, notes: readonly string[]): void {
    this.#following.abort()
    this.#following = new AbortController()
    this.followed = []
    this.source = source
    this.notes = this.#standing = notes
  }

  /** Back to the first step. */
  #forget(): void {
    this.#timelines = this.networks.map(timelineOf)
    this.networks = this.networks.map((one) => ({ ...one, snapshot: null, losses: [], evaluations: [] }))
    this.#clear()
    this.moments = []
    this.step = 0
    this.finished = false
  }

  /** Nothing is asked or looked back at. */
  #clear(): void {
    this.moment = this.lambda = null
    this.inspection.clear()
    if (this.failed?.diverged) this.failed = null
  }

  #hear(event: BrainEvent): void {
    switch (event.type) {
      case 'loss': {
        const { network, step, taskLoss } = event
        if (network === 0) this.lambda = event.lambda
        this.#update(network, { losses: [...this.networks[network].losses, { step, taskLoss }] })
        return
      }
      case 'snapshot': {
        const { network, snapshot } = event
        this.#timelines[network].add(snapshot)
        const { evaluations } = this.networks[network]
        const { evaluation } = snapshot
        const isNew = evaluation && evaluation.step !== evaluations.at(-1)?.step
        this.#update(network, { snapshot, ...(isNew && { evaluations: [...evaluations, evaluation] }) })
        if (network > 0) return
        this.#tellShowing()
        if (this.step === 0) void loadFiles()
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
        this.failed = event
        return
    }
  }

  /** Tells the worker how long the page takes from here on until the browser has what it shows. */
  #tellShowing(): void {
    const since = performance.now()
    requestAnimationFrame(() =>
      setTimeout(() => void this.#worker.client.setShowing(performance.now() - since)),
    )
  }

  /** What goes wrong is said, and the page stays as it was. */
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
    if (message !== this.failed?.message && !this.notes.includes(message))
      this.notes = [...this.notes, message]
  }

  /** Takes settings on; the address follows. */
  #take(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings }
    this.#address.write(this.settings)
  }

  #update(network: number, change: Partial<Shown>): void {
    this.networks = this.networks.map((one, i) => (i === network ? { ...one, ...change } : one))
  }
}

/** Loads what reads and writes files, so that it is there when it is asked for, even if the page's server is not. */
async function loadFiles(): Promise<void> {
  await Promise.allSettled([import('fflate'), import('./files/read.js'), import('./files/write.js')])
}

function timelineOf({ sheet, battery }: Shown): Timeline {
  return new Timeline(mostMoments(sheet.rows * sheet.columns, battery.inputCount, battery.outputCount))
}
