import { describe, expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import {
  add,
  broadcast,
  compile,
  concat,
  grad,
  input,
  logSoftmax,
  matmul,
  mul,
  relu,
  reshape,
  scan,
  sigmoid,
  slice,
  softplus,
  square,
  sum,
  type Tensor,
  tanh,
  transpose,
} from '../../src/graph/index.js'
import { checkGradient, evaluate, point } from './finiteDifferences.js'
import { nodesOf } from './readModel.js'

const time = 4
const n = 3
const batch = 2

/** A leaky network with a readout: everything that a trained one has, in small. */
function leaky(activation: (x: Tensor) => Tensor, form: 'inside' | 'outside', reverse = false) {
  return ({ w, u, b, x, h0, o }: Record<string, Tensor>) => {
    const { carry, outputs } = scan(
      ([h], [xt]) => {
        const pre = add(matmul(w, h), add(matmul(u, xt), b))
        const mixed =
          form === 'inside'
            ? add(mul(h, 0.7), mul(activation(pre), 0.3))
            : activation(add(mul(h, 0.7), mul(pre, 0.3)))
        return { carry: [mixed], outputs: [logSoftmax(matmul(o, mixed), 0)] }
      },
      [h0],
      [x],
      { reverse },
    )
    return add(sum(outputs[0], 0), sum(carry[0]))
  }
}

const values = () => ({
  w: point([n, n], 1),
  u: point([n, 2], 2),
  b: point([n, 1], 3),
  x: point([time, 2, batch], 4),
  h0: point([n, batch], 5),
  o: point([2, n], 6),
})

describe('the gradient of scan equals central differences', () => {
  for (const [name, f] of Object.entries({ relu, tanh, softplus, sigmoid })) {
    for (const form of ['inside', 'outside'] as const) {
      it(`leaky network, ${name}, f ${form}`, () => checkGradient(leaky(f, form), values()))
    }
  }
  it('in reverse', () => checkGradient(leaky(tanh, 'inside', true), values()))

  const cases: Record<
    string,
    [(i: Record<string, Tensor>) => Tensor, Record<string, ReturnType<typeof point>>]
  > = {
    'one step': [leaky(tanh, 'inside'), { ...values(), x: point([1, 2, batch], 4) }],
    'two carries that exchange': [
      ({ a, b, x }) => {
        const { carry, outputs } = scan(
          ([p, q], [xt]) => ({ carry: [add(q, xt), mul(p, q)], outputs: [p, mul(q, xt)] }),
          [a, b],
          [x],
        )
        return sum(concat([...carry, ...outputs.map((y) => sum(y, 0))], 0))
      },
      { a: point([2]), b: point([2], 1), x: point([3, 2], 2) },
    ],
    'a carry that never changes': [
      ({ a, x }) => sum(scan(([c], [xt]) => ({ carry: [c], outputs: [mul(c, xt)] }), [a], [x]).outputs[0], 0),
      { a: point([2]), x: point([3, 2], 1) },
    ],
    'a carry that forgets': [
      ({ a, x }) => {
        const { carry, outputs } = scan(
          ([c], [xt]) => ({ carry: [square(xt)], outputs: [mul(c, xt)] }),
          [a],
          [x],
        )
        return add(sum(outputs[0], 0), carry[0])
      },
      { a: point([2]), x: point([3, 2], 1) },
    ],
    'no carry at all': [
      ({ w, x }) =>
        sum(scan((_, [xt]) => ({ carry: [], outputs: [tanh(matmul(w, xt))] }), [], [x]).outputs[0], 0),
      { w: point([2, 3]), x: point([4, 3, 2], 1) },
    ],
    'sums over time': [
      ({ w, x, a }) => {
        const { sums } = scan(
          ([c], [xt]) => {
            const next = tanh(add(c, matmul(w, xt)))
            return {
              carry: [next],
              sums: [
                matmul(next, transpose(xt)),
                add(next, c),
                sum(next),
                matmul(w, transpose(w)),
                square(next),
              ],
            }
          },
          [a],
          [x],
        )
        return concat(
          sums.map((s) => sum(s)).map((s) => reshape(s, [1])),
          0,
        )
      },
      { w: point([2, 2]), x: point([4, 2, 3], 1), a: point([2, 3], 2) },
    ],
    'operands of different rank inside': [
      ({ a, x, b }) =>
        sum(
          scan(
            ([c], [xt, bt]) => ({
              carry: [tanh(add(c, bt))],
              outputs: [
                add(mul(c, xt), bt),
                broadcast(bt, c),
                slice(c, 1, 0, 1),
                concat([c, broadcast(a, c)], 0),
              ],
            }),
            [a],
            [x, b],
          ).outputs[0],
          0,
        ),
      { a: point([2, 3]), x: point([4, 2, 1], 1), b: point([4, 3], 2) },
    ],
  }
  for (const [name, [build, at]] of Object.entries(cases)) it(name, () => checkGradient(build, at))

  it('through a gradient (second order)', () =>
    checkGradient(
      ({ w, x, h0 }) => {
        const { carry } = scan(([h], [xt]) => ({ carry: [tanh(add(matmul(w, h), xt))] }), [h0], [x])
        const [dw] = grad(sum(square(carry[0])), [w])
        return square(dw)
      },
      { w: point([2, 2]), x: point([3, 2, 1], 1), h0: point([2, 1], 2) },
      { tolerance: 1e-5 },
    ))
})

describe('scan', () => {
  it('equals the same steps written out', async () => {
    const names = values()
    const inputs = Object.fromEntries(
      Object.entries(names).map(([name, value]) => [name, input(name, value.shape, 'float64')]),
    )
    const looped = leaky(relu, 'inside')(inputs)
    const { w, u, b, x, h0, o } = inputs
    let h = h0
    const outputs: Tensor[] = []
    for (let t = 0; t < time; t++) {
      const xt = reshape(slice(x, 0, t, t + 1), [2, batch])
      h = add(mul(h, 0.7), mul(relu(add(matmul(w, h), add(matmul(u, xt), b))), 0.3))
      outputs.push(logSoftmax(matmul(o, h), 0))
    }
    const written = add(
      outputs.reduce((a, c) => add(a, c)),
      sum(h),
    )
    const [first, second] = [await evaluate(looped, names), await evaluate(written, names)]
    expect(first.data.length).toBe(4)
    first.data.forEach((value, i) => {
      expect(value).toBeCloseTo(second.data[i], 12)
    })
  })

  it('runs one program at every length of time', async () => {
    const w = input('w', [n, n], 'float64')
    const x = input('x', ['time', n, 1], 'float64')
    const h0 = input('h0', [n, 1], 'float64')
    const { outputs } = scan(
      ([h], [xt]) => {
        const y = tanh(add(matmul(w, h), xt))
        return { carry: [y], outputs: [y] }
      },
      [h0],
      [x],
    )
    const [dw] = grad(sum(square(outputs[0])), [w])
    const executable = await nodeEngine().compile(compile({ y: outputs[0], dw }))
    const feeds = (steps: number) => ({ w: point([n, n]), x: point([steps, n, 1], 1), h0: point([n, 1], 2) })
    const [long, short] = [await executable.run(feeds(7)), await executable.run(feeds(2))]
    expect(long.y.shape).toEqual([7, n, 1])
    expect(short.y.shape).toEqual([2, n, 1])
    expect([...short.y.data]).toEqual([...long.y.data].slice(0, 2 * n))
    expect([...short.dw.data]).not.toEqual([...long.dw.data])
    await expect(executable.run({ ...feeds(2), h0: point([2, 1]) })).rejects.toThrow(
      'feed h0: must be float64[3,1]',
    )
    await executable.release()
  })

  it('keeps in its loops only the way from carry to carry', () => {
    const w = input('w', [n, n])
    const u = input('u', [n, 2])
    const o = input('o', [2, n])
    const x = input('x', ['time', 2, batch])
    const h0 = input('h0', [n, batch])
    const { outputs } = scan(
      ([h], [xt]) => {
        const next = relu(add(matmul(w, h), matmul(u, xt)))
        return { carry: [next], outputs: [matmul(o, next)] }
      },
      [h0],
      [x],
    )
    const loss = sum(square(outputs[0]))
    const [dw, du, dO] = grad(loss, [w, u, o])
    const nodes = nodesOf(compile({ loss, dw, du, dO }).bytes)
    const bodies = nodes
      .filter(({ opType }) => opType === 'Scan')
      .map(({ body }) => body?.map((inner) => inner.opType).sort())
    expect(bodies).toEqual([
      ['Gemm', 'Identity', 'Relu'], // h ← relu(W h + u), handed on and stacked
      ['Add', 'MatMul', 'Mul'], // δ = (g + c)·mask, c ← Wᵀδ
    ])
    // One product a weight: its gradient over all times and batch elements at once.
    const outside = nodes.filter((node) => node.opType === 'MatMul').length
    expect(outside).toBe(2 + 1 + 3) // projections in and out, the cotangent of h, three gradients
  })

  it('runs within another where it needs nothing of its carry', async () => {
    const build = ({ x, y }: Record<string, Tensor>) => {
      const outer = scan(
        ([total], [xt]) => {
          // Outputs that are the same at all steps of the inner loop, but differ or not between those of the outer one.
          const inner = scan(() => ({ carry: [], outputs: [xt] }), [], [y]).outputs[0]
          const constant = scan(() => ({ carry: [], outputs: [y] }), [], [mul(xt, 2)]).outputs[0]
          return { carry: [add(total, sum(xt))], outputs: [inner, constant] }
        },
        [sum(x)],
        [x],
      )
      return concat(
        outer.outputs.map((output) => reshape(output, [-1])),
        0,
      )
    }
    const inputs = { x: input('x', [2, 3], 'float64'), y: input('y', [4], 'float64') }
    const values = { x: point([2, 3], 1), y: point([4], 2) }
    const { data } = await evaluate(build(inputs), values)
    const [first, second] = [values.x.data.slice(0, 3), values.x.data.slice(3)]
    const repeated = [...Array(4).fill([...first]), ...Array(4).fill([...second])].flat()
    expect([...data]).toEqual([
      ...repeated,
      ...Array(6)
        .fill([...values.y.data])
        .flat(),
    ])
    await checkGradient(build, values)
  })

  it('refuses steps that do not fit', () => {
    const x = input('x', ['time', 2])
    const c = input('c', [2])
    expect(() => scan(() => ({ carry: [] }), [], [])).toThrow('scan: needs at least one tensor to run over')
    expect(() => scan(([a]) => ({ carry: [a] }), [c], [x, input('y', [3, 2])])).toThrow(
      'the same leading axis',
    )
    expect(() => scan(() => ({ carry: [] }), [c], [x])).toThrow('must return 1 carries, got 0')
    expect(() => scan(([a]) => ({ carry: [sum(a)] }), [c], [x])).toThrow(
      'scan: carry 0 must keep its type and shape, got float32[2] and float32[]',
    )
  })
})
