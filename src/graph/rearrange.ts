/** Operations that change the shape or order of elements but not their values: reshape and transpose. */
import { type Dim, formatShape, product, type Shape, sameShape } from './shape.js'
import { apply, type Emitter, mismatch, type Operation, type Tensor } from './tensor.js'

/** The same elements, in row-major order, with another shape. One size may be −1; it follows from the others. */
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
  const missing = quotient(product(x.shape), product(sizes))
  if (missing === undefined) throw mismatch('reshape', `operand must divide into ${formatShape(shape)}`, [x])
  return shape.map((dim) => (dim === -1 ? missing : dim))
}

/** size / known, in which equal names cancel; undefined if it is not a whole size. */
function quotient(size: Dim, known: Dim): Dim | undefined {
  const parts = (dim: Dim) => String(dim).split('*')
  const names = parts(size).filter((part) => !/^\d+$/.test(part))
  const factor = (dim: Dim) => Number(parts(dim).find((part) => /^\d+$/.test(part)) ?? 1)
  for (const name of parts(known).filter((part) => !/^\d+$/.test(part))) {
    const at = names.indexOf(name)
    if (at < 0) return undefined
    names.splice(at, 1)
  }
  const count = factor(size) / factor(known)
  return Number.isInteger(count) ? product([count, ...names]) : undefined
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
    emit: (program, y, [x]) => {
      const source = y.inputs[0].shape
      const dims = onnxDims(shape, source)
      const fixed = dims.filter((dim) => dim === -1).length < (shape.includes(0) ? 1 : 2)
      const target = fixed
        ? program.int64s(dims)
        : program.node('Concat', sizesOf(program, x, shape, source), { axis: 0 })
      return program.node('Reshape', [x, target], shape.includes(0) ? { allowzero: 1 } : {})
    },
  }
}

/**
 * A shape as ONNX's Reshape takes it: −1 for a size that follows from the others, 0 for the size of the operand's axis
 * of the same number. If a size of the shape is itself 0, 0 cannot have that meaning (`allowzero`).
 */
function onnxDims(shape: Shape, source: Shape): number[] {
  const kept = shape.includes(0) ? -1 : 0
  return shape.map((dim, i) => (typeof dim === 'number' ? dim : source[i] === dim ? kept : -1))
}

/** The sizes one by one, for shapes that need more than one −1. Named sizes are read from the operand's shape. */
function sizesOf(program: Emitter, x: string, shape: Shape, source: Shape): string[] {
  const sizes = program.node('Shape', [x])
  return shape.map((dim) => {
    if (typeof dim === 'number') return program.int64s([dim])
    const at = source.indexOf(dim)
    return at < 0 ? program.int64s([-1]) : program.node('Gather', [sizes, program.int64s([at])], { axis: 0 })
  })
}

/** Axis i of the result is axis `permutation[i]` of the operand. Without a permutation, the axes are reversed. */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  const axes = permutation ?? x.shape.map((_, i) => x.rank - 1 - i)
  if (axes.length === x.rank && axes.every((axis, i) => axis === i)) return x
  if (x.operation.name === 'transpose') {
    const inner = JSON.parse(x.operation.attributes as string) as number[]
    if (inner.length === axes.length) {
      const composed = axes.map((axis) => inner[axis])
      return transpose(x.inputs[0], composed)
    }
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
      const turned = c.rank === 2 ? c.operation.transposed?.(c) : undefined
      const inverse = axes.map((_, i) => axes.indexOf(i))
      return [turned ?? transpose(c, inverse)]
    },
    lift: ([x]) => transpose(x, [0, ...axes.map((axis) => axis + 1)]),
    emit: (program, _y, inputs) => program.node('Transpose', inputs, { perm: axes }),
  }
}

/** Exchanges the last two axes. */
export function matrixTranspose(x: Tensor): Tensor {
  const axes = x.shape.map((_, i) => i)
  axes.splice(-2, 2, x.rank - 1, x.rank - 2)
  return transpose(x, axes)
}
