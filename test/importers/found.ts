/** The weights that are found in a file, without a run: what `gyrus import` does of it. */
import { joined } from '../../src/importers/joined.js'
import { recurrentShape } from '../../src/importers/orientation.js'
import { recurrentOf } from '../../src/importers/parts.js'
import { readWeights } from '../../src/importers/readWeights.js'
import type { WeightFile } from '../../src/importers/weights.js'
import { type FoundWeights, type WeightsAsked, weightsOf } from '../../src/importers/weightsOf.js'
import { parametersOf } from '../../src/network/cells.js'
import type { NetworkSize } from '../../src/network/parameters.js'

export interface FoundAsked extends Partial<Omit<WeightsAsked, 'map'>> {
  cell?: string
  /** As many as the battery has. */
  inputs?: number
  outputs?: number
  map?: Record<string, string>
}

/** @param bytes of a file, or what was read of one */
export function found(
  bytes: Uint8Array | WeightFile,
  { cell = 'rnn', inputs = 5, outputs = 3, map = {}, ...rest }: FoundAsked = {},
): FoundWeights & { size: NetworkSize } {
  const asked = { ...rest, map: new Map(Object.entries(map)) }
  const read = bytes instanceof Uint8Array ? readWeights(bytes) : bytes
  const file = joined(read, asked.map, rest.orientation === 'columns-receive')
  const recurrent = recurrentOf(file, asked.map)
  const shape = recurrentShape(file, recurrent, cell)
  const size = { inputs, hidden: shape.hidden, outputs }
  const settings = {
    cell: cell === 'rnn' ? 'rate' : cell,
    activation: 'tanh',
    form: 'inside',
    alpha: 1,
    noise: 0,
  } as const
  const network = { cell, size, table: parametersOf(size, settings), battery: 'yang19' }
  return { size, ...weightsOf(file, recurrent, shape, network, asked) }
}

/** A file with tensors of random numbers in these shapes. */
export function fileWith(
  shapes: Record<string, readonly number[]>,
  facts: WeightFile['facts'] = { network: {} },
): WeightFile {
  let at = 0
  const tensors = Object.entries(shapes).map(([name, shape]) => {
    const length = shape.reduce((a, b) => a * b, 1)
    return [name, { shape, data: Float32Array.from({ length }, () => Math.fround(Math.sin(++at))) }] as const
  })
  return { format: 'NumPy', tensors: new Map(tensors), others: new Map(), facts }
}
