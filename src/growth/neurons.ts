/**
 * Neurons at measured places, as a table of a user describes them: one row a neuron, with the columns x, y and, where
 * they have depth, z; and, where it is known, id, area and sign. Other columns are not looked at. Any names and any
 * units: `x_um` is x in µm.
 */
import { InputError } from '../errors.js'
import { show } from '../text.js'
import type { Places } from './places.js'
import { numberIn, readTable, type TableRow } from './table.js'

/** Measured neurons, one entry a neuron in each list. How wires run between them is the experiment's to say. */
export type Neurons = Omit<Places, 'distance' | 'between'>

/** What a length is called where no column says its unit. */
export const NO_UNIT = 'units'

const COLUMNS = ['x', 'y', 'z', 'id', 'area', 'sign'] as const
type Column = (typeof COLUMNS)[number]

/** `x`, `x_um` or `x (um)`. */
const COORDINATE = /^([xyz])(?:_([A-Za-zµμ]{1,12})| ?[([]([A-Za-zµμ]{1,12})[)\]])?$/i

const SIGNS: Readonly<Record<string, 1 | -1>> = {
  ...Object.fromEntries(['1', '+1', 'e', 'exc', 'excitatory'].map((word) => [word, 1 as const])),
  ...Object.fromEntries(['-1', '−1', 'i', 'inh', 'inhibitory'].map((word) => [word, -1 as const])),
}

/**
 * The neurons of a table.
 *
 * @param text comma-separated, the first line with the names of the columns
 * @throws InputError naming line and column, what was expected and what came. Two neurons at one place are refused: mostly
 *   it is a row that stands in the file twice, and a wire of length 0 would cost nothing.
 */
export function parseNeurons(text: string): Neurons {
  const { header, rows } = readTable(text)
  const { columns, unit } = columnsOf(header)
  if (rows.length === 0) throw new InputError('line 2: must be a neuron, got no row')
  const coordinate = (axis: 'x' | 'y' | 'z') =>
    rows.map((row) => numberIn(row, columns.get(axis)!, header[columns.get(axis)!]))
  const texts = (column: Column) => rows.map((row) => filled(row, columns.get(column)!, column))
  const neurons: Neurons = {
    unit,
    x: coordinate('x'),
    y: coordinate('y'),
    ...(columns.has('z') && { z: coordinate('z') }),
    ...(columns.has('id') && { id: texts('id') }),
    ...(columns.has('area') && { area: texts('area') }),
    ...(columns.has('sign') && { sign: rows.map((row) => signIn(row, columns.get('sign')!)) }),
  }
  const { x, y, z, id } = neurons
  refuseTwice(rows, (i) => `${x[i]}, ${y[i]}${z ? `, ${z[i]}` : ''}`, 'another place')
  if (id) refuseTwice(rows, (i) => id[i], 'another id')
  return neurons
}

/** Where each column stands, and the unit of the coordinates. */
function columnsOf(header: readonly string[]): { columns: Map<Column, number>; unit: string } {
  const columns = new Map<Column, number>()
  const units = new Map<string, string>() // the first column of each unit
  header.forEach((name, at) => {
    const [, axis, suffix, inBrackets] = COORDINATE.exec(name) ?? []
    const column = COLUMNS.find((one) => one === (axis ?? name).toLowerCase())
    if (column === undefined) return
    if (columns.has(column)) throw new InputError(`line 1: must have one column ${column}, got two`)
    columns.set(column, at)
    if (axis !== undefined) {
      const unit = (suffix ?? inBrackets ?? NO_UNIT).replace(/^[µμ]/, 'u')
      if (!units.has(unit)) units.set(unit, name)
    }
  })
  for (const needed of ['x', 'y'] as const) {
    if (columns.has(needed)) continue
    throw new InputError(
      `line 1: must have a column ${needed}, such as ${needed} or ${needed}_um, got ${show(header.join(','))}`,
    )
  }
  const [unit, ...others] = units.keys()
  if (others.length > 0) {
    throw new InputError(
      `line 1: coordinates must have one unit, got ${[...units.values()].map(show).join(' and ')}`,
    )
  }
  return { columns, unit }
}

function filled({ line, values }: TableRow, at: number, name: string): string {
  if (values[at] !== '') return values[at]
  throw new InputError(`line ${line}, column ${name}: must be a name, got nothing`)
}

function signIn({ line, values }: TableRow, at: number): 1 | -1 {
  const sign = SIGNS[values[at].toLowerCase()]
  if (sign !== undefined) return sign
  throw new InputError(
    `line ${line}, column sign: must be 1 or e for excitatory, -1 or i for inhibitory, got ${show(values[at])}`,
  )
}

function refuseTwice(rows: readonly TableRow[], key: (i: number) => string, what: string): void {
  const lines = new Map<string, number>()
  rows.forEach(({ line }, i) => {
    const before = lines.get(key(i))
    if (before !== undefined)
      throw new InputError(`line ${line}: must have ${what} than line ${before}, got ${show(key(i))}`)
    lines.set(key(i), line)
  })
}
