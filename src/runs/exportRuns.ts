/**
 * Runs as a flat table for other tools: CSV or Parquet, a column for every field, also those that a user's modules add, and
 * every measure.
 */
import { csvFormatRows } from 'd3-dsv'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { fieldOf, fieldsOfAll } from '../training/experiment.js'
import { type CatalogRow, type DamagedRun, type FoundRuns, MEASURES } from './catalog.js'

type Cell = string | number | boolean | null

interface Column {
  name: string
  of(row: CatalogRow): Cell
  /** Of a run that cannot be read; nothing where left out. */
  ofDamaged?(run: DamagedRun): Cell
}

const columnsOf = (rows: readonly CatalogRow[]): readonly Column[] => [
  { name: 'id', of: ({ id }) => id },
  { name: 'run', of: ({ dir }) => dir, ofDamaged: ({ dir }) => dir },
  { name: 'status', of: ({ status }) => status, ofDamaged: () => 'damaged' },
  { name: 'step', of: ({ step }) => step },
  { name: 'created', of: ({ record }) => record.created },
  { name: 'gyrus', of: ({ record }) => record.versions.gyrus },
  { name: 'cpu', of: ({ record }) => record.machine.cpu },
  { name: 'instructionSet', of: ({ record }) => record.machine.instructionSet },
  ...fieldsOfAll(rows.map(({ record }) => record.experiment)).map((path) => ({
    name: path,
    of: ({ record }: CatalogRow) => cell(fieldOf(record.experiment, path)),
  })),
  ...MEASURES.map(({ name, of }) => ({ name, of: ({ summary }: CatalogRow) => summary && of(summary) })),
  { name: 'fault', of: () => null, ofDamaged: ({ fault }) => fault },
]

/** A column's cells, one for each run; the runs that cannot be read come last. */
const cellsOf = ({ of, ofDamaged }: Column, { rows, damaged }: FoundRuns): Cell[] => [
  ...rows.map(of),
  ...damaged.map((run) => ofDamaged?.(run) ?? null),
]

/** A value as one cell: what is neither number, text nor flag is JSON. */
function cell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell)
}

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
