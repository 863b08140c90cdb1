/** The formats of graphs, read by networkx and igraph. */
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { gexf } from '../../src/exporters/gexf.js'
import { graphml } from '../../src/exporters/graphml.js'
import { clusterColor, QUIET } from '../../src/figures/style.js'
import { element, xmlDocument } from '../../src/formats/xml.js'
import { fromPython, pythonsWith } from '../python.js'
import { madeNetwork, measuredNetwork, preferredTask, written } from './made.js'

interface Graph {
  directed: boolean
  facts: Record<string, unknown>
  /** By id. */
  nodes: Record<string, Record<string, unknown>>
  edges: [from: string, to: string, attributes: Record<string, unknown>][]
}

const networkx = pythonsWith('networkx', 'numpy')
const igraph = pythonsWith('igraph')

const NETWORKX = `
import json, sys, networkx
def read(path):
    graph = getattr(networkx, 'read_' + path.split('.')[-1])(path)
    return {
        'directed': graph.is_directed(),
        'facts': graph.graph,
        'nodes': {id: data for id, data in graph.nodes(data=True)},
        'edges': list(graph.edges(data=True)),
    }
print(json.dumps([read(path) for path in sys.argv[1:]]))
`

/** The edges that a network must have, by `from to`. */
function expectedEdges({ connections, size }: ExportedNetwork): Map<string, number> {
  const edges = new Map<string, number>()
  for (let to = 0; to < size.hidden; to++)
    for (let from = 0; from < size.hidden; from++) {
      const weight = connections.recurrentWeights[to * size.hidden + from]
      if (Math.abs(weight) > 0.01) edges.set(`${from} ${to}`, weight)
    }
  return edges
}

/** Holds a graph that was read against the network that was written. */
function expectGraph({ directed, nodes, edges }: Graph, network: ExportedNetwork): void {
  const { size, places, layout, analysis, parameters } = network
  expect(directed).toBe(true)
  expect(Object.keys(nodes)).toEqual(Array.from({ length: size.hidden }, (_, i) => String(i)))
  for (let neuron = 0; neuron < size.hidden; neuron++) {
    const label = analysis?.labels[neuron] ?? -1
    const [x, y, z] = layout.hidden.subarray(layout.dimensions * neuron)
    const isFlat = layout.dimensions === 2
    expect(nodes[neuron]).toMatchObject({
      identity: places[neuron],
      x,
      y,
      ...(isFlat
        ? { row: Math.floor(neuron / 4), column: neuron % 4 }
        : { z, measuredId: `n${neuron}`, area: neuron < 5 ? 'L2/3' : 'L5', measuredY: 3 * neuron }),
      recurrentBias: parameters.recurrentBias[neuron],
    })
    if (parameters.sign) expect(nodes[neuron].sign).toBe(parameters.sign[neuron])
    expect(nodes[neuron].cluster).toBe(label < 0 ? undefined : label)
    expect(nodes[neuron].preferredTask).toBe(preferredTask(network, neuron) ?? undefined)
    if (!analysis) expect(Object.keys(nodes[neuron])).not.toContain('importance')
    else expect(nodes[neuron]).toMatchObject({ importance: analysis.importance[neuron], active: label >= 0 })
  }
  const expected = expectedEdges(network)
  expect(edges.map(([from, to]) => `${from} ${to}`).toSorted()).toEqual([...expected.keys()].toSorted())
  for (const [from, to, { weight, strength, length }] of edges) {
    const index = Number(to) * size.hidden + Number(from)
    expect(weight).toBe(expected.get(`${from} ${to}`))
    expect(strength).toBe(Math.abs(weight as number))
    expect(length).toBe(network.lengths.recurrentWeights[index])
  }
}

const FORMATS = { graphml, gexf }

/** Networks whose graphs are read. */
function cases(): Record<string, ExportedNetwork> {
  const made = madeNetwork()
  const whole = made.parameters.recurrentBias.map((_, neuron) => (neuron === 0 ? 2 : 0.5))
  const none = made.connections.recurrentWeights.map(() => 0)
  return {
    'rate neurons': madeNetwork('sheet.distance=euclidean'),
    'excitatory and inhibitory neurons': madeNetwork('network.cell=ei'),
    'neurons with gates': madeNetwork('network.cell=lstm', 'network.activation=tanh'),
    'neurons at measured places': measuredNetwork(),
    'neurons without an analysis': { ...made, analysis: null },
    // networkx 2.8 takes the type of an attribute of its own files from the first value that it meets.
    'neurons whose first bias is a whole number': {
      ...made,
      parameters: { ...made.parameters, recurrentBias: whole },
    },
    'neurons without connections': { ...made, connections: { ...made.connections, recurrentWeights: none } },
  }
}

describe.runIf(networkx.length > 0).each(['graphml', 'gexf'] as const)('%s, read by networkx', (format) => {
  const networks = cases()
  /** For each Python, the graphs of all cases: Python takes a second to begin. */
  let readings: Graph[][]
  beforeAll(async () => {
    const all = Object.values(networks).map((network) => FORMATS[format].files(network))
    const paths = (await Promise.all(all)).flatMap((files) => Object.values(written(files)))
    readings = networkx.map((python) => fromPython(python, NETWORKX, paths) as Graph[])
  })

  it.each(Object.keys(cases()).map((name, at) => [name, at] as const))('is the graph of %s', (name, at) => {
    for (const graphs of readings) expectGraph(graphs[at], networks[name])
  })

  it('says which network it is, or draws it', () => {
    const network = networks['rate neurons']
    for (const [{ facts, nodes }] of readings) {
      if (format === 'graphml') {
        expect(facts).toMatchObject({ name: 'made', preset: 'tiny', step: '12', gyrus: '0.0.0-test' })
        expect(JSON.parse(facts.experiment as string)).toEqual(network.experiment)
      } else expectDrawing(nodes, network)
    }
  })
})

/** The sheet as its figures have it: the first row on top, clusters in their colors. */
function expectDrawing(nodes: Graph['nodes'], { layout, analysis }: ExportedNetwork): void {
  type Drawing = { color: Record<string, number>; position: Record<string, number> }
  const drawings = Object.values(nodes).map(({ viz }) => viz as Drawing)
  const [x, y] = layout.hidden.subarray(2 * 6)
  expect(drawings[6].position).toEqual({ x: 1000 * x, y: -1000 * y, z: 0 })
  expect(drawings[0].position.y).toBeGreaterThan(drawings[11].position.y)
  const hex = ({ r, g, b }: Record<string, number>) =>
    `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`
  expect(drawings.map(({ color }) => hex(color))).toEqual(
    analysis!.labels.map((label) => (label < 0 ? QUIET : clusterColor(label))),
  )
}

// igraph has no missing values: it puts NaN or no text where a neuron has no cluster.
const IGRAPH = `
import json, sys, igraph
graph = igraph.Graph.Read_GraphML(sys.argv[1])
known = lambda attributes: {k: v for k, v in attributes.items() if v == v and v != ''}
print(json.dumps({
    'directed': graph.is_directed(),
    'facts': {name: graph[name] for name in graph.attributes()},
    'nodes': {vertex['id']: known(vertex.attributes()) for vertex in graph.vs},
    'edges': [[str(e.source), str(e.target), e.attributes()] for e in graph.es],
}))
`

describe.runIf(igraph.length > 0)('graphml, read by igraph', () => {
  it('is the same graph', async () => {
    for (const network of [madeNetwork('network.cell=ei'), measuredNetwork()]) {
      const [path] = Object.values(written(await graphml.files(network)))
      for (const python of igraph) expectGraph(fromPython(python, IGRAPH, [path]) as Graph, network)
    }
  })
})

const text = pythonsWith('xml.etree.ElementTree')

describe.runIf(text.length > 0)('XML', () => {
  const READ = `
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
print(json.dumps([[e.attrib.get('of'), e.text] for e in root]))
`
  it('holds any text, in elements and in attributes', () => {
    const texts = fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 300, seed: 5 })
    const nasty = ['<a b="&">', '\t tab\nline\r', 'naïve ζ 𝛼', '\u0000\u001f\ufffe', '\'"', ']]>']
    const values = [...nasty, ...texts]
    const root = element(
      'all',
      {},
      values.map((value) => element('one', { of: value }, value)),
    )
    const { 'all.xml': path } = written({ 'all.xml': xmlDocument(root) })
    const allowed = (value: string) =>
      value.replaceAll(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    for (const python of text)
      expect(fromPython(python, READ, [path])).toEqual(
        values.map((value) => [allowed(value), allowed(value)]),
      )
  })
})
