/**
 * Tensor expressions. A `Tensor` is a node of an immutable graph: an operation applied to other tensors. It
 * has a type and a shape, which are checked when it is built, but no numbers: those come when the graph
 * has become an ONNX program (onnx.ts) and an engine runs it.
 */
import type { OnnxScope } from './onnx.js'
import { type Dim, formatShape, type Shape } from './shape.js'

export type DType = 'float32' | 'float64' | 'int32' | 'bool'

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64'
}

export interface TensorType {
  readonly dtype: DType
  readonly shape: Shape
}

/** What an operation is: four rules, one for each thing that is done with a graph. */
export interface Operation {
  readonly name: string
  /** All attributes as text: operations with equal name and attributes are the same function. */
  readonly attributes?: string
  /** Has one operand and is linear in it, so that a sum over time may be taken before it. */
  readonly linear?: boolean
  /** The type of the result. @throws RangeError with the operation's name and the shapes, if they do not fit. */
  infer(inputs: readonly TensorType[]): TensorType
  /** Vector–Jacobian product: the cotangent of each input given the result's; null where there is no gradient. */
  vjp(result: Tensor, cotangent: Tensor): readonly (Tensor | null)[]
  /**
   * The same operation at all time steps at once: operands marked in `stacked` have a leading axis `time`, and
   * so has the result. What `scan` moves out of its loop is lifted by this rule.
   */
  lift(inputs: readonly Tensor[], stacked: readonly boolean[], time: Dim): Tensor
  /** Adds the ONNX nodes and returns the name of the value. */
  emit(scope: OnnxScope, result: Tensor, inputs: readonly string[]): string
}

let created = 0

export class Tensor implements TensorType {
  /** Creation order: operands always come before what is made of them. */
  readonly id = created++

  constructor(
    readonly operation: Operation,
    readonly inputs: readonly Tensor[],
    readonly dtype: DType,
    readonly shape: Shape,
  ) {}

  get rank(): number {
    return this.shape.length
  }
}

/** Applies an operation, checking its operands. */
export function apply(operation: Operation, ...inputs: Tensor[]): Tensor {
  const { dtype, shape } = operation.infer(inputs)
  return new Tensor(operation, inputs, dtype, shape)
}

/** A failure to build an expression: the operation and what it was given. */
export function mismatch(operation: string, expected: string, inputs: readonly TensorType[]): RangeError {
  const got = inputs.map((input) => `${input.dtype}${formatShape(input.shape)}`).join(' and ')
  return new RangeError(`${operation}: ${expected}, got ${got}`)
}

/** A leaf: a value that has no operands. */
function leaf(name: string, attributes: string, type: TensorType, emit: Operation['emit']): Tensor {
  const operation: Operation = {
    name,
    attributes,
    infer: () => type,
    vjp: () => [],
    lift: () => {
      throw new RangeError(`${name}: a leaf does not depend on time and is never lifted`)
    },
    emit,
  }
  return new Tensor(operation, [], type.dtype, type.shape)
}

/** A non-negative axis of a tensor. @throws RangeError if there is no such axis. */
export function axisOf(axis: number, x: TensorType, operation: string): number {
  const rank = x.shape.length
  const from = axis < 0 ? axis + rank : axis
  if (!Number.isInteger(from) || from < 0 || from >= rank) {
    throw mismatch(operation, `operand must have an axis ${axis}`, [x])
  }
  return from
}

/**
 * A value that is fed to the program at every run.
 * @throws RangeError if the name is empty or begins with `/`, as those of a program's own values do
 */
export function input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
  checkName(name, 'input')
  const attributes = JSON.stringify([name, shape]) // so that another shape of the same name is met as a fault
  return leaf('input', attributes, { dtype, shape }, (scope, result) => scope.input(name, result))
}

/** @throws RangeError if a value of a program cannot have this name. */
export function checkName(name: string, operation: string): void {
  if (name === '' || name.startsWith('/')) {
    throw new RangeError(
      `${operation}: a name must have letters and not begin with /, got ${JSON.stringify(name)}`,
    )
  }
}

/** A value of a scan's body that differs from step to step; only scan.ts makes these. */
export function placeholder(type: TensorType): Tensor {
  return leaf('placeholder', '', { dtype: type.dtype, shape: type.shape }, () => {
    throw new RangeError('placeholder: used outside the scan that it belongs to')
  })
}

export type Data = Float32Array | Float64Array | Int32Array | Uint8Array

/** How the numbers of each type are held. */
export const ARRAY_OF = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} satisfies Record<DType, unknown>

/**
 * A constant; `values` in row-major order, or one number for a scalar or a constant fill.
 * @throws RangeError if the values do not fill the shape, or the type cannot hold one of them (0.5 as int32).
 */
export function constant(
  values: number | ArrayLike<number>,
  shape: readonly number[] = typeof values === 'number' ? [] : [values.length],
  dtype: DType = 'float32',
): Tensor {
  const size = shape.reduce((a, b) => a * b, 1)
  if (typeof values !== 'number' && values.length !== size) {
    throw new RangeError(`constant: ${values.length} values do not fill ${formatShape(shape)}`)
  }
  const data: Data =
    typeof values === 'number' ? new ARRAY_OF[dtype](size).fill(values) : ARRAY_OF[dtype].from(values)
  if (dtype === 'int32' || dtype === 'bool') {
    const value = (i: number) => (typeof values === 'number' ? values : values[i])
    const lost = data.findIndex((held, i) => held !== value(i))
    if (lost >= 0) throw new RangeError(`constant: values must be ${dtype}, got ${value(lost)}`)
  }
  const attributes = size <= 16 ? `${dtype}${formatShape(shape)}:${data.join()}` : `#${created}`
  return leaf('constant', attributes, { dtype, shape }, (scope) => scope.initializer(dtype, shape, data))
}

/** A constant of the same type as a tensor. @throws RangeError if that type cannot hold the value. */
export function scalarLike(tensor: TensorType, value: number): Tensor {
  return constant(value, [], tensor.dtype)
}
