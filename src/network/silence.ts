/**
 * Lesions: silenced neurons. All weights by which a neuron sends (to others, to itself and to the outputs) are set to
 * 0, so the other neurons compute what they would in a network without it, for every cell. The rate of a silenced
 * neuron need not be 0 (with softplus it never is), but it has no effect. The weights by which it receives are set to
 * 0, too. This changes nothing else, but keeps its rate from growing without bounds, as it can with relu2: 0 × ∞ is not
 * 0.
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
