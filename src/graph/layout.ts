/**
 * Operations that move or repeat elements and change none: reshape, transpose, slice, concat, broadcast, cast.
 */
import { add } from './elementwise.js'
import { matmul } from './linear.js'
import type { OnnxScope } from './onnx.js'
import { sumTo } from './reduce.js'
import { broadcastShapes, type Dim, formatShape, product, type Shape, sameShape } from './shape.js'
import {
  apply,
  axisOf,
  constant,
  type DType,
  isFloat,
  mismatch,
  type Operation,
  type Tensor,
} from './tensor.js'

/** The same elements in row-major order under another shape; one entry may be -1: whatever is left. */
export function reshape(x: Tensor, shape: Shape): Tensor {
  const target = resolve(x, shape)
  return sameShape(target, x.shape) ? x : apply(reshapeTo(target), x)
}

function resolve(x: Tensor, shape: Shape): Shape {
  const sizes = shape.filter((dim) => dim !== -1)
  const valid = sizes.every((dim) => typeof dim === 'string' || (Number.isInteger(dim) && dim >= 0))
  if (!valid || shape.length > sizes.length + 1) {
    throw mismatch('reshape', `${formatShape(shape)} must be sizes, with at most one -1`, [x])
  }
  if (sizes.length === shape.length) return shape
  const rest = quotient(product(x.shape), product(sizes))
  if (rest === undefined) throw mismatch('reshape', `operand must divide into ${formatShape(shape)}`, [x])
  return shape.map((dim) => (dim === -1 ? rest : dim))
}

/** size / known, where names cancel names; undefined where something would be left over. */
function quotient(size: Dim, known: Dim): Dim | undefined {
  const parts = (dim: Dim) => String(dim).split('*')
  const rest = parts(size).filter((part) => !/^\d+$/.test(part))
  const factor = (dim: Dim) => Number(parts(dim).find((part) => /^\d+$/.test(part)) ?? 1)
  for (const name of parts(known).filter((part) => !/^\d+$/.test(part))) {
    const at = rest.indexOf(name)
    if (at < 0) return undefined
    rest.splice(at, 1)
  }
  const count = factor(size) / factor(known)
  return Number.isInteger(count) ? product([count, ...rest]) : undefined
}

function reshapeTo(shape: Shape): Operation {
  return {
    name: 'reshape',
    linear: true,
    attributes: formatShape(shape),
    infer: ([x]) => {
      if (product(x.shape) !== product(shape)) {
        throw mismatch('reshape', `operand must have as many elements as ${formatShape(shape)}`, [x])
      }
      const open = shape.filter((dim) => typeof dim === 'string' && !x.shape.includes(dim)).length
      if (open > (shape.includes(0) ? 0 : 1)) {
        throw mismatch('reshape', `${formatShape(shape)} leaves too many dimensions open`, [x])
      }
      return { dtype: x.dtype, shape }
    },
    vjp: (y, c) => [reshape(c, y.inputs[0].shape)],
    lift: ([x], _stacked, time) => reshape(x, [time, ...shape]),
    emit: (scope, y, [x]) => {
      const source = y.inputs[0].shape
      const dims = onnxDims(shape, source)
      const fixed = dims.filter((dim) => dim === -1).length < (shape.includes(0) ? 1 : 2)
      const target = fixed
        ? scope.int64s(dims)
        : scope.node('Concat', sizesOf(scope, x, shape, source), { axis: 0 })
      return scope.node('Reshape', [x, target], shape.includes(0) ? { allowzero: 1 } : {})
    },
  }
}

/**
 * A shape as ONNX's Reshape takes it: -1 for a dimension that it must find, 0 for "as the operand has it in this
 * place", unless 0 must mean none: then (`allowzero`) every dimension must have a number.
 */
function onnxDims(shape: Shape, source: Shape): number[] {
  const kept = shape.includes(0) ? -1 : 0
  return shape.map((dim, i) => (typeof dim === 'number' ? dim : source[i] === dim ? kept : -1))
}

/** The same where one -1 is not enough: each dimension by itself, those that the operand has read from it. */
function sizesOf(scope: OnnxScope, x: string, shape: Shape, source: Shape): string[] {
  const sizes = scope.node('Shape', [x])
  return shape.map((dim) => {
    if (typeof dim === 'number') return scope.int64s([dim])
    const at = source.indexOf(dim)
    return at < 0 ? scope.int64s([-1]) : scope.node('Gather', [sizes, scope.int64s([at])], { axis: 0 })
  })
}

/** Axis i of the result is axis `permutation[i]` of the operand; reverses the axes if none is given. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const axes = permutation ?? x.shape.map((_, i) => x.rank - 1 - i)
  if (axes.length === x.rank && axes.every((axis, i) => axis === i)) return x
  if (x.operation.name === 'transpose') {
    const inner = JSON.parse(x.operation.attributes as string) as number[]
    if (inner.length === axes.length)
      return transpose(
        x.inputs[0],
        axes.map((axis) => inner[axis]),
      )
  }
  return apply(transposeBy(axes), x)
}

function transposeBy(axes: readonly number[]): Operation {
  return {
    name: 'transpose',
    linear: true,
    attributes: JSON.stringify(axes),
    infer: ([x]) => {
      const valid = axes.length === x.shape.length && x.shape.every((_, i) => axes.includes(i))
      if (!valid) throw mismatch('transpose', `[${axes}] must be a permutation of the operand's axes`, [x])
      return { dtype: x.dtype, shape: axes.map((axis) => x.shape[axis]) }
    },
    vjp: (_y, c) => {
      // (p·q)ᵀ = qᵀ·pᵀ: a product reads its operands either way, so that the gradient of Wᵀ need not be turned itself.
      if (c.operation.name === 'matmul' && c.rank === 2) {
        const [p, q] = c.inputs
        return [matmul(transpose(q), transpose(p))]
      }
      return [
        transpose(
          c,
          axes.map((_, i) => axes.indexOf(i)),
        ),
      ]
    },
    lift: ([x]) => transpose(x, [0, ...axes.map((axis) => axis + 1)]),
    emit: (scope, _y, inputs) => scope.node('Transpose', inputs, { perm: axes }),
  }
}

/** Exchanges the last two axes. */
export function matrixTranspose(x: Tensor): Tensor {
  const axes = x.shape.map((_, i) => i)
  axes.splice(-2, 2, x.rank - 1, x.rank - 2)
  return transpose(x, axes)
}

/**
 * Elements `start` up to, not including, `end` along an axis; negative numbers count from the end. `name` is what
 * the size left of an axis with a name is called, if it has a name of its own.
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
    emit: (scope, _y, [x]) =>
      scope.node('Slice', [
        x,
        scope.int64s([start]),
        scope.int64s([end ?? Number.MAX_SAFE_INTEGER]),
        scope.int64s([axis]),
      ]),
  }
}

/** The name of what is left of a named dimension: a prefix or suffix is told by how much it lacks. */
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

/** Joins tensors along an axis. `size` names the joined dimension where names cannot be added up. */
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
      // Parts before a part of named size are cut from the front, parts behind it from the back.
      const dims = y.inputs.map((part) => part.shape[axis])
      const named = dims.findIndex((dim) => typeof dim !== 'number')
      if (dims.slice(named + 1).some((dim) => named >= 0 && typeof dim !== 'number')) {
        throw mismatch('concat', 'only one part may have a named size where a gradient is taken', y.inputs)
      }
      const sumOf = (list: readonly Dim[]) => (list as number[]).reduce((a, b) => a + b, 0)
      return y.inputs.map((_part, i) => {
        const behind = named >= 0 && i > named
        const start = behind ? -sumOf(dims.slice(i)) : sumOf(dims.slice(0, i))
        const rest = sumOf(dims.slice(i + 1).filter((dim) => typeof dim === 'number'))
        const end =
          i === dims.length - 1 ? undefined : i === named || behind ? -rest : start + (dims[i] as number)
        const name = dims[i]
        return slice(c, axis, start, end, typeof name === 'string' ? name : undefined)
      })
    },
    lift: (parts, stacked, time) => {
      const all = parts.map((part, i) =>
        stacked[i] ? part : repeat(part, time, parts[stacked.indexOf(true)]),
      )
      return concat(all, axis + 1, size)
    },
    emit: (scope, _y, inputs) => scope.node('Concat', inputs, { axis }),
  }
}

/**
 * Operands of an operation that broadcasts, for lifting it: stacked ones of lower rank get axes of size 1 behind
 * their time axis, so that the time axes line up.
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
export function repeat(x: Tensor, time: Dim, like: Tensor): Tensor {
  let steps = like
  for (let axis = 1; axis < like.rank; axis++) steps = slice(steps, axis, 0, 1)
  const column = cast(reshape(steps, [time, ...x.shape.map(() => 1)]), x.dtype)
  return add(broadcast(constant(0, [], x.dtype), column), x)
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
  lift: ([x, like], stacked, time) => {
    const [aligned, target] = alignTime([x, stacked[1] ? like : repeat(like, time, x)], [stacked[0], true])
    return broadcast(aligned, target)
  },
  emit: (scope, y, [x, like]) => {
    const fixed = y.shape.every((dim) => typeof dim === 'number')
    const shape = fixed ? scope.int64s(y.shape as number[]) : scope.node('Shape', [like])
    return scope.node('Expand', [x, shape])
  },
}

/** The same numbers as another type; no gradient flows through a cast from or to a non-float. */
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
    emit: (scope, _y, inputs) => scope.cast(inputs[0], dtype),
  }
}
