/**
 * How well two partitions of the same neurons agree, compared with chance: the adjusted Rand index (partition.ts)
 * against its values after the labels of one partition are shuffled.
 */

import type { Random } from '../random/random.js'
import { type NullTest, nullTest, nullTestOf } from './nullTest.js'
import { adjustedRandIndex, clusterSizes } from './partition.js'
import { mean } from './statistics.js'

/** Two partitions of the same things, labels 0..k−1. */
export type Pair = readonly [a: Int32Array, b: Int32Array]

/**
 * The mean adjusted Rand index of several pairs of partitions, all of the same things. Null: in all pairs, the things
 * of the first partition are shuffled in the same way. Shuffled independently, pairs that have a partition in common
 * would average out and make the null too narrow. p counts shuffles that agree as well or better.
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

/** A function that gives the adjusted Rand index of a pair after the first labels are put into another order. */
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
