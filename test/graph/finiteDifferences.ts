/** Gradients checked against central differences, in double precision, on the engine that users run. */
import { expect } from 'vitest'
import type { Value } from '../../src/engine/engine.js'
import { nodeEngine } from '../../src/engine/node.js'
import { compile, grad, input, mul, sum, type Tensor } from '../../src/graph/index.js'

export type Shapes = Record<string, readonly number[]>

/** Runs an expression of named float64 inputs. */
export async function evaluate(output: Tensor, values: Record<string, Value>): Promise<Value> {
  const program = compile({ output })
  const executable = await nodeEngine().compile(program)
  const used = Object.fromEntries(Object.keys(program.inputs).map((name) => [name, values[name]]))
  const { output: result } = await executable.run(used)
  await executable.release()
  return result
}

/**
 * Compares `grad` of a weighted sum of `build`'s result with central differences at the given point.
 * The weights keep a gradient that is wrong by a permutation or a sign from hiding in a plain sum.
 */
export async function checkGradient(
  build: (inputs: Record<string, Tensor>) => Tensor,
  values: Record<string, Value>,
  { step = 1e-5, tolerance = 1e-7 } = {},
): Promise<void> {
  const names = Object.keys(values)
  const inputs = Object.fromEntries(names.map((name) => [name, input(name, values[name].shape, 'float64')]))
  const result = build(inputs)
  const size = (result.shape as number[]).reduce((a, b) => a * b, 1)
  const weights = input('weights', result.shape, 'float64')
  const loss = sum(mul(result, weights))
  const gradients = grad(loss, Object.values(inputs))
  const program = compile({ loss, ...Object.fromEntries(gradients.map((g, i) => [`d_${names[i]}`, g])) })
  const executable = await nodeEngine().compile(program)
  const feeds: Record<string, Value> = {
    ...values,
    weights: {
      data: Float64Array.from({ length: size }, (_, i) => Math.sin(1 + 2.3 * i)),
      shape: result.shape as number[],
    },
  }
  const run = (point: Record<string, Value>) =>
    executable.run(Object.fromEntries(Object.keys(program.inputs).map((name) => [name, point[name]])))
  const analytic = await run(feeds)
  for (const name of names) {
    const gradient = analytic[`d_${name}`].data
    const numeric = new Float64Array(gradient.length)
    for (let i = 0; i < gradient.length; i++) {
      const shifted = async (by: number) => {
        const data = Float64Array.from(values[name].data)
        data[i] += by
        return (await run({ ...feeds, [name]: { data, shape: values[name].shape } })).loss.data[0]
      }
      numeric[i] = ((await shifted(step)) - (await shifted(-step))) / (2 * step)
    }
    const error = Math.max(...numeric.map((x, i) => Math.abs(x - gradient[i]) / Math.max(1, Math.abs(x))))
    expect(error, `gradient of ${name}: numeric ${numeric}, analytic ${gradient}`).toBeLessThan(tolerance)
  }
  await executable.release()
}

/** Deterministic values away from kinks: |x| in 0.1..0.9, mixed signs, no two equal. */
export function point(shape: readonly number[], seed = 0, positive = false): Value {
  const size = shape.reduce((a, b) => a * b, 1)
  const data = Float64Array.from({ length: size }, (_, i) => {
    const x = Math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1)) * 43758.5453
    const u = x - Math.floor(x)
    const magnitude = 0.1 + 0.8 * u
    return positive || (i + seed) % 2 === 0 ? magnitude : -magnitude
  })
  return { data, shape }
}
