/** A small random network on a small random plane, for the tests of growth: free sizes, self and mutual weights. */
import fc from 'fast-check'
import type { Value } from '../../src/engine/engine.js'
import { distances, type Metric } from '../../src/growth/distance.js'
import type { HiddenAxes, Swap } from '../../src/growth/swap.js'
import type { Matrices, NetworkSize } from '../../src/network/parameters.js'
import { Random } from '../../src/random/random.js'

export const AXES: HiddenAxes = {
  inputWeights: [0],
  recurrentWeights: [0, 1],
  recurrentBias: [0],
  outputWeights: [1],
  outputBias: [],
}

export interface TestNetwork extends NetworkSize {
  weights: Record<keyof typeof AXES, Value & { data: Float32Array }>
  distances: Matrices<Float32Array>
}

export const matrices = ({ weights }: Pick<TestNetwork, 'weights'>): Matrices<Float32Array> => ({
  inputWeights: weights.inputWeights.data,
  recurrentWeights: weights.recurrentWeights.data,
  outputWeights: weights.outputWeights.data,
})

export function tensors(
  random: Random,
  inputs: number,
  hidden: number,
  outputs: number,
): TestNetwork['weights'] {
  const tensor = (...shape: number[]) => ({
    shape,
    data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
  })
  return {
    inputWeights: tensor(hidden, inputs),
    recurrentWeights: tensor(hidden, hidden),
    recurrentBias: tensor(hidden),
    outputWeights: tensor(outputs, hidden),
    outputBias: tensor(outputs),
  }
}

export function testNetwork(
  seed: number,
  hidden: number,
  inputs: number,
  outputs: number,
  metric: Metric = 'manhattan',
): TestNetwork {
  const random = Random.seeded(seed, 'test network')
  const positions = (n: number) => Float64Array.from({ length: 2 * n }, () => random.uniform())
  const [neurons, sources, targets] = [positions(hidden), positions(inputs), positions(outputs)]
  return {
    inputs,
    hidden,
    outputs,
    weights: tensors(random, inputs, hidden, outputs),
    distances: {
      inputWeights: distances(neurons, sources, metric),
      recurrentWeights: distances(neurons, neurons, metric),
      outputWeights: distances(targets, neurons, metric),
    },
  }
}

export const network = fc
  .tuple(
    fc.integer(),
    fc.integer({ min: 1, max: 11 }),
    fc.nat(4),
    fc.nat(4),
    fc.constantFrom<Metric>('manhattan', 'euclidean'),
  )
  .map((args) => testNetwork(...args))

/** Any list of swaps among so many places. */
export const swapsAmong = (hidden: number): fc.Arbitrary<Swap[]> =>
  fc.array(fc.tuple(fc.nat(hidden - 1), fc.nat(hidden - 1)), { maxLength: 8 })
