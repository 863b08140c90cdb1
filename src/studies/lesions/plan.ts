/**
 * Which neurons are silenced together: functional clusters, discs of the sheet and single neurons. Only active neurons
 * are silenced. Sets, no network: what a lesion does comes from elsewhere.
 */
import type { Sheet } from '../../analysis/anatomy.js'
import { clustersOf } from '../randomSets.js'

export interface LesionPlanInput {
  /** Cluster of each active neuron, 0..k−1. */
  labels: ArrayLike<number>
  /** Places of these neurons on the sheet, ascending. */
  active: ArrayLike<number>
  sheet: Sheet
  /** Of the discs, in cells. */
  radius: number
}

/** A disc of the sheet that holds an active neuron. */
export interface Disc {
  /** The cell in its middle, an index of the sheet. */
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
  /** Rows and columns from one center of a disc to the next. */
  discSpacing: number
}

/** More discs than these add hardly anything to a map: on larger sheets not every cell is a center. */
const MOST_DISCS = 500

/** What is to be silenced. */
export function planLesions({ labels, active, sheet, radius }: LesionPlanInput): LesionPlan {
  const discSpacing = Math.max(1, Math.ceil(Math.sqrt((sheet.rows * sheet.columns) / MOST_DISCS)))
  return {
    active: Int32Array.from(active),
    clusters: clustersOf(labels, active),
    discs: discs(active, sheet, radius, discSpacing),
    discSpacing,
  }
}

/** The active neurons no farther than `radius` (Euclidean, in cells) from each center; discs without any are left out. */
export function discs(active: ArrayLike<number>, sheet: Sheet, radius: number, spacing = 1): Disc[] {
  const found: Disc[] = []
  const first = Math.floor((spacing - 1) / 2)
  for (let row = first; row < sheet.rows; row += spacing) {
    for (let column = first; column < sheet.columns; column += spacing) {
      const center = row * sheet.columns + column
      const neurons = Int32Array.from(active).filter(
        (neuron) => squaredDistance(center, neuron, sheet.columns) <= radius ** 2,
      )
      if (neurons.length > 0) found.push({ center, neurons })
    }
  }
  return found
}

/**
 * The radius, in half cells from ½ on, at which discs about active neurons hold on average most nearly as many active
 * neurons as a cluster does; of two, the smaller.
 */
export function defaultRadius(active: ArrayLike<number>, sheet: Sheet, clusters: number): number {
  const wanted = active.length / clusters
  const pairs = new Float64Array(sheet.rows ** 2 + sheet.columns ** 2) // by squared distance
  for (let i = 0; i < active.length; i++) {
    for (let j = 0; j < active.length; j++) pairs[squaredDistance(active[i], active[j], sheet.columns)]++
  }
  let [best, nearest] = [0.5, Number.POSITIVE_INFINITY]
  let within = 0
  let squared = 0
  for (let radius = 0.5; squared < pairs.length; radius += 0.5) {
    for (; squared <= radius ** 2 && squared < pairs.length; squared++) within += pairs[squared]
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

function squaredDistance(a: number, b: number, columns: number): number {
  const rows = Math.floor(a / columns) - Math.floor(b / columns)
  return rows ** 2 + ((a % columns) - (b % columns)) ** 2
}
