/**
 * Anatomy: whether neurons of one functional cluster stand together on the sheet. The paper's two measures are taken on
 * the LIST of active neurons: only this reading fits its numbers (PAPER.md 1.6). This file also has their
 * forms in space, which are defined for measured places too: these have no order of their own. Each measure is compared with its values after the cluster labels are shuffled among the
 * active neurons (PROTOCOL.md, "Label null"). Lower = more modular.
 */
import { geometryOf } from '../growth/geometry.js'
import { type Grid, isGrid, type Sheet } from '../growth/sheet.js'
import type { Random } from '../random/random.js'
import { neighborsOf } from './neighbors.js'
import { type NullDistribution, nullTest } from './nullTest.js'

/** Shuffles of the cluster labels (PROTOCOL.md). */
export const LABEL_SHUFFLES = 10_000

/** Shuffles of the labels at each number of clusters tried. They are fewer, because no claim rests on these p. */
export const SHUFFLES_BY_K = 1000

export interface Anatomy {
  /** The list in row-major order: the paper's measures. Not defined for measured places. */
  rowMajor: { isolatedNeuronRatio: NullDistribution; indexVariance: NullDistribution }
  /** The same with the list in column-major order, which shows how much depends on the order of the list. */
  columnMajor: { isolatedNeuronRatio: NullDistribution; indexVariance: NullDistribution }
  /** In two dimensions or three, as the sheet has. */
  isolatedNeuronRatio2d: NullDistribution
  meanSquaredRadius: NullDistribution
}

/**
 * All anatomical measures of one network against their label null.
 *
 * @param labels cluster of each active neuron, 0..k−1
 * @param active places of these neurons on the sheet, ascending
 * @param shuffles number of shuffles of the labels; each is used for all measures
 */
export function anatomy(
  labels: Int32Array,
  active: Int32Array,
  sheet: Sheet,
  shuffles: number,
  random: Random,
): Anatomy {
  const listed = isGrid(sheet)
  const columnMajor = listed ? columnMajorOrder(active, sheet) : new Int32Array()
  const neighbors = neighborsOf(active, sheet)
  const inColumns = new Int32Array(labels.length)
  const inSpace: Measure[] = [
    (l) => isolatedNeuronRatio2d(l, neighbors),
    (l) => meanSquaredRadius(l, active, sheet),
  ]
  const onList: Measure[] = [
    isolatedNeuronRatio,
    indexVariance,
    (l) => isolatedNeuronRatio(reordered(l, columnMajor, inColumns)),
    (l) => indexVariance(reordered(l, columnMajor, inColumns)),
  ]
  const measures = listed ? [...inSpace, ...onList] : inSpace
  const defined = labels.length > 0
  const samples = labelNull(labels, measures, defined ? shuffles : 0, random)
  const test = (m: number, step?: number) => {
    if (m >= measures.length) return nullTest(null, new Float64Array(), 'lower', step)
    return nullTest(defined ? measures[m](labels) : null, samples[m], 'lower', step)
  }
  const share = defined ? 1 / labels.length : undefined
  return {
    rowMajor: { isolatedNeuronRatio: test(2, share), indexVariance: test(3) },
    columnMajor: { isolatedNeuronRatio: test(4, share), indexVariance: test(5) },
    isolatedNeuronRatio2d: test(0, share),
    meanSquaredRadius: test(1),
  }
}

/**
 * Measures after shuffles of the labels, which keep the clusters' sizes.
 * @returns for each measure an array of samples
 */
type Measure = (labels: Int32Array) => number

export function labelNull(
  labels: Int32Array,
  measures: readonly Measure[],
  shuffles: number,
  random: Random,
): Float64Array[] {
  const samples = measures.map(() => new Float64Array(shuffles))
  const shuffled = labels.slice()
  for (let s = 0; s < shuffles; s++) {
    random.shuffle(shuffled)
    for (let m = 0; m < measures.length; m++) samples[m][s] = measures[m](shuffled)
  }
  return samples
}

/**
 * Share of neurons whose neighbors on the list both belong to other clusters. The ends of the list have one neighbor.
 */
export function isolatedNeuronRatio(labels: Int32Array): number {
  let isolated = 0
  for (let i = 0; i < labels.length; i++) {
    // Beyond the ends of the list there is undefined, which equals no label.
    if (labels[i - 1] !== labels[i] && labels[i + 1] !== labels[i]) isolated++
  }
  return isolated / labels.length
}

/** Σ over clusters of the population variance of the members' indices 0..n−1 on the list. */
export function indexVariance(labels: Int32Array): number {
  const { count, sum, squares } = sums(labels)
  for (let i = 0; i < labels.length; i++) {
    count[labels[i]]++
    sum[labels[i]] += i
    squares[labels[i]] += i * i
  }
  let total = 0
  for (let c = 0; c < count.length; c++) {
    if (count[c] > 0) total += squares[c] / count[c] - (sum[c] / count[c]) ** 2
  }
  return total
}

/** Share of neurons none of whose neighbors on the sheet (neighbors.ts) is active and in the same cluster. */
export function isolatedNeuronRatio2d(
  labels: Int32Array,
  { neighbors, width }: ReturnType<typeof neighborsOf>,
): number {
  let isolated = 0
  for (let i = 0; i < labels.length; i++) {
    let company = false
    for (let k = width * i; k < width * (i + 1); k++) company ||= labels[neighbors[k]] === labels[i]
    if (!company) isolated++
  }
  return isolated / labels.length
}

/** Mean over neurons of the squared distance to the centroid of their own cluster, in the square of the sheet's unit. */
export function meanSquaredRadius(labels: Int32Array, active: Int32Array, sheet: Sheet): number {
  const { coordinates, dimensions, least } = geometryOf(sheet)
  const { count, squares } = sums(labels)
  const sum = new Float64Array(dimensions * count.length)
  for (let i = 0; i < labels.length; i++) {
    count[labels[i]]++
    for (let d = 0; d < dimensions; d++) {
      // From the edge on: of places far from the origin the differences of squares would have few digits.
      const at = coordinates[dimensions * active[i] + d] - least[d]
      sum[dimensions * labels[i] + d] += at
      squares[labels[i]] += at * at
    }
  }
  let total = 0
  for (let c = 0; c < count.length; c++) {
    if (count[c] === 0) continue
    let squared = 0
    for (let d = 0; d < dimensions; d++) squared += sum[dimensions * c + d] ** 2
    total += squares[c] - squared / count[c]
  }
  return total / labels.length
}

function sums(labels: Int32Array) {
  let clusters = 0
  for (const label of labels) if (label >= clusters) clusters = label + 1
  return {
    count: new Float64Array(clusters),
    sum: new Float64Array(clusters),
    squares: new Float64Array(clusters),
  }
}

/** For each active neuron, the list indices of its four neighbors on the sheet, −1 if not active: `[neuron, 4]`. */
/** Indices into the row-major list of active neurons, in column-major order of the sheet. */
export function columnMajorOrder(active: Int32Array, sheet: Grid): Int32Array {
  const key = (i: number) => (active[i] % sheet.columns) * sheet.rows + Math.floor(active[i] / sheet.columns)
  return Int32Array.from(active.keys()).sort((a, b) => key(a) - key(b))
}

function reordered(labels: Int32Array, order: Int32Array, into: Int32Array): Int32Array {
  for (let i = 0; i < order.length; i++) into[i] = labels[order[i]]
  return into
}
