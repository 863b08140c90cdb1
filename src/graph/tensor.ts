/**
 * Tensor expressions. A `Tensor` is a node of an immutable graph: an operation applied to other tensors. It has a type
 * and a shape, which are checked when it is made, but no numbers. Numbers are computed after the graph was compiled to
 * an ONNX program (onnx.ts), when an engine runs it.
 */
import { type Dim, formatShape, type Shape } from './shape.js'

/** Type of a tensor's numbers. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64'
}

/** Type and shape of a tensor. */
export interface TensorType {
  /** Type of its numbers. */
  readonly dtype: DType
  /** The size of each axis, or its name. */
  readonly shape: Shape
}

/** An operation: a rule for each thing that is done with a graph. */
export interface Operation {
  /** Its name in messages and programs. */
  readonly name: string
  /** All attributes as text: operations with equal name and attributes are the same function. */
  readonly attributes?: string
  /** Whether it has one operand and is linear in it, so that a sum over time can be taken before it. */
  readonly linear?: boolean
  /** The type of the result. @throws RangeError with the operation's name and the shapes, if they do not fit. */
  infer(inputs: readonly TensorType[]): TensorType
  /** Vector–Jacobian product: from the result's cotangent to that of each input; null for an input without gradient. */
  vjp(result: Tensor, cotangent: Tensor): readonly (Tensor | null)[]
  /**
   * The rule for an operation with several results (a loop), used instead of `vjp`. The results are tensors whose first
   * operand is the operation's node. From the cotangents of the results (of those that have one), it gives cotangents
   * of the operation's inputs.
   */
  vjpOfResults?(results: readonly WithCotangent[]): readonly WithCotangent[]
  /**
   * The transpose of a result that is a matrix, computed without moving its elements; undefined if there is no way.
   * Without this rule, elements are moved.
   */
  transposed?(result: Tensor): Tensor | undefined
  /**
   * The same operation for all time steps at once: operands marked in `stacked` have a leading axis `time`, and so has
   * the result. `scan` uses this rule for operations that it moves out of its loop.
   */
  lift(inputs: readonly Tensor[], stacked: readonly boolean[], time: Dim): Tensor
  /** Adds the nodes of the operation to a program and returns the name of the value. */
  emit(program: Emitter, result: Tensor, inputs: readonly string[]): string
}

/** A tensor and its cotangent, which has its type and shape. */
export type WithCotangent = readonly [tensor: Tensor, cotangent: Tensor]

/** The interface through which operations add to a program. Each method returns the name of the value that it adds. */
export interface Emitter {
  /** A value that is fed at every run. @throws RangeError if the program has a different input with this name */
  input(name: string, type: TensorType): string
  /** The result of one ONNX operator. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, number | string | readonly number[]>>,
  ): string
  /** A value, cast to another type. */
  cast(value: string, dtype: DType): string
  /** A vector of int64, ONNX's type for sizes and indices. */
  int64s(values: readonly number[]): string
  /** A constant, row-major. */
  initializer(dtype: DType, shape: readonly number[], values: Data): string
  /** A loop over time; its results are named `<name>.<result>`. */
  loop(loop: EmittedLoop): string
  /** Whether the program needs a tensor. */
  isUsed(tensor: Tensor): boolean
}

/** A loop to be added to a program: expressions of one step, and the values that they run over. */
export interface EmittedLoop {
  /** Leaves of the body that stand for the carries. */
  readonly carries: readonly Tensor[]
  /** Leaves of the body that stand for the present step's slices of the values that the loop runs over. */
  readonly slices: readonly Tensor[]
  /** Names of the initial carries. */
  readonly initial: readonly string[]
  /** Names of the values that the loop runs over. */
  readonly over: readonly string[]
  /** Names of tensors outside of the loop, which its body may use. */
  readonly outside: ReadonlyMap<Tensor, string>
  /** The next carries. After the last step, they are results of the loop. */
  readonly next: readonly { readonly result: string; readonly value: Tensor }[]
  /** Values of the body whose results hold the values of all steps. */
  readonly stacks: readonly { readonly result: string; readonly value: Tensor }[]
  /** Whether it runs from the last step to the first. */
  readonly reverse: boolean
}

let created = 0

/** An expression: an operation applied to other tensors. It has a type and a shape, but no numbers. */
export class Tensor implements TensorType {
  /** Number in the order of creation. Operands always have lower numbers. */
  readonly id = created++

  constructor(
    /** The operation that computes it. */
    readonly operation: Operation,
    /** The operands. */
    readonly inputs: readonly Tensor[],
    /** Type of its numbers. */
    readonly dtype: DType,
    /** The size of each axis, or its name. */
    readonly shape: Shape,
  ) {}

  /** Number of axes. */
  get rank(): number {
    return this.shape.length
  }
}

/** Applies an operation, after checking its operands. */
export function apply(operation: Operation, ...inputs: Tensor[]): Tensor {
  const { dtype, shape } = operation.infer(inputs)
  return new Tensor(operation, inputs, dtype, shape)
}

/** The error for operands that do not fit an operation: says what was expected, and what came. */
export function mismatch(operation: string, expected: string, inputs: readonly TensorType[]): RangeError {
  const got = inputs.map((input) => `${input.dtype}${formatShape(input.shape)}`).join(' and ')
  return new RangeError(`${operation}: ${expected}, got ${got}`)
}

/** A leaf: a tensor without operands. */
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

/**
 * A value that is fed to the program at every run.
 * @throws RangeError if the name is empty or begins with `/`, which is reserved for values that a program makes itself
 */
export function input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
  checkName(name, 'input')
  const attributes = JSON.stringify([name, shape]) // with the shape, so that a second shape for a name is an error
  return leaf('input', attributes, { dtype, shape }, (program, result) => program.input(name, result))
}

/** Checks the name of an input or output. @throws RangeError if it is not allowed */
export function checkName(name: string, operation: string): void {
  if (name === '' || name.startsWith('/')) {
    throw new RangeError(
      `${operation}: a name must have letters and not begin with /, got ${JSON.stringify(name)}`,
    )
  }
}

/** A leaf in a scan's body that stands for a value that differs from step to step. Only scan.ts makes them. */
export function placeholder(type: TensorType): Tensor {
  return leaf('placeholder', '', { dtype: type.dtype, shape: type.shape }, () => {
    throw new RangeError('placeholder: used outside the scan that it belongs to')
  })
}

/** Numbers of a tensor for an engine. Bools are 0 or 1 in a Uint8Array. */
export type Data = Float32Array | Float64Array | Int32Array | Uint8Array

/** The array type for each type of numbers. */
export const ARRAY_OF = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  bool: Uint8Array,
} satisfies Record<DType, unknown>

/**
 * A constant. `values` are in row-major order; a single number fills the whole shape.
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
    const lost = data.findIndex((stored, i) => stored !== value(i))
    if (lost >= 0) throw new RangeError(`constant: values must be ${dtype}, got ${value(lost)}`)
  }
  const attributes = size <= 16 ? `${dtype}${formatShape(shape)}:${data.join()}` : `#${created}`
  return leaf('constant', attributes, { dtype, shape }, (program) => program.initializer(dtype, shape, data))
}

/** A scalar constant of a tensor's type. @throws RangeError if that type cannot hold the value. */
export function scalarLike(tensor: TensorType, value: number): Tensor {
  return constant(value, [], tensor.dtype)
}
