/**
 * What exchanges of two neurons would change, to seven digits, on a grid where a length is |Δx| + |Δy|: then the cost of a
 * neuron's wires at a place is a sum of what they cost in its column and in its row, and the change of an exchange some
 * additions instead of a pass over all wires. Each estimate comes with its greatest error, so that those that may be
 * the best are known for certain, and few; these are computed exactly (wires.ts), and what is chosen is what would be
 * chosen among all.
 */
import type { Layout, Positions } from './sheet.js'
import type { Wires } from './wires.js'

/**
 * Errors by unit of strength: distances of wires are float32 (2⁻²⁴ of at most 2), and the sums here have the rounding of
 * some thousand additions of doubles. Twice what both can come to.
 */
const ERROR = 2 ** -21

export class Estimates {
  readonly #wires: Wires
  readonly #axes: readonly [Axis, Axis]
  readonly #total: Float64Array // [place], Σ of the strengths of its neuron
  readonly #changes: Float64Array // [place]

  constructor(layout: Layout, wires: Wires) {
    this.#wires = wires
    this.#axes = [new Axis(layout, 0), new Axis(layout, 1)]
    this.#total = new Float64Array(wires.hidden)
    this.#changes = new Float64Array(wires.hidden)
  }

  /** Takes the strengths anew from the wires. */
  read(): void {
    const { hidden, peers, strength } = this.#wires
    for (let j = 0; j < hidden; j++) {
      let total = 0
      for (let m = 0; m < peers; m++) total += strength[j * peers + m]
      this.#total[j] = total
    }
    for (const axis of this.#axes) axis.read(this.#wires)
  }

  /**
   * The places whose exchange with place j may be the one that lowers the cost most, ascending; none where no exchange
   * lowers it by more than `leastGain`.
   */
  best(j: number, leastGain: number): number[] {
    const { hidden, peers, strength, distance } = this.#wires
    const changes = this.#changes
    const total = this.#total
    changes.fill(0)
    for (const axis of this.#axes) axis.addChanges(j, changes)
    let bound = Number.POSITIVE_INFINITY
    for (let k = 0; k < hidden; k++) {
      const toAll = strength[j * peers + j] + strength[k * peers + k]
      changes[k] -= (toAll - 2 * strength[j * peers + k]) * distance[j * peers + k]
      bound = Math.min(bound, changes[k] + ERROR * (total[j] + total[k]))
    }
    const places: number[] = []
    for (let k = 0; k < hidden; k++) {
      const least = changes[k] - ERROR * (total[j] + total[k])
      if (least <= bound && least < -leastGain) places.push(k)
    }
    return places
  }

  /** Follows an exchange that the wires have made. */
  swapped(j: number, k: number): void {
    const totalOfJ = this.#total[j]
    this.#total[j] = this.#total[k]
    this.#total[k] = totalOfJ
    for (const axis of this.#axes) axis.swapped(j, k, this.#wires)
  }
}

/** One coordinate: what the wires of the neuron at each place cost if it stood on each line of the grid. */
class Axis {
  readonly #line: Int32Array // [place]
  readonly #lines: Float64Array // coordinate of each line
  readonly #outside: Float64Array // coordinates of inputs, then outputs
  readonly #cost: Float64Array // [place, line]

  constructor({ hidden, input, output }: Layout, axis: 0 | 1) {
    const coordinates = (of: Positions) => of.filter((_, i) => i % 2 === axis)
    const own = coordinates(hidden)
    this.#lines = Float64Array.from(new Set(own)).sort()
    const numbers = new Map(Array.from(this.#lines, (x, line) => [x, line]))
    this.#line = Int32Array.from(own, (x) => numbers.get(x)!)
    this.#outside = Float64Array.of(...coordinates(input), ...coordinates(output))
    this.#cost = new Float64Array(own.length * this.#lines.length)
  }

  read({ hidden, peers, strength }: Wires): void {
    const lines = this.#lines.length
    const onLine = new Float64Array(lines) // strength of the wires to neurons there
    for (let j = 0; j < hidden; j++) {
      onLine.fill(0)
      for (let m = 0; m < hidden; m++) onLine[this.#line[m]] += strength[j * peers + m]
      const costs = this.#cost.subarray(j * lines, (j + 1) * lines)
      costs.fill(0)
      for (let at = 0; at < lines; at++) this.#add(costs, this.#lines[at], onLine[at])
      for (let i = 0; i < this.#outside.length; i++)
        this.#add(costs, this.#outside[i], strength[j * peers + hidden + i])
    }
  }

  /** A wire to that coordinate. */
  #add(own: Float64Array, x: number, strength: number): void {
    if (strength === 0) return
    for (let line = 0; line < own.length; line++) own[line] += strength * Math.abs(this.#lines[line] - x)
  }

  /** What it changes if the neurons at j and each other place stood on each other's lines, all else where it is. */
  addChanges(j: number, changes: Float64Array): void {
    const cost = this.#cost
    const line = this.#line
    const lines = this.#lines.length
    const row = j * lines
    const here = line[j]
    for (let k = 0; k < changes.length; k++) {
      const there = line[k]
      const other = k * lines
      changes[k] += cost[row + there] - cost[row + here] + (cost[other + here] - cost[other + there])
    }
  }

  swapped(j: number, k: number, { hidden, peers, strength }: Wires): void {
    const cost = this.#cost
    const lines = this.#lines.length
    for (let line = 0; line < lines; line++) {
      const costOfJ = cost[j * lines + line]
      cost[j * lines + line] = cost[k * lines + line]
      cost[k * lines + line] = costOfJ
    }
    const [from, to] = [this.#lines[this.#line[k]], this.#lines[this.#line[j]]]
    if (from === to) return
    const longer = this.#lines.map((x) => Math.abs(x - to) - Math.abs(x - from))
    for (let m = 0; m < hidden; m++) {
      const more = strength[m * peers + j] - strength[m * peers + k]
      if (more === 0) continue
      for (let line = 0; line < lines; line++) cost[m * lines + line] += more * longer[line]
    }
  }
}
