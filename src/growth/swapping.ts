/** Swaps as an action: every so many steps a round is planned (relocation.ts) and made. */
import { SIGN } from '../network/cells/ei.js'
import { connections, hiddenAxes } from '../network/parameters.js'
import type { Action, GrowingNetwork, Site, Told } from './charge.js'
import type { Metric } from './distance.js'
import { Relocation, type SwapRound } from './relocation.js'
import { isGrid, type Sheet } from './sheet.js'
import { applySwaps, swapPlaces } from './swap.js'

/** Neurons exchange places where that shortens the wires, as the experiment's `relocation` says. */
export function swaps({ settings, sheet, distances, scales, layout }: Site): Action {
  const { metric, relocation } = settings
  const { every, top, moments } = relocation
  const planner = new Relocation(distances, {
    top,
    scales,
    layout: estimable(sheet, metric) ? layout : undefined,
  })
  return (network, step) =>
    step % every === 0
      ? { type: 'swap', ...relocate(network, planner, moments, signsOfPlaces(network, sheet)) }
      : undefined
}

/**
 * Whether estimates make a round faster: where lengths are sums over few lines, as on a grid. Measured places have as many
 * lines as neurons, and then the exact changes cost less.
 */
export const estimable = (sheet: Sheet, metric: Metric): boolean => isGrid(sheet) && metric === 'manhattan'

/** The beginning of the sentence on swaps, to go on with what they lowered. */
export const swapsTold = ({ settings: { relocation }, counted }: Told): string =>
  `Every ${counted(relocation.every, 'step')}, neurons exchanged places where that`

/**
 * The measured signs of places, where the network's neurons have signs too: a place that was found to be excitatory keeps
 * an excitatory neuron, so neurons swap among places of one sign.
 */
export function signsOfPlaces({ table }: Pick<GrowingNetwork, 'table'>, sheet: Sheet) {
  const isSigned = table.some(({ name }) => name === SIGN)
  return isSigned && !isGrid(sheet) ? sheet.sign : undefined
}

/**
 * Plans a round of swaps and makes it, in place.
 * @param moments whether the optimizer's moments move with their neuron
 * @param kinds of the places, where neurons swap between places of one kind only
 */
export function relocate(
  { table, tensors, places }: GrowingNetwork,
  relocation: Relocation,
  moments: boolean,
  kinds?: ArrayLike<number>,
): SwapRound {
  const weights = connections(table, (name) => tensors[name].data as Float32Array)
  const round = relocation.plan(weights, kinds)
  const moved = Object.entries(tensors).filter(([name]) => moments || !name.includes('.'))
  const axes = hiddenAxes(
    table,
    moved.map(([name]) => name),
  )
  applySwaps(Object.fromEntries(moved), axes, round.swaps)
  swapPlaces(places, round.swaps)
  return round
}
