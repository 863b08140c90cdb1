/** The gates of a cell taken apart, where a file has them stacked in one matrix. */
import { InputError } from '../errors.js'
import { type Gate, GRU_GATES, LSTM_GATES } from '../exporters/stackedGates.js'
import type { Tensor } from '../formats/numbers.js'
import type { NetworkSize } from '../network/parameters.js'
import { show } from '../text.js'
import { SECOND_BIAS } from './names.js'
import type { Recurrent } from './parts.js'

/** What a cell without gates has in their place. */
const PLAIN: readonly Gate[] = [
  { letter: '', inputWeights: 'inputWeights', recurrentWeights: 'recurrentWeights', bias: 'recurrentBias' },
]

/** In the order of PyTorch. */
export const gatesOf = (cell: string): readonly Gate[] =>
  cell === 'gru' ? GRU_GATES : cell === 'lstm' ? LSTM_GATES : PLAIN

/** The parts in which gates are stacked. */
export const STACKED = ['inputWeights', 'recurrentWeights', 'recurrentBias', SECOND_BIAS]

/**
 * The gates in the order in which they are stacked.
 * @param order as it was said, e.g. `r,z,n`
 * @throws InputError where it is not known
 */
export function stackedGates(
  cell: string,
  order: string | undefined,
  { naming, tensor }: Recurrent,
): readonly Gate[] {
  const gates = gatesOf(cell)
  const letters = gates.map(({ letter }) => letter).join(',')
  if (order === undefined) {
    if (naming?.isTorchModule) return gates
    throw new InputError(
      `--gates: ${tensor} does not say in which order its gates are; say it, e.g. --gates ${letters}, as PyTorch has them`,
    )
  }
  const candidate = cell === 'gru' ? 'n' : 'g' // h and c to others
  const asked = order.split(',').map((letter) =>
    letter
      .trim()
      .toLowerCase()
      .replace(/^[hc]$/, candidate),
  )
  const found = asked.flatMap((letter) => gates.filter((gate) => gate.letter === letter))
  if (asked.length !== gates.length || new Set(found).size !== gates.length)
    throw new InputError(`--gates: must be the letters ${letters} in some order, got ${show(order)}`)
  return found
}

/**
 * The parameters of all gates, under our names.
 * @param gates in the order in which they are stacked
 * @param take a part of the file, with rows that receive
 */
export function unstacked(
  gates: readonly Gate[],
  { hidden, inputs }: NetworkSize,
  take: (part: string, shape: readonly number[]) => Float32Array,
): Record<string, Tensor> {
  const rows = gates.length * hidden
  const [weights, recurrent] = [
    take('inputWeights', [rows, inputs]),
    take('recurrentWeights', [rows, hidden]),
  ]
  const [bias, second] = [take('recurrentBias', [rows]), take(SECOND_BIAS, [rows])]
  const result: Record<string, Tensor> = {}
  gates.forEach((gate, i) => {
    const part = (of: Float32Array) => {
      const size = of.length / gates.length
      return of.slice(i * size, (i + 1) * size)
    }
    result[gate.inputWeights] = { shape: [hidden, inputs], data: part(weights) }
    result[gate.recurrentWeights] = { shape: [hidden, hidden], data: part(recurrent) }
    const isOwn = gate.recurrentBias !== undefined
    result[gate.bias] = { shape: [hidden], data: isOwn ? part(bias) : sum(part(bias), part(second)) }
    if (isOwn) result[gate.recurrentBias!] = { shape: [hidden], data: part(second) }
  })
  return result
}

/** Of two biases that add up. */
export const sum = (bias: Float32Array, second: Float32Array): Float32Array =>
  bias.map((value, i) => value + second[i])
