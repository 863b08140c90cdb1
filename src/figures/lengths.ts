/** Which wires' lengths a network was made by: what the report may say of the places of neurons and channels. */
import type { RunInformation } from './data.js'

/** All wires, those among neurons alone, or none. */
export type CountedLengths = 'all' | 'recurrent' | 'none'

/** Whether lengths were charged for, decided swaps or a layout after the training, or which connections exist. */
export function countedLengths({
  experiment,
  layoutOf,
}: Pick<RunInformation, 'experiment' | 'layoutOf'>): CountedLengths {
  const { regularizer, pruning } = experiment
  const { kind, lambda, distanceFactor } = regularizer
  const swapped = kind === 'swap' || kind === 'l1+swap' || kind === 'bimt'
  if (swapped || layoutOf !== undefined || (kind === 'local' && lambda * distanceFactor > 0)) return 'all'
  const cut = kind === 'mask' || pruning?.wiring !== undefined
  return cut || (kind === 'sernn' && lambda > 0) ? 'recurrent' : 'none'
}
