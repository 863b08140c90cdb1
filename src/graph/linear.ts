/**
 * Matrix products. Leading axes are a batch and broadcast. If an operand is shared by a whole batch, its gradient is
 * ONE matrix product over the batch; this makes training through time fast.
 */

import { add } from './elementwise.js'
import { alignTime, sumTo } from './layout.js'
import { matrixTranspose, reshape, transpose } from './rearrange.js'
import { broadcastShapes, product, sameShape } from './shape.js'
import { apply, constant, isFloat, mismatch, type Operation, type Tensor } from './tensor.js'

const matmulOperation: Operation = {
  name: 'matmul',
  infer: (inputs) => {
    const [a, b] = inputs
    if (a.dtype !== b.dtype || !isFloat(a.dtype)) {
      throw mismatch('matmul', 'operands must have one float type', inputs)
    }
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw mismatch('matmul', 'operands must be matrices or batches of matrices', inputs)
    }
    const [n, k] = a.shape.slice(-2)
    const [k2, m] = b.shape.slice(-2)
    if (k !== k2) throw mismatch('matmul', 'inner sizes must agree', inputs)
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2))
    if (batch === undefined) throw mismatch('matmul', 'batch shapes must broadcast', inputs)
    return { dtype: a.dtype, shape: [...batch, n, m] }
  },
  vjp: (y, c) => {
    const [a, b] = y.inputs
    return [productTo(a, c, matrixTranspose(b)), productTo(b, matrixTranspose(a), c)]
  },
  lift: (inputs, stacked) => apply(matmulOperation, ...alignTime(inputs, stacked)),
  // (p·q)ᵀ = qᵀ·pᵀ. A product can read its operands transposed, so the gradient of Wᵀ is computed without a transpose.
  transposed: ({ inputs: [p, q] }) => matmul(transpose(q), transpose(p)),
  emit: (program, _y, inputs) => program.node('MatMul', inputs),
}

/** a · b; [.., n, k] · [.., k, m] → [.., n, m]. */
export function matmul(a: Tensor, b: Tensor): Tensor {
  return apply(matmulOperation, a, b)
}

/**
 * x·Wᵀ + b; [.., from], [to, from], [to] → [.., to]. It is a single matrix product that includes the bias, if at most
 * one of the leading axes has a size that is known only when the program runs.
 */
export function affine(x: Tensor, matrix: Tensor, bias: Tensor): Tensor {
  const [to, from] = matrix.shape
  const leading = x.shape.slice(0, -1)
  if (leading.filter((dim) => typeof dim !== 'number').length > 1)
    return add(matmul(x, transpose(matrix)), bias)
  const rows = reshape(x, [product(leading), from])
  return reshape(add(matmul(rows, transpose(matrix)), bias), [...leading, to])
}

/** The product p · q, summed to the shape of `operand`; over the whole batch if the operand has no batch axes. */
function productTo(operand: Tensor, p: Tensor, q: Tensor): Tensor {
  const batched = p.rank > 2 && sameShape(p.shape.slice(0, -2), q.shape.slice(0, -2))
  return operand.rank === 2 && batched ? summedMatmul(p, q) : sumTo(matmul(p, q), operand.shape)
}

/** Σ over the batch of p · q as one matrix product; [.., n, k] and [.., k, m] → [n, m]. */
export function summedMatmul(p: Tensor, q: Tensor): Tensor {
  const batch = p.shape.slice(0, -2)
  const [n, k] = p.shape.slice(-2)
  const m = q.shape[q.rank - 1]
  const inner = product([...batch, k])
  return matmul(transpose(reshape(matrixTranspose(p), [inner, n])), reshape(q, [inner, m]))
}

/** The n × n identity matrix of the type of another tensor. */
export function identity(n: number, like: Tensor): Tensor {
  const values = new Float32Array(n * n)
  for (let i = 0; i < n; i++) values[i * (n + 1)] = 1
  return constant(values, [n, n], like.dtype)
}
