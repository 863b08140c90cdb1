/** What files say of their network in metadata: those that gyrus wrote, which hold the whole experiment. */
import { isObject } from '../members.js'
import { parseJson } from '../text.js'
import { type Facts, NETWORK_FACTS } from './weights.js'

/**
 * What metadata say; of files that others wrote, nothing.
 * @param metadata `experiment` and `step`, or both in `about`, as JSON
 */
export function factsIn({ about, experiment, step }: Readonly<Record<string, string | undefined>>): Facts {
  const told = jsonOf(about)
  const { network } = isObject(told.experiment) ? told.experiment : jsonOf(experiment)
  const fields = isObject(network)
    ? Object.fromEntries(NETWORK_FACTS.flatMap((name) => (name in network ? [[name, network[name]]] : [])))
    : {}
  return { network: fields, step: stepOf(told.step ?? step) }
}

function stepOf(step: unknown): number | undefined {
  const value = Number(step)
  return step !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** What is no JSON was written by others, and says nothing. */
function jsonOf(text: string | undefined): Record<string, unknown> {
  try {
    const value = parseJson(text ?? '{}')
    return isObject(value) ? value : {}
  } catch {
    return {}
  }
}
