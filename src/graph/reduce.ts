/**
 * Operations that reduce axes (sum, mean, max, min) and those made of them (softmax, log-softmax).
 */
import { div, equal, exp as exponential, fullLike, mul, sub } from './elementwise.js'
import { broadcast, cast, reshape } from './layout.js'
import { type Dim, formatShape, product, type Shape, sameShape } from './shape.js'
import { apply, axisOf, isFloat, mismatch, type Operation, type Tensor } from './tensor.js'

function reducedShape(shape: Shape, axes: readonly number[], keep: boolean): Shape {
  return keep
    ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim))
    : shape.filter((_, i) => !axes.includes(i))
}

function listAxes(x: Tensor, axes: number | readonly number[] | undefined, name: string): number[] {
  const list = axes === undefined ? x.shape.map((_, i) => i) : typeof axes === 'number' ? [axes] : axes
  const found = list.map((axis) => axisOf(axis, x, name)).sort((a, b) => a - b)
  if (new Set(found).size < found.length) throw mismatch(name, `axes [${list}] must be different ones`, [x])
  return found
}

const behindTime = (axes: readonly number[]) => axes.map((axis) => axis + 1)

/** The sum over axes (all, if none are given); `keep` leaves them with size 1. */
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
    emit: (scope, _y, [x]) => scope.node('ReduceSum', [x, scope.int64s(axes)], { keepdims: keep ? 1 : 0 }),
  }
}

/** The mean over axes of floats (all, if none are given). Axes of named size are counted when the program runs. */
export function mean(x: Tensor, axes?: number | readonly number[], keep = false): Tensor {
  if (!isFloat(x.dtype)) throw mismatch('mean', 'operand must be a float', [x])
  const list = listAxes(x, axes, 'mean')
  const count = product(list.map((axis) => x.shape[axis]))
  const total = sum(x, list, keep)
  if (typeof count === 'number') return mul(total, 1 / count)
  return div(total, sum(fullLike(x, 1), list, keep))
}

/** The largest over axes; where several are largest the gradient is shared equally. */
export function max(x: Tensor, axes?: number | readonly number[], keep = false): Tensor {
  return extreme('max', x, axes, keep)
}

/** The smallest over axes; where several are smallest the gradient is shared equally. */
export function min(x: Tensor, axes?: number | readonly number[], keep = false): Tensor {
  return extreme('min', x, axes, keep)
}

function extreme(
  name: 'max' | 'min',
  x: Tensor,
  axes: number | readonly number[] | undefined,
  keep: boolean,
) {
  const list = listAxes(x, axes, name)
  return list.length === 0 ? x : apply(extremeOver(name, list, keep), x)
}

function extremeOver(name: 'max' | 'min', axes: readonly number[], keep: boolean): Operation {
  return {
    name,
    attributes: JSON.stringify([axes, keep]),
    infer: ([x]) => {
      if (x.dtype === 'bool') throw mismatch(name, 'operand must be a number', [x])
      return { dtype: x.dtype, shape: reducedShape(x.shape, axes, keep) }
    },
    vjp: (y, c) => {
      const x = y.inputs[0]
      const shape = reducedShape(x.shape, axes, true)
      const reached = cast(equal(x, reshape(y, shape)), x.dtype)
      return [mul(div(reshape(c, shape), sum(reached, axes, true)), reached)]
    },
    lift: ([x]) => apply(extremeOver(name, behindTime(axes), keep), x),
    emit: (scope, _y, [x]) =>
      scope.node(name === 'max' ? 'ReduceMax' : 'ReduceMin', [x], { keepdims: keep ? 1 : 0, axes }),
  }
}

/** eˣ / Σ eˣ along an axis. */
export function softmax(x: Tensor, axis = -1): Tensor {
  return apply(normalizedExponential('softmax', 'Softmax', axisOf(axis, x, 'softmax')), x)
}

/** log(eˣ / Σ eˣ) along an axis, without forming a probability that could underflow. */
export function logSoftmax(x: Tensor, axis = -1): Tensor {
  return apply(normalizedExponential('logSoftmax', 'LogSoftmax', axisOf(axis, x, 'logSoftmax')), x)
}

function normalizedExponential(name: 'softmax' | 'logSoftmax', opType: string, axis: number): Operation {
  return {
    name,
    attributes: String(axis),
    infer: ([x]) => {
      if (!isFloat(x.dtype)) throw mismatch(name, 'operand must be a float', [x])
      return x
    },
    vjp: (y, c) => [
      name === 'softmax'
        ? mul(y, sub(c, sum(mul(c, y), axis, true)))
        : sub(c, mul(exponential(y), sum(c, axis, true))),
    ],
    lift: ([x]) => apply(normalizedExponential(name, opType, axis + 1), x),
    emit: (scope, _y, inputs) => scope.node(opType, inputs, { axis }),
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
