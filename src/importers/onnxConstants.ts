/** The constants of an ONNX program as tensors: its initializers, and what nodes `Constant` hold. */
import {
  NUMBERS,
  type NumberType,
  numbersIn,
  type Tensor,
  type TensorData,
  volume,
} from '../formats/numbers.js'
import type { Graph, Initializer } from '../graph/onnxFile.js'
import { plain } from '../text.js'

/** The numbers of `DataType`. */
const TYPES: Readonly<Record<number, NumberType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  16: 'BF16',
}

/** Whether numbers of this type may be weights; sizes and indices are whole. */
export const isFloat = (dataType: number): boolean => ['F16', 'BF16', 'F32', 'F64'].includes(TYPES[dataType])

export type Constants = ReadonlyMap<string, Initializer>

/** Initializers, and the values of nodes `Constant`. */
export function constantsOf({ initializer, node }: Graph): Constants {
  const computed = node.flatMap(({ opType, output, attribute }) => {
    const value = opType === 'Constant' && attribute.find(({ name }) => name === 'value')?.t
    return value ? [[output[0], value] as const] : []
  })
  return new Map([...initializer.map((constant) => [constant.name, constant] as const), ...computed])
}

export function tensorOf(name: string, constant: Initializer): Tensor {
  const { dims, dataType, rawData, dataLocation } = constant
  if (dataLocation === 1)
    throw new Error(`${plain(name)} lies in a file beside it; save the program with its weights inside`)
  const type = TYPES[dataType]
  if (type === undefined)
    throw new Error(`${plain(name)} has numbers of type ${dataType}, which are not read`)
  const listedNumbers = rawData ? null : listed(constant)
  const count = listedNumbers?.length ?? rawData!.length / NUMBERS[type].bytes
  if (count !== volume(dims))
    throw new Error(`${plain(name)} is [${dims.join(', ')}] but has ${count} numbers`)
  return { shape: dims, data: listedNumbers ?? numbersIn(type, rawData!) }
}

/** Numbers that are not kept as bytes. */
function listed({ floatData, doubleData, int32Data, int64Data }: Initializer): TensorData {
  if (floatData) return Float32Array.from(floatData)
  if (doubleData) return Float64Array.from(doubleData)
  return Int32Array.from(int32Data ?? int64Data ?? [])
}
