/** Parquet, read by DuckDB: not by the library that wrote it. */
import { DuckDBInstance, type JS } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { parquet } from '../../src/exporters/parquet.js'
import { channelTable, connectionTable, neuronTable, type Table } from '../../src/exporters/tables.js'
import { madeNetwork, measuredNetwork, written } from './made.js'

let database: DuckDBInstance
beforeAll(async () => {
  database = await DuckDBInstance.create()
})
afterAll(() => database.closeSync())

async function query(sql: string): Promise<Record<string, JS>[]> {
  const connection = await database.connect()
  const reader = await connection.runAndReadAll(sql)
  connection.closeSync()
  return reader.getRowObjectsJS() as Record<string, JS>[]
}

/** The columns of a table as rows. */
const rowsOf = (table: Table) =>
  Array.from({ length: table[0].values.length }, (_, row) =>
    Object.fromEntries(table.map(({ name, values }) => [name, values[row]])),
  )

const DECLARED = { integer: 'INTEGER', float: 'FLOAT', double: 'DOUBLE', text: 'VARCHAR', flag: 'BOOLEAN' }
const pathsOf = async (network: ExportedNetwork) => written(await parquet.files(network))

describe.each([
  ['rate', madeNetwork()],
  ['measured', measuredNetwork()],
  ['gru', madeNetwork('network.cell=gru')],
])('a %s network', (_, network) => {
  it.each([
    ['neurons', neuronTable],
    ['connections', connectionTable],
    ['channels', channelTable],
  ])('has its %s with their types', async (name, tableOf) => {
    const path = (await pathsOf(network))[`${name}.parquet`]
    const table = tableOf(network)
    const described = await query(`describe select * from '${path}'`)
    expect(described.map(({ column_name, column_type }) => [column_name, column_type])).toEqual(
      table.map(({ name, type }) => [name, DECLARED[type]]),
    )
    expect(await query(`select * from '${path}'`)).toEqual(rowsOf(table))
  })
})

describe('what is missing', () => {
  it('is null, so that no filter loses a row', async () => {
    const network = madeNetwork()
    const { 'neurons.parquet': path } = await pathsOf(network)
    const [{ inactive, clustered, all }] = await query(
      `select count(*) filter (cluster is null)::int as inactive, count(cluster)::int as clustered, count(*)::int as all from '${path}'`,
    )
    const labels = network.analysis!.labels
    expect([inactive, clustered, all]).toEqual([
      labels.filter((label) => label < 0).length,
      labels.filter((label) => label >= 0).length,
      12,
    ])
    for (const cluster of [0, 1]) {
      const found = await query(`select neuron from '${path}' where cluster = ${cluster} order by neuron`)
      expect(found.map(({ neuron }) => neuron)).toEqual(
        labels.flatMap((label, neuron) => (label === cluster ? [neuron] : [])),
      )
    }
  })

  it('is no column where the network was not analyzed, and no row where it has no connections', async () => {
    const made = madeNetwork()
    const none = (values: Float32Array) => values.map(() => 0)
    const { inputWeights, recurrentWeights, outputWeights } = made.connections
    const empty = {
      ...made,
      analysis: null,
      connections: {
        inputWeights: none(inputWeights),
        recurrentWeights: none(recurrentWeights),
        outputWeights: none(outputWeights),
      },
    }
    const paths = await pathsOf(empty)
    const columns = await query(`describe select * from '${paths['neurons.parquet']}'`)
    expect(columns.map(({ column_name }) => column_name)).not.toContain('cluster')
    expect(await query(`select * from '${paths['connections.parquet']}'`)).toEqual([])
  })

  it('and which network it is stands in the metadata', async () => {
    const network = madeNetwork()
    const { 'neurons.parquet': path } = await pathsOf(network)
    const facts = await query(
      `select decode(key) as key, decode(value) as value from parquet_kv_metadata('${path}')`,
    )
    const { experiment, step } = Object.fromEntries(facts.map(({ key, value }) => [key, value]))
    expect([JSON.parse(experiment as string), step]).toEqual([network.experiment, '12'])
  })
})
