/** Picking elements along an axis by their indices, and putting them back. */
import { axisOf } from './axes.js'
import { transpose } from './rearrange.js'
import { apply, type Emitter, mismatch, type Operation, type Tensor, type TensorType } from './tensor.js'

/** ONNX's number for the type int64, in which ONNX has sizes and indices. */
const INT64 = 7

/**
 * The elements at given indices along an axis, in the order of the indices, as NumPy's `take`; [.., size, ..] → [.., n,
 * ..].
 * @param indices int32 [n], 0 to the axis's size − 1; n may be known only when the program runs
 * @throws RangeError if there is no such axis, or the indices are not a vector of int32
 */
export function take(x: Tensor, indices: Tensor, axis: number): Tensor {
  const along = axisOf(axis, x, 'take')
  checkIndices('take', x, indices)
  if (isColumn(x, along)) return transpose(take(transpose(x), indices, 0))
  return apply(takeAlong(along), x, indices)
}

/** Columns of a matrix are moved as rows of its transpose, because moving whole rows is several times as fast. */
const isColumn = (x: Tensor, axis: number) => x.rank === 2 && axis === 1

function takeAlong(axis: number): Operation {
  return {
    name: 'take',
    attributes: String(axis),
    infer: ([x, indices]) => ({
      dtype: x.dtype,
      shape: x.shape.map((dim, i) => (i === axis ? indices.shape[0] : dim)),
    }),
    vjp: (y, c) => {
      const [x, indices] = y.inputs
      const size = x.shape[axis]
      if (typeof size !== 'number')
        throw mismatch('take', `axis ${axis} must have a size for a gradient`, [x])
      return [put(c, indices, axis, size), null]
    },
    lift: (inputs, stacked) => liftAlong(takeAlong(axis + 1), inputs, stacked),
    emit: (program, _y, inputs) => program.node('Gather', inputs, { axis }),
  }
}

/**
 * The reverse of `take`: adds x's elements to zeros at given indices along an axis; [.., n, ..] → [.., size, ..].
 * @param indices int32 [n], 0 to size − 1; elements with the same index are added up
 * @param size of the axis in the result
 * @throws RangeError if there is no such axis, or not one int32 index for each of its elements
 */
export function put(x: Tensor, indices: Tensor, axis: number, size: number): Tensor {
  const along = axisOf(axis, x, 'put')
  checkIndices('put', x, indices)
  if (x.shape[along] !== indices.shape[0]) {
    throw mismatch('put', `there must be an index for each element of axis ${along}`, [x, indices])
  }
  if (isColumn(x, along)) return transpose(put(transpose(x), indices, 0, size))
  return apply(putAlong(along, size), x, indices)
}

function putAlong(axis: number, size: number): Operation {
  return {
    name: 'put',
    attributes: JSON.stringify([axis, size]),
    infer: ([x]) => ({ dtype: x.dtype, shape: x.shape.map((dim, i) => (i === axis ? size : dim)) }),
    vjp: (y, c) => [take(c, y.inputs[1], axis), null],
    lift: (inputs, stacked) => liftAlong(putAlong(axis + 1, size), inputs, stacked),
    emit: (program, y, [x, indices]) => {
      if (axis === 0) return putRows(program, y, x, indices, size)
      const shape = program.node('Shape', [x])
      const [at, length] = [program.int64s([axis]), program.int64s([size])]
      const zeros = program.node('Expand', [
        program.cast(program.int64s([0]), y.dtype),
        program.node('ScatterElements', [shape, at, length]),
      ])
      const column = program.int64s(y.shape.map((_, i) => (i === axis ? -1 : 1)))
      const places = program.node('Expand', [program.node('Reshape', [indices, column]), shape])
      return program.node('ScatterElements', [zeros, places, x], { axis, reduction: 'add' })
    },
  }
}

/** `put` along the first axis, by moving whole rows. */
function putRows(program: Emitter, y: Tensor, x: string, indices: string, size: number): string {
  const row = program.node('Slice', [
    program.node('Shape', [x]),
    program.int64s([1]),
    program.int64s([y.rank]),
  ])
  const shape = program.node('Concat', [program.int64s([size]), row], { axis: 0 })
  const zeros = program.node('Expand', [program.cast(program.int64s([0]), y.dtype), shape])
  const places = program.node('Reshape', [
    program.node('Cast', [indices], { to: INT64 }),
    program.int64s([-1, 1]),
  ])
  return program.node('ScatterND', [zeros, places, x], { reduction: 'add' })
}

function checkIndices(name: string, x: TensorType, indices: TensorType) {
  if (indices.dtype !== 'int32' || indices.shape.length !== 1) {
    throw mismatch(name, 'indices must be a vector of int32', [x, indices])
  }
}

function liftAlong(operation: Operation, [x, indices]: readonly Tensor[], stacked: readonly boolean[]) {
  if (stacked[1]) throw new RangeError(`${operation.name}: indices must be the same at all time steps`)
  return apply(operation, x, indices)
}
