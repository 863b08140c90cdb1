/**
 * Selects the wires to draw: those of |w| above a threshold, and only the strongest if there are too many for a screen.
 * They are sorted so that the weakest come first and strong ones lie on top. A neuron's wire to itself is left out. The
 * sorting is a counting sort, with one pass to count and one to write, because it must be fast: a network of 400
 * neurons has 188,000 wires, and a new snapshot may come ten times a second.
 */
import type { Matrices } from 'gyrus/network/parameters.js'
import type { Units } from './units.js'

export type WireKind = 'input' | 'recurrent' | 'output'
export const WIRE_KINDS: readonly WireKind[] = ['input', 'recurrent', 'output']

/** The most wires that are drawn at once, with and without a graphics card. */
export const MOST_WIRES = 20_000
export const MOST_WIRES_IN_SOFTWARE = 4000

/**
 * Wires in a buffer that is reused. A wire has three numbers: row of the sending unit, row of the receiving unit,
 * weight.
 */
export interface WireList {
  /** `[capacity, 3]`; float32 holds the rows of 16 million units exactly. */
  readonly data: Float32Array
  count: number
}

export interface DrawnWires extends Record<WireKind, WireList> {
  /** Number of wires above the threshold, of the kinds that are shown. */
  above: number
  /** How many of them are drawn. */
  drawn: number
  /** Largest finite |w| of the network. */
  most: number
  /**
   * The |w| that 1 in 50 drawn wires exceeds. Widths are relative to it, so that one giant weight does not hide the
   * others.
   */
  strong: number
}

type Weights = Matrices<Float32Array>

export function emptyWires(capacity = MOST_WIRES): DrawnWires {
  const list = (): WireList => ({ data: new Float32Array(3 * capacity), count: 0 })
  return { input: list(), recurrent: list(), output: list(), above: 0, drawn: 0, most: 0, strong: 0 }
}

/** Empties the lists, for when there is no network. */
export function clearWires(drawn: DrawnWires): void {
  for (const kind of WIRE_KINDS) drawn[kind].count = 0
  drawn.above = drawn.drawn = drawn.most = drawn.strong = 0
}

const BINS = 1024
/** Share of the drawn wires that get the full width and opacity. */
const STRONG = 0.02

/**
 * Writes the wires of |w| > threshold into `drawn`, weakest first, sorted into BINS steps of √|w|. Weights that are not
 * finite are skipped.
 * @throws RangeError if a matrix does not have the size that the units require
 */
export function collectWires(
  weights: Weights,
  units: Units,
  options: { threshold: number; shown: Readonly<Record<WireKind, boolean>> },
  drawn: DrawnWires,
): void {
  const matrices = matricesOf(weights, units)
  const capacity = drawn.input.data.length / 3
  drawn.most = 0
  for (const { matrix } of matrices) drawn.most = Math.max(drawn.most, largest(matrix))
  const { threshold, shown } = options
  // √ spreads the many weak wires over more bins.
  const scale = drawn.most > 0 ? BINS / Math.sqrt(drawn.most) : 0
  const bin = (size: number) => Math.min(BINS - 1, Math.floor(scale * Math.sqrt(size)))

  const bins = matrices.map(({ kind, matrix, self }) => {
    const counts = new Uint32Array(BINS)
    if (!shown[kind]) return counts
    for (let i = 0; i < matrix.length; i++) {
      const size = Math.abs(matrix[i])
      if (size > threshold && size < Number.POSITIVE_INFINITY && !(self && i % self === 0))
        counts[bin(size)]++
    }
    return counts
  })

  // Takes bins from the strongest down until the capacity is reached. Of the last bin, only as many wires as fit.
  let unused = capacity
  let lowest = BINS
  drawn.above = 0
  for (let b = BINS - 1; b >= 0; b--) {
    const here = bins.reduce((sum, counts) => sum + counts[b], 0)
    drawn.above += here
    if (unused > 0 && here > 0) {
      lowest = b
      if (here > unused) {
        let room = unused
        for (const counts of bins) {
          counts[b] = Math.min(counts[b], room)
          room -= counts[b]
        }
      }
      unused = Math.max(0, unused - here)
    }
  }
  drawn.drawn = capacity - unused
  drawn.strong = 0
  for (let b = BINS - 1, met = 0; b >= lowest && drawn.strong === 0; b--) {
    met += bins.reduce((sum, counts) => sum + counts[b], 0)
    if (met > drawn.drawn * STRONG) drawn.strong = ((b + 1) / scale) ** 2
  }

  matrices.forEach(({ kind, matrix, columns, sending, receiving, self }, m) => {
    const list = drawn[kind]
    const room = bins[m]
    const next = new Uint32Array(BINS)
    let total = 0
    for (let b = lowest; b < BINS; b++) {
      next[b] = total
      total += room[b]
    }
    list.count = total
    if (total === 0) return
    for (let i = 0; i < matrix.length; i++) {
      const size = Math.abs(matrix[i])
      if (!(size > threshold && size < Number.POSITIVE_INFINITY) || (self && i % self === 0)) continue
      const b = bin(size)
      if (b < lowest || room[b] === 0) continue
      room[b]--
      const at = 3 * next[b]++
      list.data[at] = sending + (i % columns)
      list.data[at + 1] = receiving + Math.floor(i / columns)
      list.data[at + 2] = matrix[i]
    }
  })
}

/**
 * The wires of |w| > threshold that begin or end at one unit, weakest first.
 * @returns `[wire, 3]`: sending row, receiving row, weight
 */
export function wiresOf(weights: Weights, units: Units, row: number, threshold: number): WireList {
  const found: [number, number, number][] = []
  for (const { matrix, columns, sending, receiving, self } of matricesOf(weights, units)) {
    const rows = columns > 0 ? matrix.length / columns : 0
    const take = (r: number, c: number) => {
      const weight = matrix[r * columns + c]
      const size = Math.abs(weight)
      if (size > threshold && size < Number.POSITIVE_INFINITY)
        found.push([sending + c, receiving + r, weight])
    }
    const c = row - sending
    if (c >= 0 && c < columns) {
      for (let r = 0; r < rows; r++) if (!(self && r === c)) take(r, c)
    }
    const r = row - receiving
    if (r >= 0 && r < rows) {
      for (let from = 0; from < columns; from++) if (!(self && from === r)) take(r, from)
    }
  }
  found.sort((a, b) => Math.abs(a[2]) - Math.abs(b[2]))
  return { data: Float32Array.from(found.flat()), count: found.length }
}

interface Matrix {
  kind: WireKind
  matrix: Float32Array
  columns: number
  /** Rows of the first sending and of the first receiving unit. */
  sending: number
  receiving: number
  /** Every how many entries of the matrix a unit's wire to itself lies (columns + 1); 0 for matrices between planes. */
  self: number
}

function matricesOf(weights: Weights, units: Units): Matrix[] {
  const { inputs, neurons, outputs } = units
  const hidden = units.first('sheet')
  const matrices: Matrix[] = [
    { kind: 'input', matrix: weights.inputWeights, columns: inputs, sending: 0, receiving: hidden, self: 0 },
    {
      kind: 'recurrent',
      matrix: weights.recurrentWeights,
      columns: neurons,
      sending: hidden,
      receiving: hidden,
      self: neurons + 1,
    },
    {
      kind: 'output',
      matrix: weights.outputWeights,
      columns: neurons,
      sending: hidden,
      receiving: units.first('output'),
      self: 0,
    },
  ]
  const rows = { input: neurons, recurrent: neurons, output: outputs }
  for (const { kind, matrix, columns } of matrices) {
    if (matrix.length !== rows[kind] * columns) {
      throw new RangeError(`${kind} wires: expected ${rows[kind]} × ${columns} weights, got ${matrix.length}`)
    }
  }
  return matrices
}

function largest(matrix: Float32Array): number {
  let most = 0
  for (let i = 0; i < matrix.length; i++) {
    const size = Math.abs(matrix[i])
    if (size > most && size < Number.POSITIVE_INFINITY) most = size
  }
  return most
}
