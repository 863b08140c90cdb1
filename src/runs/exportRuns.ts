/** Runs as a flat table for other tools: CSV or Parquet, a column for every field and every measure. */
import { csvFormatRows } from 'd3-dsv'
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { experimentFields, fieldOf } from '../training/experiment.js'
import { type CatalogRow, MEASURES } from './catalog.js'

type Cell = string | number | boolean | null

interface Column {
  name: string
  of(row: CatalogRow): Cell
}

const COLUMNS: readonly Column[] = [
  { name: 'id', of: ({ id }) => id },
  { name: 'run', of: ({ dir }) => dir },
  { name: 'status', of: ({ status }) => status },
  { name: 'step', of: ({ step }) => step },
  { name: 'created', of: ({ record }) => record.created },
  { name: 'gyrus', of: ({ record }) => record.versions.gyrus },
  { name: 'cpu', of: ({ record }) => record.machine.cpu },
  { name: 'instructionSet', of: ({ record }) => record.machine.instructionSet },
  ...[...experimentFields.keys()].map((path) => ({
    name: path,
    of: ({ record }: CatalogRow) => cell(fieldOf(record.experiment, path)),
  })),
  ...MEASURES.map(({ name, of }) => ({ name, of: ({ summary }: CatalogRow) => summary && of(summary) })),
]

/** A value as one cell: what is neither number, text nor flag is JSON. */
function cell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell)
}

export const FORMATS = ['csv', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

/** The table as a file's content. */
export function exportRuns(rows: readonly CatalogRow[], format: Format): string | Uint8Array {
  if (format === 'csv') return `${csvFormatRows(csvRows(rows))}\n`
  return new Uint8Array(parquetWriteBuffer({ columnData: parquetColumns(rows) }))
}

function csvRows(rows: readonly CatalogRow[]): string[][] {
  const header = COLUMNS.map(({ name }) => name)
  return [header, ...rows.map((row) => COLUMNS.map(({ of }) => String(of(row) ?? '')))]
}

/** A column has one type: numbers are DOUBLE, flags BOOLEAN, whatever holds any text is STRING. */
function parquetColumns(rows: readonly CatalogRow[]): ColumnSource[] {
  return COLUMNS.map(({ name, of }) => {
    const cells = rows.map(of)
    const every = (type: string) => cells.every((value) => value === null || typeof value === type)
    if (every('boolean') && cells.some((value) => value !== null))
      return { name, data: cells, type: 'BOOLEAN' }
    if (every('number') && cells.some((value) => value !== null)) return { name, data: cells, type: 'DOUBLE' }
    const texts = cells.map((value) => (value === null ? null : String(value)))
    return { name, data: texts, type: 'STRING', nullable: true }
  })
}
