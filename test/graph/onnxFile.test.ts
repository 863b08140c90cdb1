import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTE_TYPE, modelBytes, type ValueInfo } from '../../src/graph/onnxFile.js'

const value = (
  name: string,
  elemType: number,
  dim: ValueInfo['type']['tensorType']['shape']['dim'],
): ValueInfo => ({ name, type: { tensorType: { elemType, shape: { dim } } } })

describe('modelBytes', () => {
  // The fixture was written by onnx-proto 8.0.1, which protobufjs makes of ONNX's own onnx.proto.
  it('writes each field as protobuf does: negative and large integers, empty lists, text beyond ASCII, graphs in nodes', () => {
    const body = {
      name: 'body',
      node: [{ input: ['a'], output: ['b'], opType: 'Relu', attribute: [] }],
      initializer: [],
      input: [value('a', 1, [])],
      output: [value('b', 1, [])],
    }
    const attribute = [
      { name: 'allowzero', type: ATTRIBUTE_TYPE.i, i: 1 },
      { name: 'axes', type: ATTRIBUTE_TYPE.ints, ints: [-1, 300, 2 ** 40] },
      { name: 'none', type: ATTRIBUTE_TYPE.ints, ints: [] },
      { name: 'mode', type: ATTRIBUTE_TYPE.s, s: 'näher' },
      { name: 'body', type: ATTRIBUTE_TYPE.g, g: body },
    ]
    const graph = {
      name: 'τ',
      node: [{ input: ['x', 'shape'], output: ['y'], opType: 'Reshape', attribute }],
      initializer: [
        { name: 'shape', dims: [2], dataType: 7, int64Data: [-1, 2 ** 33] },
        { name: 'one', dims: [], dataType: 1, rawData: new Uint8Array(Float32Array.of(1.5).buffer) },
      ],
      input: [value('x', 1, [{ dimParam: 'time' }, { dimValue: 400 }])],
      output: [value('y', 11, [{ dimValue: 0 }])],
    }
    const model = { irVersion: 8, producerName: 'gyrus', opsetImport: [{ domain: '', version: 17 }], graph }
    expect(Buffer.from(modelBytes(model)).toString('hex')).toBe(
      readFileSync('test/fixtures/model.onnx').toString('hex'),
    )
  })
})
