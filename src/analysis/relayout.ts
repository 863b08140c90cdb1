/**
 * Wiring against the optimum: how much shorter the wires could be if the same neurons with the same connections stood
 * at other places (component placement: Cherniak 1994; Chen, Hall and Chklovskii 2006). Simulated annealing over the
 * places of the active neurons among all cells of the sheet; the problem is NP-hard, so that the best layout found is
 * an upper bound of the optimum, and how far a layout stands above it a lower bound.
 *
 * The change of cost of a move is growth's (wires.ts), computed over the wires of the two neurons alone.
 */
import type { Random } from '../random/random.js'
import type { Sheet } from './anatomy.js'
import type { Connectome } from './connectome.js'

/** The places of n neurons on a sheet: cell of each, all different. */
export type Places = Int32Array

/** A layout and what it costs. */
export interface Laid {
  places: Places
  cost: number
}

/** Lengths between cells, and how strongly neurons pull at each other. */
export class Layouts {
  readonly neurons: number
  readonly cells: number
  readonly #length: Float64Array // [cell, cell], Manhattan, in cells
  // The wires of each neuron, one list after the other: both directions between two neurons are one wire.
  readonly #first: Int32Array
  readonly #partner: Int32Array
  readonly #strength: Float64Array
  readonly #pull: Float64Array | null // [neuron, cell]: what the wires to units that stay cost there

  /**
   * @param connectome `strength` = what a wire costs for each cell of its length; self-connections have no length
   * @param pull `[neuron, cell]`, the cost of each neuron's wires to units that do not move, were it at that cell
   * @throws RangeError if there are more neurons than cells, or sizes do not fit
   */
  constructor({ neurons: n, strength }: Connectome, { rows, columns }: Sheet, pull?: Float64Array) {
    this.neurons = n
    this.cells = rows * columns
    if (n > this.cells || (pull && pull.length !== n * this.cells)) {
      throw new RangeError(
        `Layouts: ${n} neurons on ${this.cells} cells, pull [neuron, cell] must fit, got ${pull?.length ?? 'none'}`,
      )
    }
    this.#pull = pull ?? null
    this.#length = new Float64Array(this.cells ** 2)
    for (let a = 0; a < this.cells; a++) {
      for (let b = 0; b < this.cells; b++) {
        this.#length[a * this.cells + b] =
          Math.abs(Math.floor(a / columns) - Math.floor(b / columns)) +
          Math.abs((a % columns) - (b % columns))
      }
    }
    this.#first = new Int32Array(n + 1)
    const partner: number[] = []
    const strengths: number[] = []
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const both = strength[i * n + j] + strength[j * n + i]
        if (i === j || both === 0) continue
        partner.push(j)
        strengths.push(both)
      }
      this.#first[i + 1] = partner.length
    }
    this.#partner = Int32Array.from(partner)
    this.#strength = Float64Array.from(strengths)
  }

  /** Σ strength · length over all wires, and the pulls. */
  cost(places: Places): number {
    let total = 0
    for (let i = 0; i < this.neurons; i++) {
      let own = 0
      for (let e = this.#first[i]; e < this.#first[i + 1]; e++) {
        own += this.#strength[e] * this.#length[places[i] * this.cells + places[this.#partner[e]]]
      }
      total += own / 2 + (this.#pull ? this.#pull[i * this.cells + places[i]] : 0)
    }
    return total
  }

  /** The change of cost if neuron i moved to a cell, and the neuron there, if `other` ≥ 0, to the cell of i. */
  change(places: Places, i: number, cell: number, other: number): number {
    const there = this.#changeOfOne(places, i, cell, other)
    return other < 0 ? there : there + this.#changeOfOne(places, other, places[i], i)
  }

  /** The wires of neuron i but that to the one it changes places with, which keeps its length. */
  #changeOfOne(places: Places, i: number, cell: number, except: number): number {
    const [length, partner, strength] = [this.#length, this.#partner, this.#strength]
    const from = places[i] * this.cells
    const to = cell * this.cells
    let change = 0
    for (let e = this.#first[i]; e < this.#first[i + 1]; e++) {
      const j = partner[e]
      if (j !== except) change += strength[e] * (length[to + places[j]] - length[from + places[j]])
    }
    if (this.#pull) change += this.#pull[i * this.cells + cell] - this.#pull[i * this.cells + places[i]]
    return change
  }
}

/** A layout on the way: who stands where, and what it costs. */
class Walk {
  readonly places: Places
  readonly neuronAt: Int32Array // [cell], −1 = nobody
  cost: number
  readonly #layouts: Layouts

  constructor(layouts: Layouts, places: Places) {
    this.#layouts = layouts
    this.places = places.slice()
    this.neuronAt = new Int32Array(layouts.cells).fill(-1)
    for (let i = 0; i < places.length; i++) this.neuronAt[places[i]] = i
    this.cost = layouts.cost(places)
  }

  change(i: number, cell: number): number {
    return this.#layouts.change(this.places, i, cell, this.neuronAt[cell])
  }

  move(i: number, cell: number, change: number): void {
    const left = this.places[i]
    const other = this.neuronAt[cell]
    this.places[i] = cell
    this.neuronAt[cell] = i
    this.neuronAt[left] = other
    if (other >= 0) this.places[other] = left
    this.cost += change
  }
}

/**
 * Sweeps of an annealing; in each, every neuron is tried at √cells random cells. Measured on a trained network of 113
 * active neurons and 2,500 connections: present / best found is 1.11 to 1.12 after 200 sweeps, 1.128 at most after 6,400.
 */
export const SWEEPS = 200
/** First and last temperature as shares of the mean size of a random move's change; hotter starts end no better. */
const [HOTTEST, COLDEST] = [0.1, 1e-3]
/** A move must lower the cost by more than this part of it, so that rounding makes none (as in relocation.ts). */
const LEAST_GAIN = 1e-10

/**
 * One annealing from a layout, then descent until no single exchange shortens the wires: Metropolis' rule on moves of
 * a random neuron to a random cell (who stands there goes where it came from), the temperature falling geometrically.
 *
 * @returns what it ends with, or the start if that is better
 */
export function anneal(layouts: Layouts, start: Places, random: Random, sweeps = SWEEPS): Laid {
  const walk = new Walk(layouts, start)
  const { neurons: n, cells } = layouts
  const tries = sweeps * n * Math.ceil(Math.sqrt(cells))
  let temperature = n > 0 ? HOTTEST * meanChange(walk, layouts, random) : 0
  const cooling = Math.exp(Math.log(COLDEST / HOTTEST) / Math.max(1, tries))
  for (let t = 0; t < tries && temperature > 0; t++, temperature *= cooling) {
    const i = random.integer(n)
    const cell = random.integer(cells)
    if (cell === walk.places[i]) continue
    const change = walk.change(i, cell)
    if (change <= 0 || random.uniform() < Math.exp(-change / temperature)) walk.move(i, cell, change)
  }
  const end = descended(layouts, walk.places)
  const cost = layouts.cost(start)
  return end.cost < cost ? end : { places: start.slice(), cost }
}

/** Mean size of the change of a random move. */
function meanChange(walk: Walk, { neurons, cells }: Layouts, random: Random): number {
  const moves = 200
  let total = 0
  for (let t = 0; t < moves; t++) {
    const i = random.integer(neurons)
    const cell = random.integer(cells)
    if (cell !== walk.places[i]) total += Math.abs(walk.change(i, cell))
  }
  return total / moves
}

/** Makes every move that shortens the wires, as it finds it, until there is none left. */
export function descended(layouts: Layouts, start: Places): Laid {
  const walk = new Walk(layouts, start)
  const { neurons: n, cells } = layouts
  // Ends when as many moves as there are have been looked at since the last one that was made.
  for (let move = 0, since = 0; since < n * cells; move = (move + 1) % (n * cells), since++) {
    const i = Math.floor(move / cells)
    const cell = move % cells
    if (cell === walk.places[i]) continue
    const change = walk.change(i, cell)
    if (change >= -LEAST_GAIN * walk.cost) continue
    walk.move(i, cell, change)
    since = 0
  }
  // Summed anew: the running sum has the rounding of all moves.
  return { places: walk.places, cost: layouts.cost(walk.places) }
}

/** n different cells of a sheet, all choices and orders equally likely. */
export function randomPlaces(n: number, cells: number, random: Random): Places {
  return random.shuffle(Int32Array.from({ length: cells }, (_, i) => i)).slice(0, n)
}
