/**
 * Operations on single elements. Those with two or three operands broadcast as in NumPy.
 */
import { alignTime, broadcast, cast, sumTo } from './layout.js'
import { broadcastShapes, sameShape } from './shape.js'
import {
  apply,
  type DType,
  isFloat,
  mismatch,
  type Operation,
  scalarLike,
  type Tensor,
  type TensorType,
} from './tensor.js'

/** Types of operands that an operation accepts, named as in its error messages. */
type Kind = 'float' | 'number' | 'bool'

function isKind({ dtype }: TensorType, kind: Kind): boolean {
  return kind === 'float' ? isFloat(dtype) : (dtype === 'bool') === (kind === 'bool')
}

function liftElementwise(
  operation: Operation,
  inputs: readonly Tensor[],
  stacked: readonly boolean[],
): Tensor {
  return apply(operation, ...alignTime(inputs, stacked))
}

// ---------------------------------------------------------------------------------------------- one operand

/**
 * Defines an operation on one operand by its ONNX operator and its derivative (of result y, operand x, cotangent c).
 */
function unary(
  name: string,
  opType: string,
  vjp: (c: Tensor, x: Tensor, y: Tensor) => Tensor | null,
  {
    kind = 'float',
    emit = (program, _result, inputs) => program.node(opType, inputs),
  }: { kind?: Kind; emit?: Operation['emit'] } = {},
) {
  const operation: Operation = {
    name,
    infer: ([x]) => {
      if (!isKind(x, kind)) throw mismatch(name, `operand must be a ${kind}`, [x])
      return x
    },
    vjp: (y, c) => [vjp(c, y.inputs[0], y)],
    lift: (inputs, stacked) => liftElementwise(operation, inputs, stacked),
    emit,
  }
  return (x: Tensor): Tensor => apply(operation, x)
}

/** −x. */
export const neg = unary('neg', 'Neg', (c) => neg(c))
/** eˣ. */
export const exp = unary('exp', 'Exp', (c, _x, y) => mul(c, y))
/** The natural logarithm of x. */
export const log = unary('log', 'Log', (c, x) => div(c, x))
/** √x. */
export const sqrt = unary('sqrt', 'Sqrt', (c, _x, y) => div(mul(c, 0.5), y))
/** |x|; its derivative at 0 is 0. */
export const abs = unary('abs', 'Abs', (c, x) => mul(c, sign(x)))
/** −1, 0 or 1; its derivative is 0. */
export const sign = unary('sign', 'Sign', () => null)
/**
 * max(x, 0); its derivative at 0 is 0. The derivative's mask is made from the result, so that x need not be kept, and
 * by a comparison, which takes half the time of ONNX Runtime's Sign.
 */
export const relu = unary('relu', 'Relu', (c, _x, y) => mul(c, cast(greater(y, 0), y.dtype)))
/** log(1 + eˣ). ONNX Runtime has Softplus only for float32; for float64 this is max(x, 0) + log(1 + e^−|x|). */
export const softplus = unary('softplus', 'Softplus', (c, x) => mul(c, sigmoid(x)), {
  emit: (program, result, [x]) => {
    if (result.dtype === 'float32') return program.node('Softplus', [x])
    const one = program.initializer('float64', [], Float64Array.of(1))
    const decay = program.node('Exp', [program.node('Neg', [program.node('Abs', [x])])])
    const excess = program.node('Log', [program.node('Add', [one, decay])])
    return program.node('Add', [program.node('Relu', [x]), excess])
  },
})
/** (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ). */
export const tanh = unary('tanh', 'Tanh', (c, _x, y) => mul(c, sub(1, mul(y, y))))
/** 1 / (1 + e⁻ˣ). */
export const sigmoid = unary('sigmoid', 'Sigmoid', (c, _x, y) => mul(c, mul(y, sub(1, y))))

/** Not x, of bools. */
export const logicalNot = unary('logicalNot', 'Not', () => null, { kind: 'bool' })

const stopGradientOperation: Operation = {
  name: 'stopGradient',
  linear: true,
  infer: ([x]) => x,
  vjp: () => [null],
  lift: ([x]) => stopGradient(x),
  emit: (_scope, _result, [x]) => x,
}

/** x, which `grad` treats as a constant. */
export function stopGradient(x: Tensor): Tensor {
  return apply(stopGradientOperation, x)
}

/** x². */
export const square = (x: Tensor): Tensor => mul(x, x)

// --------------------------------------------------------------------------------------------- two operands

/** An operand of an operation on two tensors; one of the two may be a number. */
export type Operand = Tensor | number

/** Both operands as tensors; a number becomes a scalar of the other operand's type. */
function operands(name: string, a: Operand, b: Operand): [Tensor, Tensor] {
  if (typeof a === 'number' && typeof b === 'number') {
    throw new RangeError(`${name}: one operand must be a tensor, got ${a} and ${b}`)
  }
  const right = typeof b === 'number' ? scalarLike(a as Tensor, b) : b
  const left = unbroadcast(typeof a === 'number' ? scalarLike(b as Tensor, a) : a, right)
  return [left, unbroadcast(right, left)] // compared with the new `left`, because one of two broadcasts must stay
}

/**
 * Removes a broadcast from an operand if its only purpose is the other operand's shape: the operation itself
 * broadcasts.
 */
function unbroadcast(a: Tensor, other: Tensor): Tensor {
  if (a.operation.name !== 'broadcast') return a
  const source = a.inputs[0]
  const shape = broadcastShapes(source.shape, other.shape)
  return shape !== undefined && sameShape(shape, a.shape) ? source : a
}

function binary(
  name: string,
  opType: string,
  vjp: (c: Tensor, a: Tensor, b: Tensor, y: Tensor) => readonly [Tensor | null, Tensor | null],
  {
    kind = 'number',
    result = (dtype) => dtype,
    emit = (program, _result, inputs) => program.node(opType, inputs),
  }: { kind?: Kind; result?: (input: DType) => DType; emit?: Operation['emit'] } = {},
) {
  const operation: Operation = {
    name,
    infer: ([a, b]) => {
      const shape = broadcastShapes(a.shape, b.shape)
      if (a.dtype !== b.dtype) throw mismatch(name, 'operands must have one type', [a, b])
      if (!isKind(a, kind)) throw mismatch(name, `operands must be ${kind}s`, [a, b])
      if (shape === undefined) throw mismatch(name, 'shapes must broadcast', [a, b])
      return { dtype: result(a.dtype), shape }
    },
    vjp: (y, c) => {
      const [a, b] = y.inputs
      const [ca, cb] = vjp(c, a, b, y)
      return [ca && sumTo(ca, a.shape), cb && sumTo(cb, b.shape)]
    },
    lift: (inputs, stacked) => liftElementwise(operation, inputs, stacked),
    emit,
  }
  return (a: Operand, b: Operand): Tensor => apply(operation, ...operands(name, a, b))
}

/** a + b. */
export const add = binary('add', 'Add', (c) => [c, c])
/** a − b. */
export const sub = binary('sub', 'Sub', (c) => [c, neg(c)])
/** a · b, element by element. */
export const mul = binary('mul', 'Mul', (c, a, b) => [mul(c, b), mul(c, a)])
/** a / b; for integers, without the remainder. */
export const div = binary('div', 'Div', (c, _a, b, y) => [div(c, b), neg(div(mul(c, y), b))])
/** The larger of two; if they are equal, the gradient goes to the first. */
export const maximum = binary('maximum', 'Max', (c, a, b) => [
  mul(c, cast(greaterEqual(a, b), c.dtype)),
  mul(c, cast(less(a, b), c.dtype)),
])
/** The smaller of two; if they are equal, the gradient goes to the first. */
export const minimum = binary('minimum', 'Min', (c, a, b) => [
  mul(c, cast(lessEqual(a, b), c.dtype)),
  mul(c, cast(greater(a, b), c.dtype)),
])

const comparison = (name: string, opType: string, emit?: Operation['emit']) =>
  binary(name, opType, () => [null, null], { result: () => 'bool', emit })
/** a = b, as bools. The other comparisons also give bools. */
export const equal = comparison('equal', 'Equal')
/** a ≠ b. */
export const notEqual = comparison('notEqual', 'Not', (program, _result, inputs) =>
  program.node('Not', [program.node('Equal', inputs)]),
)
/** a > b. */
export const greater = comparison('greater', 'Greater')
/** a ≥ b. */
export const greaterEqual = comparison('greaterEqual', 'GreaterOrEqual')
/** a < b. */
export const less = comparison('less', 'Less')
/** a ≤ b. */
export const lessEqual = comparison('lessEqual', 'LessOrEqual')

const logical = (name: string, opType: string) => binary(name, opType, () => [null, null], { kind: 'bool' })
/** a and b, of bools. */
export const logicalAnd = logical('logicalAnd', 'And')
/** a or b, of bools. */
export const logicalOr = logical('logicalOr', 'Or')

// ------------------------------------------------------------------------------------------- three operands

const whereOperation: Operation = {
  name: 'where',
  infer: (inputs) => {
    const [condition, a, b] = inputs
    const pair = broadcastShapes(a.shape, b.shape)
    const shape = pair && broadcastShapes(condition.shape, pair)
    if (condition.dtype !== 'bool') throw mismatch('where', 'condition must be bool', inputs)
    if (a.dtype !== b.dtype) throw mismatch('where', 'both choices must have one type', inputs)
    if (shape === undefined) throw mismatch('where', 'shapes must broadcast', inputs)
    return { dtype: a.dtype, shape }
  },
  vjp: (y, c) => {
    const [condition, a, b] = y.inputs
    return [null, sumTo(where(condition, c, 0), a.shape), sumTo(where(condition, 0, c), b.shape)]
  },
  lift: (inputs, stacked) => liftElementwise(whereOperation, inputs, stacked),
  emit: (program, _result, inputs) => program.node('Where', inputs),
}

/** `a` where the condition holds, else `b`. */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  if (typeof a === 'number' && typeof b === 'number') {
    throw new RangeError(`where: one choice must be a tensor, got ${a} and ${b}`)
  }
  const left = typeof a === 'number' ? scalarLike(b as Tensor, a) : a
  const right = typeof b === 'number' ? scalarLike(a as Tensor, b) : b
  return apply(whereOperation, condition, left, right)
}

/** A tensor of the given value in the shape of another. */
export function fullLike(tensor: Tensor, value: number): Tensor {
  return broadcast(scalarLike(tensor, value), tensor)
}
