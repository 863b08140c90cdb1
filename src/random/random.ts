/**
 * Explicit randomness: every stochastic function of gyrus takes a `Random`. Streams for data, weights,
 * noise and nulls are split from one seed by name, and a stream's whole state is four integers that a
 * checkpoint can hold. The bits are xoroshiro128+'s (Blackman and Vigna 2018, the constants 24, 16, 37), of each
 * 64-bit number the lower half; a test holds them against the package pure-rand. The generator is written out
 * here because noise is most of what a batch costs: `addNormals` keeps the state in registers.
 */
const TWO_POW_32 = 4294967296

/** A number that a function returns is allocated; one that it leaves here is not. */
const edge = new Float64Array(1)

/** A stream of random numbers (xoroshiro128+), which belongs to a seed and a path of names. */
export class Random {
  /** The generator's two 64-bit words in halves: upper and lower of the first, upper and lower of the second. */
  readonly #state: Int32Array

  private constructor(state: readonly number[]) {
    this.#state = Int32Array.from(state)
  }

  /**
   * The stream that belongs to a seed and a path of names, e.g. `Random.seeded(7, 'data', 3)`.
   * Different paths give streams that are independent for every practical purpose.
   */
  static seeded(seed: number, ...path: (string | number)[]): Random {
    return new Random(hash128(JSON.stringify([seed, ...path])))
  }

  /** The stream that continues where `state()` was taken. */
  static restored(state: readonly number[]): Random {
    if (state.length !== 4 || !state.every(Number.isInteger)) {
      throw new RangeError(`random state: must be 4 integers, got ${JSON.stringify(state)}`)
    }
    return new Random(state)
  }

  /** Four 32-bit integers: all that is needed to continue this stream. */
  state(): number[] {
    return [...this.#state]
  }

  /** Uniform on 0..2³²−1. */
  uint32(): number {
    return this.#next() >>> 0
  }

  /** The next 32 bits, as a signed integer. */
  #next(): number {
    const state = this.#state
    const high = state[0]
    const low = state[1]
    const bits = (low + state[3]) | 0
    const mixedHigh = high ^ state[2]
    const mixedLow = low ^ state[3]
    state[0] = ((high << 24) | (low >>> 8)) ^ mixedHigh ^ ((mixedHigh << 16) | (mixedLow >>> 16))
    state[1] = ((low << 24) | (high >>> 8)) ^ mixedLow ^ (mixedLow << 16)
    state[2] = (mixedLow << 5) | (mixedHigh >>> 27)
    state[3] = (mixedHigh << 5) | (mixedLow >>> 27)
    return bits
  }

  /** Uniform on [0, 1), in steps of 2⁻³². */
  uniform(): number {
    return this.uint32() / TWO_POW_32
  }

  /** Uniform on the integers 0..n−1; n ≤ 2³². */
  integer(n: number): number {
    return Math.floor(this.uniform() * n)
  }

  /** One of the items, all equally likely. */
  choice<T>(items: readonly T[]): T {
    return items[this.integer(items.length)]
  }

  /** True with probability p. */
  chance(p: number): boolean {
    return this.uniform() < p
  }

  /** Standard normal, by the ziggurat method (Marsaglia and Tsang 2000) with separate bits for layer and value. */
  normal(): number {
    for (;;) {
      const bits = this.#next()
      const layer = bits & 127
      const value = bits >> 7 // 25 bits with sign, disjoint from those that chose the layer
      if (Math.abs(value) < INNER[layer]) return value * WIDTH[layer]
      if (this.#edge(layer, value)) return edge[0]
    }
  }

  /**
   * Adds `sigma` × a standard normal to every number of a block: `rows` rows of `count` neighbors, the first row at
   * `from`, the next ones each `stride` further. The normals are those that `normal` would give, row by row.
   */
  addNormals(
    to: Float32Array,
    from: number,
    count: number,
    rows: number,
    stride: number,
    sigma: number,
  ): void {
    const state = this.#state
    // `normal` and `#next` written out, with the state in local variables: several times as fast.
    let a = state[0]
    let b = state[1]
    let c = state[2]
    let d = state[3]
    for (let row = 0; row < rows; row++) {
      const begin = from + row * stride
      const end = begin + count
      for (let at = begin; at < end; ) {
        const bits = (b + d) | 0
        c ^= a
        d ^= b
        const high = a
        a = ((a << 24) | (b >>> 8)) ^ c ^ ((c << 16) | (d >>> 16))
        b = ((b << 24) | (high >>> 8)) ^ d ^ (d << 16)
        const mixedHigh = c
        c = (d << 5) | (c >>> 27)
        d = (mixedHigh << 5) | (d >>> 27)

        const layer = bits & 127
        const value = bits >> 7
        if (Math.abs(value) < INNER[layer]) {
          to[at++] += sigma * (value * WIDTH[layer])
          continue
        }
        state[0] = a
        state[1] = b
        state[2] = c
        state[3] = d
        const accepted = this.#edge(layer, value)
        a = state[0]
        b = state[1]
        c = state[2]
        d = state[3]
        if (accepted) to[at++] += sigma * edge[0]
      }
    }
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = d
  }

  /** Leaves in `edge` the normal that a value beside its layer's inner part, one in eighty, stands for; false if it is rejected. */
  #edge(layer: number, value: number): boolean {
    if (layer === 0) {
      const tail = this.#tail()
      edge[0] = value < 0 ? -tail : tail
      return true
    }
    const x = value * WIDTH[layer]
    const bottom = DENSITY[layer - 1]
    const top = DENSITY[layer]
    edge[0] = x
    return top + this.uniform() * (bottom - top) < Math.exp(-0.5 * x * x)
  }

  /** The part of the normal beyond the ziggurat's base (Marsaglia 1964). */
  #tail(): number {
    for (;;) {
      const x = -Math.log(1 - this.uniform()) / BASE
      const y = -Math.log(1 - this.uniform())
      if (y + y >= x * x) return BASE + x
    }
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffle<A extends unknown[] | Int32Array | Float32Array | Float64Array | Uint8Array>(items: A): A {
    const slots = items as { [index: number]: unknown }
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const slot = slots[i]
      slots[i] = slots[j]
      slots[j] = slot
    }
    return items
  }
}

// The ziggurat: 128 layers of equal area under exp(-x²/2). Layer 0 is the base with the tail.
const BASE = 3.442619855899
const AREA = 9.91256303526217e-3
const SCALE = 2 ** 24 // values are 25-bit signed integers: |value| ≤ 2²⁴
const WIDTH = new Float64Array(128) // x per unit of value
const INNER = new Float64Array(128) // |value| below this lies in the layer for certain
const DENSITY = new Float64Array(128) // exp(-x²/2) at the layer's top, the edge of the layer above
{
  const edge = new Float64Array(129)
  const f = (x: number) => Math.exp(-0.5 * x * x)
  edge[0] = AREA / f(BASE)
  edge[1] = BASE
  for (let i = 2; i < 128; i++) edge[i] = Math.sqrt(-2 * Math.log(AREA / edge[i - 1] + f(edge[i - 1])))
  edge[128] = 0
  for (let i = 0; i < 128; i++) {
    WIDTH[i] = edge[i] / SCALE
    INNER[i] = (edge[i + 1] / edge[i]) * SCALE
  }
  // A point of layer i ≥ 1 has a height between the density at its own right edge and at the edge of the layer above.
  for (let i = 0; i < 128; i++) DENSITY[i] = f(edge[i + 1])
}

/** 128 well-mixed bits of a text (FNV-1a into four lanes, each finished by murmur3's mixer). */
function hash128(text: string): number[] {
  const lanes = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35]
  for (let i = 0; i < text.length; i++) {
    for (let k = 0; k < 4; k++) lanes[k] = Math.imul(lanes[k] ^ (text.charCodeAt(i) + k), 0x01000193)
  }
  for (let k = 0; k < 4; k++) {
    let h = lanes[k] ^ lanes[(k + 1) & 3]
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    lanes[k] = (h ^ (h >>> 16)) | 0
  }
  if (!lanes.some((lane) => lane !== 0)) lanes[0] = 1 // the one state that xoroshiro cannot leave
  return lanes
}
