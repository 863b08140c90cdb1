/**
 * GEXF 1.2 (gexf.net), Gephi's format: a directed graph of the neurons with typed attributes, drawn as the sheet is.
 * Version 1.2 because networkx reads no later one.
 */
import { clusterColor, QUIET } from '../figures/style.js'
import { element, lines, manyLines, xmlDocument } from '../formats/xml.js'
import { factsOf } from './about.js'
import { defineExporter, type ExportedNetwork } from './exporter.js'
import { type Column, type ColumnType, edgeTable, neuronTable, rowsOf } from './tables.js'

export const gexf = defineExporter({
  name: 'gexf',
  description:
    'a directed graph of the neurons at their places, in the colors of their clusters, read by Gephi',
  files: (network) => ({ 'network.gexf': xmlDocument(documentOf(network)) }),
})

/** The sheet's longer side in Gephi's unit of length, in which a node has a diameter of about 10. */
const SIDE = 1000

const TYPES: Record<ColumnType, string> = {
  integer: 'integer',
  float: 'float',
  double: 'double',
  text: 'string',
  flag: 'boolean',
}

function documentOf(network: ExportedNetwork): string {
  const facts = Object.entries(factsOf(network)).map(([name, value]) => `${name}: ${value}`)
  const [{ values: neurons }, ...neuronColumns] = neuronTable(network)
  const edges = edgeTable(network)
  const [{ values: from }, { values: to }, { values: weights }, ...edgeColumns] = edges
  const nodes = Array.from(neurons, (neuron, row) =>
    element('node', { id: String(neuron), label: `neuron ${neuron}` }, [
      valuesElement('node', neuronColumns, row),
      ...drawingOf(network, row),
    ]),
  )
  const connections = manyLines(rowsOf(edges), (row) =>
    element(
      'edge',
      { id: row, source: String(from[row]), target: String(to[row]), weight: Number(weights[row]) },
      [valuesElement('edge', edgeColumns, row)],
    ),
  )
  const graph = element('graph', { mode: 'static', defaultedgetype: 'directed' }, [
    attributesElement('node', neuronColumns),
    attributesElement('edge', edgeColumns),
    element('nodes', {}, lines(nodes)),
    element('edges', {}, connections),
  ])
  const meta = element('meta', {}, [
    element('creator', {}, 'gyrus'),
    element('description', {}, facts.join('\n')),
  ])
  const root = {
    xmlns: 'http://www.gexf.net/1.2draft',
    'xmlns:viz': 'http://www.gexf.net/1.2draft/viz',
    version: '1.2',
  }
  return element('gexf', root, lines([meta, graph]))
}

/** What an attribute is of. It is a part of the key, because networkx knows keys by their name alone. */
type Domain = 'node' | 'edge'
const keyOf = (domain: Domain, name: string) => `${domain}.${name}`

/** The declaration of columns. */
function attributesElement(domain: Domain, columns: readonly Column[]): string {
  const declared = columns.map(({ name, type }) =>
    element('attribute', { id: keyOf(domain, name), title: name, type: TYPES[type] }),
  )
  return element('attributes', { class: domain }, declared)
}

/** The attributes of one row; none for what is not defined for it. */
function valuesElement(domain: Domain, columns: readonly Column[], row: number): string {
  const values = columns.flatMap(({ name, values }) => {
    const value = values[row]
    return value === null ? [] : [element('attvalue', { for: keyOf(domain, name), value })]
  })
  return element('attvalues', {}, values)
}

/** Where a neuron is drawn, and in which color: y counts upward in Gephi. */
function drawingOf({ layout, analysis }: ExportedNetwork, neuron: number): string[] {
  const { dimensions, hidden } = layout
  const [x, y, z = 0] = hidden.subarray(dimensions * neuron, dimensions * (neuron + 1))
  const position = element('viz:position', { x: SIDE * x, y: -SIDE * y, z: SIDE * z })
  if (!analysis) return [position]
  const label = analysis.labels[neuron]
  const [r, g, b] = rgbOf(label < 0 ? QUIET : clusterColor(label))
  return [element('viz:color', { r, g, b }), position]
}

/** The three numbers, 0 to 255, of `#rrggbb`. */
const rgbOf = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
