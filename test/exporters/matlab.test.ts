/** MATLAB's files, read by scipy and Octave. */
import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { adjacency } from '../../src/exporters/adjacency.js'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { graphml } from '../../src/exporters/graphml.js'
import { mat } from '../../src/exporters/mat.js'
import { encodeMat } from '../../src/formats/mat.js'
import { fromPython, pythonsWith } from '../python.js'
import { madeNetwork, measuredNetwork, preferredTask, written } from './made.js'

const VALUES = {
  number: 24000,
  single: { data: Float32Array.of(0.1, -2, 3e-30, 4, 5, 6), shape: [2, 3] },
  double: { data: Float64Array.of(0.1, Number.NaN, Number.NEGATIVE_INFINITY), shape: [3] },
  integers: { data: Int32Array.of(-1, 2147483647, 0), shape: [1, 3] },
  none: { data: new Float64Array(0), shape: [0, 4] },
  cube: { data: Float64Array.from({ length: 24 }, (_, i) => i), shape: [2, 3, 4] },
  text: 'what μ is',
  texts: ['go', 'näher ζ', '', 'a longer one, with "quotes"'],
}

describe('encodeMat', () => {
  it('refuses a variable of 2 GB, which the format cannot hold', () => {
    const large = { data: new Float64Array(2 ** 28 - 2), shape: [2 ** 28 - 2] }
    expect(() => encodeMat({ D: large })).toThrow('less than 2 GB, D has 2.15 GB; use npz')
  })

  it.each([
    [{ '2go': 1 }, /no variable can be named "2go"/],
    [{ [`a${'b'.repeat(63)}`]: 1 }, /no variable can be named "abb/],
    [{ w: { data: new Float32Array(3), shape: [2, 2] } }, /w has shape \[2, 2\] but 3 values/],
  ])('refuses %j', (variables, message) => {
    expect(() => encodeMat(variables)).toThrow(message)
  })
})

/** Of a list of texts, which are arrays in an array, the texts. NaN and infinity as text, since JSON has none. */
const SCIPY = `
import json, sys, scipy.io
def plain(x):
    if hasattr(x, 'tolist'): return ''.join(x.tolist())
    return str(x) if isinstance(x, float) and x - x != 0 else x
def read(path):
    found = scipy.io.loadmat(path)
    return {
        name: [str(a.dtype), list(a.shape), [plain(x) for x in a.flatten().tolist()]]
        for name, a in found.items() if not name.startswith('__')
    }
print(json.dumps([read(path) for path in sys.argv[1:]]))
`
/** Values are row-major. */
type Variables = Record<string, [type: string, shape: number[], values: unknown[]]>

const scipy = pythonsWith('scipy.io')

describe.runIf(scipy.length > 0)('read by scipy', () => {
  it('numbers, matrices of any rank, and texts are the same', () => {
    const { 'a.mat': path } = written({ 'a.mat': encodeMat({ ...VALUES, rare: 'a𝛼b' }) })
    for (const python of scipy) {
      const [read] = fromPython(python, SCIPY, [path]) as Variables[]
      expect(read).toEqual({
        number: ['float64', [1, 1], [24000]],
        single: ['float32', [2, 3], Array.from(VALUES.single.data)],
        double: ['float64', [3, 1], [0.1, 'nan', '-inf']],
        integers: ['int32', [1, 3], [-1, 2147483647, 0]],
        none: ['float64', [0, 4], []],
        cube: ['float64', [2, 3, 4], Array.from(VALUES.cube.data)],
        text: ['<U9', [1], ['what μ is']],
        texts: ['object', [4, 1], VALUES.texts],
        rare: ['<U3', [1], ['a𝛼b']],
      })
    }
  })

  it('a network is the same, with indices that begin at 1', async () => {
    const network = madeNetwork('network.cell=gru')
    const { 'network.mat': path } = written(await mat.files(network))
    for (const python of scipy) {
      const [read] = fromPython(python, SCIPY, [path]) as Variables[]
      for (const { name, shape } of network.table)
        expect(read[name]).toEqual([
          'float32',
          shape.length === 1 ? [shape[0], 1] : shape,
          Array.from(network.parameters[name]),
        ])
      expect(read.positions).toEqual(['float64', [12, 2], Array.from(network.layout.hidden)])
      expect(read.recurrentLengths[2]).toEqual(Array.from(network.lengths.recurrentWeights))
      expect(read.places).toEqual(['float64', [12, 1], Array.from(network.places, (place) => place + 1)])
      expect(read.clusters[2]).toEqual(network.analysis!.labels.map((label) => label + 1))
      expect(read.tasks[2]).toEqual(network.battery.tasks.map(({ name }) => name))
      expect(JSON.parse(read.about[2][0] as string).experiment).toEqual(network.experiment)
    }
  })

  it('an adjacency matrix has senders as rows and no connection of a neuron to itself', async () => {
    const network = madeNetwork()
    const { 'adjacency.mat': path } = written(await adjacency.files(network))
    for (const python of scipy) {
      const [{ W, D, XYZ, Ci, ...known }] = fromPython(python, SCIPY, [path]) as Variables[]
      expect([W[1], D[1], XYZ[1], Ci[1]]).toEqual([
        [12, 12],
        [12, 12],
        [12, 3],
        [12, 1],
      ])
      for (let from = 0; from < 12; from++) {
        const [x, y] = network.layout.hidden.subarray(2 * from)
        expect(XYZ[2].slice(3 * from, 3 * from + 3)).toEqual([x, y, 0])
        for (let to = 0; to < 12; to++) {
          const weight = network.connections.recurrentWeights[12 * to + from]
          const isCounted = from !== to && Math.abs(weight) > 0.01
          expect(W[2][12 * from + to]).toBe(isCounted ? weight : 0)
          expect(D[2][12 * from + to]).toBe(network.lengths.recurrentWeights[12 * to + from])
        }
      }
      expect(Ci[2]).toEqual(network.analysis!.labels.map((label) => label + 1))
      expectKnown(network, known)
    }
  })

  it('what is known of each neuron goes with it', async () => {
    for (const python of scipy)
      for (const format of [mat, adjacency]) {
        const network = measuredNetwork()
        const [path] = Object.values(written(await format.files(network)))
        const [known] = fromPython(python, SCIPY, [path]) as Variables[]
        expectKnown(network, known)
        expect(known.areas[2]).toEqual([...Array(5).fill('L2/3'), ...Array(7).fill('L5')])
        expect(known.sign[2]).toEqual(Array.from(network.parameters.sign))
      }
  })
})

/** Importance and preferred tasks: as indices that begin at 1, so that 0 is of a neuron that is not active. */
function expectKnown(network: ExportedNetwork, { importance, preferredTasks, tasks }: Variables): void {
  expect(importance[2]).toEqual(network.analysis!.importance)
  expect(preferredTasks[2].map((task) => (task === 0 ? null : tasks[2][Number(task) - 1]))).toEqual(
    network.analysis!.labels.map((_, neuron) => preferredTask(network, neuron)),
  )
}

const octave = (script: string) =>
  spawnSync('octave-cli', ['--no-gui', '--quiet', '--norc', '--eval', script], { encoding: 'utf8' }).stdout

describe.runIf(octave('disp(1)') === '1\n')('read by Octave', () => {
  it('numbers, matrices of any rank, and texts are the same', () => {
    const { 'a.mat': path } = written({ 'a.mat': encodeMat(VALUES) })
    const read = octave(`d = load('${path}');
      d.types = {class(d.number), class(d.single), class(d.integers), class(d.text), class(d.texts)};
      d.sizes = {size(d.number), size(d.single), size(d.double), size(d.none), size(d.cube), size(d.texts)};
      d.element = d.cube(2, 3, 4); disp(jsonencode(d))`)
    expect(JSON.parse(read)).toMatchObject({
      number: 24000,
      single: [
        [Math.fround(0.1), -2, expect.anything()],
        [4, 5, 6],
      ],
      integers: [-1, 2147483647, 0],
      text: 'what μ is',
      texts: VALUES.texts,
      types: ['double', 'single', 'int32', 'char', 'cell'],
      sizes: [
        [1, 1],
        [2, 3],
        [3, 1],
        [0, 4],
        [2, 3, 4],
        [4, 1],
      ],
      element: 23,
    })
  })

  it('the toolbox counts connections as they run', async () => {
    const network = madeNetwork()
    const { 'adjacency.mat': path } = written(await adjacency.files(network))
    // As degrees_dir.m of the toolbox has them.
    const read = octave(`load('${path}'); CIJ = double(W ~= 0);
      disp(jsonencode(struct('in', sum(CIJ, 1), 'out', sum(CIJ, 2)')))`)
    const counted = (from: number, to: number) =>
      from !== to && Math.abs(network.connections.recurrentWeights[12 * to + from]) > 0.01
    const neurons = Array.from({ length: 12 }, (_, i) => i)
    expect(JSON.parse(read)).toEqual({
      in: neurons.map((to) => neurons.filter((from) => counted(from, to)).length),
      out: neurons.map((from) => neurons.filter((to) => counted(from, to)).length),
    })
  })
})

/** Degrees, strengths and Newman's modularity of the clusters for directed weights (Leicht and Newman 2008), of sizes. */
const MEASURED_BY_OCTAVE = `
  S = abs(W); m = sum(S(:));
  same = Ci == Ci';
  Q = sum(sum((S / m - sum(S, 2) * sum(S, 1) / m ^ 2) .* same));
  disp(jsonencode(struct('in', sum(W ~= 0, 1), 'out', sum(W ~= 0, 2)', ...
    'strengthIn', sum(W, 1), 'strengthOut', sum(W, 2)', 'Q', Q)))`

const MEASURED_BY_NETWORKX = `
import json, sys, networkx
graph = networkx.read_graphml(sys.argv[1], node_type=int)
graph.remove_edges_from(list(networkx.selfloop_edges(graph)))
clusters = {}
for neuron, known in graph.nodes(data=True): clusters.setdefault(known.get('cluster', -1), set()).add(neuron)
listed = lambda of: [value for _, value in sorted(of)]
print(json.dumps({
    'in': listed(graph.in_degree()),
    'out': listed(graph.out_degree()),
    'strengthIn': listed(graph.in_degree(weight='weight')),
    'strengthOut': listed(graph.out_degree(weight='weight')),
    'Q': networkx.algorithms.community.modularity(graph, clusters.values(), weight='strength'),
}))
`
const networkx = pythonsWith('networkx')

describe.runIf(octave('disp(1)') === '1\n' && networkx.length > 0)('the same network', () => {
  it('has the same degrees, strengths and modularity as a matrix in Octave and as a graph in networkx', async () => {
    const network = madeNetwork('network.cell=ei')
    const { 'adjacency.mat': matrix } = written(await adjacency.files(network))
    const [graph] = Object.values(written(await graphml.files(network)))
    type Measured = Record<'in' | 'out' | 'strengthIn' | 'strengthOut', number[]> & { Q: number }
    const byOctave = JSON.parse(octave(`load('${matrix}'); ${MEASURED_BY_OCTAVE}`)) as Measured
    expect(new Set(byOctave.in).size).toBeGreaterThan(1)
    expect(byOctave.in).not.toEqual(byOctave.out)
    for (const python of networkx) {
      const { Q, ...expected } = fromPython(python, MEASURED_BY_NETWORKX, [graph]) as Measured
      expect(byOctave.Q).toBeCloseTo(Q, 4) // Octave's JSON has five digits
      expect(byOctave.in).toEqual(expected.in)
      expect(byOctave.out).toEqual(expected.out)
      for (const strength of ['strengthIn', 'strengthOut'] as const)
        byOctave[strength].forEach((value, neuron) => {
          expect(value).toBeCloseTo(expected[strength][neuron], 3)
        })
    }
  })
})
