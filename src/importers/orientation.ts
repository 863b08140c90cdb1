/** How matrices lie in a file: whether their rows receive, and whether those of all gates are stacked in one. */
import { InputError } from '../errors.js'
import type { Tensor } from '../formats/numbers.js'
import { MATRICES, type NetworkSize } from '../network/parameters.js'
import { gatesOf } from './gates.js'
import type { Parts, Recurrent } from './parts.js'
import type { WeightFile } from './weights.js'

/** What the rows of weight matrices do: receive, as in PyTorch and here, or send, so that columns receive. */
export const ORIENTATIONS = ['rows-receive', 'columns-receive'] as const
export type Orientation = (typeof ORIENTATIONS)[number]

/** How the recurrent weights lie in the file. */
export interface RecurrentShape {
  readonly hidden: number
  /** Whether the gates are stacked in one matrix. */
  readonly isStacked: boolean
  /** Where the shape tells it. */
  readonly orientation?: Orientation
}

/**
 * The shape of the recurrent weights, from which the number of neurons follows.
 * @throws InputError if those of such a cell cannot have it
 */
export function recurrentShape(
  { tensors }: WeightFile,
  { tensor, naming }: Recurrent,
  cell: string,
): RecurrentShape {
  const { shape } = tensors.get(tensor) as Tensor
  const gates = gatesOf(cell).length
  const isAlwaysStacked = gates > 1 && naming?.isTorchModule === true
  const [rows, columns] = shape
  if (shape.length === 2 && rows > 0 && columns > 0) {
    if (rows === columns && !isAlwaysStacked) return { hidden: rows, isStacked: false }
    if (rows === gates * columns) return { hidden: columns, isStacked: true, orientation: 'rows-receive' }
    if (columns === gates * rows) return { hidden: rows, isStacked: true, orientation: 'columns-receive' }
  }
  const must =
    gates === 1 ? '[n, n]' : `[${gates}n, n]${isAlwaysStacked ? '' : ', or [n, n] with one for each gate'}`
  const is = Object.entries({ 'an rnn': 1, 'a gru': 3, 'an lstm': 4 }).find(([, of]) => rows === of * columns)
  const other = is ? `; ${is[0]} has [${is[1] === 1 ? '' : is[1]}n, n]` : ''
  throw new InputError(
    `recurrentWeights: of ${cell} must be ${must}, ${tensor} is [${shape.join(', ')}]${other}`,
  )
}

/** What the rows do, by the shapes of matrices that are not square. @throws InputError where all are */
export function orientationByShape(
  parts: Parts,
  { tensors }: WeightFile,
  { inputs, hidden, outputs }: NetworkSize,
): Orientation {
  const shapes = { inputWeights: [hidden, inputs], outputWeights: [outputs, hidden] }
  for (const [part, shape] of Object.entries(shapes)) {
    if (shape[0] === shape[1]) continue
    const is = String(tensors.get(parts[part] ?? '')?.shape)
    if (is === String(shape)) return 'rows-receive'
    if (is === String(shape.toReversed())) return 'columns-receive'
  }
  const names = MATRICES.map((part) => parts[part]).join(', ')
  throw new InputError(
    `--orientation: neither names nor shapes tell what the rows of ${names} do; say ${ORIENTATIONS.join(' or ')}`,
  )
}
