/**
 * Lesions: neurons that no longer reach anyone. What a neuron sends, to others, to itself and to the outputs, is
 * weighted by 0, so that the rest computes what a network without it would, for every cell: the rate of a
 * silenced neuron itself need not be 0 (softplus never is), but nobody sees it. What it receives is weighted by 0 too,
 * which changes nothing but keeps its own rate from growing without bounds, as relu2 can: 0 × ∞ is not 0.
 */
import { forEachOf, hiddenOf, learned, type Parameters, type ParameterTable } from './parameters.js'

/**
 * The network with some of its neurons silenced: a copy of what changes, the rest is shared.
 * @throws RangeError for a neuron that is not there
 */
export function silenced(
  table: ParameterTable,
  parameters: Parameters<Float32Array>,
  neurons: Iterable<number>,
): Parameters<Float32Array> {
  const hidden = hiddenOf(table)
  const gone = [...neurons]
  const stranger = gone.find((neuron) => !(Number.isInteger(neuron) && neuron >= 0 && neuron < hidden))
  if (stranger !== undefined) {
    throw new RangeError(`silenced: neurons are 0 to ${hidden - 1}, got ${stranger}`)
  }
  const result = { ...parameters }
  for (const parameter of learned(table)) {
    if (parameter.hiddenAxes.length === 0) continue
    const values = parameters[parameter.name].slice()
    for (const neuron of gone) {
      forEachOf(parameter, neuron, (i) => {
        values[i] = 0
      })
    }
    result[parameter.name] = values
  }
  return result
}
