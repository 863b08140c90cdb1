import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import {
  add,
  cast,
  compile,
  constant,
  type DType,
  grad,
  input,
  matmul,
  mul,
  neg,
  reshape,
  scan,
  sign,
  sum,
  tanh,
} from '../../src/graph/index.js'
import { evaluate } from './finiteDifferences.js'
import { nodesOf } from './readModel.js'

const value = (data: number[], shape = [data.length]) => ({ data: Float64Array.from(data), shape })

describe('compile', () => {
  it.each<[DType, number[]]>([
    ['float32', [0.5, -2, 3.25]],
    ['float64', [Math.PI, -1e300, 0]],
    ['int32', [1, -7, 2 ** 31 - 1]],
    ['bool', [1, 0, 1]],
  ])('holds constants of %s as they are, short and long', async (dtype, values) => {
    const long = Array.from({ length: 99 }, (_, i) => values[i % 3])
    const zero = input('zero', [1], 'float64')
    for (const list of [values, long]) {
      const held = add(cast(constant(list, [list.length], dtype), 'float64'), zero)
      expect([...(await evaluate(held, { zero: value([0]) })).data]).toEqual(list)
    }
  })

  it('takes four bytes for each float of a constant', () => {
    const n = 500
    const { bytes } = compile({ y: add(input('x', []), constant(new Float32Array(n * n).fill(1.5), [n, n])) })
    expect(bytes.length).toBeLessThan(4 * n * n + 1000)
  })

  it('keeps the values of inputs, which it is then not called with', async () => {
    const [x, w] = [input('x', ['n', 2]), input('w', [2, 2])]
    const outputs = { y: matmul(x, w) }
    const program = compile(outputs, { values: { w: Float32Array.of(1, 2, 3, 4), none: new Float32Array() } })
    expect(Object.keys(program.inputs)).toEqual(['x'])
    const executable = await nodeEngine().compile(program)
    const { y } = await executable.run({ x: { data: Float32Array.of(1, 10), shape: [1, 2] } })
    expect([...y.data]).toEqual([31, 42])
    await executable.release()
    for (const wrong of [new Float32Array(3), new Float64Array(4)])
      expect(() => compile(outputs, { values: { w: wrong } })).toThrow(/compile: w is float32\[2, 2\]/)
    expect(() => compile(outputs, { values: { x: new Float32Array(2) } })).toThrow(/compile: x is/)
  })

  it('reshapes tensors without elements', async () => {
    const x = input('x', [0, 3], 'float64')
    const empty = value([], [0, 3])
    expect((await evaluate(reshape(neg(x), [3, 0]), { x: empty })).shape).toEqual([3, 0])
    expect((await evaluate(reshape(neg(x), [2, -1]), { x: empty })).shape).toEqual([2, 0])
  })

  it('reshapes to any order of sizes that are known only when it runs', async () => {
    const x = input('x', ['n', 'm', 2, 'k'], 'float64')
    const of = async (shape: readonly (number | string)[], sizes: number[]) => {
      const data = Array.from({ length: sizes.reduce((a, b) => a * b) }, (_, i) => i)
      return evaluate(reshape(neg(x), shape), { x: value(data, sizes) })
    }
    expect((await of(['2*n', 'm', 'k'], [3, 4, 2, 5])).shape).toEqual([6, 4, 5])
    const turned = await of(['k', 'n', '2*m'], [1, 3, 2, 2])
    expect(turned.shape).toEqual([2, 1, 6])
    expect([...turned.data].map(Math.abs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    const none = input('x', ['n', 0], 'float64')
    const empty = { x: value([], [3, 0]) }
    expect((await evaluate(reshape(neg(none), [0, 'n']), empty)).shape).toEqual([0, 3])
  })

  it('keeps its own names apart from those of inputs and outputs', async () => {
    const [x, y] = [input('Neg_0', [2], 'float64'), input('constant_1', [2], 'float64')]
    const executable = await nodeEngine().compile(compile({ Neg_2: neg(x), Mul_3: mul(neg(neg(y)), 3) }))
    const result = await executable.run({ Neg_0: value([1, 2]), constant_1: value([3, 4]) })
    expect([...result.Neg_2.data, ...result.Mul_3.data]).toEqual([-1, -2, 9, 12])
    await executable.release()
  })

  it('refuses two inputs of one name, and an output with the name of an input', () => {
    const x = input('x', [2])
    expect(() => compile({ y: add(x, input('x', [1])) })).toThrow('input: two inputs have the name x')
    expect(() => compile({ x: neg(x) })).toThrow('compile: an input and an output have the name x')
  })

  it('has no loop for a gradient that reaches none', () => {
    const w = input('w', [2, 2])
    const step = ([h]: readonly ReturnType<typeof input>[]) => tanh(matmul(w, h))
    const { outputs } = scan(
      (carry) => ({ carry: [step(carry)], outputs: [step(carry)] }),
      [input('h0', [2, 1])],
      [input('x', ['time', 2, 1])],
    )
    const [dw] = grad(add(sum(sign(outputs[0])), sum(w)), [w])
    const types = nodesOf(compile({ dw }).bytes).map(({ opType }) => opType)
    expect(types).not.toContain('Scan')
    expect(types.length).toBeGreaterThan(0)
  })
})
