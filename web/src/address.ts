/** The page's address, which holds the settings. */
import { format, type Parsed, parse, type Settings } from './settings.js'

/** Least time in ms between two changes of the address. Safari refuses more than 100 in 10 s, other browsers 200. */
const EVERY = 350

export class Address {
  #written = Number.NEGATIVE_INFINITY
  /** Settings that wait to be written until the browser allows it again; null if none do. */
  #next: Settings | null = null

  constructor() {
    addEventListener('pagehide', () => this.#flush())
  }

  read(): Parsed {
    return parse(new URLSearchParams(location.search))
  }

  /** Writes settings into the address, at once or as soon as the browser allows it. */
  write(settings: Settings): void {
    const waits = this.#next !== null
    this.#next = settings
    if (waits) return
    const wait = this.#written + EVERY - performance.now()
    if (wait <= 0) this.#flush()
    else setTimeout(() => this.#flush(), wait)
  }

  #flush(): void {
    if (this.#next === null) return
    const text = format(this.#next)
    this.#next = null
    this.#written = performance.now()
    history.replaceState(null, '', text === '' ? location.pathname : `?${text}`)
  }
}
