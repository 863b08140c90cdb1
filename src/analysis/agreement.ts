/**
 * How well two partitions of the same neurons agree, held against what they would by chance: the adjusted Rand index
 * (partition.ts) and shuffles of the labels of one of them.
 */

import type { Random } from '../random/random.js'
import { type NullTest, nullTest, nullTestOf } from './nullTest.js'
import { adjustedRandIndex, clusterSizes } from './partition.js'
import { mean } from './statistics.js'

/** Two partitions of the same things, labels 0..k−1. */
export type Pair = readonly [a: Int32Array, b: Int32Array]

/**
 * The mean adjusted Rand index of some pairs of partitions, all of the same things. Null: the things of the first
 * partitions shuffled, in all pairs alike, so that what the pairs have in common does not narrow it. p counts shuffles
 * that agree as well or better.
 *
 * @returns value null for no things or no pairs
 */
export function agreement(pairs: readonly Pair[], shuffles: number, random: Random): NullTest {
  const things = pairs[0]?.[0].length ?? 0
  if (things === 0) return nullTestOf(nullTest(null, new Float64Array(0), 'upper'))
  const value = mean(pairs.map(([a, b]) => adjustedRandIndex(a, b)))
  const indices = pairs.map(shuffledIndex)
  const order = Int32Array.from({ length: things }, (_, i) => i)
  const samples = new Float64Array(shuffles).map(() => {
    random.shuffle(order)
    return mean(indices.map((index) => index(order)))
  })
  return nullTestOf(nullTest(value, samples, 'upper'))
}

/** The index of a pair whose first labels come in another order: the sizes stay, only the pairs in both are counted. */
function shuffledIndex([a, b]: Pair): (order: Int32Array) => number {
  const [sizesA, sizesB] = [clusterSizes(a), clusterSizes(b)]
  const [inA, inB] = [pairsWithin(sizesA), pairsWithin(sizesB)]
  const expected = (inA * inB) / (pairsOf(a.length) || 1)
  const greatest = (inA + inB) / 2
  const counts = new Int32Array(sizesA.length * sizesB.length)
  return (order) => {
    if (greatest === expected) return 1
    counts.fill(0)
    for (let i = 0; i < order.length; i++) counts[a[order[i]] * sizesB.length + b[i]]++
    return (pairsWithin(counts) - expected) / (greatest - expected)
  }
}

const pairsOf = (n: number): number => (n * (n - 1)) / 2

function pairsWithin(counts: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) sum += pairsOf(counts[i])
  return sum
}
