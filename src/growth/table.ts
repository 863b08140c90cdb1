/** Tables that users bring: comma-separated text whose first line names the columns (RFC 4180, by d3-dsv). */
import { csvParseRows } from 'd3-dsv'
import { InputError } from '../errors.js'
import { show } from '../text.js'

export interface Table {
  /** Names of the columns, without blanks around them. */
  readonly header: readonly string[]
  readonly rows: readonly TableRow[]
}

export interface TableRow {
  /** In the file, counted from 1. */
  readonly line: number
  readonly values: readonly string[]
}

/**
 * The rows of a text, without those that are blank.
 * @throws InputError naming the line with more or fewer values than the first
 */
export function readTable(text: string): Table {
  const lines = csvParseRows(text).map((values, i) => ({
    line: i + 1,
    values: values.map((value) => value.trim()),
  }))
  const [first, ...rest] = lines
  if (first === undefined || isBlank(first)) {
    throw new InputError('line 1: must name the columns, such as x,y, got nothing')
  }
  const rows = rest.filter((row) => !isBlank(row))
  for (const { line, values } of rows) {
    if (values.length === first.values.length) continue
    const named = `${first.values.length} values as line 1 has`
    throw new InputError(`line ${line}: must have ${named}, separated by commas, got ${values.length}`)
  }
  return { header: first.values, rows }
}

const isBlank = ({ values }: TableRow) => values.every((value) => value === '')

/**
 * The number that a value is.
 * @throws InputError naming line and column
 */
export function numberIn({ line, values }: TableRow, column: number, name: string): number {
  const text = values[column]
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    const value = Number(text)
    if (Number.isFinite(value)) return value
  }
  throw new InputError(`line ${line}, column ${name}: must be a number, got ${show(text)}`)
}
