/**
 * Tensor expressions. A `Tensor` is a node of an immutable graph: an operation applied to other tensors. It
 * has a type and a shape, which are checked when it is built, but no numbers: those come when the graph
 * has become an ONNX program (onnx.ts) and an engine runs it.
 */
import { type Dim, formatShape, type Shape } from './shape.js'

/** What the numbers of a tensor are. */
export type DType = 'float32' | 'float64' | 'int32' | 'bool'

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64'
}

/** What is known of a tensor before there are numbers. */
export interface TensorType {
  /** What its numbers are. */
  readonly dtype: DType
  /** The size of each axis, or its name. */
  readonly shape: Shape
}

/** What an operation is: a rule for each thing that is done with a graph. */
export interface Operation {
  /** As messages and programs have it. */
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
   * Of an operation with several results (a loop), which are tensors that have it as their first operand: from the
   * cotangents of those results that have one to cotangents of its inputs. It takes the place of `vjp`, for the
   * operation and for its results.
   */
  vjpOfResults?(results: readonly WithCotangent[]): readonly WithCotangent[]
  /**
   * The transpose of a result that is a matrix, by other means than moving its elements; undefined where there are
   * none. Where there is no such rule, elements are moved.
   */
  transposed?(result: Tensor): Tensor | undefined
  /**
   * The same operation at all time steps at once: operands marked in `stacked` have a leading axis `time`, and
   * so has the result. What `scan` moves out of its loop is lifted by this rule.
   */
  lift(inputs: readonly Tensor[], stacked: readonly boolean[], time: Dim): Tensor
  /** Adds the nodes of the operation to a program and returns the name of the value. */
  emit(program: Emitter, result: Tensor, inputs: readonly string[]): string
}

/** A tensor and its cotangent, which has its type and shape. */
export type WithCotangent = readonly [tensor: Tensor, cotangent: Tensor]

/** A program under construction, as operations see it. Each method returns the name of the value that it adds. */
export interface Emitter {
  /** A value that is fed at every run. @throws RangeError if the program has another of this name */
  input(name: string, type: TensorType): string
  /** The result of one ONNX operator. */
  node(
    operator: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, number | string | readonly number[]>>,
  ): string
  /** A value as another type. */
  cast(value: string, dtype: DType): string
  /** Sizes and indices: a vector of int64, as ONNX has them. */
  int64s(values: readonly number[]): string
  /** A constant, row-major. */
  initializer(dtype: DType, shape: readonly number[], values: Data): string
  /** A loop over time; its results are named `<name>.<result>`. */
  loop(loop: EmittedLoop): string
  /** Whether the program needs a tensor. */
  isUsed(tensor: Tensor): boolean
}

/** A loop as a program has it: expressions of one step, and what they run over. */
export interface EmittedLoop {
  /** Leaves of the body: the carries, and this step's part of each value that is run over. */
  readonly carries: readonly Tensor[]
  /** See `carries`. */
  readonly slices: readonly Tensor[]
  /** Names of values: of the first carries, and of what is run over. */
  readonly initial: readonly string[]
  /** See `initial`. */
  readonly over: readonly string[]
  /** The names of tensors outside the loop, some of which its body refers to. */
  readonly outside: ReadonlyMap<Tensor, string>
  /** What the carries become; the last of them are results. */
  readonly next: readonly { readonly result: string; readonly value: Tensor }[]
  /** Values of the body of which a result holds all steps. */
  readonly stacks: readonly { readonly result: string; readonly value: Tensor }[]
  /** From the last step to the first. */
  readonly reverse: boolean
}

let created = 0

/** An expression: an operation and what it is applied to. It has a type and a shape, but no numbers. */
export class Tensor implements TensorType {
  /** Creation order: operands always come before what is made of them. */
  readonly id = created++

  constructor(
    /** What is computed. */
    readonly operation: Operation,
    /** What it is applied to. */
    readonly inputs: readonly Tensor[],
    /** What its numbers are. */
    readonly dtype: DType,
    /** The size of each axis, or its name. */
    readonly shape: Shape,
  ) {}

  /** How many axes it has. */
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

/**
 * A value that is fed to the program at every run.
 * @throws RangeError if the name is empty or begins with `/`, as those of a program's own values do
 */
export function input(name: string, shape: Shape, dtype: DType = 'float32'): Tensor {
  checkName(name, 'input')
  const attributes = JSON.stringify([name, shape]) // so that another shape of the same name is met as a fault
  return leaf('input', attributes, { dtype, shape }, (program, result) => program.input(name, result))
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

/** Numbers as an engine takes and gives them; a bool is 0 or 1 of a Uint8Array. */
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
    const lost = data.findIndex((stored, i) => stored !== value(i))
    if (lost >= 0) throw new RangeError(`constant: values must be ${dtype}, got ${value(lost)}`)
  }
  const attributes = size <= 16 ? `${dtype}${formatShape(shape)}:${data.join()}` : `#${created}`
  return leaf('constant', attributes, { dtype, shape }, (program) => program.initializer(dtype, shape, data))
}

/** A constant of the same type as a tensor. @throws RangeError if that type cannot hold the value. */
export function scalarLike(tensor: TensorType, value: number): Tensor {
  return constant(value, [], tensor.dtype)
}
