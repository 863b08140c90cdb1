/**
 * Anatomy: whether neurons of one functional cluster stand together on the sheet. The paper's two measures are taken on
 * the LIST of active neurons: only this reading fits its numbers (PAPER.md 1.6). This file also has their
 * two-dimensional forms. Each measure is compared with its values after the cluster labels are shuffled among the
 * active neurons (PROTOCOL.md, "Label null"). Lower = more modular.
 */
import type { Random } from '../random/random.js'
import { type NullDistribution, nullTest } from './nullTest.js'

/** Shuffles of the cluster labels (PROTOCOL.md). */
export const LABEL_SHUFFLES = 10_000

/** The sheet of neurons: neuron i stands at row ⌊i / columns⌋, column i mod columns. */
export interface Sheet {
  rows: number
  columns: number
}

export interface Anatomy {
  /** The list in row-major order: the paper's measures. */
  rowMajor: { isolatedNeuronRatio: NullDistribution; indexVariance: NullDistribution }
  /** The same with the list in column-major order, which shows how much depends on the order of the list. */
  columnMajor: { isolatedNeuronRatio: NullDistribution; indexVariance: NullDistribution }
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
  const columnMajor = columnMajorOrder(active, sheet)
  const neighbors = gridNeighbors(active, sheet)
  const inColumns = new Int32Array(labels.length)
  const measures: ((labels: Int32Array) => number)[] = [
    isolatedNeuronRatio,
    indexVariance,
    (l) => isolatedNeuronRatio(reordered(l, columnMajor, inColumns)),
    (l) => indexVariance(reordered(l, columnMajor, inColumns)),
    (l) => isolatedNeuronRatio2d(l, neighbors),
    (l) => meanSquaredRadius(l, active, sheet),
  ]
  const defined = labels.length > 0
  const samples = labelNull(labels, measures, defined ? shuffles : 0, random)
  const test = (m: number, step?: number) =>
    nullTest(defined ? measures[m](labels) : null, samples[m], 'lower', step)
  const share = defined ? 1 / labels.length : undefined
  return {
    rowMajor: { isolatedNeuronRatio: test(0, share), indexVariance: test(1) },
    columnMajor: { isolatedNeuronRatio: test(2, share), indexVariance: test(3) },
    isolatedNeuronRatio2d: test(4, share),
    meanSquaredRadius: test(5),
  }
}

/**
 * Measures after shuffles of the labels, which keep the clusters' sizes.
 * @returns for each measure an array of samples
 */
export function labelNull(
  labels: Int32Array,
  measures: readonly ((labels: Int32Array) => number)[],
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

/**
 * Share of neurons none of whose four neighbors on the sheet is active and in the same cluster.
 *
 * @param neighbors `[neuron, 4]`, see `gridNeighbors`
 */
export function isolatedNeuronRatio2d(labels: Int32Array, neighbors: Int32Array): number {
  let isolated = 0
  for (let i = 0; i < labels.length; i++) {
    let company = false
    for (let k = 4 * i; k < 4 * i + 4; k++) company ||= labels[neighbors[k]] === labels[i]
    if (!company) isolated++
  }
  return isolated / labels.length
}

/** Mean over neurons of the squared distance to the centroid of their own cluster, in cells². */
export function meanSquaredRadius(labels: Int32Array, active: Int32Array, sheet: Sheet): number {
  const { count, sum: rows, squares } = sums(labels)
  const columns = new Float64Array(count.length)
  for (let i = 0; i < labels.length; i++) {
    const row = Math.floor(active[i] / sheet.columns)
    const column = active[i] % sheet.columns
    count[labels[i]]++
    rows[labels[i]] += row
    columns[labels[i]] += column
    squares[labels[i]] += row * row + column * column
  }
  let total = 0
  for (let c = 0; c < count.length; c++) {
    if (count[c] > 0) total += squares[c] - (rows[c] ** 2 + columns[c] ** 2) / count[c]
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
export function gridNeighbors(active: Int32Array, sheet: Sheet): Int32Array {
  const place = new Int32Array(sheet.rows * sheet.columns).fill(-1)
  for (let i = 0; i < active.length; i++) place[active[i]] = i
  const neighbors = new Int32Array(4 * active.length).fill(-1)
  for (let i = 0; i < active.length; i++) {
    const row = Math.floor(active[i] / sheet.columns)
    const column = active[i] % sheet.columns
    if (row > 0) neighbors[4 * i] = place[active[i] - sheet.columns]
    if (column > 0) neighbors[4 * i + 1] = place[active[i] - 1]
    if (column < sheet.columns - 1) neighbors[4 * i + 2] = place[active[i] + 1]
    if (row < sheet.rows - 1) neighbors[4 * i + 3] = place[active[i] + sheet.columns]
  }
  return neighbors
}

/** Indices into the row-major list of active neurons, in column-major order of the sheet. */
export function columnMajorOrder(active: Int32Array, sheet: Sheet): Int32Array {
  const key = (i: number) => (active[i] % sheet.columns) * sheet.rows + Math.floor(active[i] / sheet.columns)
  return Int32Array.from(active.keys()).sort((a, b) => key(a) - key(b))
}

function reordered(labels: Int32Array, order: Int32Array, into: Int32Array): Int32Array {
  for (let i = 0; i < order.length; i++) into[i] = labels[order[i]]
  return into
}
