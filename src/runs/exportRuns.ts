/** Runs as a flat table for other tools: CSV or Parquet, a row each. */
import { csvFormatRows } from 'd3-dsv'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import type { FoundRuns } from './catalog.js'
import { type Cell, type Column, columnsOf } from './columns.js'

/** A column's cells, one for each run; the runs that cannot be read come last. */
const cellsOf = ({ of, ofDamaged }: Column, { rows, damaged }: FoundRuns): Cell[] => [
  ...rows.map(of),
  ...damaged.map((run) => ofDamaged?.(run) ?? null),
]

/** What the file's name may end in. */
export const ENDINGS = ['.csv', '.parquet'] as const

/** The table as the content of a file whose name ends so. */
export function exportRuns(runs: FoundRuns, ending: (typeof ENDINGS)[number]): string | Uint8Array {
  if (ending === '.csv') return `${csvFormatRows(csvRows(runs))}\n`
  return new Uint8Array(parquetWriteBuffer({ columnData: parquetColumns(runs) }))
}

function csvRows(runs: FoundRuns): string[][] {
  const columns = columnsOf(runs.rows)
  const cells = columns.map((column) => cellsOf(column, runs))
  const rows = cells[0].map((_, i) => cells.map((column) => String(column[i] ?? '')))
  return [columns.map(({ name }) => name), ...rows]
}

/**
 * The type of a column: DOUBLE if it holds only numbers, BOOLEAN if only flags, STRING as soon as it holds a text.
 */
function parquetColumns(runs: FoundRuns): ColumnSource[] {
  return columnsOf(runs.rows).map((column) => {
    const { name } = column
    const cells = cellsOf(column, runs)
    const every = (type: string) => cells.every((value) => value === null || typeof value === type)
    if (every('boolean') && cells.some((value) => value !== null))
      return { name, data: cells, type: 'BOOLEAN' }
    if (every('number') && cells.some((value) => value !== null)) return { name, data: cells, type: 'DOUBLE' }
    const texts = cells.map((value) => (value === null ? null : String(value)))
    return { name, data: texts, type: 'STRING', nullable: true }
  })
}
