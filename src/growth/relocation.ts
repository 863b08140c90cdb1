/**
 * Relocation: which neurons of the sheet should exchange their places so that the wires get shorter (BIMT's swaps,
 * PAPER.md 2.2). This file only plans: it reads |w| and distances and answers with a list of swaps. Carrying them
 * out on weights, moments and places is swap.ts; when a round is due (every S steps) is the training loop's.
 */
import type { Matrices } from '../network/parameters.js'
import { Estimates } from './estimates.js'
import type { Layout } from './sheet.js'
import type { Swap } from './swap.js'
import { Wires } from './wires.js'
import { checkSameSizes, swapScore, UNSCALED, wiringCost } from './wiring.js'

export interface RelocationOptions {
  /** How many neurons are tried in a round, those of the highest swap scores; more than there are means all. */
  top: number
  /** The factor of each matrix in the cost that decides: 1 each by default, `matrixScales('mean', …)` for BIMT's mean. */
  scales?: Matrices<number>
  /**
   * Where the units stand, if the distances are theirs by Manhattan: then most exchanges are estimated (estimates.ts).
   * The swaps are the same, to the last digit of their costs, and a round takes a fraction of the time.
   */
  layout?: Layout
}

/** What a round of swaps does. */
export interface SwapRound {
  /** Pairs of places, to be exchanged one after the other. */
  swaps: Swap[]
  /** Σ scale·Σ|w|·d before the round and after it; `costAfter` is never above `costBefore`. */
  costBefore: number
  /** See `costBefore`. */
  costAfter: number
}

/**
 * A swap must lower the cost by more than this part of it: far above the rounding of the sums (about 1e-13), so that
 * a swap that only moves rounding errors about is never made, and far below any shortening that matters.
 */
const LEAST_GAIN = 1e-10

/** Plans rounds of swaps over one set of distances, which are laid out once; a round's work space is kept too. */
export class Relocation {
  readonly #distances: Matrices<Float32Array>
  readonly #top: number
  readonly #scales: Matrices<number>
  readonly #wires: Wires
  readonly #estimates: Estimates | null

  /**
   * @param distances input `[hidden, input]`, recurrent `[hidden, hidden]`, output `[output, hidden]`, as
   *   `wireDistances` makes them.
   * @throws RangeError if `top` is not a whole number ≥ 0 or the sizes do not fit together.
   */
  constructor(distances: Matrices<Float32Array>, { top, scales = UNSCALED, layout }: RelocationOptions) {
    if (!Number.isInteger(top) || top < 0) {
      throw new RangeError(`Relocation: top must be a whole number ≥ 0, got ${top}`)
    }
    this.#distances = distances
    this.#top = top
    this.#scales = scales
    this.#wires = new Wires(distances)
    this.#estimates = layout ? new Estimates(layout, this.#wires) : null
  }

  /**
   * Plans one round. The `top` neurons of the highest swap score are tried in descending order (ties: the lower index
   * first). Each is held against every other neuron, the change of cost of every exchange computed exactly, and the
   * best (the first, if several are) is made if it lowers the cost. Greedy: later neurons see the swaps of earlier
   * ones, and a neuron that an earlier swap has moved is tried from where it now is.
   *
   * @param weights of the sizes of the distances; not changed. If one is not finite, no swap is made.
   * @param kinds of the places, `[hidden]`: neurons swap between places of one kind only; left out, between all
   * @throws RangeError if the sizes do not fit.
   */
  plan(weights: Matrices<Float32Array>, kinds?: ArrayLike<number>): SwapRound {
    checkSameSizes(weights, this.#distances)
    const costBefore = wiringCost(weights, this.#distances, this.#scales)
    const leastGain = LEAST_GAIN * costBefore
    if (!Number.isFinite(costBefore)) return { swaps: [], costBefore, costAfter: costBefore }
    this.#wires.read(weights, this.#scales)
    this.#estimates?.read()
    const scores = swapScore(weights)
    const ranked = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b)

    const neuronAt = Int32Array.from(scores.keys()) // [place]; neurons are named by their places before the round
    const placeOf = neuronAt.slice() // [neuron]
    const swaps: Swap[] = []
    let costAfter = costBefore
    for (const neuron of ranked.slice(0, this.#top)) {
      const j = placeOf[neuron]
      const best = this.#best(j, leastGain, kinds)
      if (best === null) continue
      const { k, change } = best
      costAfter += change
      this.#wires.swap(j, k)
      this.#estimates?.swapped(j, k)
      swaps.push([j, k])
      const other = neuronAt[k]
      neuronAt[k] = neuron
      neuronAt[j] = other
      placeOf[neuron] = k
      placeOf[other] = j
    }
    return { swaps, costBefore, costAfter }
  }

  /** The exchange with place j that lowers the cost most, the first if several do; null if none lowers it enough. */
  #best(j: number, leastGain: number, kinds?: ArrayLike<number>): { k: number; change: number } | null {
    // An estimate does not know kinds: what it leaves out may be the best of the same kind.
    const places = kinds ? undefined : this.#estimates?.best(j, leastGain)
    if (places === undefined) {
      const changes = this.#wires.changesOfSwaps(j)
      if (kinds) for (let k = 0; k < changes.length; k++) if (kinds[k] !== kinds[j]) changes[k] = Infinity
      const k = argmin(changes)
      return -changes[k] > leastGain ? { k, change: changes[k] } : null
    }
    let best: { k: number; change: number } | null = null
    for (const k of places) {
      const change = this.#wires.changeOfSwap(j, k)
      if (-change > leastGain && (best === null || change < best.change)) best = { k, change }
    }
    return best
  }
}

/** The index of the least value, the first if there are several. */
function argmin(values: Float64Array): number {
  let least = 0
  for (let i = 1; i < values.length; i++) if (values[i] < values[least]) least = i
  return least
}
