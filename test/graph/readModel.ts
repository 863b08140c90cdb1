/** Reads back which nodes a model's file holds, by the field numbers of ONNX's onnx.proto. */
import { BinaryReader } from '@bufbuild/protobuf/wire'

export interface NodeRead {
  opType: string
  /** The nodes of the graph that is its attribute `body`, if it has one. */
  body?: NodeRead[]
}

/** The nodes of the model's graph, in order. */
export const nodesOf = (model: Uint8Array): NodeRead[] => nodesOfGraph(messages(model, 7)[0])

const nodesOfGraph = (graph: Uint8Array): NodeRead[] => messages(graph, 1).map(node)

function node(bytes: Uint8Array): NodeRead {
  const opType = text(bytes, 4)
  const body = messages(bytes, 5).find((attribute) => text(attribute, 1) === 'body')
  return body ? { opType, body: nodesOfGraph(messages(body, 6)[0]) } : { opType }
}

const text = (message: Uint8Array, field: number) => new TextDecoder().decode(messages(message, field)[0])

/** The contents of all fields of a number, which must be messages or text. */
function messages(message: Uint8Array, wanted: number): Uint8Array[] {
  const reader = new BinaryReader(message)
  const found: Uint8Array[] = []
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field === wanted) found.push(reader.bytes())
    else reader.skip(type, field)
  }
  return found
}
