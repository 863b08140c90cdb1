/**
 * Which weights of a trained network may learn on: masks for `TrainingSpecification.plastic`, and the control whose
 * recurrent weights are the same in other places (docs/transfer.md, A).
 */
import type { Random } from '../random/random.js'
import {
  countOf,
  forEachOf,
  forParameters,
  hiddenOf,
  learned,
  type Parameters,
  type ParameterTable,
  weightsOf,
} from './parameters.js'

/** Only what one input channel sends: a column of W_x, and of its gates. */
export function onlyInput(table: ParameterTable, channel: number): Parameters<Float32Array> {
  const masks = nothing(table)
  for (const { name, shape, pathway } of weightsOf(table)) {
    if (pathway !== 'inputWeights') continue
    const [hidden, inputs] = shape
    for (let i = 0; i < hidden; i++) masks[name][i * inputs + channel] = 1
  }
  return masks
}

/** Only what some neurons receive and send, from and to everyone, and their biases. */
export function onlyNeurons(table: ParameterTable, neurons: Iterable<number>): Parameters<Float32Array> {
  const masks = nothing(table)
  for (const neuron of neurons)
    for (const parameter of learned(table))
      forEachOf(parameter, neuron, (i) => {
        masks[parameter.name][i] = 1
      })
  return masks
}

/** How many weights and biases learn; all of them without a mask. */
export function countPlastic(table: ParameterTable, masks?: Parameters<Float32Array>): number {
  if (!masks) return learned(table).reduce((sum, parameter) => sum + countOf(parameter), 0)
  return Object.values(masks).reduce((sum, mask) => sum + mask.reduce((a, b) => a + b, 0), 0)
}

/**
 * The network with the rows and columns of its recurrent matrices exchanged at random among some neurons, rows by one
 * permutation and columns by another: the weights among them are the same, their structure is gone. A copy of these
 * matrices, the rest is shared.
 */
export function exchanged(
  parameters: Parameters<Float32Array>,
  table: ParameterTable,
  neurons: Int32Array,
  random: Random,
): Parameters<Float32Array> {
  const hidden = hiddenOf(table)
  const permutation = () => {
    const order = random.shuffle(neurons.slice())
    const from = Int32Array.from({ length: hidden }, (_, i) => i)
    neurons.forEach((neuron, i) => {
      from[neuron] = order[i]
    })
    return from
  }
  const [rows, columns] = [permutation(), permutation()]
  const changed = { ...parameters }
  for (const { name, pathway } of weightsOf(table)) {
    if (pathway !== 'recurrentWeights') continue
    const values = parameters[name]
    changed[name] = values.map(
      (_, at) => values[rows[Math.floor(at / hidden)] * hidden + columns[at % hidden]],
    )
  }
  return changed
}

function nothing(table: ParameterTable): Parameters<Float32Array> {
  return forParameters(learned(table), (parameter) => new Float32Array(countOf(parameter)))
}
