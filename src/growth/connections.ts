/** Which recurrent connections exist, as a user's table says: a list of edges, or a square matrix of 0 and 1. */
import { InputError } from '../errors.js'
import { show } from '../text.js'
import { numberIn, readTable, type Table, type TableRow } from './table.js'

/** Connections between different neurons, each once, by receiver and then sender. */
export interface Connections {
  /** Place of the sending neuron of each connection. */
  readonly from: readonly number[]
  /** Place of the receiving neuron. */
  readonly to: readonly number[]
}

/**
 * The connections of a table. What a neuron has to itself is left out: that connection always exists (`connectionMask`).
 *
 * @param text comma-separated. Either edges, with the columns `from` and `to` that name neurons by their id, or by their row
 *   counted from 0 where they have none; or a matrix without a header, 1 where the neuron of the row sends to that of the
 *   column
 * @param neurons how many there are
 * @param ids their names, if they have some
 * @throws InputError naming line and column, what was expected and what came
 */
export function parseConnections(text: string, neurons: number, ids?: readonly string[]): Connections {
  const table = readTable(text)
  const names = table.header.map((name) => name.toLowerCase())
  const [from, to] = [names.indexOf('from'), names.indexOf('to')]
  if (from < 0 || to < 0) return sorted(inMatrix(table, neurons), neurons)
  const places = ids && new Map(ids.map((id, place) => [id, place]))
  const edges = table.rows.map((row): Edge => {
    const place = (at: number) => placeIn(row, at, table.header[at], neurons, places)
    return [place(from), place(to)]
  })
  return sorted(edges, neurons)
}

type Edge = readonly [from: number, to: number]

function placeIn(
  row: TableRow,
  at: number,
  name: string,
  neurons: number,
  places?: ReadonlyMap<string, number>,
): number {
  const where = `line ${row.line}, column ${name}`
  if (places) {
    const place = places.get(row.values[at])
    if (place !== undefined) return place
    throw new InputError(`${where}: must be the id of a neuron, got ${show(row.values[at])}`)
  }
  const place = numberIn(row, at, name)
  if (Number.isInteger(place) && place >= 0 && place < neurons) return place
  throw new InputError(
    `${where}: must be a neuron's row, counted from 0, so 0 to ${neurons - 1}, got ${show(row.values[at])}`,
  )
}

function inMatrix({ header, rows }: Table, neurons: number): Edge[] {
  const lines: TableRow[] = [{ line: 1, values: header }, ...rows]
  if (header.length !== neurons || lines.length !== neurons) {
    throw new InputError(
      `must have the columns from and to, or be a matrix of ${neurons} × ${neurons} for as many neurons, got ${lines.length} × ${header.length}`,
    )
  }
  return lines.flatMap((row, from) =>
    row.values.flatMap((text, to): Edge[] => {
      if (text !== '0' && text !== '1')
        throw new InputError(`line ${row.line}, column ${to + 1}: must be 0 or 1, got ${show(text)}`)
      return text === '1' ? [[from, to]] : []
    }),
  )
}

function sorted(edges: readonly Edge[], neurons: number): Connections {
  const indices = new Set(edges.flatMap(([from, to]) => (from === to ? [] : [to * neurons + from])))
  const order = [...indices].sort((a, b) => a - b)
  return { from: order.map((i) => i % neurons), to: order.map((i) => Math.floor(i / neurons)) }
}

/**
 * Which recurrent weights exist: those of the connections, and each neuron's to itself, which stands for how long it keeps
 * its activity rather than for a synapse.
 *
 * @returns `[receiving, sending]`, 1 or 0
 */
export function connectionMask({ from, to }: Connections, neurons: number): Float32Array {
  const mask = new Float32Array(neurons * neurons)
  for (let i = 0; i < neurons; i++) mask[i * neurons + i] = 1
  for (let e = 0; e < from.length; e++) mask[to[e] * neurons + from[e]] = 1
  return mask
}
