/**
 * Operations that slice, join, repeat and sum elements, and cast. They are in one file because the gradient of each is
 * made of others: the gradient of a slice is padded with zeros, that of a repetition is summed.
 */
import { axisOf, behindTime, listAxes, reducedShape } from './axes.js'
import { reshape, transpose } from './rearrange.js'
import { broadcastShapes, type Dim, formatShape, product, type Shape, sameShape } from './shape.js'
import { apply, constant, type DType, isFloat, mismatch, type Operation, type Tensor } from './tensor.js'

/**
 * Elements `start` to `end` − 1 along an axis; negative numbers count from the end.
 * @param name name of the result's size, for an axis with a named size; by default derived from that name
 */
export function slice(x: Tensor, axis: number, start: number, end?: number, name?: string): Tensor {
  return apply(sliceAlong(axisOf(axis, x, 'slice'), start, end, name), x)
}

function sliceAlong(axis: number, start: number, end?: number, name?: string): Operation {
  return {
    name: 'slice',
    linear: true,
    attributes: JSON.stringify([axis, start, end, name]),
    infer: ([x]) => {
      if (!Number.isInteger(start) || !Number.isInteger(end ?? 0)) {
        throw mismatch('slice', `${start}..${end ?? ''} must be integers`, [x])
      }
      const size = x.shape[axis]
      const shape = [...x.shape]
      if (typeof size === 'number') {
        const from = start < 0 ? size + start : start
        const to = end === undefined ? size : end < 0 ? size + end : end
        if (from < 0 || to > size || from > to) {
          throw mismatch('slice', `${start}..${end ?? ''} must lie within axis ${axis}`, [x])
        }
        shape[axis] = to - from
      } else {
        if (start < 0 && end !== undefined && end >= 0) {
          throw mismatch('slice', `${start}..${end} of axis ${axis} has no size known beforehand`, [x])
        }
        shape[axis] = name ?? sliceName(size, start, end)
      }
      return { dtype: x.dtype, shape }
    },
    vjp: (y, c) => {
      const x = y.inputs[0]
      const before = start === 0 ? [] : [zerosAlong(x, axis, 0, start)]
      const after = end === undefined ? [] : [zerosAlong(x, axis, end, undefined)]
      return [concat([...before, c, ...after], axis, x.shape[axis])]
    },
    lift: ([x]) => slice(x, axis + 1, start, end, name),
    emit: (program, _y, [x]) =>
      program.node('Slice', [
        x,
        program.int64s([start]),
        program.int64s([end ?? Number.MAX_SAFE_INTEGER]),
        program.int64s([axis]),
      ]),
  }
}

/** The size of a slice of a named dimension, e.g. `time-1` for all but the first or last element. */
function sliceName(size: string, start: number, end?: number): Dim {
  if (start >= 0 && end !== undefined && end >= 0) return end - start
  if (start < 0 && (end === undefined || end < 0)) return (end ?? 0) - start
  const lost = Math.max(start, 0) + Math.max(-(end ?? 0), 0)
  return lost === 0 ? size : `(${size}-${lost})`
}

function zerosAlong(x: Tensor, axis: number, start: number, end?: number): Tensor {
  const part = slice(x, axis, start, end)
  return broadcast(constant(0, [], x.dtype), part)
}

/**
 * Joins tensors along an axis.
 * @param size name of the joined dimension, if it does not follow from those of the parts
 */
export function concat(parts: readonly Tensor[], axis: number, size?: Dim): Tensor {
  if (parts.length === 0) throw new RangeError('concat: needs at least one tensor')
  if (parts.length === 1) return parts[0]
  return apply(concatAlong(axisOf(axis, parts[0], 'concat'), size), ...parts)
}

function concatAlong(axis: number, size?: Dim): Operation {
  return {
    name: 'concat',
    attributes: JSON.stringify([axis, size]),
    infer: (parts) => {
      const [{ dtype, shape: first }] = parts
      const joined = (shape: Shape, total: Dim) => shape.map((dim, i) => (i === axis ? total : dim))
      const fits = parts.every(
        (part) => part.dtype === dtype && sameShape(joined(part.shape, 0), joined(first, 0)),
      )
      if (!fits) throw mismatch('concat', `parts must agree in type and in all axes but ${axis}`, parts)
      const dims = parts.map((part) => part.shape[axis])
      const total = dims.every((dim) => typeof dim === 'number') ? dims.reduce((a, b) => a + b, 0) : size
      if (total === undefined) {
        throw mismatch('concat', 'give the size of a joined axis with names in it', parts)
      }
      return { dtype, shape: joined(first, total) }
    },
    vjp: (y, c) => {
      // Cotangents of parts before a part of named size are sliced by indices from the front, those after it from the
      // end.
      const dims = y.inputs.map((part) => part.shape[axis])
      const named = dims.findIndex((dim) => typeof dim !== 'number')
      if (dims.slice(named + 1).some((dim) => named >= 0 && typeof dim !== 'number')) {
        throw mismatch('concat', 'only one part may have a named size where a gradient is taken', y.inputs)
      }
      const sumOf = (list: readonly Dim[]) => (list as number[]).reduce((a, b) => a + b, 0)
      return y.inputs.map((_part, i) => {
        const behind = named >= 0 && i > named
        const start = behind ? -sumOf(dims.slice(i)) : sumOf(dims.slice(0, i))
        const sizeAfter = sumOf(dims.slice(i + 1).filter((dim) => typeof dim === 'number'))
        const end =
          i === dims.length - 1 ? undefined : i === named || behind ? -sizeAfter : start + (dims[i] as number)
        const name = dims[i]
        return slice(c, axis, start, end, typeof name === 'string' ? name : undefined)
      })
    },
    lift: (parts, stacked) => {
      const allStacked = parts.map((part, i) =>
        stacked[i] ? part : repeat(part, parts[stacked.indexOf(true)]),
      )
      return concat(allStacked, axis + 1, size)
    },
    emit: (program, _y, inputs) => program.node('Concat', inputs, { axis }),
  }
}

/**
 * Prepares the operands of an operation that broadcasts for lifting it: stacked operands of lower rank get axes of size
 * 1 after their time axis, so that the time axes are in the same position.
 */
export function alignTime(inputs: readonly Tensor[], stacked: readonly boolean[]): Tensor[] {
  const rank = 1 + Math.max(...inputs.map((input, i) => input.rank - (stacked[i] ? 1 : 0)))
  return inputs.map((input, i) => {
    if (!stacked[i]) return input
    const [time, ...rest] = input.shape
    return reshape(input, [time, ...new Array<Dim>(rank - input.rank).fill(1), ...rest])
  })
}

/** An operand that does not change over time, repeated along the leading time axis that `like` has. */
export function repeat(x: Tensor, like: Tensor): Tensor {
  return apply(repeatOperation, x, like)
}

const repeatOperation: Operation = {
  name: 'repeat',
  infer: ([x, like]) => ({ dtype: x.dtype, shape: [like.shape[0], ...x.shape] }),
  vjp: (_y, c) => [sum(c, 0), null],
  lift: ([x, like], stacked) => {
    // Lifted, `like` has the outer time axis before the one that it is there for, and so must the result.
    const repeated = repeat(x, stacked[1] ? exchangeFirstAxes(like) : like)
    return stacked[0] ? exchangeFirstAxes(repeated) : repeat(repeated, like)
  },
  emit: (program, y, [x, like]) => {
    const fixed = y.shape.every((dim) => typeof dim === 'number')
    const shape = fixed
      ? program.int64s(y.shape as number[])
      : program.node('Concat', [program.node('Shape', [like], { end: 1 }), program.node('Shape', [x])], {
          axis: 0,
        })
    return program.node('Expand', [x, shape])
  },
}

function exchangeFirstAxes(x: Tensor): Tensor {
  const axes = x.shape.map((_, i) => i)
  axes.splice(0, 2, 1, 0)
  return transpose(x, axes)
}

/** Repeats elements along axes of size 1, or along new leading axes, to the shape of `like`. */
export function broadcast(x: Tensor, like: Tensor): Tensor {
  return sameShape(x.shape, like.shape) ? x : apply(broadcastOperation, x, like)
}

const broadcastOperation: Operation = {
  name: 'broadcast',
  infer: ([x, like]) => {
    const shape = broadcastShapes(x.shape, like.shape)
    if (shape === undefined || !sameShape(shape, like.shape)) {
      throw mismatch('broadcast', "the first shape must broadcast to the second's", [x, like])
    }
    return { dtype: x.dtype, shape }
  },
  vjp: (y, c) => [sumTo(c, y.inputs[0].shape), null],
  lift: ([x, like], stacked) => {
    const [aligned, target] = alignTime([x, stacked[1] ? like : repeat(like, x)], [stacked[0], true])
    return broadcast(aligned, target)
  },
  emit: (program, y, [x, like]) => {
    const fixed = y.shape.every((dim) => typeof dim === 'number')
    const shape = fixed ? program.int64s(y.shape as number[]) : program.node('Shape', [like])
    return program.node('Expand', [x, shape])
  },
}

/** The same numbers with another type. A cast from or to a type other than a float has no gradient. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castTo(dtype), x)
}

function castTo(dtype: DType): Operation {
  return {
    name: 'cast',
    attributes: dtype,
    infer: ([x]) => ({ dtype, shape: x.shape }),
    vjp: ({ inputs: [x] }, c) => [isFloat(dtype) && isFloat(x.dtype) ? cast(c, x.dtype) : null],
    lift: ([x]) => cast(x, dtype),
    emit: (program, _y, inputs) => program.cast(inputs[0], dtype),
  }
}

/** The sum over axes (all, if none are given). With `keep`, these axes remain with size 1. */
export function sum(x: Tensor, axes?: number | readonly number[], keep = false): Tensor {
  const list = listAxes(x, axes, 'sum')
  return list.length === 0 ? x : apply(sumOver(list, keep), x)
}

function sumOver(axes: readonly number[], keep: boolean): Operation {
  return {
    name: 'sum',
    linear: true,
    attributes: JSON.stringify([axes, keep]),
    infer: ([x]) => {
      if (x.dtype === 'bool') throw mismatch('sum', 'operand must be a number', [x])
      return { dtype: x.dtype, shape: reducedShape(x.shape, axes, keep) }
    },
    vjp: (y, c) => {
      const x = y.inputs[0]
      return [broadcast(reshape(c, reducedShape(x.shape, axes, true)), x)]
    },
    lift: ([x]) => apply(sumOver(behindTime(axes), keep), x),
    emit: (program, _y, [x]) =>
      program.node('ReduceSum', [x, program.int64s(axes)], { keepdims: keep ? 1 : 0 }),
  }
}

/** Sums a cotangent over the axes along which an operand was broadcast, back to the operand's shape. */
export function sumTo(cotangent: Tensor, shape: Shape): Tensor {
  if (sameShape(cotangent.shape, shape)) return cotangent
  const extra = cotangent.rank - shape.length
  const axes = cotangent.shape
    .map((_, i) => i)
    .filter((i) => i < extra || (shape[i - extra] === 1 && cotangent.shape[i] !== 1))
  const total = reshape(
    sum(cotangent, axes, true),
    cotangent.shape.map((dim, i): Dim => (axes.includes(i) ? 1 : dim)),
  )
  if (product(total.shape) !== product(shape)) {
    throw new RangeError(`sumTo: ${formatShape(cotangent.shape)} does not reduce to ${formatShape(shape)}`)
  }
  return reshape(total, shape)
}
