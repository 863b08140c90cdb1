/** The formats of arrays and tables, read by NumPy, pandas and gyrus. */
import { describe, expect, it } from 'vitest'
import { csv } from '../../src/exporters/csv.js'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { npz } from '../../src/exporters/npz.js'
import { safetensors } from '../../src/exporters/safetensors.js'
import { decodeSafetensors } from '../../src/formats/safetensors.js'
import { MATRICES } from '../../src/network/parameters.js'
import { networkOf, sealedNetwork } from '../../src/runs/networkFile.js'
import { parseExperiment } from '../../src/training/experiment.js'
import { fromPython, pythonsWith } from '../python.js'
import { CUT, madeNetwork, measuredNetwork, preferredTask, written } from './made.js'

const CELLS = ['rate', 'ei', 'gru', 'lstm']

describe('safetensors', () => {
  it.each(CELLS)('is the same %s network again for gyrus', async (cell) => {
    const network = madeNetwork(`network.cell=${cell}`)
    const { 'network.safetensors': bytes } = await safetensors.files(network)
    const { step, tensors, experiment } = sealedNetwork(bytes as Uint8Array).open(null)
    const { parameters, places } = networkOf(tensors, network.table)
    expect({ step, parameters, places }).toEqual({
      step: network.step,
      parameters: network.parameters,
      places: network.places,
    })
    expect(parseExperiment(JSON.parse(experiment!))).toEqual(network.experiment)
    expect(tensors.clusters.data).toEqual(Int32Array.from(network.analysis!.labels))
    expect(tensors.preferredTasks.data).toEqual(Int32Array.from(preferredIndices(network)))
  })

  it('has names of tasks, channels and areas in its metadata', async () => {
    const { 'network.safetensors': bytes } = await safetensors.files(measuredNetwork())
    const { metadata } = decodeSafetensors(bytes as Uint8Array)
    expect(JSON.parse(metadata.areas)).toEqual([...Array(5).fill('L2/3'), ...Array(7).fill('L5')])
    expect(JSON.parse(metadata.tasks)).toEqual(measuredNetwork().battery.tasks.map(({ name }) => name))
  })

  it('has no clusters where there is no analysis', async () => {
    const { 'network.safetensors': bytes } = await safetensors.files({ ...madeNetwork(), analysis: null })
    expect(Object.keys(sealedNetwork(bytes as Uint8Array).open(null).tensors)).not.toContain('clusters')
  })
})

/** By what the made network says of itself: −1 for neurons that are not active. */
const preferredIndices = (network: ExportedNetwork): number[] =>
  network.analysis!.labels.map((_, neuron) =>
    network.analysis!.tasks.indexOf(preferredTask(network, neuron) ?? ''),
  )

const numpy = pythonsWith('numpy')
const NPZ = `
import json, sys, numpy
arrays = numpy.load(sys.argv[1])
print(json.dumps({name: [str(a.dtype), list(a.shape), a.flatten().tolist()] for name, a in arrays.items()}))
`

describe.runIf(numpy.length > 0)('npz, read by NumPy', () => {
  it.each(CELLS)('has every array of a %s network', async (cell) => {
    const network = madeNetwork(`network.cell=${cell}`)
    const { 'network.npz': path } = written(await npz.files(network))
    for (const python of numpy) {
      const arrays = fromPython(python, NPZ, [path]) as Record<string, [string, number[], unknown[]]>
      for (const { name, shape } of network.table)
        expect(arrays[name]).toEqual(['float32', shape, Array.from(network.parameters[name])])
      expect(arrays.recurrentLengths[2]).toEqual(Array.from(network.lengths.recurrentWeights))
      expect(arrays.positions).toEqual(['float64', [12, 2], Array.from(network.layout.hidden)])
      expect(arrays.places).toEqual(['int32', [12], Array.from(network.places)])
      expect(arrays.clusters[2]).toEqual(network.analysis!.labels)
      expect(arrays.preferredTasks).toEqual(['int32', [12], preferredIndices(network)])
      expect(arrays.importance[2]).toEqual(network.analysis!.importance)
      expect(arrays.step).toEqual(['int32', [], [12]])
      expect(arrays.tasks[2]).toEqual(network.battery.tasks.map(({ name }) => name))
      expect(arrays.inputNames[2]).toHaveLength(network.size.inputs)
      expect(JSON.parse(arrays.about[2][0] as string).experiment).toEqual(network.experiment)
    }
  })
})

describe.runIf(numpy.length > 0)('npz of measured places, read by NumPy', () => {
  it('has three coordinates of each neuron, and its area', async () => {
    const network = measuredNetwork()
    const { 'network.npz': path } = written(await npz.files(network))
    for (const python of numpy) {
      const arrays = fromPython(python, NPZ, [path]) as Record<string, [string, number[], unknown[]]>
      expect(arrays.positions).toEqual(['float64', [12, 3], Array.from(network.layout.hidden)])
      expect(arrays.areas[2]).toEqual([...Array(5).fill('L2/3'), ...Array(7).fill('L5')])
      expect(arrays.measuredIds[2][11]).toBe('n11')
      expect(JSON.parse(arrays.about[2][0] as string).measuredIn).toBe('um')
    }
  })
})

const pandas = pythonsWith('pandas')

describe.runIf(pandas.length > 0)('csv, read by pandas', () => {
  const CSV = `
import json, sys, pandas
table = pandas.read_csv(sys.argv[1], float_precision='round_trip')
types = {name: str(t) for name, t in table.dtypes.items()}
rows = json.loads(table.to_json(orient='records', double_precision=15))
print(json.dumps({'types': types, 'rows': rows}))
`
  type Rows = { types: Record<string, string>; rows: Record<string, unknown>[] }
  const read = (python: string, path: string) => fromPython(python, CSV, [path]) as Rows

  it('has a row a neuron, with empty cells where an inactive one has no cluster', async () => {
    const network = madeNetwork('network.cell=ei')
    const { 'neurons.csv': path } = written(await csv.files(network))
    for (const python of pandas) {
      const { types, rows } = read(python, path)
      expect(types).toMatchObject({ neuron: 'int64', identity: 'int64', active: 'bool', x: 'float64' })
      expect(rows).toHaveLength(12)
      rows.forEach((row, neuron) => {
        const label = network.analysis!.labels[neuron]
        expect(row).toMatchObject({
          neuron,
          identity: network.places[neuron],
          row: Math.floor(neuron / 4),
          column: neuron % 4,
          sign: network.parameters.sign[neuron],
          active: label >= 0,
          cluster: label < 0 ? null : label,
          preferredTask: preferredTask(network, neuron),
        })
        expect(row.x).toBeCloseTo(network.layout.hidden[2 * neuron], 14)
        expect(row.y).toBeCloseTo(network.layout.hidden[2 * neuron + 1], 14)
      })
    }
  })

  it.each(['rate', 'gru'])('has every connection of a %s network that is not 0', async (cell) => {
    const network = madeNetwork(`network.cell=${cell}`)
    const { 'connections.csv': path } = written(await csv.files(network))
    for (const python of pandas) {
      const { rows } = read(python, path)
      expect(rows).toHaveLength(nonZero(network))
      for (const { pathway, from, to, weight, length, ...parts } of rows) {
        const matrix = `${pathway}Weights` as (typeof MATRICES)[number]
        const columns = pathway === 'input' ? network.size.inputs : network.size.hidden
        const index = Number(to) * columns + Number(from)
        expect(weight).toBeCloseTo(network.connections[matrix][index], 12)
        expect(length).toBeCloseTo(network.lengths[matrix][index], 12)
        if (pathway !== 'output') expect(CUT).not.toContain(to)
        if (cell === 'rate') expect(parts).toEqual({})
        else {
          const gate = { input: 'resetGateInputWeights', recurrent: 'resetGateRecurrentWeights' }[
            pathway as string
          ]
          if (gate) expect(parts[gate]).toBeCloseTo(network.parameters[gate][index], 12)
          else expect(parts.resetGateInputWeights).toBeNull()
        }
      }
    }
  })

  it('names the channels', async () => {
    const network = madeNetwork()
    const { 'channels.csv': path } = written(await csv.files(network))
    for (const python of pandas) {
      const { rows } = read(python, path)
      expect(rows).toHaveLength(network.size.inputs + network.size.outputs)
      expect(rows[0]).toMatchObject({
        kind: 'input',
        channel: 0,
        name: 'fixation',
        x: network.layout.input[0],
      })
      expect(rows[network.size.inputs]).toMatchObject({ kind: 'output', channel: 0, name: 'fixate' })
    }
  })
})

const nonZero = ({ connections }: ExportedNetwork): number =>
  MATRICES.reduce((count, matrix) => count + connections[matrix].filter((w) => w !== 0).length, 0)
