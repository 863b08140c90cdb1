/** What can be told of a run, as columns of a table: every field, also those that a user's modules add, and every measure. */
import { fieldOf, fieldsOfAll } from '../training/experiment.js'
import { type CatalogRow, type DamagedRun, MEASURES } from './catalog.js'

/** The value of a column for one run; null where there is none. */
export type Cell = string | number | boolean | null

export interface Column {
  name: string
  of(row: CatalogRow): Cell
  /** Of a run that cannot be read; nothing where left out. */
  ofDamaged?(run: DamagedRun): Cell
}

/** The columns of some runs: what they are, how far they came, the fields of their experiments, what came out. */
export const columnsOf = (rows: readonly CatalogRow[]): readonly Column[] => [
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

/** A value as one cell: what is neither number, text nor flag is JSON. */
export function cell(value: unknown): Cell {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : (value as Cell)
}
