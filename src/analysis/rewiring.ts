/**
 * Null connectomes: the network's connections, rewired at random. Every neuron keeps its numbers of incoming and
 * outgoing connections and the strengths of its incoming ones (a weight stays with its receiving neuron). With
 * `lengths`, every neuron also keeps how many incoming connections of each length it has, and each weight keeps its
 * length, so the relation of weight and distance does not change. Self-connections are not moved.
 *
 * The Markov chain is the curveball algorithm (Strona et al. 2014; Carstens 2015). Two neurons put the sources that
 * only one of them has into a pool, and each draws as many from the pool as it gave. Such a trade is many edge swaps
 * at once. It also works in dense networks, where single swaps nearly always fail. With `lengths`, there is a pool for
 * each pair of distances of a source from the two neurons. A trade is as likely as its reverse, so all connectomes
 * that can be reached are equally likely. As in all edge swapping of directed graphs, a directed ring of three neurons
 * alone cannot be reversed.
 */
import type { Random } from '../random/random.js'
import { bit, bitCount, lowestBit, wordsOf } from './bits.js'
import type { Connectome } from './connectome.js'

export class Rewiring {
  /** How many connections got a new source in trades so far. */
  moves = 0
  /** Number of connections that can move: all but self-connections. */
  readonly edges: number

  readonly #n: number
  readonly #words: number
  readonly #random: Random
  // Which connections exist at the start and now: for each receiving neuron a row of bits, one a sender; the diagonal
  // is 0.
  readonly #original: Int32Array
  readonly #present: Int32Array
  readonly #self: Float64Array
  readonly #length: Uint16Array // class of each possible connection: its length, or 0 if lengths are free
  readonly #lengths: number // number of classes
  readonly #weights: Float64Array // of all connections, by receiving neuron, then class
  readonly #groups: Int32Array // where each [receiving neuron, class] begins in #weights; one entry more
  readonly #order: Int32Array // neurons, shuffled anew in each round
  // The pools of a trade as linked lists of sources: first source of the pool of each pair of classes, and next source.
  readonly #head: Int32Array
  readonly #next: Int32Array
  readonly #size: Int32Array
  readonly #share: Int32Array
  readonly #used: Int32Array

  /** @param lengths `[receiving, sending]`, whole numbers; if left out, lengths are not kept */
  constructor({ neurons: n, strength }: Connectome, random: Random, lengths?: Uint16Array) {
    if (strength.length !== n * n || (lengths !== undefined && lengths.length !== n * n)) {
      throw new RangeError(
        `Rewiring: strength and lengths must be [${n}, ${n}], got ${strength.length} and ${lengths?.length}`,
      )
    }
    this.#n = n
    this.#words = wordsOf(n)
    this.#random = random
    this.#length = lengths ?? new Uint16Array(n * n)
    this.#lengths = this.#length.reduce((most, x) => Math.max(most, x + 1), 1)
    this.#original = new Int32Array(n * this.#words)
    for (let r = 0; r < n; r++) {
      for (let s = 0; s < n; s++) {
        if (r !== s && strength[r * n + s] > 0) this.#original[r * this.#words + (s >>> 5)] |= bit(s)
      }
    }
    this.#present = this.#original.slice()
    this.#self = Float64Array.from({ length: n }, (_, i) => strength[i * n + i])
    this.#order = Int32Array.from({ length: n }, (_, i) => i)
    this.edges = this.#original.reduce((sum, word) => sum + bitCount(word), 0)
    this.#weights = new Float64Array(this.edges)
    this.#groups = new Int32Array(n * this.#lengths + 1)
    this.#connections((r, s) => {
      this.#groups[this.#group(r, s) + 1]++
    })
    for (let g = 1; g < this.#groups.length; g++) this.#groups[g] += this.#groups[g - 1]
    const filled = this.#groups.slice()
    this.#connections((r, s) => {
      this.#weights[filled[this.#group(r, s)]++] = strength[r * n + s]
    })
    this.#head = new Int32Array(this.#lengths ** 2).fill(-1)
    this.#size = new Int32Array(this.#lengths ** 2)
    this.#share = new Int32Array(this.#lengths ** 2)
    this.#used = new Int32Array(n)
    this.#next = new Int32Array(n)
  }

  #group(r: number, s: number): number {
    return r * this.#lengths + this.#length[r * this.#n + s]
  }

  /** Visits every present connection, by receiving neuron, then by source. */
  #connections(visit: (r: number, s: number) => void): void {
    const [n, words, present] = [this.#n, this.#words, this.#present]
    for (let r = 0; r < n; r++) {
      for (let word = 0; word < words; word++) {
        for (let bits = present[r * words + word]; bits !== 0; bits &= bits - 1) {
          visit(r, 32 * word + lowestBit(bits))
        }
      }
    }
  }

  /** Makes rounds of trades. In a round, the neurons are paired at random and every pair trades once. */
  trade(rounds: number): void {
    for (let round = 0; round < rounds; round++) {
      this.#random.shuffle(this.#order)
      for (let i = 0; i + 1 < this.#n; i += 2) this.#tradePair(this.#order[i], this.#order[i + 1])
    }
  }

  #tradePair(a: number, b: number): void {
    // Fields are copied to locals: this is the inner loop of the analysis, and reading private fields would dominate
    // it.
    const n = this.#n
    const words = this.#words
    const random = this.#random
    const present = this.#present
    const length = this.#length
    const head = this.#head
    const next = this.#next
    const size = this.#size
    const share = this.#share
    const used = this.#used
    const lengths = this.#lengths
    let pools = 0
    for (let word = 0; word < words; word++) {
      const ofA = present[a * words + word]
      // Sources that only one of the two neurons has. The two themselves are left out: a trade of them would make
      // self-connections.
      let differing = ofA ^ present[b * words + word]
      if (a >>> 5 === word) differing &= ~bit(a)
      if (b >>> 5 === word) differing &= ~bit(b)
      for (; differing !== 0; differing &= differing - 1) {
        const s = 32 * word + lowestBit(differing)
        const pool = length[a * n + s] * lengths + length[b * n + s]
        if (head[pool] < 0) used[pools++] = pool
        next[s] = head[pool]
        head[pool] = s
        size[pool]++
        share[pool] += (ofA >>> (s & 31)) & 1
      }
    }
    let moves = 0
    for (let u = 0; u < pools; u++) {
      const pool = used[u]
      let remaining = size[pool]
      let toA = share[pool]
      // Selection sampling (Knuth 3.4.2 S): every choice of `toA` sources out of `remaining` is equally likely. A pool
      // whose
      // sources all belong to one of the two neurons cannot be traded.
      for (let s = toA < remaining && toA > 0 ? head[pool] : -1; s >= 0; s = next[s]) {
        const chosen = random.integer(remaining) < toA ? 1 : 0
        const word = s >>> 5
        if (chosen !== ((present[a * words + word] >>> (s & 31)) & 1)) {
          moves++
          present[a * words + word] ^= bit(s)
          present[b * words + word] ^= bit(s)
        }
        toA -= chosen
        remaining--
      }
      head[pool] = -1
      size[pool] = 0
      share[pool] = 0
    }
    this.moves += moves
  }

  /**
   * The present connectome. A neuron's weights are assigned to its sources at random (to sources of the same length, if
   * lengths are kept). Trades alone would mix them, too, but hardly in a nearly complete network, where there is no
   * free place for a connection.
   */
  sample(): Connectome {
    const n = this.#n
    for (let g = 0; g + 1 < this.#groups.length; g++) {
      if (this.#groups[g + 1] - this.#groups[g] > 1) {
        this.#random.shuffle(this.#weights.subarray(this.#groups[g], this.#groups[g + 1]))
      }
    }
    const taken = this.#groups.slice()
    const strength = new Float64Array(n * n)
    this.#connections((r, s) => {
      strength[r * n + s] = this.#weights[taken[this.#group(r, s)]++]
    })
    for (let i = 0; i < n; i++) strength[i * n + i] = this.#self[i]
    return { neurons: n, strength }
  }

  /** Share of the present connections that the original network does not have; null if there are no connections. */
  changedShare(): number | null {
    if (this.edges === 0) return null
    const changed = this.#present.reduce((sum, word, at) => sum + bitCount(word & ~this.#original[at]), 0)
    return changed / this.edges
  }
}
