/** How numbers lie in the files of other programs: one after the other, little-endian unless the file says otherwise. */

/**
 * The typed arrays that numbers become. 16-bit floats are widened to 32 bits, small integers to 32 bits, which changes no
 * value.
 */
export type TensorData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array

/** A tensor in C order (the last index runs fastest); `[]` is the shape of a scalar. */
export interface Tensor {
  shape: readonly number[]
  data: TensorData
}

/** The types, by the names that safetensors has for them. */
export type NumberType = 'F64' | 'I64' | 'F32' | 'I32' | 'F16' | 'BF16' | 'I16' | 'I8' | 'U8' | 'BOOL'

interface NumberFormat {
  /** Of one number. */
  readonly bytes: number
  /** @param bytes a whole number of numbers, which the result may keep */
  from(bytes: ArrayBuffer): TensorData
}

// Typed arrays have the machine's byte order, which is little-endian wherever Node or a browser runs this engine.
export const NUMBERS: Readonly<Record<NumberType, NumberFormat>> = {
  F64: { bytes: 8, from: (bytes) => new Float64Array(bytes) },
  I64: { bytes: 8, from: (bytes) => new BigInt64Array(bytes) },
  F32: { bytes: 4, from: (bytes) => new Float32Array(bytes) },
  I32: { bytes: 4, from: (bytes) => new Int32Array(bytes) },
  F16: { bytes: 2, from: (bytes) => Float32Array.from(new Uint16Array(bytes), halfValue) },
  BF16: { bytes: 2, from: (bytes) => fromBfloat16(new Uint16Array(bytes)) },
  I16: { bytes: 2, from: (bytes) => Int32Array.from(new Int16Array(bytes)) },
  I8: { bytes: 1, from: (bytes) => Int32Array.from(new Int8Array(bytes)) },
  U8: { bytes: 1, from: (bytes) => new Uint8Array(bytes) },
  BOOL: { bytes: 1, from: (bytes) => new Uint8Array(bytes) },
}

/** The numbers in some bytes, copied. */
export function numbersIn(type: NumberType, bytes: Uint8Array): TensorData {
  return NUMBERS[type].from(new Uint8Array(bytes).buffer)
}

/** How many numbers a tensor of this shape has. */
export const volume = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)

/** The value of 16 bits of IEEE 754: a sign, 5 bits of exponent, 10 of fraction. */
function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 0x1f
  const fraction = (bits & 0x3ff) / 1024
  const sign = bits & 0x8000 ? -1 : 1
  if (exponent === 0) return sign * fraction * 2 ** -14
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction) * 2 ** (exponent - 15)
}

/** bfloat16 is the upper half of a 32-bit float. */
function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer)
}

/**
 * The numbers of a tensor whose axes lie in memory with other steps than in C order, such as a transposed one, in C order.
 * @param strides how far apart in `data` neighbors along each axis are; 0 where all are the same number
 * @param offset of the first number
 * @throws Error if an index lies outside of the data
 */
export function inOrder(
  data: TensorData,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): TensorData {
  const count = volume(shape)
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis], offset)
  if (count > 0 && last >= data.length) throw new Error(`needs ${last + 1} numbers, there are ${data.length}`)
  const result = new (data.constructor as new (length: number) => TensorData)(count)
  const index = shape.map(() => 0)
  let from = offset
  for (let at = 0; at < count; at++) {
    result[at] = data[from]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]
      if (++index[axis] < shape[axis]) break
      from -= shape[axis] * strides[axis]
      index[axis] = 0
    }
  }
  return result
}
