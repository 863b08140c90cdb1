/**
 * How far the functional clusters of a network depend on its input, and how well clusters that were found without any
 * activity, in places and in wiring, predict them (docs/transfer.md, B). It gets task variances, and runs no network.
 */

import { agreement, type Pair } from '../../analysis/agreement.js'
import { functionalClusters, functionalClustersOf } from '../../analysis/clusters.js'
import { connectome } from '../../analysis/connectome.js'
import { kMeans } from '../../analysis/kmeans.js'
import { bestPartition } from '../../analysis/modularity.js'
import type { NullTest } from '../../analysis/nullTest.js'
import { clusterSizes, labelsAtPlaces } from '../../analysis/partition.js'
import { mean } from '../../analysis/statistics.js'
import { ACTIVE_THRESHOLD, activeUnits, importance, profiles } from '../../analysis/taskVariance.js'
import { geometryOf } from '../../growth/geometry.js'
import { neuronsOf, type Sheet } from '../../growth/sheet.js'
import type { Random } from '../../random/random.js'
import type { Means } from '../study.js'

/** Of the labels, for each index. */
export const SHUFFLES = 10_000
/** Of Leiden's method, and of k-means: the best of so many is taken. */
export const RESTARTS = 20
export const KMEANS_RUNS = 50

/** Task variance of all neurons under some statistics, in some tasks. */
export interface Measured {
  tasks: number
  /** `[task, neuron of the sheet]` */
  taskVariance: Float64Array
}

export interface StabilityInput {
  sheet: Sheet
  /** `[hidden, hidden]`, row = receiving neuron */
  recurrentWeights: Float32Array
  /** Under the statistics that the network was trained with: who is active, and the clusters to be found again. */
  original: Measured
  /** Under the same statistics on other trials. */
  again: Measured
  /** Under others: one change may have several variants, whose indices are averaged. */
  changes: { name: string; variants: Measured[] }[]
  random: Means['random']
  /** Of the labels; `SHUFFLES` unless told otherwise. */
  shuffles?: number
}

/** An index at the number of clusters that the silhouette chooses, and at the original number. */
export interface TwoNumbers {
  chosen: NullTest
  originalNumber: NullTest
}

/** How well anatomical clusters predict functional ones. */
export interface Prediction {
  /** k-means on the places, as many clusters as the functional ones. */
  places: TwoNumbers
  /** The best partition of \|W_h\| that Leiden's method finds. */
  wiring: TwoNumbers
}

export interface Change extends Prediction {
  name: string
  /** Of each variant. */
  tasks: number
  variants: number
  /** Number of clusters that the silhouette chooses; mean over the variants. */
  clusters: number
  /** Neurons of those active originally that fall under the cut; mean over the variants. */
  silent: number
  /** Adjusted Rand index with the original clusters. */
  index: TwoNumbers
  /** That index as a share of the one between the halves of the trials; null where that is not above 0. */
  relative: { chosen: number | null; originalNumber: number | null }
}

export interface StabilityMeasures {
  activeNeurons: number
  /** Cluster of each neuron of the sheet, −1 = inactive: functional ones, those in places (as many), those in wiring. */
  labels: { functional: number[]; places: number[]; wiring: number[] }
  clusters: number
  wiringParts: number
  /** Of the original clusters. `chosen` and `originalNumber` are the same here. */
  original: { places: NullTest; wiring: NullTest }
  /** The first is the repetition on other trials. */
  changes: Change[]
}

/** The name of the repetition under unchanged statistics. */
export const UNCHANGED = 'other trials'

/** @throws RangeError if no neuron is active */
export function measureStability(input: StabilityInput): StabilityMeasures {
  const { sheet, recurrentWeights, original, random, shuffles = SHUFFLES } = input
  const hidden = neuronsOf(sheet)
  const active = activeUnits(importance(original.taskVariance, hidden))
  if (active.length === 0) throw new RangeError('measureStability: no neuron is active')

  const profilesOf = ({ taskVariance }: Measured) => profiles(taskVariance, hidden, active)
  const functional = functionalClusters(profilesOf(original), original.tasks).labels
  const clusters = clusterSizes(functional).length
  const wiring = wiringParts(recurrentWeights, active, random('best partition'))
  const byNumber = new Map<number, Int32Array>()
  const places = (k: number): Int32Array => {
    const found = byNumber.get(k) ?? clustersOfPlaces(active, sheet, k, random('places', k))
    byNumber.set(k, found)
    return found
  }
  const test = (pairs: readonly Pair[], ...path: string[]) => agreement(pairs, shuffles, random(...path))

  const all = [{ name: UNCHANGED, variants: [input.again] }, ...input.changes]
  const measured = all.map(({ name, variants }) => {
    const found = variants.map((variant) => {
      const own = profilesOf(variant)
      return {
        chosen: functionalClusters(own, variant.tasks).labels,
        originalNumber: functionalClustersOf(own, variant.tasks, clusters),
        silent: silent(variant.taskVariance, hidden, active),
      }
    })
    const both = (kind: string, pair: (labels: Int32Array) => Pair): TwoNumbers => ({
      chosen: test(
        found.map(({ chosen }) => pair(chosen)),
        ...[name, kind, 'chosen'],
      ),
      originalNumber: test(
        found.map(({ originalNumber }) => pair(originalNumber)),
        ...[name, kind, 'original number'],
      ),
    })
    const numbers = found.map(({ chosen }) => clusterSizes(chosen).length)
    return {
      name,
      tasks: variants[0].tasks,
      variants: variants.length,
      clusters: mean(numbers),
      silent: mean(found.map(({ silent }) => silent)),
      index: both('index', (labels) => [functional, labels]),
      places: both('places', (labels) => [places(clusterSizes(labels).length), labels]),
      wiring: both('wiring', (labels) => [wiring, labels]),
    }
  })
  const [unchanged] = measured
  const onSheet = (labels: Int32Array) => labelsAtPlaces(labels, active, hidden)
  return {
    activeNeurons: active.length,
    labels: {
      functional: onSheet(functional),
      places: onSheet(places(clusters)),
      wiring: onSheet(wiring),
    },
    clusters,
    wiringParts: clusterSizes(wiring).length,
    original: {
      places: test([[places(clusters), functional]], 'original', 'places'),
      wiring: test([[wiring, functional]], 'original', 'wiring'),
    },
    changes: measured.map((change) => ({
      ...change,
      relative: {
        chosen: share(change.index.chosen, unchanged.index.chosen),
        originalNumber: share(change.index.originalNumber, unchanged.index.originalNumber),
      },
    })),
  }
}

/** The best partition of \|W_h\| among active neurons that is found; one part where nothing is connected. */
function wiringParts(recurrentWeights: Float32Array, active: Int32Array, random: Random): Int32Array {
  const one = new Int32Array(active.length)
  return bestPartition(connectome(recurrentWeights, active), one, RESTARTS, random)?.labels ?? one
}

function clustersOfPlaces(active: Int32Array, sheet: Sheet, k: number, random: Random): Int32Array {
  const { coordinates, dimensions } = geometryOf(sheet)
  const points = Float64Array.from(
    // On a grid row, column: the order decides which rounding errors there are.
    Array.from(active).flatMap((neuron) =>
      Array.from(coordinates.subarray(dimensions * neuron, dimensions * (neuron + 1))).reverse(),
    ),
  )
  return kMeans(points, dimensions, k, KMEANS_RUNS, random).labels
}

/** How many of some neurons are not active under these statistics. */
function silent(taskVariance: Float64Array, hidden: number, active: Int32Array): number {
  const own = importance(taskVariance, hidden)
  return active.filter((neuron) => own[neuron] <= ACTIVE_THRESHOLD).length
}

const share = ({ value: a }: NullTest, { value: b }: NullTest): number | null =>
  a === null || b === null || b <= 0 ? null : a / b
