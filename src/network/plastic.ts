/**
 * Which weights of a trained network may learn on: masks for `TrainingSpecification.plastic`, and the control whose
 * recurrent weights are the same in other places (docs/transfer.md, A).
 */
import type { Random } from '../random/random.js'
import { forParameters, type NetworkSize, type Parameters, parameterShapes } from './parameters.js'

/** Only what one input channel sends: a column of W_x. */
export function onlyInput(size: NetworkSize, channel: number): Parameters<Float32Array> {
  const masks = nothing(size)
  for (let i = 0; i < size.hidden; i++) masks.inputWeights[i * size.inputs + channel] = 1
  return masks
}

/** Only what some neurons receive and send, from and to everyone, and their biases. */
export function onlyNeurons(size: NetworkSize, neurons: Iterable<number>): Parameters<Float32Array> {
  const { inputs, hidden, outputs } = size
  const masks = nothing(size)
  for (const neuron of neurons) {
    masks.inputWeights.fill(1, neuron * inputs, (neuron + 1) * inputs)
    masks.recurrentWeights.fill(1, neuron * hidden, (neuron + 1) * hidden)
    for (let to = 0; to < hidden; to++) masks.recurrentWeights[to * hidden + neuron] = 1
    for (let to = 0; to < outputs; to++) masks.outputWeights[to * hidden + neuron] = 1
    masks.recurrentBias[neuron] = 1
  }
  return masks
}

/** How many weights and biases learn; all of them without a mask. */
export function countPlastic(size: NetworkSize, masks?: Parameters<Float32Array>): number {
  const shapes = Object.values(parameterShapes(size))
  if (!masks) return shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0)
  return Object.values(masks).reduce((sum, mask) => sum + mask.reduce((a, b) => a + b, 0), 0)
}

/**
 * The network with W_h's rows and columns exchanged at random among some neurons, each by a permutation of its own: the
 * recurrent weights among them are the same, their structure is gone. A copy of W_h, the rest is shared.
 */
export function exchanged(
  parameters: Parameters<Float32Array>,
  { hidden }: NetworkSize,
  neurons: Int32Array,
  random: Random,
): Parameters<Float32Array> {
  const permutation = () => {
    const order = random.shuffle(neurons.slice())
    const from = Int32Array.from({ length: hidden }, (_, i) => i)
    neurons.forEach((neuron, i) => {
      from[neuron] = order[i]
    })
    return from
  }
  const [rows, columns] = [permutation(), permutation()]
  const recurrentWeights = parameters.recurrentWeights.map(
    (_, at) => parameters.recurrentWeights[rows[Math.floor(at / hidden)] * hidden + columns[at % hidden]],
  )
  return { ...parameters, recurrentWeights }
}

function nothing(size: NetworkSize): Parameters<Float32Array> {
  const shapes = parameterShapes(size)
  return forParameters((name) => new Float32Array(shapes[name].reduce((a, b) => a * b)))
}
