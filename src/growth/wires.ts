/**
 * All wires of a network as relocation sees them: how strong, how long, and what the cost would be if two neurons
 * exchanged their places. Built for speed (a round asks for 12,000 such changes): everything in two flat arrays.
 *
 * The wires of a hidden neuron stand in one row, whatever their direction: to the hidden neurons (|W_jm| + |W_mj|,
 * because distance has no direction), to the inputs, to the outputs. So a candidate is one pass over two rows of
 * strengths and two of distances, and a swap is one exchange of rows and of columns.
 */
import { type Matrices, sizeOfMatrices } from '../network/parameters.js'

/** How many candidates are computed side by side. */
const TILE = 4

export class Wires {
  readonly hidden: number
  readonly peers: number
  readonly distance: Float32Array // [place, peer]; peers = hidden neurons, then inputs, then outputs
  readonly strength: Float64Array // [place, peer], of the neurons where they are now
  readonly #changes: Float64Array // [place]

  /**
   * @param distances input `[hidden, input]`, recurrent `[hidden, hidden]` (symmetric, zero diagonal), output
   *   `[output, hidden]`, as `wireDistances` makes them. Strengths are zero until `read`.
   */
  constructor(distances: Matrices<Float32Array>) {
    const { inputs, hidden, outputs } = sizeOfMatrices(distances)
    this.hidden = hidden
    this.peers = hidden + inputs + outputs
    const rows = Math.ceil(hidden / TILE) * TILE // rows beyond the last neuron fill the last tile and mean nothing
    this.distance = new Float32Array(rows * this.peers)
    this.strength = new Float64Array(rows * this.peers)
    this.#changes = new Float64Array(rows)
    for (let j = 0; j < hidden; j++) {
      let at = j * this.peers
      for (let m = 0; m < hidden; m++) this.distance[at++] = distances.recurrentWeights[j * hidden + m]
      for (let i = 0; i < inputs; i++) this.distance[at++] = distances.inputWeights[j * inputs + i]
      for (let o = 0; o < outputs; o++) this.distance[at++] = distances.outputWeights[o * hidden + j]
    }
  }

  /** Takes the strengths from weights of the same sizes, each matrix with its factor in the cost. */
  read(weights: Matrices<Float32Array>, scales: Matrices<number>): void {
    const { inputs, hidden, outputs } = sizeOfMatrices(weights)
    const { inputWeights, recurrentWeights, outputWeights } = weights
    for (let j = 0; j < hidden; j++) {
      let at = j * this.peers
      for (let m = 0; m < hidden; m++) {
        const both = Math.abs(recurrentWeights[j * hidden + m]) + Math.abs(recurrentWeights[m * hidden + j])
        this.strength[at++] = scales.recurrentWeights * both
      }
      for (let i = 0; i < inputs; i++) {
        this.strength[at++] = scales.inputWeights * Math.abs(inputWeights[j * inputs + i])
      }
      for (let o = 0; o < outputs; o++) {
        this.strength[at++] = scales.outputWeights * Math.abs(outputWeights[o * hidden + j])
      }
    }
  }

  /**
   * The change of Σ strength·distance if the neurons at places j and k exchange them, for every k:
   * Σ_m (s_jm − s_km)(d_km − d_jm) over all peers m but j and k (PAPER.md 2.2). Self connections have no length before
   * or after, and the wires between the two keep theirs.
   *
   * @returns `[place]`, 0 at j; valid until the next call.
   */
  changesOfSwaps(j: number): Float64Array {
    const peers = this.peers
    const changes = this.#changes
    const strength = this.strength.slice(j * peers, (j + 1) * peers)
    const distance = this.distance.slice(j * peers, (j + 1) * peers)
    for (let k = 0; k < this.hidden; k += TILE) {
      sumsOfTile(strength, distance, this.strength, this.distance, k, peers, changes)
    }
    // The terms at m = j and m = k come out again (s and d are symmetric, d is 0 on the diagonal).
    for (let k = 0; k < this.hidden; k++) {
      changes[k] -= (strength[j] + this.strength[k * peers + k] - 2 * strength[k]) * distance[k]
    }
    return changes.subarray(0, this.hidden)
  }

  /** The change for one k, to the last digit as `changesOfSwaps` has it. */
  changeOfSwap(j: number, k: number): number {
    const { peers, strength, distance } = this
    const [own, other] = [j * peers, k * peers]
    let sum = 0
    for (let m = 0; m < peers; m++) {
      sum += (strength[own + m] - strength[other + m]) * (distance[other + m] - distance[own + m])
    }
    return sum - (strength[own + j] + strength[other + k] - 2 * strength[own + k]) * distance[own + k]
  }

  /** Exchanges the neurons at places j and k: their rows, and their columns among the hidden peers. */
  swap(j: number, k: number): void {
    const strength = this.strength
    const peers = this.peers
    for (let m = 0; m < peers; m++) exchange(strength, j * peers + m, k * peers + m)
    for (let m = 0; m < this.hidden; m++) exchange(strength, m * peers + j, m * peers + k)
  }
}

/**
 * Σ_m (s_m − strength_km)(distance_km − d_m) over all peers m, for the rows k, k + 1, k + 2, k + 3. Four at a time
 * because each then costs half the loads of one alone, and four sums need not wait for each other's additions.
 */
function sumsOfTile(
  s: Float64Array,
  d: Float32Array,
  strength: Float64Array,
  distance: Float32Array,
  k: number,
  peers: number,
  sums: Float64Array,
): void {
  const row0 = k * peers
  const row1 = row0 + peers
  const row2 = row1 + peers
  const row3 = row2 + peers
  let sum0 = 0
  let sum1 = 0
  let sum2 = 0
  let sum3 = 0
  for (let m = 0; m < peers; m++) {
    const sm = s[m]
    const dm = d[m]
    sum0 += (sm - strength[row0 + m]) * (distance[row0 + m] - dm)
    sum1 += (sm - strength[row1 + m]) * (distance[row1 + m] - dm)
    sum2 += (sm - strength[row2 + m]) * (distance[row2 + m] - dm)
    sum3 += (sm - strength[row3 + m]) * (distance[row3 + m] - dm)
  }
  sums[k] = sum0
  sums[k + 1] = sum1
  sums[k + 2] = sum2
  sums[k + 3] = sum3
}

function exchange(array: Float64Array, i: number, j: number): void {
  const valueOfI = array[i]
  array[i] = array[j]
  array[j] = valueOfI
}
