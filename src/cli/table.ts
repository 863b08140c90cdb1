/** Plain tables for the terminal: columns as wide as they need, numbers to the right. */

export interface TableColumn<Row> {
  head: string
  of(row: Row): string
  right?: boolean
}

export function table<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ of }) => of(row)))
  const widths = columns.map(({ head }, i) => Math.max(head.length, ...cells.map((row) => row[i].length)))
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => (columns[i].right ? text.padStart(widths[i]) : text.padEnd(widths[i])))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ head }) => head)), ...cells.map(line)].join('\n')
}
