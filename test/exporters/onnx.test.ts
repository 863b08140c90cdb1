/** Networks as ONNX programs: run by ONNX Runtime, checked by ONNX. */
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { describe, expect, it } from 'vitest'
import type { ExportedNetwork } from '../../src/exporters/exporter.js'
import { onnx } from '../../src/exporters/onnx.js'
import { askedExperiment } from '../../src/runs/modules.js'
import { cellSettings } from '../../src/training/train.js'
import { fromPython, pythonsWith } from '../python.js'
import { madeNetwork, responses, written } from './made.js'

/** Settings under which a network computes something else. */
const NETWORKS: string[][] = [
  ['network.cell=rate'],
  ['network.activation=softplus', 'network.alpha=0.2', 'network.form=outside', 'network.noise=0.05'],
  ['network.cell=ei', 'network.activation=retanh', 'network.alpha=0.5'],
  ['network.cell=gru', 'network.activation=tanh'],
  ['network.cell=lstm', 'network.activation=relu'],
]

const bytesOf = async (network: ExportedNetwork) =>
  Object.values(await onnx.files(network))[0] as Uint8Array<ArrayBuffer>

describe('run by ONNX Runtime', () => {
  it.each(NETWORKS)('%s gives our activity and logits', async (...settings) => {
    const network = madeNetwork(...settings)
    const { size } = network
    const session = await InferenceSession.create(await bytesOf(network))
    expect([session.inputNames, session.outputNames]).toEqual([['inputs'], ['activity', 'logits']])
    // Of any number of steps and trials.
    for (const [time, trials] of [
      [7, 3],
      [1, 1],
    ]) {
      const { inputs, activity, logits } = await responses(network, time, trials)
      const ran = await session.run({ inputs: new Tensor('float32', inputs, [time, trials, size.inputs]) })
      expect(ran.activity.dims).toEqual([time, trials, size.hidden])
      expect(ran.logits.dims).toEqual([time, trials, size.outputs])
      expectClose(ran.activity.data as Float32Array, activity)
      expectClose(ran.logits.data as Float32Array, logits)
    }
    await session.release()
  })
})

it("takes a cell of a user's own", async () => {
  const made = madeNetwork()
  const { experiment, modules } = await askedExperiment(made.experiment, [
    'network.cell=examples/adaptingCell.mjs',
  ])
  const network = { ...made, experiment, cell: cellSettings(experiment, modules.cell) }
  const { inputs, logits } = await responses(network, 7, 3)
  const session = await InferenceSession.create(await bytesOf(network))
  const ran = await session.run({ inputs: new Tensor('float32', inputs, [7, 3, network.size.inputs]) })
  expectClose(ran.logits.data as Float32Array, logits)
  expect(logits).not.toEqual((await responses(made, 7, 3)).logits)
  await session.release()
})

function expectClose(values: Float32Array, expected: Float32Array): void {
  expect(Math.max(...values.map((value, i) => Math.abs(value - expected[i])))).toBeLessThan(1e-5)
}

const checkers = pythonsWith('onnx')

const CHECK = `
import json, sys, onnx, onnx.checker
from onnx import numpy_helper
def read(path):
    model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    graph = model.graph
    size = lambda value: [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]
    return {
        'opset': [[o.domain, o.version] for o in model.opset_import],
        'ir': model.ir_version,
        'metadata': {p.key: p.value for p in model.metadata_props},
        'inputs': {value.name: size(value) for value in graph.input},
        'outputs': {value.name: size(value) for value in graph.output},
        'weights': {t.name: numpy_helper.to_array(t).tolist() for t in graph.initializer if t.name[0] != '/'},
    }
print(json.dumps([read(path) for path in sys.argv[1:]]))
`

describe.runIf(checkers.length > 0)('checked by ONNX', () => {
  it('is whole, and has the weights under our names', async () => {
    const networks = NETWORKS.map((settings) => madeNetwork(...settings))
    const paths = await Promise.all(networks.map(async (n) => written(await onnx.files(n))['network.onnx']))
    for (const python of checkers) {
      const models = fromPython(python, CHECK, paths) as Record<string, unknown>[]
      models.forEach((model, i) => {
        const { size, table, parameters, experiment } = networks[i]
        expect(model).toMatchObject({ opset: [['', 17]], ir: 8 })
        expect(model.inputs).toEqual({ inputs: ['time', 'batch', size.inputs] })
        expect(model.outputs).toEqual({
          activity: ['time', 'batch', size.hidden],
          logits: ['time', 'batch', size.outputs],
        })
        const { experiment: described, step } = model.metadata as Record<string, string>
        expect([JSON.parse(described), step]).toEqual([experiment, '12'])
        const weights = Object.entries(model.weights as Record<string, number[] | number[][]>)
        expect(weights.map(([name]) => name).toSorted()).toEqual(
          table.flatMap(({ name, role }) => (role === 'trait' ? [] : [name])).toSorted(),
        )
        for (const [name, values] of weights) expect(values.flat()).toEqual(Array.from(parameters[name]))
      })
    }
  })
})
