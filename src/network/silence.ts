/**
 * Lesions: neurons that no longer reach anyone. What a neuron sends, to others, to itself and to the outputs, is
 * weighted by 0, so that the rest computes what a network without it would, for every activation: the rate of a
 * silenced neuron itself need not be 0 (softplus never is), but nobody sees it. What it receives is weighted by 0 too,
 * which changes nothing but keeps its own rate from growing without bounds, as relu2 can: 0 × ∞ is not 0.
 */
import type { NetworkSize, Parameters } from './parameters.js'

/**
 * The network with some of its neurons silenced: a copy of what changes, the rest is shared.
 * @throws RangeError for a neuron that is not there
 */
export function silenced(
  parameters: Parameters<Float32Array>,
  size: NetworkSize,
  neurons: Iterable<number>,
): Parameters<Float32Array> {
  const { hidden, inputs, outputs } = size
  const inputWeights = parameters.inputWeights.slice()
  const recurrentWeights = parameters.recurrentWeights.slice()
  const recurrentBias = parameters.recurrentBias.slice()
  const outputWeights = parameters.outputWeights.slice()
  for (const neuron of neurons) {
    if (!(Number.isInteger(neuron) && neuron >= 0 && neuron < hidden)) {
      throw new RangeError(`silenced: neurons are 0 to ${hidden - 1}, got ${neuron}`)
    }
    for (let to = 0; to < hidden; to++) recurrentWeights[to * hidden + neuron] = 0
    for (let to = 0; to < outputs; to++) outputWeights[to * hidden + neuron] = 0
    recurrentWeights.fill(0, neuron * hidden, (neuron + 1) * hidden)
    inputWeights.fill(0, neuron * inputs, (neuron + 1) * inputs)
    recurrentBias[neuron] = 0
  }
  return { ...parameters, inputWeights, recurrentWeights, recurrentBias, outputWeights }
}
