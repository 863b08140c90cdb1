/**
 * Null connectomes: the network's own connections, dealt out anew. Every neuron keeps its numbers of incoming and
 * outgoing connections and the strengths of its incoming ones (a weight stays with its receiving neuron); with
 * `lengths`, every neuron also keeps how many incoming connections it has of each length, and each weight keeps its
 * length, so that the whole relation of weight and distance stays. Self-connections stay where they are.
 *
 * The Markov chain is the curveball (Strona et al. 2014; Carstens 2015): two neurons pool the sources that only one
 * of them has and draw their numbers anew, which is many edge swaps at once and never fails in a dense network, where
 * single swaps nearly always do. With `lengths`, sources are pooled only with those at the same two distances from
 * the two neurons. A trade is as likely as its reverse, so all connectomes that can be reached are equally likely. As
 * in all edge swapping of directed graphs, a ring of three is not reversed by itself.
 */
import type { Random } from '../random/random.js'
import type { Connectome } from './connectome.js'

export class Rewiring {
  /** Connections that got a new source in a trade, so far. */
  moves = 0
  /** Connections that can move: all but self-connections. */
  readonly edges: number

  readonly #n: number
  readonly #random: Random
  readonly #original: Uint8Array // 1 where the network has a connection, [receiving, sending], diagonal 0
  readonly #present: Uint8Array // likewise, now
  readonly #self: Float64Array
  readonly #length: Uint16Array // class of each place: its length, or 0 everywhere
  readonly #lengths: number // number of classes
  readonly #weights: Float64Array // of all connections, by receiving neuron, then class
  readonly #groups: Int32Array // where each [receiving neuron, class] begins in #weights; one entry more
  readonly #order: Int32Array // neurons, shuffled anew in each round
  // Pools of one trade, as linked lists through the sources: head of each class pair's list, next source on it.
  readonly #head: Int32Array
  readonly #next: Int32Array
  readonly #size: Int32Array
  readonly #share: Int32Array

  /** @param lengths `[receiving, sending]`, whole numbers; left out, lengths are free */
  constructor({ neurons: n, strength }: Connectome, random: Random, lengths?: Uint16Array) {
    if (strength.length !== n * n || (lengths !== undefined && lengths.length !== n * n)) {
      throw new RangeError(
        `Rewiring: strength and lengths must be [${n}, ${n}], got ${strength.length} and ${lengths?.length}`,
      )
    }
    this.#n = n
    this.#random = random
    this.#length = lengths ?? new Uint16Array(n * n)
    this.#lengths = this.#length.reduce((most, x) => Math.max(most, x + 1), 1)
    this.#original = Uint8Array.from(strength, (w, at) => (w > 0 && at % (n + 1) !== 0 ? 1 : 0))
    this.#present = this.#original.slice()
    this.#self = Float64Array.from({ length: n }, (_, i) => strength[i * n + i])
    this.#order = Int32Array.from({ length: n }, (_, i) => i)
    this.edges = this.#original.reduce((sum, x) => sum + x, 0)
    this.#weights = new Float64Array(this.edges)
    this.#groups = this.#countGroups()
    const filled = this.#groups.slice()
    for (let at = 0; at < n * n; at++) {
      if (this.#original[at]) this.#weights[filled[this.#group(at)]++] = strength[at]
    }
    this.#head = new Int32Array(this.#lengths ** 2).fill(-1)
    this.#size = new Int32Array(this.#lengths ** 2)
    this.#share = new Int32Array(this.#lengths ** 2)
    this.#next = new Int32Array(n)
  }

  #group(at: number): number {
    return Math.floor(at / this.#n) * this.#lengths + this.#length[at]
  }

  #countGroups(): Int32Array {
    const begin = new Int32Array(this.#n * this.#lengths + 1)
    for (let at = 0; at < this.#original.length; at++) {
      if (this.#original[at]) begin[this.#group(at) + 1]++
    }
    for (let g = 1; g < begin.length; g++) begin[g] += begin[g - 1]
    return begin
  }

  /** Rounds of trades; in each, the neurons are paired at random and every pair trades once. */
  trade(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      this.#random.shuffle(this.#order)
      for (let i = 0; i + 1 < this.#n; i += 2) this.#tradePair(this.#order[i], this.#order[i + 1])
    }
  }

  #tradePair(a: number, b: number): void {
    // Locals: this is the inner loop of the analysis, and reads of private fields cost more than the work itself.
    const [n, random, present, length] = [this.#n, this.#random, this.#present, this.#length]
    const [head, next, size, share] = [this.#head, this.#next, this.#size, this.#share]
    const lengths = this.#lengths
    const rowA = a * n
    const rowB = b * n
    const used: number[] = []
    for (let s = 0; s < n; s++) {
      // A source that is one of the two would make a self-connection of the other's.
      if (present[rowA + s] === present[rowB + s] || s === a || s === b) continue
      const pool = length[rowA + s] * lengths + length[rowB + s]
      if (head[pool] < 0) used.push(pool)
      next[s] = head[pool]
      head[pool] = s
      size[pool]++
      share[pool] += present[rowA + s]
    }
    for (const pool of used) {
      let left = size[pool]
      let toA = share[pool]
      // Selection sampling (Knuth 3.4.2 S): every choice of `toA` out of `left` is equally likely. A pool that belongs
      // to one of the two has nothing to trade.
      for (let s = toA < left && toA > 0 ? head[pool] : -1; s >= 0; s = next[s]) {
        const chosen = random.integer(left) < toA ? 1 : 0
        if (chosen !== present[rowA + s]) this.moves++
        present[rowA + s] = chosen
        present[rowB + s] = 1 - chosen
        toA -= chosen
        left--
      }
      head[pool] = -1
      size[pool] = 0
      share[pool] = 0
    }
  }

  /**
   * The connectome as it stands. Which of a neuron's weights goes to which of its sources (of the same length, if
   * lengths are kept) is drawn anew: trades would bring that about too, but hardly in a network that is nearly
   * complete and has no other place to put a connection.
   */
  sample(): Connectome {
    const n = this.#n
    for (let g = 0; g + 1 < this.#groups.length; g++) {
      if (this.#groups[g + 1] - this.#groups[g] > 1) {
        this.#random.shuffle(this.#weights.subarray(this.#groups[g], this.#groups[g + 1]))
      }
    }
    const [present, length, weights, lengths] = [this.#present, this.#length, this.#weights, this.#lengths]
    const taken = this.#groups.slice()
    const strength = new Float64Array(n * n)
    for (let r = 0; r < n; r++) {
      for (let at = r * n; at < (r + 1) * n; at++) {
        if (present[at]) strength[at] = weights[taken[r * lengths + length[at]]++]
      }
      strength[r * n + r] = this.#self[r]
    }
    return { neurons: n, strength }
  }

  /** Share of connections that are at a place where the network has none; null if there are no connections. */
  changedShare(): number | null {
    if (this.edges === 0) return null
    let changed = 0
    for (let at = 0; at < this.#present.length; at++) {
      if (this.#present[at] && !this.#original[at]) changed++
    }
    return changed / this.edges
  }
}
