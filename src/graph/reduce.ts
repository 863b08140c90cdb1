/**
 * Operations that reduce axes to one number (mean, max, min; `sum` is in layout.ts) or normalize them (softmax,
 * log-softmax).
 */
import { axisOf, behindTime, listAxes, reducedShape } from './axes.js'
import { div, equal, exp as exponential, fullLike, mul, sub } from './elementwise.js'
import { cast, sum } from './layout.js'
import { reshape } from './rearrange.js'
import { product } from './shape.js'
import { apply, isFloat, mismatch, type Operation, type Tensor } from './tensor.js'

/** The mean of floats over axes (all, if none are given). Named sizes are read when the program runs. */
export function mean(x: Tensor, axes?: number | readonly number[], keep = false): Tensor {
  if (!isFloat(x.dtype)) throw mismatch('mean', 'operand must be a float', [x])
  const list = listAxes(x, axes, 'mean')
  const count = product(list.map((axis) => x.shape[axis]))
  const total = sum(x, list, keep)
  if (typeof count === 'number') return mul(total, 1 / count)
  return div(total, sum(fullLike(x, 1), list, keep))
}

/** The maximum over axes. If several elements are largest, they share the gradient equally. */
export function max(x: Tensor, axes?: number | readonly number[], keep = false): Tensor {
  return extreme('max', x, axes, keep)
}

/** The minimum over axes. If several elements are smallest, they share the gradient equally. */
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
    emit: (program, _y, [x]) =>
      program.node(name === 'max' ? 'ReduceMax' : 'ReduceMin', [x], { keepdims: keep ? 1 : 0, axes }),
  }
}

/** eˣ / Σ eˣ along an axis. */
export function softmax(x: Tensor, axis = -1): Tensor {
  return apply(normalizedExponential('softmax', 'Softmax', axisOf(axis, x, 'softmax')), x)
}

/** log(eˣ / Σ eˣ) along an axis, computed without the probabilities, which could underflow. */
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
    emit: (program, _y, inputs) => program.node(opType, inputs, { axis }),
  }
}
