/**
 * The file format of ONNX: the messages of onnx.proto (IR version 8) that our programs use, with the numbers of their
 * fields, and what other programs have where they keep weights. One table of fields serves both directions; a field that
 * it does not have is passed over.
 */
import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire'
import {
  bytes,
  doubles,
  type Fields,
  float,
  floats,
  integer,
  integers,
  message,
  optional,
  readFields,
  repeated,
  text,
  writeFields,
} from './protobuf.js'

export interface Model {
  irVersion: number
  producerName: string
  graph: Graph
  opsetImport: readonly { domain: string; version: number }[]
  /** What a program says of itself, for people. */
  metadataProps?: readonly { key: string; value: string }[]
}

export interface Graph {
  node: readonly Node[]
  name: string
  initializer: readonly Initializer[]
  input: readonly ValueInfo[]
  output: readonly ValueInfo[]
}

export interface Node {
  input: readonly string[]
  output: readonly string[]
  opType: string
  attribute: readonly Attribute[]
}

/** An attribute has one of the values beside its name, according to its type; ours are `i`, `s`, `g` and `ints`. */
export interface Attribute {
  name: string
  f?: number
  i?: number
  s?: string
  t?: Initializer
  g?: Graph
  ints?: readonly number[]
  strings?: readonly string[]
  type: number
}

/** The numbers of `Attribute.type`. */
export const ATTRIBUTE_TYPE = { i: 2, s: 3, g: 5, ints: 7 } as const

/** A constant, with its numbers as a list or as little-endian bytes. */
export interface Initializer {
  dims: readonly number[]
  dataType: number
  floatData?: readonly number[]
  int32Data?: readonly number[]
  int64Data?: readonly number[]
  name: string
  rawData?: Uint8Array
  doubleData?: readonly number[]
  /** 1 where its numbers are in another file. */
  dataLocation?: number
}

export interface ValueInfo {
  name: string
  type: { tensorType: { elemType: number; shape: { dim: readonly Dimension[] } } }
}

/** A size, or the name of a size that is known only when the program runs. */
export interface Dimension {
  dimValue?: number
  dimParam?: string
}

/** The bytes of a model's file. */
export function modelBytes(model: Model): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  writeFields(writer, modelFields, model)
  return writer.finish()
}

/**
 * The model in a file. Lists that the file leaves out are empty, numbers are 0 and texts empty, as protobuf has it.
 * @throws Error with one line if the bytes are no model
 */
export function readModel(bytes: Uint8Array): Model {
  try {
    const model: Partial<Model> = readFields(new BinaryReader(bytes), bytes.length, modelFields)
    if (model.graph && model.graph.node.length > 0) return model as Model
  } catch (error) {
    throw new Error(`not an ONNX program, or a damaged one (${(error as Error).message})`)
  }
  throw new Error('not an ONNX program: it has no operations')
}

// ------------------------------------------------------------------------------------------------ which fields are

const dimensionFields: Fields<Dimension> = {
  dimValue: [1, optional(integer)],
  dimParam: [2, optional(text)],
}

const shapeFields: Fields<{ dim: readonly Dimension[] }> = {
  dim: [1, repeated(message(() => dimensionFields))],
}

const tensorTypeFields: Fields<ValueInfo['type']['tensorType']> = {
  elemType: [1, integer],
  shape: [2, message(() => shapeFields)],
}

const typeFields: Fields<ValueInfo['type']> = { tensorType: [1, message(() => tensorTypeFields)] }

const valueInfoFields: Fields<ValueInfo> = { name: [1, text], type: [2, message(() => typeFields)] }

const initializerFields: Fields<Initializer> = {
  dims: [1, integers],
  dataType: [2, integer],
  floatData: [4, floats],
  int32Data: [5, optional(integers)],
  int64Data: [7, optional(integers)],
  name: [8, text],
  rawData: [9, bytes],
  doubleData: [10, doubles],
  dataLocation: [14, optional(integer)],
}

const attributeFields: Fields<Attribute> = {
  name: [1, text],
  f: [2, float],
  i: [3, optional(integer)],
  s: [4, optional(text)],
  t: [5, message(() => initializerFields)],
  g: [6, message(() => graphFields)],
  ints: [8, optional(integers)],
  strings: [9, optional(repeated(text))],
  type: [20, integer],
}

const nodeFields: Fields<Node> = {
  input: [1, repeated(text)],
  output: [2, repeated(text)],
  opType: [4, text],
  attribute: [5, repeated(message(() => attributeFields))],
}

const graphFields: Fields<Graph> = {
  node: [1, repeated(message(() => nodeFields))],
  name: [2, text],
  initializer: [5, repeated(message(() => initializerFields))],
  input: [11, repeated(message(() => valueInfoFields))],
  output: [12, repeated(message(() => valueInfoFields))],
}

const modelFields: Fields<Model> = {
  irVersion: [1, integer],
  producerName: [2, text],
  graph: [7, message(() => graphFields)],
  opsetImport: [
    8,
    repeated(message<Model['opsetImport'][number]>(() => ({ domain: [1, text], version: [2, integer] }))),
  ],
  metadataProps: [
    14,
    repeated(message<{ key: string; value: string }>(() => ({ key: [1, text], value: [2, text] }))),
  ],
}
