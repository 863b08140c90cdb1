/**
 * GraphML (graphml.graphdrawing.org): a directed graph of the neurons, with typed attributes. Each key is declared for one
 * kind of element and without a default, since readers differ in what they do with defaults.
 */
import { element, lines, manyLines, type XmlValue, xmlDocument } from '../formats/xml.js'
import { factsOf } from './about.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'
import { type Column, type ColumnType, edgeTable, neuronTable, rowsOf } from './tables.js'

export const graphml = defineExporter({
  name: 'graphml',
  description:
    'a directed graph of the neurons with their attributes, read by networkx, igraph and Cytoscape',
  files: (network) => ({ 'network.graphml': xmlDocument(documentOf(network)) }),
})

const TYPES: Record<ColumnType, string> = {
  integer: 'int',
  float: 'float',
  double: 'double',
  text: 'string',
  flag: 'boolean',
}

function documentOf(network: ExportedNetwork): string {
  const facts = Object.entries(factsOf(network))
  const [{ values: neurons }, ...neuronColumns] = neuronTable(network)
  const edges = edgeTable(network)
  const [{ values: from }, { values: to }, ...edgeColumns] = edges
  const graph = element('graph', { edgedefault: 'directed' }, [
    ...lines(facts.map(([name, value]) => dataElement('graph', name, value))),
    ...lines(
      Array.from(neurons, (neuron, row) =>
        element('node', { id: String(neuron) }, dataOf('node', neuronColumns, row)),
      ),
    ),
    ...manyLines(rowsOf(edges), (row) =>
      element(
        'edge',
        { source: String(from[row]), target: String(to[row]) },
        dataOf('edge', edgeColumns, row),
      ),
    ),
    '\n',
  ])
  return element('graphml', { xmlns: 'http://graphml.graphdrawing.org/xmlns' }, [
    ...lines(facts.map(([name]) => keyElement('graph', name, 'string'))),
    ...lines(neuronColumns.map(({ name, type }) => keyElement('node', name, TYPES[type]))),
    ...lines(edgeColumns.map(({ name, type }) => keyElement('edge', name, TYPES[type]))),
    ...lines([graph]),
    '\n',
  ])
}

/** What an attribute is of. It is a part of the key, because a key is for one kind of element. */
type Domain = 'graph' | 'node' | 'edge'
const keyOf = (domain: Domain, name: string) => `${domain}.${name}`

const keyElement = (domain: Domain, name: string, type: string): string =>
  element('key', { id: keyOf(domain, name), for: domain, 'attr.name': name, 'attr.type': type })

const dataElement = (domain: Domain, name: string, value: XmlValue): string =>
  element('data', { key: keyOf(domain, name) }, value)

/** The attributes of one row; none for what is not defined for it. */
function dataOf(domain: Domain, columns: readonly Column[], row: number): string[] {
  return columns.flatMap(({ name, values }) => {
    const value = values[row]
    return value === null ? [] : [dataElement(domain, name, value)]
  })
}
