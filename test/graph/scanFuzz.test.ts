/** Random bodies of scans against the same steps written out: values, gradients and gradients of gradients. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nodeEngine } from '../../src/engine/node.js'
import {
  abs,
  add,
  broadcast,
  cast,
  compile,
  concat,
  constant,
  div,
  exp,
  grad,
  greater,
  greaterEqual,
  input,
  less,
  log,
  logicalAnd,
  logicalNot,
  logSoftmax,
  matmul,
  max,
  maximum,
  mean,
  min,
  minimum,
  mul,
  neg,
  put,
  relu,
  reshape,
  type ScanResult,
  type ScanStep,
  scan,
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
import { some } from '../length.js'
import { point } from './finiteDifferences.js'

const SECOND_TWICE = constant([1, 1], [2], 'int32')

/** Operations from [2, 2] to [2, 2], bounded or nearly so. */
const ONE: ((x: Tensor) => Tensor)[] = [
  neg,
  tanh,
  sigmoid,
  softplus,
  relu,
  square,
  abs,
  stopGradient,
  (x) => transpose(x),
  (x) => softmax(x, 0),
  (x) => logSoftmax(x),
  (x) => exp(neg(square(x))),
  (x) => sqrt(add(square(x), 1)),
  (x) => log(add(square(x), 1)),
  (x) => mul(sign(x), x),
  (x) => mul(sum(x), x),
  (x) => add(sum(x, 0), x),
  (x) => add(reshape(sum(x, 1), [1, 2]), x),
  (x) => broadcast(sum(x, 0, true), x),
  (x) => broadcast(mean(x, 1, true), x),
  (x) => broadcast(max(x, 0, true), x),
  (x) => broadcast(min(x, 1), x),
  (x) => add(x, max(x)),
  (x) => concat([slice(x, 0, 1), slice(x, 0, 0, 1)], 0),
  (x) => take(x, SECOND_TWICE, 1),
  (x) => put(x, SECOND_TWICE, 0, 2),
  (x) => reshape(reshape(x, [4]), [2, 2]),
  (x) => mul(cast(greater(x, 0.1), 'float64'), x),
  (x) => mul(cast(cast(mul(x, 3), 'int32'), 'float64'), x),
]

/** Operations from two [2, 2] to one. */
const TWO: ((a: Tensor, b: Tensor) => Tensor)[] = [
  add,
  sub,
  mul,
  maximum,
  minimum,
  matmul,
  (a, b) => div(a, add(square(b), 1)),
  (a, b) => where(less(a, b), a, b),
  (a, b) => where(greater(a, 0), b, 0.5),
  (a, b) => where(greater(sum(a, 0), 0), b, sum(a, 1)),
  (a, b) => where(logicalAnd(greater(a, 0), logicalNot(less(b, 0.2))), a, mul(b, 2)),
  (a, b) => where(greaterEqual(slice(b, 1, 0, 1), 0), a, slice(b, 0, 0, 1)),
  (a, b) => summedMatmul(reshape(a, [1, 2, 2]), reshape(b, [1, 2, 2])),
  (a, b) => slice(concat([a, b], 1), 1, 1, 3),
  (a, b) => broadcast(slice(a, 0, 1, 2), b),
  (a, b) => reshape(matmul(reshape(a, [1, 2, 2]), broadcast(b, reshape(b, [1, 2, 2]))), [2, 2]),
]

/** A body as numbers: each instruction applies an operation to earlier values; `picks` choose its results. */
const bodies = fc.record({
  time: fc.integer({ min: 1, max: 3 }),
  reverse: fc.boolean(),
  carries: fc.nat(2),
  instructions: fc.array(fc.tuple(fc.nat(ONE.length + TWO.length - 1), fc.nat(99), fc.nat(99)), {
    minLength: 4,
    maxLength: 7,
  }),
  picks: fc.array(fc.nat(99), { minLength: 5, maxLength: 5 }),
})

function stepOf(
  { instructions, picks }: { instructions: readonly (readonly number[])[]; picks: readonly number[] },
  { w, v }: Record<string, Tensor>,
) {
  return (carry: readonly Tensor[], [x, z]: readonly Tensor[]): Required<ScanStep> => {
    const pool = [...carry, x, add(z, w), w, v]
    for (const [operation, i, j] of instructions) {
      const [a, b] = [pool[i % pool.length], pool[j % pool.length]]
      pool.push(operation < ONE.length ? ONE[operation](a) : TWO[operation - ONE.length](a, b))
    }
    const late = (k: number) => pool[pool.length - 1 - (picks[k] % instructions.length)]
    const any = (k: number) => pool[picks[k] % pool.length]
    return {
      carry: carry.map((_, i) => (i === 0 ? tanh(late(0)) : any(1))),
      outputs: [late(2), any(3)],
      sums: [late(4)],
    }
  }
}

type Step = ReturnType<typeof stepOf>

function unrolled(
  step: Step,
  initial: readonly Tensor[],
  { x, z }: Record<string, Tensor>,
  reverse: boolean,
): ScanResult {
  const time = x.shape[0] as number
  const times = Array.from({ length: time }, (_, t) => (reverse ? time - 1 - t : t))
  let carry: readonly Tensor[] = initial
  const results = new Array<Required<ScanStep>>(time)
  for (const t of times) {
    const at = (value: Tensor) => reshape(slice(value, 0, t, t + 1), value.shape.slice(1))
    results[t] = step(carry, [at(x), at(z)])
    carry = results[t].carry
  }
  const stack = (k: number) =>
    concat(
      results.map(({ outputs }) => reshape(outputs[k], [1, 2, 2])),
      0,
    )
  return {
    carry: [...carry],
    outputs: [stack(0), stack(1)],
    sums: [results.map(({ sums }) => sums[0]).reduce((a, b) => add(a, b))],
  }
}

function weighted(x: Tensor, seed: number): Tensor {
  const size = (x.shape as number[]).reduce((a, b) => a * b, 1)
  const weights = Array.from({ length: size }, (_, i) => Math.sin(1.3 * i + seed))
  return sum(mul(x, constant(weights, x.shape as number[], 'float64')))
}

it('a scan of any body equals its steps written out, to the second derivative', async () => {
  const body = fc.asyncProperty(bodies, fc.nat(999), async (program, seed) => {
    const { time, reverse } = program
    const shapes = { w: [2, 2], v: [2, 2], h0: [2, 2], h1: [2, 2], x: [time, 2, 2], z: [time, 1, 2] }
    const entries = Object.entries(shapes)
    const inputs = Object.fromEntries(entries.map(([name, shape]) => [name, input(name, shape, 'float64')]))
    const step = stepOf(program, inputs)
    const initial = [inputs.h0, inputs.h1].slice(0, program.carries)
    const results: Record<string, Tensor> = {}
    const forms = {
      looped: scan(step, initial, [inputs.x, inputs.z], { reverse }),
      written: unrolled(step, initial, inputs, reverse),
    }
    for (const [form, { carry, outputs, sums }] of Object.entries(forms)) {
      const loss = [...carry, ...outputs, ...sums].map(weighted).reduce((a, b) => add(a, b))
      const first = grad(loss, Object.values(inputs))
      const second = grad(weighted(first[0], 3), Object.values(inputs))
      results[`${form} loss`] = loss
      entries.forEach(([name], i) => {
        results[`${form} d/d${name}`] = first[i]
        results[`${form} d²/dw d${name}`] = second[i]
      })
    }
    const compiled = compile(results)
    const executable = await nodeEngine().compile(compiled)
    const used = entries.filter(([name]) => name in compiled.inputs)
    const values = await executable.run(
      Object.fromEntries(used.map(([name, shape], i) => [name, point(shape, seed + i)])),
    )
    await executable.release()
    for (const [name, { data }] of Object.entries(values)) {
      const other = values[name.replace('looped', 'written')].data
      const worst = Math.max(...Array.from(data, (a, i) => Math.abs(a - other[i]) / Math.max(1, Math.abs(a))))
      expect(worst, name).toBeLessThan(1e-8)
    }
  })
  await fc.assert(body, { seed: 1, numRuns: some(50) })
})
