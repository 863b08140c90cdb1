/** Comma-separated values: the neurons, the connections that are not 0, and the channels, one file each. */
import { csvFormatRows } from 'd3-dsv'
import { defineExporter } from './exporter.js'
import { channelTable, connectionTable, neuronTable, rowsOf, type Table } from './tables.js'

export const csv = defineExporter({
  name: 'csv',
  description: 'tables of neurons, connections and channels, read by pandas, R, Julia and spreadsheets',
  files: (network) => ({
    'neurons.csv': textOf(neuronTable(network)),
    'connections.csv': textOf(connectionTable(network)),
    'channels.csv': textOf(channelTable(network)),
  }),
})

/** Numbers as exact as they are: 32-bit weights have the digits of the 64-bit number of the same value. */
function textOf(table: Table): string {
  const rows = Array.from({ length: rowsOf(table) }, (_, row) =>
    table.map(({ values }) => String(values[row] ?? '')),
  )
  return `${csvFormatRows([table.map(({ name }) => name), ...rows])}\n`
}
