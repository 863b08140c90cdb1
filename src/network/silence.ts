/**
 * Lesions: neurons that no longer reach anyone. What a neuron sends, to others, to itself and to the outputs, is
 * weighted by 0, so that the rest computes what a network without it would, for every activation: the rate of a
 * silenced neuron itself need not be 0 (softplus never is), but nobody sees it. The same lesion as in Yang et al. 2019.
 */
import { type NetworkSize, type Parameters, parameterShapes } from './parameters.js'

/**
 * The network with some of its neurons silenced: a copy of what changes, the rest is shared.
 * @throws RangeError for a neuron that is not there
 */
export function silenced(
  parameters: Parameters<Float32Array>,
  size: NetworkSize,
  neurons: Iterable<number>,
): Parameters<Float32Array> {
  const shapes = parameterShapes(size)
  const recurrentWeights = parameters.recurrentWeights.slice()
  const outputWeights = parameters.outputWeights.slice()
  for (const neuron of neurons) {
    if (!(Number.isInteger(neuron) && neuron >= 0 && neuron < size.hidden)) {
      throw new RangeError(`silenced: neurons are 0 to ${size.hidden - 1}, got ${neuron}`)
    }
    clearColumn(recurrentWeights, shapes.recurrentWeights[1], neuron)
    clearColumn(outputWeights, shapes.outputWeights[1], neuron)
  }
  return { ...parameters, recurrentWeights, outputWeights }
}

/** Sets one column of a row-major matrix to 0. */
function clearColumn(matrix: Float32Array, columns: number, column: number): void {
  for (let at = column; at < matrix.length; at += columns) matrix[at] = 0
}
