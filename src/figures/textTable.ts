/** Plain tables for the terminal: columns as wide as they need. */

export interface TableColumn<Row> {
  head: string
  of(row: Row): string
  /** Whether cells are aligned to the right, as for numbers. */
  right?: boolean
}

/** The table as text: a line of heads, and a line for each row. */
export function table<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const lines = [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ of }) => of(row)))]
  return aligned(lines, (column) => columns[column].right ?? false)
}

/**
 * Rows of equally many cells as lines of text.
 * @param right whether a column is aligned to the right instead of left
 */
export function aligned(
  rows: readonly (readonly string[])[],
  right: (column: number) => boolean = () => false,
): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  return rows
    .map((row) =>
      row
        .map((text, i) => (right(i) ? text.padStart(widths[i]) : text.padEnd(widths[i])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
