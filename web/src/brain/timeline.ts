/**
 * The moments of a network that are kept so that one can go back to them: a limited number, spread evenly over its
 * steps.
 */
import type { Snapshot } from './snapshot.js'

const MOST = 200
const LEAST = 20
/** The most bytes for the weights of all moments. */
const MOST_BYTES = 2 ** 27

/** How many moments of a network of this size can be kept. */
export function mostMoments(hidden: number, inputs: number, outputs: number): number {
  const weights = hidden * (inputs + hidden + outputs)
  const pairs = Math.floor(MOST_BYTES / (2 * Float32Array.BYTES_PER_ELEMENT * weights))
  return Math.max(LEAST, Math.min(MOST, 2 * pairs))
}

export class Timeline {
  readonly #most: number
  #moments: Snapshot[] = []
  /** Least number of steps between two moments that are kept. */
  #spacing = 1

  /** @param most moments, an even number */
  constructor(most = MOST) {
    this.#most = most
  }

  get moments(): readonly Snapshot[] {
    return this.#moments
  }

  get newest(): Snapshot | null {
    return this.#moments.at(-1) ?? null
  }

  /** Adds the newest moment. The one before is removed if it is too near to its predecessor. */
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

  /** The last moment at or before a step; the first moment if there is none before. */
  at(step: number): Snapshot | null {
    return this.#moments.findLast((moment) => moment.step <= step) ?? this.#moments[0] ?? null
  }

  /** Replaces a moment by another of the same step, if it is still kept. */
  replace(before: Snapshot, after: Snapshot): void {
    this.#moments = this.#moments.map((moment) => (moment === before ? after : moment))
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
