import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ATTRIBUTE_TYPE, modelBytes, readModel, type ValueInfo } from '../../src/graph/onnxFile.js'

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
    const fixture = readFileSync('test/fixtures/model.onnx')
    expect(Buffer.from(modelBytes(model)).toString('hex')).toBe(fixture.toString('hex'))
    const { metadataProps, ...read } = readModel(new Uint8Array(fixture))
    // An empty list is no field.
    const present = attribute.map(({ ints, ...rest }) => (ints && ints.length > 0 ? { ...rest, ints } : rest))
    expect(read).toEqual({ ...model, graph: { ...graph, node: [{ ...graph.node[0], attribute: present }] } })
    expect(metadataProps).toEqual([])
  })
})

describe('readModel', () => {
  const model = {
    irVersion: 8,
    producerName: 'τ',
    opsetImport: [],
    metadataProps: [{ key: 'step', value: '12' }],
    graph: {
      name: '',
      node: [{ input: [], output: ['y'], opType: 'Constant', attribute: [] }],
      initializer: [
        { name: 'a', dims: [2], dataType: 1, floatData: [1.5, -2] },
        { name: 'b', dims: [1], dataType: 11, doubleData: [0.1] },
        { name: 'c', dims: [1], dataType: 1, dataLocation: 1 },
      ],
      input: [],
      output: [],
    },
  }

  it('reads numbers however they are kept', () => {
    expect(readModel(modelBytes(model))).toEqual(model)
    // Each number of a list by itself, as writers before proto3 had them: field 7 of a tensor, 300 and −1.
    const tensor = [0x38, 0xac, 0x02, 0x38, ...new Array<number>(9).fill(0xff), 1]
    const node = [0x0a, 0x02, 0x22, 0x00] // its type is an empty text
    const graph = [...node, 0x2a, tensor.length, ...tensor]
    const { initializer } = readModel(Uint8Array.of(0x08, 8, 0x3a, graph.length, ...graph)).graph
    expect(initializer[0].int64Data).toEqual([300, -1])
  })

  it('refuses what was cut anywhere, or has no operations, in one line', () => {
    const bytes = modelBytes(model)
    const ofGraph = modelBytes({ ...model, metadataProps: [] })
    for (let length = 0; length < ofGraph.length; length++)
      expect(() => readModel(ofGraph.subarray(0, length))).toThrow(/^not an ONNX program[^\n]*$/)
    expect(() => readModel(modelBytes({ ...model, graph: { ...model.graph, node: [] } }))).toThrow(
      'not an ONNX program: it has no operations',
    )
    expect(bytes.length).toBeGreaterThan(ofGraph.length)
  })
})
