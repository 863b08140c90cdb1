/** The page's address, which says the settings. */
import { format, type Parsed, parse, type Settings } from './settings.js'

/** Milliseconds between two writings: a page that writes more than 100 in 10 s (Safari; others bear 200) is refused. */
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

  /** At once, or as soon as the browser lets it be. */
  write(settings: Settings): void {
    const waits = this.#next !== null
    this.#next = settings
    if (waits) return
    const left = this.#written + EVERY - performance.now()
    if (left <= 0) this.#flush()
    else setTimeout(() => this.#flush(), left)
  }

  #flush(): void {
    if (this.#next === null) return
    const text = format(this.#next)
    this.#next = null
    this.#written = performance.now()
    history.replaceState(null, '', text === '' ? location.pathname : `?${text}`)
  }
}
