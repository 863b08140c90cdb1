/**
 * Measures how much the functional clusters of a network depend on its input, and how well they are predicted by
 * clusters that are found without activity: in places and in wiring (docs/transfer.md, B). The input is task variances;
 * no network is run here.
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
import { KMEANS_RUNS, RESTARTS, SHUFFLES, UNCHANGED } from './settings.js'

/** Task variance of all neurons in some tasks, with some statistics of the input. */
export interface Measured {
  tasks: number
  /** `[task, neuron of the sheet]` */
  taskVariance: Float64Array
}

export interface StabilityInput {
  sheet: Sheet
  /** `[hidden, hidden]`, row = receiving neuron */
  recurrentWeights: Float32Array
  /**
   * With the statistics of the training. It decides which neurons are active, and which clusters are to be found again.
   */
  original: Measured
  /** With the same statistics, on other trials. */
  again: Measured
  /** With changed statistics. A change may have several variants, whose indices are averaged. */
  changes: { name: string; variants: Measured[] }[]
  random: Means['random']
  /** Number of shuffles of the labels; by default `SHUFFLES`. */
  shuffles?: number
}

/** An index for the number of clusters that the silhouette chooses, and for the original number of clusters. */
export interface TwoNumbers {
  chosen: NullTest
  originalNumber: NullTest
}

/** How well anatomical clusters predict functional ones. */
export interface Prediction {
  /** By k-means on the places, with as many clusters as there are functional ones. */
  places: TwoNumbers
  /** By the best partition of \|W_h\| that Leiden's method finds. */
  wiring: TwoNumbers
}

export interface Change extends Prediction {
  name: string
  /** Number of tasks of each variant. */
  tasks: number
  variants: number
  /** Number of clusters that the silhouette chooses; mean over the variants. */
  clusters: number
  /** Number of originally active neurons that are not active with the change; mean over the variants. */
  silent: number
  /** Adjusted Rand index with the original clusters. */
  index: TwoNumbers
  /** This index divided by that on other trials; null if the latter is not above 0. */
  relative: { chosen: number | null; originalNumber: number | null }
}

export interface StabilityMeasures {
  activeNeurons: number
  /** Cluster of each neuron of the sheet, −1 = inactive; for functional clusters, clusters of places, and of wiring. */
  labels: { functional: number[]; places: number[]; wiring: number[] }
  clusters: number
  wiringParts: number
  /** How well anatomical clusters predict the original clusters, at their number. */
  original: { places: NullTest; wiring: NullTest }
  /** The changes. The first is the repetition on other trials, without a change. */
  changes: Change[]
}

/** Measures the stability of the functional clusters. @throws RangeError if no neuron is active */
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

  const conditions = [{ name: UNCHANGED, variants: [input.again] }, ...input.changes]
  const measured = conditions.map(({ name, variants }) => {
    const found = variants.map((variant) => {
      const profiles = profilesOf(variant)
      return {
        chosen: functionalClusters(profiles, variant.tasks).labels,
        originalNumber: functionalClustersOf(profiles, variant.tasks, clusters),
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

/** The best partition of \|W_h\| among active neurons that is found; a single part if there are no connections. */
function wiringParts(recurrentWeights: Float32Array, active: Int32Array, random: Random): Int32Array {
  const singlePart = new Int32Array(active.length)
  return (
    bestPartition(connectome(recurrentWeights, active), singlePart, RESTARTS, random)?.labels ?? singlePart
  )
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

/** How many of the originally active neurons are not active with some other statistics. */
function silent(taskVariance: Float64Array, hidden: number, active: Int32Array): number {
  const changedImportance = importance(taskVariance, hidden)
  return active.filter((neuron) => changedImportance[neuron] <= ACTIVE_THRESHOLD).length
}

const share = ({ value: a }: NullTest, { value: b }: NullTest): number | null =>
  a === null || b === null || b <= 0 ? null : a / b
