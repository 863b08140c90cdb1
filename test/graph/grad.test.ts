import { describe, expect, it } from 'vitest'
import {
  abs,
  add,
  broadcast,
  cast,
  compile,
  concat,
  constant,
  div,
  equal,
  exp,
  grad,
  greater,
  greaterEqual,
  input,
  less,
  lessEqual,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  logSoftmax,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  notEqual,
  put,
  relu,
  reshape,
  sigmoid,
  sign,
  slice,
  softmax,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  summedMatmul,
  type Tensor,
  take,
  tanh,
  transpose,
  where,
} from '../../src/graph/index.js'
import { checkGradient, evaluate, point } from './finiteDifferences.js'

describe('gradients equal central differences in float64', () => {
  const unary = { neg, exp, log, sqrt, abs, relu, softplus, tanh, sigmoid, square }
  for (const [name, operation] of Object.entries(unary)) {
    it(name, () =>
      checkGradient(({ x }) => operation(x), { x: point([2, 3], 0, name === 'log' || name === 'sqrt') }),
    )
  }

  const binary = { add, sub, mul, div, maximum, minimum }
  for (const [name, operation] of Object.entries(binary)) {
    it(name, () => checkGradient(({ a, b }) => operation(a, b), { a: point([2, 3]), b: point([2, 3], 5) }))
    it(`${name}, broadcast both ways`, () =>
      checkGradient(({ a, b }) => operation(a, b), { a: point([2, 1, 3]), b: point([4, 1], 5) }))
    it(`${name}, with a number`, () =>
      checkGradient(({ a }) => add(operation(a, 0.37), operation(0.21, a)), { a: point([3]) }))
  }

  const cases: Record<
    string,
    [(inputs: Record<string, Tensor>) => Tensor, Record<string, ReturnType<typeof point>>]
  > = {
    where: [
      ({ a, b, c }) => where(greater(c, 0), a, b),
      { a: point([2, 3]), b: point([3], 1), c: point([2, 3], 2) },
    ],
    'comparisons as masks': [
      ({ a, b }) =>
        [greater, greaterEqual, less, lessEqual, equal, notEqual]
          .map((compare) => mul(cast(compare(a, b), 'float64'), a))
          .reduce((x, y) => add(x, y)),
      { a: point([2, 3]), b: point([2, 3], 3) },
    ],
    'sign has no gradient': [({ a }) => mul(sign(a), a), { a: point([4]) }],
    'logic of masks': [
      ({ a, b }) => where(logicalOr(logicalNot(greater(a, 0)), logicalAnd(less(b, 0), less(a, 0.5))), a, b),
      { a: point([2, 3]), b: point([2, 3], 3) },
    ],
    matmul: [({ a, b }) => matmul(a, b), { a: point([2, 3]), b: point([3, 4], 1) }],
    'matmul, batched': [({ a, b }) => matmul(a, b), { a: point([2, 2, 3]), b: point([2, 3, 2], 1) }],
    'matmul, shared left': [({ a, b }) => matmul(a, b), { a: point([2, 3]), b: point([4, 3, 2], 1) }],
    'matmul, shared right': [({ a, b }) => matmul(a, b), { a: point([4, 2, 3]), b: point([3, 2], 1) }],
    'matmul with an addend': [
      ({ a, b, c }) => add(c, matmul(a, b)),
      { a: point([2, 3]), b: point([3, 2], 1), c: point([2, 1], 2) },
    ],
    summedMatmul: [({ a, b }) => summedMatmul(a, b), { a: point([4, 2, 3]), b: point([4, 3, 2], 1) }],
    sum: [({ a }) => sum(a, [0, 2]), { a: point([2, 3, 2]) }],
    'sum, kept axis': [({ a }) => mul(sum(a, 1, true), a), { a: point([2, 3]) }],
    mean: [({ a }) => mean(a, -1), { a: point([2, 3]) }],
    max: [({ a }) => max(a, 1), { a: point([3, 4]) }],
    'min, two axes': [({ a }) => min(a, [0, 2], true), { a: point([3, 2, 4]) }],
    softmax: [({ a }) => softmax(a, 0), { a: point([3, 2]) }],
    logSoftmax: [({ a }) => logSoftmax(a), { a: point([2, 4]) }],
    reshape: [({ a }) => reshape(a, [3, -1]), { a: point([2, 3, 2]) }],
    transpose: [({ a }) => mul(transpose(a, [2, 0, 1]), 2), { a: point([2, 3, 2]) }],
    'slice, front': [({ a }) => slice(a, 1, 0, 2), { a: point([2, 4]) }],
    'slice, middle': [({ a }) => slice(a, -1, 1, -1), { a: point([2, 4]) }],
    'take, with repeats': [
      ({ a }) => exp(take(a, constant([2, 0, 2], [3], 'int32'), -1)),
      { a: point([2, 3, 4]) },
    ],
    put: [({ a }) => exp(put(a, constant([3, 1], [2], 'int32'), 0, 5)), { a: point([2, 3]) }],
    'take along both axes': [
      ({ a }) => {
        const indices = constant([0, 2], [2], 'int32')
        return square(take(take(a, indices, 0), indices, 1))
      },
      { a: point([3, 3]) },
    ],
    concat: [
      ({ a, b, c }) => concat([a, b, c], 1),
      { a: point([2, 1]), b: point([2, 3], 1), c: point([2, 2], 2) },
    ],
    broadcast: [({ a, b }) => exp(broadcast(a, b)), { a: point([3, 1]), b: point([2, 3, 4], 1) }],
    'a shared subexpression': [
      ({ a }) => {
        const b = exp(a)
        return mul(b, add(b, a))
      },
      { a: point([3]) },
    ],
  }
  for (const [name, [build, values]] of Object.entries(cases)) it(name, () => checkGradient(build, values))

  it('of a gradient', () =>
    checkGradient(
      ({ a }) => {
        const [first] = grad(sum(mul(tanh(a), exp(a))), [a])
        return mul(first, first)
      },
      { a: point([3]) },
      { tolerance: 1e-6 },
    ))
})

describe('grad', () => {
  it('is zero where the loss does not depend on a parameter', async () => {
    const x = input('x', [2], 'float64')
    const y = input('y', [3], 'float64')
    const [dy] = grad(sum(square(x)), [y])
    const result = await evaluate(dy, { y: point([3]) })
    expect([...result.data]).toEqual([0, 0, 0])
  })

  it('shares the gradient of a tied max or min and gives a tied maximum to its first operand', async () => {
    const x = input('x', [3], 'float64')
    const tied = { data: Float64Array.of(2, 2, 1), shape: [3] }
    expect([...(await evaluate(grad(max(x), [x])[0], { x: tied })).data]).toEqual([0.5, 0.5, 0])
    expect([...(await evaluate(grad(neg(min(neg(x))), [x])[0], { x: tied })).data]).toEqual([0.5, 0.5, 0])
    const [dx] = grad(sum(maximum(x, 2)), [x])
    expect([...(await evaluate(dx, { x: tied })).data]).toEqual([1, 1, 0])
  })

  it('stops at stopGradient, which changes no value', async () => {
    const x = input('x', [3], 'float64')
    const y = mul(stopGradient(square(x)), x)
    const values = { x: { data: Float64Array.of(2, -1, 0.5), shape: [3] } }
    expect([...(await evaluate(y, values)).data]).toEqual([8, -1, 0.125])
    expect([...(await evaluate(grad(sum(y), [x])[0], values)).data]).toEqual([4, 1, 0.25])
    expect([...(await evaluate(stopGradient(x), values)).data]).toEqual([2, -1, 0.5])
  })

  it('of a concatenation with a part of named size', async () => {
    const [a, b] = [input('a', ['time', 2], 'float64'), input('b', [1, 2], 'float64')]
    const w = input('w', ['all', 2], 'float64')
    const loss = sum(mul(concat([a, b], 0, 'all'), w))
    const values = { a: point([3, 2]), b: point([1, 2], 1), w: point([4, 2], 2) }
    const [da, db] = grad(loss, [a, b])
    expect(da.shape).toEqual(['time', 2])
    expect([...(await evaluate(da, values)).data]).toEqual([...values.w.data].slice(0, 6))
    expect([...(await evaluate(db, values)).data]).toEqual([...values.w.data].slice(6))
  })

  it('refuses a loss that is not a scalar', () => {
    const x = input('x', [2])
    expect(() => grad(x, [x])).toThrow('grad: loss must be a scalar, got float32[2]')
  })
})

describe('wrong shapes fail when the expression is built', () => {
  const a = input('a', [2, 3])
  const b = input('b', [2, 4])
  it.each([
    [() => matmul(a, b), 'matmul: inner sizes must agree, got float32[2, 3] and float32[2, 4]'],
    [() => add(a, b), 'add: shapes must broadcast, got float32[2, 3] and float32[2, 4]'],
    [
      () => add(a, input('i', [2, 3], 'int32')),
      'add: operands must have one type, got float32[2, 3] and int32[2, 3]',
    ],
    [() => matmul(a, input('v', [3])), 'matmul: operands must be matrices or batches of matrices'],
    [() => reshape(a, [4, 2]), 'reshape: operand must have as many elements as [4, 2], got float32[2, 3]'],
    [() => reshape(a, [4, -1]), 'reshape: operand must divide into [4, -1], got float32[2, 3]'],
    [() => reshape(a, [0, -1]), 'reshape: operand must divide into [0, -1], got float32[2, 3]'],
    [() => reshape(a, [-1, -1]), 'reshape: [-1, -1] must be sizes, with at most one -1, got float32[2, 3]'],
    [() => reshape(a, [-2, -3]), 'reshape: [-2, -3] must be sizes, with at most one -1, got float32[2, 3]'],
    [
      () => reshape(input('o', ['2*n', 'm']), ['n', '2*m']),
      'reshape: [n, 2*m] leaves too many dimensions open, got float32[2*n, m]',
    ],
    [
      () => reshape(input('o', ['2*n', 0]), [0, 'n']),
      'reshape: [0, n] leaves too many dimensions open, got float32[2*n, 0]',
    ],
    [() => concat([a, b], 0), 'concat: parts must agree in type and in all axes but 0'],
    [
      () => concat([a, input('v', [2])], 1),
      'concat: parts must agree in type and in all axes but 1, got float32[2, 3] and float32[2]',
    ],
    [() => slice(a, 0, 0.5), 'slice: 0.5.. must be integers, got float32[2, 3]'],
    [() => slice(a, 0, 0, 0.5), 'slice: 0..0.5 must be integers, got float32[2, 3]'],
    [() => slice(a, 0, 1, 5), 'slice: 1..5 must lie within axis 0'],
    [
      () => take(a, constant([0]), 0),
      'take: indices must be a vector of int32, got float32[2, 3] and float32[1]',
    ],
    [
      () => put(a, constant([0], [1], 'int32'), 1, 4),
      'put: there must be an index for each element of axis 1',
    ],
    [() => put(a, constant([0, 1], [2], 'int32'), 2, 4), 'put: operand must have an axis 2'],
    [() => transpose(a, [0, 0]), "transpose: [0,0] must be a permutation of the operand's axes"],
    [() => sum(a, 2), 'sum: operand must have an axis 2, got float32[2, 3]'],
    [() => max(a, -3), 'max: operand must have an axis -3, got float32[2, 3]'],
    [() => sum(a, [1, -1]), 'sum: axes [1,-1] must be different ones, got float32[2, 3]'],
    [() => where(a, a, a), 'where: condition must be bool'],
    [() => log(input('n', [1], 'int32')), 'log: operand must be a float, got int32[1]'],
    [() => mean(input('n', [2], 'int32')), 'mean: operand must be a float, got int32[2]'],
    [() => mul(input('n', [2], 'int32'), 0.5), 'constant: values must be int32, got 0.5'],
    [() => constant([1, 2 ** 31], [2], 'int32'), 'constant: values must be int32, got 2147483648'],
    [() => constant([1, 2], [3]), 'constant: 2 values do not fill [3]'],
    [() => logicalAnd(a, a), 'logicalAnd: operands must be bools, got float32[2, 3] and float32[2, 3]'],
    [() => add(greater(a, 0), greater(a, 1)), 'add: operands must be numbers, got bool[2, 3] and bool[2, 3]'],
    [() => logicalNot(a), 'logicalNot: operand must be a bool, got float32[2, 3]'],
    [() => input('/Neg_0', [1]), 'input: a name must have letters and not begin with /, got "/Neg_0"'],
    [() => compile({ '': a }), 'compile: a name must have letters and not begin with /, got ""'],
  ])('%#', (build, message) => {
    expect(build).toThrow(message)
  })
})
