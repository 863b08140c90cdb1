/**
 * Measures of lesions: the drop of accuracy in each task when a functional cluster, a disc of the sheet or a single
 * neuron is silenced, compared with random sets of neurons. This file runs no network. It says which sets must be
 * silenced, and computes the measures from the outcomes. All terms are defined in docs/lesions.md and in
 * definitions.ts.
 */
import { type Accuracy, meanAccuracy, type TaskCount, taskAccuracy } from '../../analysis/accuracy.js'
import { type NullTest, nullTest, nullTestOf, type Tail } from '../../analysis/nullTest.js'
import type { Random } from '../../random/random.js'
import type { MatchedSets } from '../randomSets.js'
import { type Disc, DistinctSets, type LesionPlan } from './plan.js'
import {
  interaction,
  meanOf,
  rankCorrelation,
  rankCorrelationNull,
  selectivity,
  similarity,
} from './specificity.js'

/** Number of permutations of the tasks in the null of rank correlations. */
export const PERMUTATIONS = 10_000

/** Trials whose answer a lesion changed, `[task]`: `lost` from right to wrong, `gained` from wrong to right. */
export interface Outcome {
  lost: ArrayLike<number>
  gained: ArrayLike<number>
}

/** A plan of lesions with its random sets. */
export interface LesionStudy extends LesionPlan {
  /** `[cluster][sample]`; the sets of one sample are disjoint. */
  sizeMatched: Int32Array[][]
  /** `[cluster]`; the sets of one sample are disjoint. */
  importanceMatched: MatchedSets[]
  /** Random sets for each number of neurons that a disc contains. */
  discMatched: ReadonlyMap<number, Int32Array[]>
}

/** The effect of silencing a set of neurons; accuracies and drops are shares of trials. */
export interface Effect {
  neurons: number
  /** `[task]` */
  accuracy: number[]
  /** Intact minus lesioned accuracy, `[task]`. */
  drop: number[]
  /** Standard error over trials, which are the same with and without the lesion. */
  dropSe: number[]
  meanDrop: number
  meanDropSe: number
  /** The task that drops most; null if none drops. */
  mostHurt: string | null
  selectivity: number | null
}

/** A drop against random sets. p counts sets with as large a drop or larger, pLess those with as small or smaller. */
export interface DropTest extends NullTest {
  pLess: number | null
}

/** The effect of a cluster's lesion against the effects of random sets. */
export interface EffectNulls {
  /** `[task]` */
  drop: DropTest[]
  meanDrop: DropTest
  selectivity: NullTest
  rankCorrelation: NullTest
}

export interface ClusterLesion extends Effect {
  preferredTask: string
  /** Sum of task variance over the cluster's neurons and all tasks. */
  importance: number
  /** The cluster's share of the task variance of all active neurons, `[task]`. */
  taskVarianceShare: number[]
  /** Rank correlation of the drops with `taskVarianceShare` over tasks, against permuted tasks. */
  rankCorrelation: NullTest
  sizeMatched: EffectNulls
  importanceMatched: EffectNulls & { overlap: number; overlapByChance: number }
}

export interface DiscLesion {
  center: number
  neurons: number
  meanDrop: number
  meanDropSe: number
  mostHurt: string | null
  selectivity: number | null
  /** Tests of `meanDrop` and `selectivity` against random sets of as many neurons. */
  meanDropTest: NullTest
  selectivityTest: NullTest
}

export interface NeuronLesion {
  neuron: number
  cluster: number
  importance: number
  meanDrop: number
  meanDropSe: number
  mostHurt: string | null
  drop: number[]
}

/** Tests of a measure over all clusters, against both kinds of random sets. */
export interface ClusterTests {
  sizeMatched: NullTest
  importanceMatched: NullTest
}

export interface LesionMeasures {
  intact: ({ task: string } & TaskCount & Accuracy)[]
  meanAccuracy: number
  meanAccuracySe: number
  /** The effect if all active neurons are silenced. */
  allActive: Effect
  clusters: ClusterLesion[]
  specificity: {
    interaction: ClusterTests
    similarity: ClusterTests
    selectivity: ClusterTests
    rankCorrelation: ClusterTests
  }
  discs: DiscLesion[]
  /**
   * Medians over the discs of their z against random sets of as many neurons. They have no p, because discs overlap.
   */
  discMedians: { meanDropZ: number | null; selectivityZ: number | null }
  /** Single neurons; those with the largest drops come first. */
  neurons: NeuronLesion[]
}

export interface LesionInput {
  tasks: readonly string[]
  preferredTasks: readonly string[]
  /** Cluster of each active neuron. */
  labels: ArrayLike<number>
  /** `[task, neuron of the sheet]` */
  taskVariance: Float64Array
  importance: Float64Array
  study: LesionStudy
  intact: readonly TaskCount[]
  /** The outcome of each of the study's distinct sets, in the order of the sets. */
  outcomes: readonly Outcome[]
  random: Random
}

/** All sets of a study without duplicates: the lesions that must be evaluated, in order. */
export function distinctSets(study: LesionStudy): DistinctSets {
  const distinct = new DistinctSets()
  distinct.add(study.active)
  for (const set of study.clusters) distinct.add(set)
  for (const { neurons } of study.discs) distinct.add(neurons)
  for (const neuron of study.active) distinct.add(Int32Array.of(neuron))
  for (const set of study.sizeMatched.flat()) distinct.add(set)
  for (const { sets } of study.importanceMatched) for (const set of sets) distinct.add(set)
  for (const sets of study.discMatched.values()) for (const set of sets) distinct.add(set)
  return distinct
}

/** Computes all measures. @throws RangeError if there is not one outcome for each distinct set */
export function measureLesions(input: LesionInput): LesionMeasures {
  const { tasks, study, intact, outcomes, labels, importance } = input
  const distinct = distinctSets(study)
  if (outcomes.length !== distinct.sets.length) {
    throw new RangeError(
      `measureLesions: needs ${distinct.sets.length} outcomes, one a distinct set, got ${outcomes.length}`,
    )
  }
  const accuracies = intact.map(taskAccuracy)
  const mean = meanAccuracy(accuracies)
  const effectOf = (set: Int32Array) => effect(set, outcomes[distinct.add(set)], intact, tasks)
  const shareOf = varianceShares(input)
  const observe = (set: Int32Array) => observed(effectOf(set), shareOf(set))

  const clusters = study.clusters.map((set) => observe(set))
  const nulls = {
    sizeMatched: study.sizeMatched.map((sets) => sets.map(observe)),
    importanceMatched: study.importanceMatched.map(({ sets }) => sets.map(observe)),
  }
  const discs = discLesions(study, effectOf)
  return {
    intact: tasks.map((task, t) => ({ task, ...intact[t], ...accuracies[t] })),
    meanAccuracy: mean.accuracy,
    meanAccuracySe: mean.se,
    allActive: effectOf(study.active),
    clusters: clusters.map((cluster, c) => {
      const set = study.clusters[c]
      const permuted = rankCorrelationNull(cluster.share, cluster.effect.drop, PERMUTATIONS, input.random)
      return {
        ...cluster.effect,
        preferredTask: input.preferredTasks[c],
        importance: set.reduce((sum, neuron) => sum + importance[neuron], 0),
        taskVarianceShare: Array.from(cluster.share),
        rankCorrelation: nullTestOf(nullTest(cluster.rankCorrelation, permuted, 'upper')),
        sizeMatched: against(cluster, nulls.sizeMatched[c]),
        importanceMatched: {
          ...against(cluster, nulls.importanceMatched[c]),
          overlap: study.importanceMatched[c].overlap,
          overlapByChance: set.length / study.active.length,
        },
      }
    }),
    specificity: specificity(clusters, nulls),
    discs,
    discMedians: {
      meanDropZ: median(discs.map(({ meanDropTest }) => meanDropTest.z)),
      selectivityZ: median(discs.map(({ selectivityTest }) => selectivityTest.z)),
    },
    neurons: Array.from(study.active, (neuron, i) => {
      const { meanDrop, meanDropSe, mostHurt, drop } = effectOf(Int32Array.of(neuron))
      const [cluster, own] = [labels[i], importance[neuron]]
      return { neuron, cluster, importance: own, meanDrop, meanDropSe, mostHurt, drop }
    }).sort((a, b) => b.meanDrop - a.meanDrop || a.neuron - b.neuron),
  }
}

/** The effect of a lesion, from the trials whose answer it changed. */
export function effect(
  set: ArrayLike<number>,
  { lost, gained }: Outcome,
  intact: readonly TaskCount[],
  tasks: readonly string[],
): Effect {
  const drop = intact.map(({ trials }, t) => (lost[t] - gained[t]) / trials)
  // The answer to a trial changes by 1, 0 or −1, so the sum of squares is the number of changed trials.
  const dropSe = intact.map(({ trials }, t) =>
    Math.sqrt(Math.max(0, (lost[t] + gained[t]) / trials - drop[t] ** 2) / trials),
  )
  const largest = Math.max(...drop)
  return {
    neurons: set.length,
    accuracy: intact.map(({ correct, trials }, t) => (correct - lost[t] + gained[t]) / trials),
    drop,
    dropSe,
    meanDrop: drop.reduce((sum, x) => sum + x, 0) / drop.length,
    meanDropSe: Math.sqrt(dropSe.reduce((sum, x) => sum + x ** 2, 0)) / dropSe.length,
    mostHurt: largest > 0 ? tasks[drop.indexOf(largest)] : null,
    selectivity: selectivity(drop),
  }
}

/** A lesion's effect, and its neurons' shares of task variance, `[task]`. */
interface Observed {
  effect: Effect
  share: Float64Array
  rankCorrelation: number | null
}

function observed(effect: Effect, share: Float64Array): Observed {
  return { effect, share, rankCorrelation: rankCorrelation(share, effect.drop) }
}

/**
 * A function that gives a set's share of the active neurons' task variance, `[task]`; 0 for a task without variance.
 */
function varianceShares({ tasks, taskVariance, study }: LesionInput): (set: Int32Array) => Float64Array {
  const units = taskVariance.length / tasks.length
  const within = (set: Int32Array, task: number) =>
    set.reduce((sum, neuron) => sum + taskVariance[task * units + neuron], 0)
  const totals = tasks.map((_, t) => within(study.active, t))
  return (set) => Float64Array.from(tasks, (_, t) => (totals[t] > 0 ? within(set, t) / totals[t] : 0))
}

function against(cluster: Observed, nulls: readonly Observed[]): EffectNulls {
  const of = (value: (lesion: Observed) => number | null) => test(value(cluster), nulls.map(value), 'upper')
  const ofDrop = (value: (lesion: Observed) => number) => ({
    ...of(value),
    pLess: test(value(cluster), nulls.map(value), 'lower').p,
  })
  return {
    drop: cluster.effect.drop.map((_, t) => ofDrop(({ effect }) => effect.drop[t])),
    meanDrop: ofDrop(({ effect }) => effect.meanDrop),
    selectivity: of(({ effect }) => effect.selectivity),
    rankCorrelation: of((lesion) => lesion.rankCorrelation),
  }
}

function specificity(
  clusters: readonly Observed[],
  nulls: Record<keyof ClusterTests, readonly (readonly Observed[])[]>,
): LesionMeasures['specificity'] {
  const both = (measure: (lesions: readonly Observed[]) => number | null, tail: Tail = 'upper') => {
    const value = measure(clusters)
    const of = (sets: readonly (readonly Observed[])[]) => {
      const samples = sets[0]?.map((_, s) => measure(sets.map((cluster) => cluster[s]))) ?? []
      return test(value, samples, tail)
    }
    return { sizeMatched: of(nulls.sizeMatched), importanceMatched: of(nulls.importanceMatched) }
  }
  const drops = (lesions: readonly Observed[]) => lesions.map(({ effect }) => effect.drop)
  return {
    interaction: both((lesions) => interaction(drops(lesions))),
    similarity: both((lesions) => similarity(drops(lesions)), 'lower'),
    selectivity: both((lesions) => meanOf(lesions.map(({ effect }) => effect.selectivity))),
    rankCorrelation: both((lesions) => meanOf(lesions.map((lesion) => lesion.rankCorrelation))),
  }
}

function discLesions(study: LesionStudy, effectOf: (set: Int32Array) => Effect): DiscLesion[] {
  const bySize = new Map(
    [...study.discMatched].map(([size, sets]) => [size, sets.map((set) => effectOf(set))] as const),
  )
  return study.discs.map(({ center, neurons: set }: Disc) => {
    const { neurons, meanDrop, meanDropSe, mostHurt, selectivity } = effectOf(set)
    const nulls = bySize.get(neurons) ?? []
    const of = (value: number | null, samples: (number | null)[]) => test(value, samples, 'upper')
    return {
      center,
      neurons,
      meanDrop,
      meanDropSe,
      mostHurt,
      selectivity,
      meanDropTest: of(
        meanDrop,
        nulls.map((null_) => null_.meanDrop),
      ),
      selectivityTest: of(
        selectivity,
        nulls.map((null_) => null_.selectivity),
      ),
    }
  })
}

/** The median of the values that are defined; null if none is. */
function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  if (sorted.length === 0) return null
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2
}

/** A null test without the samples in which the measure is undefined. */
function test(value: number | null, samples: readonly (number | null)[], tail: Tail): NullTest {
  const defined = samples.filter((sample) => sample !== null)
  return nullTestOf(nullTest(value, Float64Array.from(defined), tail))
}
