/**
 * Tensor expressions, their gradients, and the ONNX programs that are compiled from them. Independent of neuroscience.
 */
export * from './elementwise.js'
export { put, take } from './gather.js'
export { grad, vjp } from './grad.js'
export { broadcast, cast, concat, slice, sum } from './layout.js'
export { affine, identity, matmul, summedMatmul } from './linear.js'
export { compile, type Program, type ProgramContent } from './onnx.js'
export { matrixTranspose, reshape, transpose } from './rearrange.js'
export { logSoftmax, max, mean, min, softmax } from './reduce.js'
export { type ScanResult, type ScanStep, scan } from './scan.js'
export { type Dim, formatShape, type Shape } from './shape.js'
export {
  ARRAY_OF,
  constant,
  type Data,
  type DType,
  type EmittedLoop,
  type Emitter,
  input,
  type Operation,
  Tensor,
  type TensorType,
  type WithCotangent,
} from './tensor.js'
