/**
 * Which neurons are silenced together: functional clusters, discs of the sheet and single neurons. Only active neurons
 * are silenced. Sets, no network: what a lesion does comes from elsewhere.
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
  /** Of the discs, in the sheet's unit. */
  radius: number
}

/** A disc of the sheet that holds an active neuron. */
export interface Disc {
  /** The place in its middle, an index of the sheet. */
  center: number
  /** Its active neurons, ascending. */
  neurons: Int32Array
}

/** Sets of neurons, each ascending. */
export interface LesionPlan {
  active: Int32Array
  /** In the order of the labels. */
  clusters: Int32Array[]
  discs: Disc[]
  /** Rows and columns from one center of a disc to the next; 1 among measured places, where each is a center. */
  discSpacing: number
}

/** More discs than these add hardly anything to a map: on larger sheets not every cell is a center. */
const MOST_DISCS = 500

/** What is to be silenced. */
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
 * The active neurons no farther than `radius` (Euclidean, in the sheet's unit) from each center, within a ball where there
 * is depth; discs without any are left out.
 */
export function discs(active: ArrayLike<number>, sheet: Sheet, radius: number, spacing = 1): Disc[] {
  const { coordinates, dimensions } = geometryOf(sheet)
  const found: Disc[] = []
  for (const center of centers(sheet, spacing)) {
    const neurons = Int32Array.from(active).filter(
      (neuron) => squaredDistance(coordinates, dimensions, center, neuron) <= radius ** 2,
    )
    if (neurons.length > 0) found.push({ center, neurons })
  }
  return found
}

/** Every so many rows and columns of a grid; of measured places each, or as many at even steps as are affordable. */
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
 * The radius, in steps of half the sheet's spacing (half cells of a grid), at which discs about active neurons hold on
 * average most nearly as many active neurons as a cluster does; of two, the smaller.
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

/** A list of sets in which equal ones stand once: each is to be evaluated once. */
export class DistinctSets {
  readonly sets: Int32Array[] = []
  readonly #places = new Map<string, number>()

  /** The place of a set in the list; ascending sets are equal if they have the same members. */
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
