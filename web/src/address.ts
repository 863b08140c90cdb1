/**
 * The page's address, which holds the settings. What the user chose becomes an entry of the browser's history, so that
 * Back undoes it; what flows, such as the moment of a training, only changes the present entry.
 */
import {
  DEFAULTS,
  differing,
  format,
  type Parsed,
  parse,
  type SettingName,
  type Settings,
} from './settings.js'

/** Least time in ms between two changes of the address. Safari refuses more than 100 in 10 s, other browsers 200. */
const EVERY = 350
/** Changes of the same setting that follow each other within this time, ms, are one choice: a slider is dragged. */
const ONE_CHOICE = 1000
/** Settings that make no entry: they change without the user, or many times in a row. */
const FLOWS: readonly SettingName[] = ['moment', 'pause', 'speed', 'draw']
/** Settings that make no entry where they go back to nothing: the end of a choice is none. */
const LET_GO: readonly SettingName[] = ['neuron', 'lesion', 'lesion2', 'trial', 'chapter']

export class Address {
  #written = Number.NEGATIVE_INFINITY
  /** Settings as the address has them; null before it was read. */
  #last: Settings | null = null
  /** What the last choice changed, and when. */
  #choice = { names: '', at: Number.NEGATIVE_INFINITY }
  /** What waits to be written until the browser allows it again; null if nothing does. */
  #next: { text: string; entry: boolean } | null = null
  /** Whether choices become entries. */
  readonly #entries: boolean

  /** @param entries whether choices become entries: not in a frame, where they would be entries of the page around it */
  constructor(entries = window.parent === window) {
    this.#entries = entries
    addEventListener('pagehide', () => this.#flush())
  }

  read(): Parsed {
    this.#next = null
    const parsed = parse(new URLSearchParams(location.search))
    this.#last = parsed.settings
    return parsed
  }

  /** Calls back with what the address holds when the user goes back or forward. */
  onturn(turn: (parsed: Parsed) => void): void {
    addEventListener('popstate', () => turn(this.read()))
  }

  /** The whole address of settings, as a link. */
  linkTo(settings: Settings): string {
    return new URL(pathOf(format(settings)), location.href).href
  }

  /** Writes settings into the address, at once or as soon as the browser allows it. */
  write(settings: Settings): void {
    if (this.#last === null) return
    const entry = this.#makesEntry(this.#last, settings)
    if (entry === null) return
    this.#last = settings
    const waits = this.#next !== null
    this.#next = { text: format(settings), entry: entry || (this.#next?.entry ?? false) }
    if (waits) return
    const wait = this.#written + EVERY - performance.now()
    if (wait <= 0) this.#flush()
    else setTimeout(() => this.#flush(), wait)
  }

  /** Whether a change of settings becomes an entry; null if nothing has changed. */
  #makesEntry(before: Settings, after: Settings): boolean | null {
    const changed = differing(before, after)
    if (changed.length === 0) return null
    const set = differing(after, DEFAULTS)
    const chosen = changed.filter(
      (name) => !FLOWS.includes(name) && (!LET_GO.includes(name) || set.includes(name)),
    )
    if (!this.#entries || chosen.length === 0) return false
    const [names, now] = [chosen.join(), performance.now()]
    const { names: same, at } = this.#choice
    this.#choice = { names, at: now }
    return names !== same || now - at > ONE_CHOICE
  }

  #flush(): void {
    if (this.#next === null) return
    const { text, entry } = this.#next
    this.#next = null
    this.#written = performance.now()
    if (entry) history.pushState(null, '', pathOf(text))
    else history.replaceState(null, '', pathOf(text))
  }
}

const pathOf = (text: string): string => (text === '' ? location.pathname : `?${text}`)
