import fc from 'fast-check'
import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { Value } from '../../src/engine/engine.js'
import { nodeEngine } from '../../src/engine/node.js'
import { add, compile, grad, identity, input, mul, sub, type Tensor } from '../../src/graph/index.js'
import { communicability, communicabilityRegularizer } from '../../src/growth/communicability.js'
import { distances } from '../../src/growth/distance.js'
import { neuronPositions } from '../../src/growth/sheet.js'
import { Random } from '../../src/random/random.js'
import { checkGradient, evaluate, point } from '../graph/finiteDifferences.js'
import { some } from '../length.js'

const square = (numbers: readonly number[]): Value & { data: Float64Array } => {
  const n = Math.sqrt(numbers.length)
  return { data: Float64Array.from(numbers), shape: [n, n] }
}

const communicabilityOf = async (weights: Value, dtype: 'float32' | 'float64' = 'float64') =>
  (await evaluate(communicability(input('w', weights.shape, dtype)), { w: weights })).data

/** What each neuron sends. */
const strengths = (w: ArrayLike<number>): number[] => {
  const n = Math.sqrt(w.length)
  return Array.from({ length: n }, (_, j) =>
    Array.from({ length: n }, (_, i) => Math.abs(w[i * n + j])).reduce((a, b) => a + b, 0),
  )
}

/** exp(S^−½|W|S^−½) − I by another way: halved ten times, 30 terms, squared ten times. */
function reference(w: ArrayLike<number>): number[] {
  const s = strengths(w)
  const n = s.length
  const root = s.map((x) => (x > 1e-6 ? x ** -0.5 : 0))
  const a = Matrix.zeros(n, n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) a.set(i, j, root[i] * Math.abs(w[i * n + j]) * root[j])
  const part = Matrix.mul(a, 2 ** -10)
  let term = Matrix.eye(n, n)
  let result = Matrix.eye(n, n)
  for (let k = 1; k <= 30; k++) {
    term = Matrix.mul(term.mmul(part), 1 / k)
    result = Matrix.add(result, term)
  }
  for (let k = 0; k < 10; k++) result = result.mmul(result)
  return Matrix.sub(result, Matrix.eye(n, n)).to1DArray()
}

const penaltyOf = (d: Float32Array, scale?: number) => (weights: Tensor) =>
  communicabilityRegularizer(d, scale).penalty({ recurrentWeights: weights })

describe('communicability', () => {
  it('of two neurons is sinh 1 times their normalized weight', async () => {
    const c = await communicabilityOf(square([0, -2, 3, 0]))
    expect(c[1]).toBeCloseTo((2 / Math.sqrt(6)) * Math.sinh(1), 6)
    expect(c[2]).toBeCloseTo((3 / Math.sqrt(6)) * Math.sinh(1), 6)
  })

  it('reaches neurons that are not connected, along the way between them', async () => {
    // 0 → 1 → 2, and self-connections so that each sends something.
    const c = await communicabilityOf(square([1, 0, 0, 1, 1, 0, 0, 1, 1]))
    expect(c[2 * 3 + 0]).toBeGreaterThan(0.05) // row 2: the ways to neuron 2
    expect(c[0 * 3 + 2]).toBe(0)
  })

  it('of neurons that send nothing is 0, in their rows and columns', async () => {
    // Neuron 1 sends nothing, but receives from 0 and 2.
    const c = await communicabilityOf(square([1, 0, 2, 5, 0, 1, 3, 0, 1]))
    for (const i of [0, 1, 2]) expect([c[i * 3 + 1], c[3 + i]]).toEqual([0, 0])
    expect(c[2 * 3 + 0]).toBeGreaterThan(0)
    expect([...(await communicabilityOf(square([0, 0, 0, 0])))]).toEqual([0, 0, 0, 0])
  })

  it('is within its bound of the exponential, whatever the weights', async () => {
    const weight = fc.oneof(fc.constant(0), fc.double({ min: -3, max: 3, noNaN: true }))
    const matrix = fc
      .integer({ min: 1, max: 9 })
      .chain((n) => fc.array(weight, { minLength: n * n, maxLength: n * n }))
    await fc.assert(
      fc.asyncProperty(matrix, async (w) => {
        const s = strengths(w)
        fc.pre(s.every((x) => x === 0 || x > 1e-5)) // at the threshold rounding decides
        const [ours, theirs] = [await communicabilityOf(square(w)), reference(w)]
        theirs.forEach((x, at) => {
          const [i, j] = [Math.floor(at / s.length), at % s.length]
          const bound = s[i] > 0 ? 3.1e-7 * Math.sqrt(s[j] / s[i]) : 0
          expect(Math.abs(ours[at] - x)).toBeLessThanOrEqual(bound + 1e-11 * (1 + Math.abs(x)))
        })
      }),
      { numRuns: some(60) },
    )
  })

  it('keeps that in single precision, at the size of a sheet', async () => {
    const random = Random.seeded(1, 'communicability')
    const data = Float32Array.from({ length: 100 * 100 }, () => random.normal() / 10)
    const [ours, theirs] = [await communicabilityOf({ data, shape: [100, 100] }, 'float32'), reference(data)]
    const worst = Math.max(...theirs.map((x, at) => Math.abs(ours[at] - x) / x))
    expect(worst).toBeLessThan(1e-5)
  })
})

describe('the penalty of a spatially embedded network', () => {
  const positions = neuronPositions({ rows: 2, columns: 3 })
  const d = distances(positions, positions, 'euclidean')

  it.each([undefined, 0.25])('is Σ|W|·D·C, times the scale %s', async (scale) => {
    const w = point([6, 6], 3)
    const penalty = (await evaluate(penaltyOf(d, scale)(input('w', [6, 6], 'float64')), { w })).data[0]
    const c = reference(w.data)
    const expected = c.reduce((sum, x, at) => sum + Math.abs(w.data[at]) * d[at] * x, 0) * (scale ?? 1)
    expect(penalty / expected).toBeCloseTo(1, 6)
  })

  // Σ K∘D∘C of the published formula, C by the row sums of the kernel K = |Wᵀ|, [sending, receiving]. The row sums of W
  // itself would give 2.36071.
  it('is the published one of a network that sends otherwise than it receives', async () => {
    const w = square([0, 0.5, -0.1, 0.9, 0, 0.2, 0.05, -0.7, 0])
    const line = Float32Array.from([0, 1, 2, 1, 0, 1, 2, 1, 0])
    const penalty = await evaluate(penaltyOf(line)(input('w', [3, 3], 'float64')), { w })
    expect(penalty.data[0]).toBeCloseTo(2.38347, 5)
  })

  const self = identity(6, { dtype: 'float64' } as Tensor)

  it('has the gradient of central differences, which flows through C', async () => {
    const beside = ({ w }: Record<string, Tensor>) => penaltyOf(d)(add(mul(w, sub(1, self)), mul(self, 0.3)))
    await checkGradient(beside, { w: point([6, 6], 1) })
    // One neuron sends hardly anything.
    const lone = point([6, 6], 2)
    for (let i = 1; i < 6; i++) lone.data[6 * i] = 1e-3 * i
    await checkGradient(beside, { w: lone })
  })

  it('has no slope along self-connections, which count in C all the same', async () => {
    const w = input('w', [6, 6], 'float64')
    const penalty = penaltyOf(d)(w)
    const outputs = { penalty, slope: grad(penalty, [w])[0] }
    const executable = await nodeEngine().compile(compile(outputs))
    const value = point([6, 6], 5)
    const run = async (diagonal: number) => {
      const data = value.data.map((x, at) => (at % 7 === 0 ? diagonal : x)) as Float64Array
      return executable.run({ w: { data, shape: [6, 6] } })
    }
    const [weak, strong] = [await run(0.1), await run(2)]
    expect(strong.penalty.data[0]).toBeLessThan(weak.penalty.data[0])
    strong.slope.data.forEach((x, at) => {
      if (at % 7 === 0) expect(x).toBe(0)
      else expect(x).not.toBe(0)
    })
    await executable.release()
  })

  it('is 0 with a finite gradient where nothing is connected, and where all connect to themselves alone', async () => {
    for (const diagonal of [0, 0.5]) {
      const w = input('w', [6, 6])
      const penalty = penaltyOf(d)(w)
      const executable = await nodeEngine().compile(compile({ penalty, slope: grad(penalty, [w])[0] }))
      const data = Float32Array.from({ length: 36 }, (_, at) => (at % 7 === 0 ? diagonal : 0))
      const result = await executable.run({ w: { data, shape: [6, 6] } })
      expect(result.penalty.data[0]).toBe(0)
      expect(result.slope.data.every((x) => x === 0)).toBe(true)
      await executable.release()
    }
  })

  it('has a finite gradient where a neuron that sends nothing receives', async () => {
    const w = input('w', [6, 6])
    const penalty = penaltyOf(d)(w)
    const executable = await nodeEngine().compile(compile({ slope: grad(penalty, [w])[0] }))
    const data = Float32Array.from(point([6, 6], 4).data, (x, at) => (at % 6 === 2 ? 0 : x))
    const { slope } = await executable.run({ w: { data, shape: [6, 6] } })
    expect(slope.data.every(Number.isFinite)).toBe(true)
    expect(slope.data.some((x) => x !== 0)).toBe(true)
    await executable.release()
  })
})
