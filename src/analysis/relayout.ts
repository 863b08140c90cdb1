/**
 * Wiring against the optimum: how much shorter the wires could be if the same neurons with the same connections stood
 * at other places (component placement: Cherniak 1994; Chen, Hall and Chklovskii 2006). The places of the active
 * neurons among all cells of the sheet are searched by simulated annealing. The problem is NP-hard: the cost of the
 * best layout found is an upper bound of the least cost, and so the saving that it shows is a lower bound of what can
 * be saved.
 *
 * A Manhattan length is a sum of a part in rows and a part in columns, so the change of cost by a move is such a sum,
 * too. For each neuron, a table holds what its wires would cost if it stood in each row and in each column (`Lines`).
 * Trying a move then takes a few additions, however many wires there are; making it takes a few additions for each
 * wire. Strengths are sums of float32 weights above 0.01 and lengths are whole numbers, so in double precision all
 * these sums are exact in any order.
 */
import { type Geometry, geometryOf, wireLength } from '../growth/geometry.js'
import { isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'
import type { Random } from '../random/random.js'
import type { Connectome } from './connectome.js'

/** A layout of n neurons on a sheet: the cell of each neuron, all different. */
export type Places = Int32Array

/** A layout and its cost. */
export interface Laid {
  places: Places
  cost: number
}

/** The wires of a network and the sheet on which its neurons are laid out. */
export class Layouts {
  readonly neurons: number
  readonly cells: number
  /** Row and column of each cell. */
  /**
   * The wires of neuron i have the numbers first[i] … first[i + 1] − 1. Both directions between two neurons are one
   * wire.
   */
  readonly lines: readonly LinesOfCells[]
  readonly first: Int32Array
  readonly partner: Int32Array
  readonly strength: Float64Array
  readonly #pull: Float64Array | null // [neuron, cell], see the constructor
  readonly #connectome: Float64Array
  readonly #geometry: Geometry

  /**
   * @param connectome `strength` = cost of a wire per cell of its length; self-connections have length 0
   * @param pull `[neuron, cell]`, the cost of the neuron's wires to units that do not move, if it stood at the cell
   * @throws RangeError if there are more neurons than cells, or sizes do not fit
   */
  constructor({ neurons: n, strength }: Connectome, sheet: Sheet, pull?: Float64Array) {
    this.neurons = n
    this.cells = neuronsOf(sheet)
    this.#geometry = geometryOf(sheet)
    if (n > this.cells || (pull && pull.length !== n * this.cells)) {
      throw new RangeError(
        `Layouts: ${n} neurons on ${this.cells} cells, pull [neuron, cell] must fit, got ${pull?.length ?? 'none'}`,
      )
    }
    this.#pull = pull ?? null
    this.#connectome = strength
    const { coordinates } = this.#geometry
    const along = (axis: 0 | 1) =>
      Int32Array.from({ length: this.cells }, (_, cell) => coordinates[2 * cell + axis])
    this.lines = isGrid(sheet)
      ? [
          { of: along(1), count: sheet.rows },
          { of: along(0), count: sheet.columns },
        ]
      : []
    this.first = new Int32Array(n + 1)
    for (let i = 0; i < n; i++) {
      this.first[i + 1] = this.first[i]
      for (let j = 0; j < n; j++) if (i !== j && this.between(i, j) !== 0) this.first[i + 1]++
    }
    this.partner = new Int32Array(this.first[n])
    this.strength = new Float64Array(this.first[n])
    for (let i = 0, e = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const both = this.between(i, j)
        if (i === j || both === 0) continue
        this.partner[e] = j
        this.strength[e++] = both
      }
    }
  }

  /** Strength of the wire between two neurons, both directions together. */
  between(i: number, j: number): number {
    return this.#connectome[i * this.neurons + j] + this.#connectome[j * this.neurons + i]
  }

  /** How much the cost of neuron i's wires to units that do not move grows if i goes from one cell to another. */
  pulled(i: number, from: number, to: number): number {
    return this.#pull ? this.#pull[i * this.cells + to] - this.#pull[i * this.cells + from] : 0
  }

  /** Length of a wire between two cells. */
  length(a: number, b: number): number {
    return wireLength(this.#geometry, a, b)
  }

  /** What neuron i's wires to the others cost more at one cell than at another, all others where they are. */
  change(i: number, from: number, to: number, places: Places): number {
    let change = 0
    for (let e = this.first[i]; e < this.first[i + 1]; e++) {
      const other = places[this.partner[e]]
      change += this.strength[e] * (this.length(to, other) - this.length(from, other))
    }
    return change
  }

  /** Σ strength · length over all wires, including those to units that do not move. */
  cost(places: Places): number {
    const { neurons: n, first, partner, strength } = this
    let total = 0
    for (let i = 0; i < n; i++) {
      let length = 0
      for (let e = first[i]; e < first[i + 1]; e++)
        length += strength[e] * this.length(places[i], places[partner[e]])
      total += length / 2 + (this.#pull ? this.#pull[i * this.cells + places[i]] : 0)
    }
    return total
  }
}

/** A layout that is changed step by step, with its cost. */
export class Walk {
  readonly places: Places
  readonly neuronAt: Int32Array // [cell], −1 = no neuron
  cost: number
  readonly #layouts: Layouts
  readonly #lines: readonly Lines[]

  constructor(layouts: Layouts, places: Places) {
    this.#layouts = layouts
    this.places = places.slice()
    this.neuronAt = new Int32Array(layouts.cells).fill(-1)
    for (let i = 0; i < places.length; i++) this.neuronAt[places[i]] = i
    this.cost = layouts.cost(places)
    this.#lines = layouts.lines.map((lines) => new Lines(layouts, places, lines))
  }

  /** The change of cost if neuron i went to a cell, and the neuron at that cell, if there is one, to the cell of i. */
  change(i: number, cell: number): number {
    const layouts = this.#layouts
    const from = this.places[i]
    const other = this.neuronAt[cell]
    const alone = this.#changeOf(i, from, cell)
    if (other < 0) return alone + layouts.pulled(i, from, cell)
    // The wire between the two neurons keeps its length. But the tables of each assume that the other stays, so in both
    // changes it shrinks to length 0; `kept` corrects this.
    const kept = layouts.between(i, other) * layouts.length(from, cell)
    const back = this.#changeOf(other, cell, from)
    return alone + kept + layouts.pulled(i, from, cell) + (back + kept + layouts.pulled(other, cell, from))
  }

  #changeOf(i: number, from: number, to: number): number {
    if (this.#lines.length === 0) return this.#layouts.change(i, from, to, this.places)
    let change = 0
    for (const lines of this.#lines) change += lines.change(i, from, to)
    return change
  }

  move(i: number, cell: number, change: number): void {
    const before = this.places[i]
    const other = this.neuronAt[cell]
    this.places[i] = cell
    this.neuronAt[cell] = i
    this.neuronAt[before] = other
    this.#moved(i, before, cell)
    if (other >= 0) {
      this.places[other] = before
      this.#moved(other, cell, before)
    }
    this.cost += change
  }

  #moved(i: number, from: number, to: number): void {
    for (const lines of this.#lines) lines.moved(i, from, to)
  }
}

/** The rows of a grid, or its columns: which one each cell stands in, and how many there are. */
interface LinesOfCells {
  of: Int32Array
  count: number
}

/**
 * The cost of each neuron's wires if the neuron stood in each line (row or column) of the sheet, up to a constant for
 * each neuron.
 */
class Lines {
  readonly #layouts: Layouts
  readonly #of: Int32Array // line of each cell
  readonly #count: number
  readonly #cost: Float64Array // [neuron, line]
  readonly #longer: Float64Array

  constructor(layouts: Layouts, places: Places, { of, count }: LinesOfCells) {
    this.#layouts = layouts
    this.#of = of
    this.#count = count
    this.#cost = new Float64Array(layouts.neurons * count)
    this.#longer = new Float64Array(count)
    const { first, partner, strength } = layouts
    for (let i = 0; i < layouts.neurons; i++) {
      for (let e = first[i]; e < first[i + 1]; e++) {
        const line = of[places[partner[e]]]
        for (let k = 0; k < count; k++) this.#cost[i * count + k] += strength[e] * Math.abs(k - line)
      }
    }
  }

  /** How much the cost of neuron i's wires grows if i goes from one cell to another and all other neurons stay. */
  change(i: number, from: number, to: number): number {
    const row = i * this.#count
    return this.#cost[row + this.#of[to]] - this.#cost[row + this.#of[from]]
  }

  /** Updates the table after neuron i has gone from one cell to another. */
  moved(i: number, fromCell: number, toCell: number): void {
    const from = this.#of[fromCell]
    const to = this.#of[toCell]
    if (from === to) return
    const count = this.#count
    const cost = this.#cost
    const longer = this.#longer
    for (let k = 0; k < count; k++) longer[k] = Math.abs(k - to) - Math.abs(k - from)
    // Below the lower of the two lines, all lines change by the same amount, and so do all lines above the higher one.
    // Only
    // differences count, so the side with more lines is not changed, and its amount is subtracted from the others.
    const low = Math.min(from, to)
    const high = Math.max(from, to)
    const [begin, end, still] =
      low + 1 < count - high ? [0, high, longer[high]] : [low + 1, count, longer[low]]
    for (let k = begin; k < end; k++) longer[k] -= still
    const { first, partner, strength } = this.#layouts
    for (let e = first[i]; e < first[i + 1]; e++) {
      const row = partner[e] * count
      const wire = strength[e]
      for (let k = begin; k < end; k++) cost[row + k] += wire * longer[k]
    }
  }
}

/**
 * Sweeps of an annealing. In a sweep, moves to √cells random cells are tried for every neuron. Measured on a trained
 * network of 113 active neurons and 2,500 connections: present / best found is 1.11 to 1.12 after 200 sweeps, and at
 * most 1.128 after 6,400.
 */
export const SWEEPS = 200
/**
 * First and last temperature, as shares of the mean |change of cost| of random moves. Hotter starts give no better
 * ends.
 */
const [HOTTEST, COLDEST] = [0.1, 1e-3]
/** A move must lower the cost by more than this share of it, so that none is made by rounding (as in relocation.ts). */
const LEAST_GAIN = 1e-10

/**
 * One annealing from a layout, then descent until no single move shortens the wires. A move takes a random neuron to a
 * random cell; a neuron that stands there goes to the cell that becomes free. Moves are accepted by Metropolis' rule,
 * with a temperature that falls geometrically.
 *
 * @returns the layout at the end, or the start if that is better
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

/** Mean |change of cost| of random moves. */
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

/** Goes through all moves again and again, and makes each that shortens the wires, until none does. */
export function descended(layouts: Layouts, start: Places): Laid {
  const walk = new Walk(layouts, start)
  const { neurons: n, cells } = layouts
  // Ends when all moves have been tried since the last one that was made.
  for (let move = 0, since = 0; since < n * cells; move = (move + 1) % (n * cells), since++) {
    const i = Math.floor(move / cells)
    const cell = move % cells
    if (cell === walk.places[i]) continue
    const change = walk.change(i, cell)
    if (change >= -LEAST_GAIN * walk.cost) continue
    walk.move(i, cell, change)
    since = 0
  }
  // The cost is summed again, because the running sum contains the rounding errors of all moves.
  return { places: walk.places, cost: layouts.cost(walk.places) }
}

/** n different cells of a sheet, all choices and orders equally likely. */
export function randomPlaces(n: number, cells: number, random: Random): Places {
  return random.shuffle(Int32Array.from({ length: cells }, (_, i) => i)).slice(0, n)
}
