/**
 * The analysis of one trained network: functional clusters, their anatomy on the sheet, the wiring among them, each
 * against its null. This file holds the types of the result and the functions that put the parts together. It runs no
 * network (task variance and accuracy are its input) and writes no file (its result is plain JSON values). All terms
 * are defined in PROTOCOL.md, "Structure" and "analysis/summary.json", and in the result's `definitions`.
 */
import { isGrid, neuronsOf, type Sheet } from '../growth/sheet.js'
import { Random } from '../random/random.js'
import { type Accuracy, meanAccuracy, type TaskCount, taskAccuracy } from './accuracy.js'
import { type Anatomy, anatomy, LABEL_SHUFFLES, SHUFFLES_BY_K } from './anatomy.js'
import { type AreaWiring, areaWiring } from './areas.js'
import { type Clusters, correlatedSilhouetteNull, functionalClusters, silhouetteNull } from './clusters.js'
import { type ConnectionCounts, connectionCounts, connectome } from './connectome.js'
import { atPlaces } from './definitions/atPlaces.js'
import { type Definition, definitions } from './definitions.js'
import type { ChannelWires } from './layoutNulls.js'
import { lengthClasses } from './lengths.js'
import {
  type NetworkStructure,
  networkStructure,
  type StructureInput,
  type StructureSamples,
} from './networkStructure.js'
import { type NetworkSummary, networkSummary } from './networkSummary.js'
import { type NullDistribution, type NullTest, nullTest, nullTestOf } from './nullTest.js'
import { labelsAtPlaces } from './partition.js'
import { activeUnits, importance, ofUnits, profiles } from './taskVariance.js'
import { channelWiringLength, type DistanceBin, weightAgainstDistance, wiringLength } from './wiring.js'
import { affordableSamples, type ClusterWiring, clusterWiring } from './wiringNulls.js'

export type { Sheet } from '../growth/sheet.js'
export type { Anatomy } from './anatomy.js'
export type { ConnectionCounts } from './connectome.js'
export type { Definition } from './definitions.js'
export type { ChannelWires, LayoutCost, WiringOptimum } from './layoutNulls.js'
export type { ClubTest, NetworkStructure, SmallWorldNulls, StructureSamples } from './networkStructure.js'
export type { NetworkSummary, SizedNullTest } from './networkSummary.js'
export type { Histogram, NullDistribution, NullTest, Tail } from './nullTest.js'
export type { DistanceBin } from './wiring.js'
export type { ClusterWiring, RewiringReport, WiringNulls } from './wiringNulls.js'

/** Samples of either null of the silhouette. */
export const SILHOUETTE_SAMPLES = 200

/** A trained network, as the analysis needs it. */
export interface AnalysisInput {
  /** `recurrentWeights` `[hidden, hidden]`, row = receiving neuron. */
  weights: { recurrentWeights: Float32Array | Float64Array }
  /** The wires to and from the channels. They are needed only for the layout's cost with channels, else left out. */
  channels?: ChannelWires
  /** Numbers of null networks and searches for the network's structure; by default as many as are affordable. */
  structureSamples?: StructureSamples
  sheet: Sheet
  /** Names, in the battery's order. */
  tasks: readonly string[]
  /** `[task, unit]`: population variance over trials, mean over time; see `taskVariance`. */
  taskVariance: Float64Array
  /** One entry a task. */
  accuracy: readonly TaskCount[]
  /** Accuracy of an ideal observer, one entry a task. */
  ceiling: readonly number[]
  /** Random numbers for the nulls. Two analyses of one network with equal states of it are equal to the byte. */
  random: Random
  step: number
  seed: number
  versions: Readonly<Record<string, string>>
}

export interface Analysis {
  summary: Summary
  details: Details
}

/** `analysis/summary.json`: first the fields of PROTOCOL.md, then further ones. */
export interface Summary {
  meanAccuracy: number
  meanAccuracySe: number
  accuracy: Record<string, number>
  ceiling: Record<string, number>
  activeNeurons: number
  wiringLength: number
  weightedWiringLength: number
  /** Left out where the wires of the channels are not known, and by early versions. */
  totalWiringLength?: number
  /** Sizes of the functional clusters, in the order of their labels. */
  clusters: number[]
  silhouette: NullTest
  isolatedNeuronRatio: NullTest
  indexVariance: NullTest
  isolatedNeuronRatio2d: NullTest
  meanSquaredRadius: NullTest
  /** Newman's Q of the functional clusters against rewiring that keeps degrees. */
  modularity: NullTest
  step: number
  seed: number
  /** Evaluation trials a task (the fewest, should tasks differ). */
  trialsPerTask: number
  versions: Record<string, string>
  /** 1 − meanAccuracy */
  error: number
  /** The same Q against rewiring that keeps degrees and connection lengths. */
  modularityGivenLengths: NullTest
  /** The silhouette against neurons without groups whose task variances are correlated like the network's. */
  silhouetteGivenCorrelations: NullTest
  /** How the connections are organized beyond modularity: docs/measures.md. */
  network: NetworkSummary
}

/** The anatomy if Ward's tree is cut into k clusters, instead of the number that the silhouette chooses. */
export interface AnatomyOfCut {
  k: number
  isolatedNeuronRatio: NullTest
  indexVariance: NullTest
  meanSquaredRadius: NullTest
}

/** Names of the measures of a cut. */
export type CutMeasure = Exclude<keyof AnatomyOfCut, 'k'>

/** `analysis/details.json`: everything that the figures draw, and more detail than the summary. */
export interface Details extends Anatomy, ClusterWiring {
  sheet: Sheet
  tasks: string[]
  accuracy: ({ task: string; ceiling: number } & TaskCount & Accuracy)[]
  /**
   * Task variance `[task][neuron]`, neurons in row-major order of the sheet: as measured, in squared units of activity. Left
   * out by early versions.
   */
  taskVariance?: number[][]
  /** Σ over tasks of task variance, one entry a neuron, in row-major order of the sheet. */
  importance: number[]
  /** The same values, sorted from the largest to the smallest. */
  importanceByRank: number[]
  /** Cluster of each neuron of the sheet, −1 = inactive. */
  labels: number[]
  /** The clusters in the order of their labels. */
  clusters: { size: number; preferredTask: string }[]
  /** Indices of the active neurons, sorted by label, then by index: the columns of the paper's panel b. */
  order: number[]
  /** Max-normalized task variance `[task][column]`, columns as in `order`. */
  normalizedTaskVariance: number[][]
  silhouette: NullDistribution
  /** The same against neurons without groups whose task variances are correlated like the network's. */
  silhouetteGivenCorrelations: NullDistribution
  /** Mean silhouette of every number of clusters tried. */
  silhouetteByK: { k: number; silhouette: number }[]
  /** The anatomy for every number of clusters tried. */
  anatomyByK: AnatomyOfCut[]
  /** Recurrent connections among active neurons. */
  connections: ConnectionCounts
  /** Wire within and between areas, where the places have some. */
  areas?: AreaWiring
  weightAgainstDistance: { allPairs: DistanceBin[]; activePairs: DistanceBin[] }
  /** Participation, hubs, small world, rich club, spectrum and layout, with both wiring nulls. */
  network: NetworkStructure
  /** What every number here and in the summary means, its unit and direction. */
  definitions: Record<string, Definition>
}

/**
 * Everything that is measured of a trained network, each claim against its null. Takes seconds for a network of 400
 * neurons.
 *
 * @throws RangeError if sizes do not fit or a number is not finite
 */
export function analyze(input: AnalysisInput): Analysis {
  const begun = beginAnalysis(input)
  const { structure } = begun
  return finishAnalysis(begun, clusterMeasures(begun), networkStructure(structure.input, structure.seed))
}

/**
 * The analysis after neurons are clustered. The rest has two halves, `clusterMeasures` and `networkStructure`. They
 * take about equally long and do not depend on each other, so a second thread can compute one of them.
 */
export interface BegunAnalysis {
  input: AnalysisInput
  /** Seed from which the random streams of all nulls are made. */
  nullSeed: number
  importance: Float64Array
  active: Int32Array
  profiles: Float64Array
  clusters: Clusters
  /** Arguments for `networkStructure`. */
  structure: { input: StructureInput; seed: number }
}

/** @throws RangeError if sizes do not fit or a number is not finite */
export function beginAnalysis(input: AnalysisInput): BegunAnalysis {
  check(input)
  const { sheet, tasks, taskVariance, random, channels, structureSamples: samples } = input
  const { recurrentWeights } = input.weights
  // Each null gets its own stream, so that more samples of one do not change the others.
  const units = neuronsOf(sheet)
  const nullSeed = random.uint32()
  const unitImportance = importance(taskVariance, units)
  const active = activeUnits(unitImportance)
  const activeProfiles = profiles(taskVariance, units, active)
  const clusters = functionalClusters(activeProfiles, tasks.length)
  const { labels } = clusters
  return {
    input,
    nullSeed,
    importance: unitImportance,
    active,
    profiles: activeProfiles,
    clusters,
    structure: { input: { recurrentWeights, active, labels, sheet, channels, samples }, seed: nullSeed },
  }
}

/** The details without the network's structure. */
export type ClusterMeasures = Omit<Details, 'network' | 'definitions'>

/** One half of the analysis: the clusters, their anatomy and their wiring. */
export function clusterMeasures(begun: BegunAnalysis): ClusterMeasures {
  const { input, nullSeed, active, profiles: activeProfiles, clusters } = begun
  const { sheet, tasks, taskVariance } = input
  const { recurrentWeights } = input.weights
  const units = neuronsOf(sheet)
  const samples = clusters.silhouette === null ? 0 : SILHOUETTE_SAMPLES
  const permuted = silhouetteNull(
    activeProfiles,
    tasks.length,
    samples,
    Random.seeded(nullSeed, 'silhouette'),
  )
  const correlated = correlatedSilhouetteNull(
    ofUnits(taskVariance, units, active),
    tasks.length,
    samples,
    Random.seeded(nullSeed, 'correlations'),
  )
  const network = connectome(recurrentWeights, active)
  const connections = connectionCounts(network)
  const wiring = clusterWiring(
    network,
    clusters.labels,
    lengthClasses(active, sheet),
    affordableSamples(connections.edges),
    Random.seeded(nullSeed, 'wiring'),
  )
  const areas = areaWiring(recurrentWeights, sheet)
  return {
    sheet: isGrid(sheet) ? { rows: sheet.rows, columns: sheet.columns } : sheet,
    tasks: [...tasks],
    accuracy: tasks.map((task, t) => ({
      task,
      ceiling: input.ceiling[t],
      correct: input.accuracy[t].correct,
      trials: input.accuracy[t].trials,
      ...taskAccuracy(input.accuracy[t]),
    })),
    taskVariance: tasks.map((_, t) => Array.from(taskVariance.subarray(t * units, (t + 1) * units))),
    importance: Array.from(begun.importance),
    importanceByRank: Array.from(begun.importance).sort((a, b) => b - a),
    ...clusterDetails(clusters, activeProfiles, active, tasks, units),
    silhouette: nullTest(clusters.silhouette, permuted, 'upper'),
    silhouetteGivenCorrelations: nullTest(clusters.silhouette, correlated, 'upper'),
    silhouetteByK: clusters.cuts.map(({ k, silhouette }) => ({ k, silhouette })),
    anatomyByK: clusters.cuts.map(({ k, labels }) => {
      const random = Random.seeded(nullSeed, 'labels', k)
      const { rowMajor, meanSquaredRadius } = anatomy(labels, active, sheet, SHUFFLES_BY_K, random)
      return {
        k,
        isolatedNeuronRatio: nullTestOf(rowMajor.isolatedNeuronRatio),
        indexVariance: nullTestOf(rowMajor.indexVariance),
        meanSquaredRadius: nullTestOf(meanSquaredRadius),
      }
    }),
    ...anatomy(clusters.labels, active, sheet, LABEL_SHUFFLES, Random.seeded(nullSeed, 'labels')),
    connections,
    ...wiring,
    bestPartition: {
      ...wiring.bestPartition,
      labels: labelsAtPlaces(wiring.bestPartition.labels, active, units),
    },
    ...(areas && { areas }),
    weightAgainstDistance: {
      allPairs: weightAgainstDistance(recurrentWeights, sheet),
      activePairs: weightAgainstDistance(recurrentWeights, sheet, active),
    },
  }
}

/** Puts both halves together. */
export function finishAnalysis(
  { input }: BegunAnalysis,
  measures: ClusterMeasures,
  network: NetworkStructure,
): Analysis {
  const details: Details = { ...measures, network, definitions: atPlaces(definitions(), measures.sheet) }
  return { summary: summarize(input, details), details }
}

function summarize(input: AnalysisInput, details: Details): Summary {
  const mean = meanAccuracy(details.accuracy)
  const recurrent = wiringLength(input.weights.recurrentWeights, input.sheet)
  return {
    meanAccuracy: mean.accuracy,
    meanAccuracySe: mean.se,
    accuracy: Object.fromEntries(details.accuracy.map(({ task, accuracy }) => [task, accuracy])),
    ceiling: Object.fromEntries(details.accuracy.map(({ task, ceiling }) => [task, ceiling])),
    activeNeurons: details.order.length,
    ...recurrent,
    ...(input.channels && {
      totalWiringLength: recurrent.wiringLength + channelWiringLength(input.channels),
    }),
    clusters: details.clusters.map(({ size }) => size),
    silhouette: nullTestOf(details.silhouette),
    isolatedNeuronRatio: nullTestOf(details.rowMajor.isolatedNeuronRatio),
    indexVariance: nullTestOf(details.rowMajor.indexVariance),
    isolatedNeuronRatio2d: nullTestOf(details.isolatedNeuronRatio2d),
    meanSquaredRadius: nullTestOf(details.meanSquaredRadius),
    modularity: nullTestOf(details.modularity.degrees),
    step: input.step,
    seed: input.seed,
    trialsPerTask: Math.min(...details.accuracy.map(({ trials }) => trials)),
    versions: { ...input.versions },
    error: 1 - mean.accuracy,
    modularityGivenLengths: nullTestOf(details.modularity.degreesAndLengths),
    silhouetteGivenCorrelations: nullTestOf(details.silhouetteGivenCorrelations),
    network: networkSummary(details.network),
  }
}

function clusterDetails(
  { labels, sizes, preferredTasks }: Clusters,
  activeProfiles: Float64Array,
  active: Int32Array,
  tasks: readonly string[],
  units: number,
): Pick<Details, 'labels' | 'clusters' | 'order' | 'normalizedTaskVariance'> {
  const columns = Array.from(labels.keys()).sort((a, b) => labels[a] - labels[b] || a - b)
  return {
    labels: labelsAtPlaces(labels, active, units),
    clusters: sizes.map((size, c) => ({ size, preferredTask: tasks[preferredTasks[c]] })),
    order: columns.map((column) => active[column]),
    normalizedTaskVariance: tasks.map((_, t) => columns.map((u) => activeProfiles[u * tasks.length + t])),
  }
}

function check({ weights, sheet, tasks, taskVariance, accuracy, ceiling }: AnalysisInput): void {
  const units = neuronsOf(sheet)
  const expect = (what: string, got: number, expected: number) => {
    if (got !== expected) throw new RangeError(`analyze: ${what} must have ${expected} values, got ${got}`)
  }
  if (tasks.length === 0) throw new RangeError('analyze: needs at least one task, got 0')
  expect(
    `recurrentWeights of ${isGrid(sheet) ? `a ${sheet.rows} × ${sheet.columns} sheet` : `${units} places`}`,
    weights.recurrentWeights.length,
    units ** 2,
  )
  expect(`taskVariance of ${tasks.length} tasks`, taskVariance.length, tasks.length * units)
  expect('accuracy', accuracy.length, tasks.length)
  expect('ceiling', ceiling.length, tasks.length)
  const badWeight = weights.recurrentWeights.findIndex((w) => !Number.isFinite(w))
  if (badWeight >= 0)
    throw new RangeError(
      `analyze: recurrentWeights must be finite, got ${weights.recurrentWeights[badWeight]} at ${badWeight}`,
    )
  const badVariance = taskVariance.findIndex((v) => !(v >= 0 && v < Infinity))
  if (badVariance >= 0)
    throw new RangeError(
      `analyze: taskVariance must be finite and ≥ 0, got ${taskVariance[badVariance]} at ${badVariance}`,
    )
}
