/**
 * Laws of the weights at the start of training. The recurrent matrix has several laws; the others are PyTorch's
 * nn.Linear default, U(−1/√n, 1/√n) for n incoming connections, as in the ancestor code (PAPER.md 1.2), or as in
 * Yang et al. 2019 (PAPER.md 3.1).
 */
import { Matrix, QrDecomposition } from 'ml-matrix'
import type { Random } from '../random/random.js'
import type { NetworkSize, Parameters } from './parameters.js'

/**
 * Laws of the recurrent weights W_h of n neurons: ½·I, a random orthogonal matrix, N(0, 1/n), or U(−1/√n, 1/√n).
 * `yang2019` is ½·I, and with it input weights N(0, 1/inputs), Glorot's uniform output weights, no biases.
 */
export type Initialization = 'half-identity' | 'orthogonal' | 'gaussian' | 'linear' | 'yang2019'

/**
 * Draws the parameters that every cell has.
 * @param size numbers of input channels, neurons and classes, each ≥ 1
 * @param gain factor on the recurrent weights
 * @param random the stream that they are drawn from, in a fixed order: the same state gives the same weights
 * @returns arrays in the shapes of `coreParameters`
 */
export function coreWeights(
  { inputs, hidden, outputs }: NetworkSize,
  { initialization, gain }: { initialization: Initialization; gain: number },
  random: Random,
): Parameters<Float32Array> {
  if (initialization === 'yang2019') {
    const glorot = Math.sqrt(6 / (hidden + outputs))
    return {
      inputWeights: fill([hidden, inputs], () => random.normal() / Math.sqrt(inputs)),
      recurrentWeights: recurrent('half-identity', hidden, random).map((w) => gain * w),
      recurrentBias: new Float32Array(hidden),
      outputWeights: fill([outputs, hidden], () => (2 * random.uniform() - 1) * glorot),
      outputBias: new Float32Array(outputs),
    }
  }
  const inputWeights = uniform([hidden, inputs], inputs, random)
  const recurrentWeights = recurrent(initialization, hidden, random).map((w) => gain * w)
  // The ancestor has a bias on each of the two currents, with its own law: their sum is ours.
  const recurrentBias = uniform([hidden], inputs, random)
  const second = uniform([hidden], hidden, random)
  for (let i = 0; i < hidden; i++) recurrentBias[i] += second[i]
  const outputWeights = uniform([outputs, hidden], hidden, random)
  const outputBias = uniform([outputs], hidden, random)
  return { inputWeights, recurrentWeights, recurrentBias, outputWeights, outputBias }
}

/** PyTorch's law for n incoming connections, U(−1/√n, 1/√n). */
export function uniform(shape: readonly number[], fanIn: number, random: Random): Float32Array {
  return fill(shape, () => (2 * random.uniform() - 1) / Math.sqrt(fanIn))
}

function fill(shape: readonly number[], draw: (i: number) => number): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1)
  return Float32Array.from({ length: size }, (_, i) => draw(i))
}

function recurrent(law: Exclude<Initialization, 'yang2019'>, n: number, random: Random): Float32Array {
  switch (law) {
    case 'half-identity':
      return fill([n, n], (i) => (i % (n + 1) === 0 ? 0.5 : 0))
    case 'gaussian':
      return fill([n, n], () => random.normal() / Math.sqrt(n))
    case 'linear':
      return fill([n, n], () => (2 * random.uniform() - 1) / Math.sqrt(n))
    case 'orthogonal':
      return orthogonal(n, random)
    default:
      return law satisfies never
  }
}

/** An orthogonal matrix drawn uniformly: the Q of a Gaussian matrix, columns signed so that R's diagonal is positive. */
function orthogonal(n: number, random: Random): Float32Array {
  const { orthogonalMatrix: q, upperTriangularMatrix: r } = new QrDecomposition(
    Matrix.zeros(n, n).apply(function (this: Matrix, row, column) {
      this.set(row, column, random.normal())
    }),
  )
  return fill([n, n], (i) => {
    const column = i % n
    return q.get(Math.floor(i / n), column) * Math.sign(r.get(column, column) || 1)
  })
}
