/**
 * Plans lesions: which neurons are silenced together. These are functional clusters, discs of the sheet and single
 * neurons; only active neurons are silenced. This file only makes sets; outcomes.ts runs the network.
 */
import { geometryOf, squaredDistance } from '../../growth/geometry.js'
import { isGrid, neuronsOf, type Sheet } from '../../growth/sheet.js'
import { clustersOf } from '../randomSets.js'

export interface LesionPlanInput {
  /** Cluster of each active neuron, 0..k−1. */
  labels: ArrayLike<number>
  /** Places of these neurons on the sheet, ascending. */
  active: ArrayLike<number>
  sheet: Sheet
  /** Radius of the discs, in the sheet's unit. */
  radius: number
}

/** A disc of the sheet that contains at least one active neuron. */
export interface Disc {
  /** Index of the place in its center. */
  center: number
  /** Active neurons in the disc, ascending. */
  neurons: Int32Array
}

/** Sets of neurons that are silenced, each ascending. */
export interface LesionPlan {
  active: Int32Array
  /** The clusters in the order of their labels. */
  clusters: Int32Array[]
  discs: Disc[]
  /** Distance of the centers of neighboring discs of a grid, in rows and in columns; 1 for measured places. */
  discSpacing: number
}

/** The most discs. More would add hardly anything to a map, so on large sheets not every cell is a center. */
const MOST_DISCS = 500

/** Plans all lesions of a network. */
export function planLesions({ labels, active, sheet, radius }: LesionPlanInput): LesionPlan {
  const discSpacing = isGrid(sheet) ? Math.max(1, Math.ceil(Math.sqrt(neuronsOf(sheet) / MOST_DISCS))) : 1
  return {
    active: Int32Array.from(active),
    clusters: clustersOf(labels, active),
    discs: discs(active, sheet, radius, discSpacing),
    discSpacing,
  }
}

/**
 * Discs (balls in three dimensions) with the active neurons within `radius` (Euclidean, in the sheet's unit) of each
 * center. Discs without any are left out.
 */
export const discs = (active: ArrayLike<number>, sheet: Sheet, radius: number, spacing = 1): Disc[] =>
  discsAbout(centers(sheet, spacing), active, sheet, radius)

/** The same about the centers that are named. */
export function discsAbout(
  centers: readonly number[],
  active: ArrayLike<number>,
  sheet: Sheet,
  radius: number,
): Disc[] {
  const { coordinates, dimensions } = geometryOf(sheet)
  const found: Disc[] = []
  for (const center of centers) {
    const neurons = Int32Array.from(active).filter(
      (neuron) => squaredDistance(coordinates, dimensions, center, neuron) <= radius ** 2,
    )
    if (neurons.length > 0) found.push({ center, neurons })
  }
  return found
}

/**
 * Centers of discs: on a grid, every `spacing`-th row and column; all measured places, or at most `MOST_DISCS` of them.
 */
function centers(sheet: Sheet, spacing: number): number[] {
  if (!isGrid(sheet)) {
    const step = Math.max(1, neuronsOf(sheet) / MOST_DISCS)
    return Array.from({ length: Math.min(neuronsOf(sheet), MOST_DISCS) }, (_, i) => Math.floor(i * step))
  }
  const found: number[] = []
  const first = Math.floor((spacing - 1) / 2)
  for (let row = first; row < sheet.rows; row += spacing) {
    for (let column = first; column < sheet.columns; column += spacing)
      found.push(row * sheet.columns + column)
  }
  return found
}

/**
 * The radius, in steps of half the sheet's spacing (half a cell of a grid), for which the mean number of active neurons
 * in discs around active neurons is closest to that in a cluster; the smaller one if two are equally close.
 */
export function defaultRadius(active: ArrayLike<number>, sheet: Sheet, clusters: number): number {
  const { coordinates, dimensions, spacing } = geometryOf(sheet)
  const wanted = active.length / clusters
  const pairs = new Float64Array(active.length ** 2) // squared distances
  for (let i = 0; i < active.length; i++) {
    for (let j = 0; j < active.length; j++)
      pairs[i * active.length + j] = squaredDistance(coordinates, dimensions, active[i], active[j])
  }
  pairs.sort()
  const step = spacing / 2
  let [best, nearest] = [step, Number.POSITIVE_INFINITY]
  let within = 0
  for (let steps = 1; within < pairs.length; steps++) {
    const radius = steps * step
    while (within < pairs.length && pairs[within] <= radius ** 2) within++
    const off = Math.abs(within / active.length - wanted)
    if (off < nearest) [best, nearest] = [radius, off]
  }
  return best
}

/** A list of sets without duplicates, so that equal sets are evaluated only once. */
export class DistinctSets {
  readonly sets: Int32Array[] = []
  readonly #places = new Map<string, number>()

  /** Adds an ascending set if it is not in the list. @returns its index in the list */
  add(set: Int32Array): number {
    const key = set.join(' ')
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.sets.push(set) - 1
      this.#places.set(key, place)
    }
    return place
  }
}
