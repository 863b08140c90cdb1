/**
 * The length of the recurrent connections, and how weight falls with distance (PAPER.md 1.7, 1.8, 1.11). Lengths are
 * Manhattan, in cells of the sheet. These are the lengths that are reported; what a network is charged for its wires
 * during training is computed in growth/.
 */
import { geometryOf, wireLength } from '../growth/geometry.js'
import { neuronsOf, type Sheet } from '../growth/sheet.js'
import { CONNECTION_THRESHOLD } from './connectome.js'
import type { ChannelWires } from './layoutNulls.js'
import { lengthClasses, lengthStep } from './lengths.js'

export interface WiringLength {
  /** Σ over connections with |w| > 0.01 of their length: the paper's wiring length. */
  wiringLength: number
  /** Σ|w|·length over all recurrent weights, times the unit of weight. */
  weightedWiringLength: number
}

/**
 * Both lengths over the connections of all neurons, active or not.
 *
 * @param recurrentWeights `[hidden, hidden]`
 */
export function wiringLength(recurrentWeights: Float32Array | Float64Array, sheet: Sheet): WiringLength {
  const geometry = geometryOf(sheet)
  const hidden = neuronsOf(sheet)
  let total = 0
  let weighted = 0
  for (let i = 0; i < recurrentWeights.length; i++) {
    const length = wireLength(geometry, Math.floor(i / hidden), i % hidden)
    const w = Math.abs(recurrentWeights[i])
    if (w > CONNECTION_THRESHOLD) total += length
    weighted += w * length
  }
  return { wiringLength: total, weightedWiringLength: weighted }
}

/**
 * The length of all connections to and from the channels, those with |w| > 0.01, each with its place in the drawing
 * (PAPER.md 1.4). The gap between the planes is no part of it, as it is none of what a network is charged by length.
 *
 * @returns in the unit of the lengths
 */
export function channelWiringLength(channels: ChannelWires): number {
  const { inputWeights, inputLengths, outputWeights, outputLengths } = channels
  const total = (weights: Float32Array, lengths: Float32Array) =>
    weights.reduce((sum, w, i) => (Math.abs(w) > CONNECTION_THRESHOLD ? sum + lengths[i] : sum), 0)
  return total(inputWeights, inputLengths) + total(outputWeights, outputLengths)
}

/** |w| over all ordered pairs of neurons at one distance from each other. */
export interface DistanceBin {
  /** Length in cells of a grid, or in the unit of measured places, which are sorted into bins as wide as their spacing. */
  cells: number
  /** cells / longer side of the sheet: the unit of the paper's panel f, as far as it is known. */
  distance: number
  pairs: number
  mean: number
  median: number
}

/**
 * Mean and median |w| for each distance that occurs, ascending.
 *
 * @param recurrentWeights `[hidden, hidden]`
 * @param neurons indices of the neurons whose pairs count; by default all
 */
export function weightAgainstDistance(
  recurrentWeights: Float32Array | Float64Array,
  sheet: Sheet,
  neurons: Int32Array = everyNeuron(sheet),
): DistanceBin[] {
  const hidden = neuronsOf(sheet)
  const n = neurons.length
  const lengths = lengthClasses(neurons, sheet)
  const step = lengthStep(sheet)
  const bins: number[][] = []
  for (let i = 0; i < lengths.length; i++) {
    while (bins.length <= lengths[i]) bins.push([])
    const w = recurrentWeights[neurons[Math.floor(i / n)] * hidden + neurons[i % n]]
    bins[lengths[i]].push(Math.abs(w))
  }
  return bins.flatMap((bin, steps) => {
    if (bin.length === 0) return []
    const sorted = Float64Array.from(bin).sort()
    const middle = sorted.length / 2
    return {
      cells: steps * step,
      distance: (steps * step) / geometryOf(sheet).side,
      pairs: sorted.length,
      mean: sorted.reduce((sum, w) => sum + w, 0) / sorted.length,
      median: (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2,
    }
  })
}

function everyNeuron(sheet: Sheet): Int32Array {
  return Int32Array.from({ length: neuronsOf(sheet) }, (_, i) => i)
}
