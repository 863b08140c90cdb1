/** One network under several layouts: as it grew, and laid out anew by some of its wires. */
import { channelWiringLength, wiringLength } from '../../analysis/wiring.js'
import { chargedDistances } from '../../growth/distance.js'
import { settle } from '../../growth/settle.js'
import { layOut, type Sheet, sizeOfLayout } from '../../growth/sheet.js'
import { applySwaps, type Swap, swapPlaces } from '../../growth/swap.js'
import { estimable } from '../../growth/swapping.js'
import { matrixScales } from '../../growth/wiring.js'
import { connections, hiddenAxes, type Matrices } from '../../network/parameters.js'
import type { Random } from '../../random/random.js'
import { channelWires } from '../../runs/analysis.js'
import { tensorsOf } from '../../runs/networkFile.js'
import type { StudiedNetwork } from '../../studies/study.js'
import { sheetOf } from '../../training/sheet.js'

/** Which wires a layout shortens. */
export const WIRES = ['all', 'recurrent', 'channels'] as const
export type Wires = (typeof WIRES)[number]

/** Which neuron stands at each place, and how long the wires are then, in cells. */
export interface LaidOut {
  /** Where each neuron came from: the place at which it stood as the network grew, `[place]`. */
  from: Int32Array
  wiringLength: number
  totalWiringLength: number
}

/** The network as it grew. */
export function asGrown(network: StudiedNetwork): LaidOut {
  return measured(
    network,
    network.connections,
    Int32Array.from({ length: network.size.hidden }, (_, i) => i),
  )
}

/**
 * The network with its neurons swapped until no swap shortens the wires (`gyrus layout`, which goes by all of them).
 * @param wires that count
 * @param scramble puts the neurons at random places first
 */
export function laidOut(network: StudiedNetwork, wires: Wires, scramble?: Random): LaidOut {
  const { experiment, table, parameters, battery } = network
  const { distance } = experiment.sheet
  const sheet = sheetOf(experiment)
  const layout = layOut(sheet, battery)
  const tensors = tensorsOf(table, structuredClone(parameters)) // swaps are made in place
  const places = Int32Array.from({ length: network.size.hidden }, (_, i) => i)
  if (scramble) {
    const swaps = shuffling(places.length, scramble)
    applySwaps(tensors, hiddenAxes(table, Object.keys(tensors)), swaps)
    swapPlaces(places, swaps)
  }
  const all = matrixScales(experiment.regularizer.normalization, sizeOfLayout(layout))
  const scales: Matrices<number> = {
    inputWeights: wires === 'recurrent' ? 0 : all.inputWeights,
    recurrentWeights: wires === 'channels' ? 0 : all.recurrentWeights,
    outputWeights: wires === 'recurrent' ? 0 : all.outputWeights,
  }
  settle(
    { table, tensors, places },
    chargedDistances(layout, distance, sheet),
    scales,
    estimable(sheet, distance) ? layout : undefined,
  )
  return measured(
    network,
    connections(table, (name) => tensors[name].data as Float32Array),
    places,
  )
}

/** The swaps of Fisher and Yates' shuffle. */
const shuffling = (neurons: number, random: Random): Swap[] =>
  Array.from({ length: neurons - 1 }, (_, k) => {
    const last = neurons - 1 - k
    return [last, random.integer(last + 1)]
  })

function measured(
  { experiment, battery }: StudiedNetwork,
  weights: Matrices<Float32Array>,
  from: Int32Array,
): LaidOut {
  const sheet: Sheet = sheetOf(experiment)
  const recurrent = wiringLength(weights.recurrentWeights, sheet).wiringLength
  const channels = channelWiringLength(channelWires(weights, sheet, battery))
  return { from, wiringLength: recurrent, totalWiringLength: recurrent + channels }
}
