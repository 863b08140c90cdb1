/**
 * Parquet: the tables of `csv` with types. Each column is declared, because the writer would guess its type from the first
 * values; what is missing is null and not NaN, which the writer leaves out of its statistics, so that filters lose rows.
 */
import { type BasicType, type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { factsOf } from './about.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'
import { type ColumnType, channelTable, connectionTable, neuronTable, type Table } from './tables.js'

export const parquet = defineExporter({
  name: 'parquet',
  description: 'typed tables of neurons, connections and channels, read by pandas, polars, R and DuckDB',
  files: (network) => ({
    'neurons.parquet': bytesOf(neuronTable(network), network),
    'connections.parquet': bytesOf(connectionTable(network), network),
    'channels.parquet': bytesOf(channelTable(network), network),
  }),
})

const TYPES: Record<ColumnType, BasicType> = {
  integer: 'INT32',
  float: 'FLOAT',
  double: 'DOUBLE',
  text: 'STRING',
  flag: 'BOOLEAN',
}

function bytesOf(table: Table, network: ExportedNetwork): Uint8Array {
  const columnData = table.map(({ name, type, values }): ColumnSource => {
    const data = Array.from(values)
    return { name, data, type: TYPES[type], nullable: data.includes(null) }
  })
  const kvMetadata = Object.entries(factsOf(network)).map(([key, value]) => ({ key, value: String(value) }))
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: 'gyrus' }))
}
