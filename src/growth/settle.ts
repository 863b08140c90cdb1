/**
 * Laying a network out anew: rounds of swaps, every neuron tried in each, until no swap of two neurons shortens the
 * wires. On a network that was trained without any of this it tells how much of a layout swaps alone can reach. The
 * end is a local optimum, not the shortest wiring that there is.
 */
import type { Matrices } from '../network/parameters.js'
import type { GrowingNetwork } from './charge.js'
import { Relocation, type SwapRound } from './relocation.js'
import type { Layout } from './sheet.js'
import { relocate } from './swapping.js'

/**
 * Swaps neurons, in place and with all that is theirs, until a round finds nothing to swap. It ends: each swap lowers
 * the cost by more than rounding could.
 *
 * @param distances of all wires, as `wireDistances` makes them
 * @param scales the factor of each matrix in the cost
 * @param layout where the units stand, if the distances are Manhattan
 * @param kinds of the places, where neurons swap between places of one kind only
 * @returns the rounds that made swaps, in order; none if the network is at rest
 */
export function settle(
  network: GrowingNetwork,
  distances: Matrices<Float32Array>,
  scales: Matrices<number>,
  layout?: Layout,
  kinds?: ArrayLike<number>,
): SwapRound[] {
  const relocation = new Relocation(distances, { top: network.places.length, scales, layout })
  const rounds: SwapRound[] = []
  for (;;) {
    const round = relocate(network, relocation, true, kinds)
    if (round.swaps.length === 0) return rounds
    rounds.push(round)
  }
}
