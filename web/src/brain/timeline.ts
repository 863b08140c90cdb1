/** The moments of a network that are kept to go back to: a bounded number, evenly over all its steps. */
import type { Snapshot } from './snapshot.js'

export class Timeline {
  readonly #most: number
  #moments: Snapshot[] = []
  /** Steps between two moments that are kept. */
  #spacing = 1

  /** @param most moments, an even number */
  constructor(most = 200) {
    this.#most = most
  }

  get moments(): readonly Snapshot[] {
    return this.#moments
  }

  get newest(): Snapshot | null {
    return this.#moments.at(-1) ?? null
  }

  /** The newest is always there; an older one goes where it is too near to the one before it. */
  add(snapshot: Snapshot): void {
    const [before, last] = [this.#moments.at(-2), this.#moments.at(-1)]
    if (last && last.step === snapshot.step) this.#moments.pop()
    else if (before && last && last.step - before.step < this.#spacing) this.#moments.pop()
    this.#moments.push(snapshot)
    while (this.#moments.length > this.#most) {
      this.#spacing = Math.max(2 * this.#spacing, Math.ceil((2 * snapshot.step) / this.#most))
      this.#thin()
    }
  }

  /** The last moment at or before a step, or the first. */
  at(step: number): Snapshot | null {
    return this.#moments.findLast((moment) => moment.step <= step) ?? this.#moments[0] ?? null
  }

  clear(): void {
    this.#moments = []
    this.#spacing = 1
  }

  #thin(): void {
    const kept: Snapshot[] = []
    this.#moments.forEach((moment, i) => {
      const last = kept.at(-1)
      if (!last || i === this.#moments.length - 1 || moment.step - last.step >= this.#spacing)
        kept.push(moment)
    })
    this.#moments = kept
  }
}
