/** Weights of inputs that a network has in several matrices, one for each kind of channel, as one: `--map inputWeights=A+B`. */
import { InputError } from '../errors.js'
import type { Tensor } from '../formats/numbers.js'
import type { WeightFile } from './weights.js'

const AND = '+'

/**
 * The file with such matrices side by side, under both names; the channels of the first come first.
 * @param alongRows whether rows send, so that channels are rows
 * @throws InputError if they are not of the same neurons
 */
export function joined(file: WeightFile, map: ReadonlyMap<string, string>, alongRows: boolean): WeightFile {
  const tensors = new Map(file.tensors)
  for (const [part, name] of map) {
    const names = name.split(AND)
    const pieces = names.flatMap((one) => tensors.get(one) ?? [])
    if (tensors.has(name) || names.length === 1 || pieces.length < names.length) continue
    for (const one of names) tensors.delete(one)
    tensors.set(name, beside(pieces, alongRows, `--map: ${part}=${name}`))
  }
  return { ...file, tensors }
}

function beside(pieces: readonly Tensor[], alongRows: boolean, what: string): Tensor {
  const [axis, other] = alongRows ? [0, 1] : [1, 0]
  const count = pieces[0].shape[other]
  const fits = pieces.every(
    ({ shape, data }) => shape.length === 2 && shape[other] === count && !(data instanceof BigInt64Array),
  )
  if (!fits) {
    const shapes = pieces.map(({ shape }) => `[${shape.join(', ')}]`).join(', ')
    throw new InputError(
      `${what}: must be matrices of as many ${alongRows ? 'columns' : 'rows'}, are ${shapes}`,
    )
  }
  const width = pieces.reduce((sum, { shape }) => sum + shape[axis], 0)
  const data = new Float64Array(width * count)
  let at = 0
  for (const { shape, data: from } of pieces) {
    const length = shape[1]
    for (let row = 0; row < shape[0]; row++) {
      const values = from.subarray(row * length, (row + 1) * length) as Float64Array
      data.set(values, alongRows ? (at + row) * count : row * width + at)
    }
    at += shape[axis]
  }
  return { shape: alongRows ? [width, count] : [count, width], data }
}
