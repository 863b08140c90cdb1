/**
 * The cost of the wiring, Σ|w|·d, and the score by which neurons are chosen for relocation. Plain double-precision
 * sums over weights that have left the training program: the differentiable penalty of the loss is the
 * regularizer's, the anatomical measures in cells are the analysis room's.
 */
import {
  forMatrices,
  MATRICES,
  type Matrices,
  type NetworkSize,
  sizeOfMatrices,
} from '../network/parameters.js'

/** How the three matrices are weighed against each other in a cost. `sum`: alike; `mean`: each by 1 / its size. */
export type Normalization = 'sum' | 'mean'

/** The factor of each matrix's Σ|w|·d under a normalization. A matrix without entries weighs nothing. */
export function matrixScales(
  normalization: Normalization,
  { inputs, hidden, outputs }: NetworkSize,
): Matrices<number> {
  const scale = (size: number) => (normalization === 'sum' ? 1 : size > 0 ? 1 / size : 0)
  return {
    inputWeights: scale(hidden * inputs),
    recurrentWeights: scale(hidden * hidden),
    outputWeights: scale(outputs * hidden),
  }
}

export const UNSCALED: Matrices<number> = forMatrices(() => 1)

/**
 * Σ over the three matrices of scale · Σ|w|·d (PAPER.md 2.1 without the gap y0, which no move of a neuron changes).
 * Summed row by row, so that the rounding error stays near 1e-13 of the result at any size in use.
 */
export function wiringCost(
  weights: Matrices<Float32Array>,
  distances: Matrices<Float32Array>,
  scales: Matrices<number> = UNSCALED,
): number {
  const { inputs, hidden } = sizeOfMatrices(weights)
  checkSameSizes(weights, distances)
  return (
    scales.inputWeights * cost(weights.inputWeights, distances.inputWeights, inputs) +
    scales.recurrentWeights * cost(weights.recurrentWeights, distances.recurrentWeights, hidden) +
    scales.outputWeights * cost(weights.outputWeights, distances.outputWeights, hidden)
  )
}

function cost(weights: Float32Array, distances: Float32Array, columns: number): number {
  let total = 0
  for (let start = 0; start < weights.length; start += columns) {
    let row = 0
    for (let i = start; i < start + columns; i++) row += Math.abs(weights[i]) * distances[i]
    total += row
  }
  return total
}

/**
 * Σ|w_in| + Σ|w_out| of each hidden neuron: incoming over input and recurrent weights, outgoing over recurrent and
 * output weights; a self connection is both (PAPER.md 2.2, PROTOCOL.md "The recipe fields"). It says who is tried
 * first in a swap round, not who is active.
 *
 * @returns `[hidden]`
 */
export function swapScore(weights: Matrices<Float32Array>): Float64Array {
  const { inputs, hidden, outputs } = sizeOfMatrices(weights)
  const scores = new Float64Array(hidden)
  for (let j = 0; j < hidden; j++) {
    for (let i = 0; i < inputs; i++) scores[j] += Math.abs(weights.inputWeights[j * inputs + i])
    for (let m = 0; m < hidden; m++) {
      const strength = Math.abs(weights.recurrentWeights[j * hidden + m])
      scores[j] += strength
      scores[m] += strength
    }
  }
  for (let o = 0; o < outputs; o++) {
    for (let j = 0; j < hidden; j++) scores[j] += Math.abs(weights.outputWeights[o * hidden + j])
  }
  return scores
}

/** @throws RangeError if a matrix and its distances differ in size. */
export function checkSameSizes(weights: Matrices<Float32Array>, distances: Matrices<Float32Array>): void {
  for (const name of MATRICES) {
    if (weights[name].length === distances[name].length) continue
    throw new RangeError(
      `wiring: distances of ${name} must have its size ${weights[name].length}, got ${distances[name].length}`,
    )
  }
}
