/**
 * The file format of ONNX: the messages of onnx.proto (IR version 8) that our programs use, with the numbers of their
 * fields. Fields that our programs never have are left out.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

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

/** An attribute has one of the values `i`, `s`, `g` and `ints`, according to its type. */
export interface Attribute {
  name: string
  i?: number
  s?: string
  g?: Graph
  ints?: readonly number[]
  type: number
}

/** The numbers of `Attribute.type`. */
export const ATTRIBUTE_TYPE = { i: 2, s: 3, g: 5, ints: 7 } as const

/** A constant, with its numbers as a list or as little-endian bytes. */
export interface Initializer {
  dims: readonly number[]
  dataType: number
  int64Data?: readonly number[]
  name: string
  rawData?: Uint8Array
}

export interface ValueInfo {
  name: string
  type: { tensorType: { elemType: number; shape: { dim: readonly Dimension[] } } }
}

/** A size, or the name of a size that is known only when the program runs. */
export type Dimension = { dimValue: number } | { dimParam: string }

/** The bytes of a model's file. */
export function modelBytes(model: Model): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter()
  writeFields(writer, modelFields, model)
  return writer.finish()
}

// ------------------------------------------------------------------------------------------ how a field is written

type Write<T> = (writer: BinaryWriter, field: number, value: T) => void

const integer: Write<number> = (writer, field, value) => writer.tag(field, WireType.Varint).int64(value)

const text: Write<string> = (writer, field, value) =>
  writer.tag(field, WireType.LengthDelimited).string(value)

const bytes: Write<Uint8Array> = (writer, field, value) =>
  writer.tag(field, WireType.LengthDelimited).bytes(value)

/** A list of integers, packed into one field. */
const integers: Write<readonly number[]> = (writer, field, values) => {
  if (values.length === 0) return
  writer.tag(field, WireType.LengthDelimited).fork()
  for (const value of values) writer.int64(value)
  writer.join()
}

const repeated =
  <T>(write: Write<T>): Write<readonly T[]> =>
  (writer, field, values) => {
    for (const value of values) write(writer, field, value)
  }

/** @param fields a function, because types contain each other: a graph has nodes, whose attributes may be graphs */
const message =
  <T extends object>(fields: () => Fields<T>): Write<T> =>
  (writer, field, value) => {
    writer.tag(field, WireType.LengthDelimited).fork()
    writeFields(writer, fields(), value)
    writer.join()
  }

// ------------------------------------------------------------------------------------------------ which fields are

/** Fields of a message by name, in the order of their numbers. */
type Fields<T> = { readonly [Name in keyof T]-?: readonly [field: number, Write<NonNullable<T[Name]>>] }

function writeFields<T extends object>(writer: BinaryWriter, fields: Fields<T>, value: T): void {
  for (const name of Object.keys(fields) as (keyof T)[]) {
    const [field, write] = fields[name]
    const fieldValue = value[name]
    if (fieldValue !== undefined && fieldValue !== null) write(writer, field, fieldValue)
  }
}

const dimensionFields: Fields<{ dimValue?: number; dimParam?: string }> = {
  dimValue: [1, integer],
  dimParam: [2, text],
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
  int64Data: [7, integers],
  name: [8, text],
  rawData: [9, bytes],
}

const attributeFields: Fields<Attribute> = {
  name: [1, text],
  i: [3, integer],
  s: [4, text],
  g: [6, message(() => graphFields)],
  ints: [8, integers],
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
