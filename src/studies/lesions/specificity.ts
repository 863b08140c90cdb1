/**
 * Measures of how specific the effects of lesions are: how unevenly a lesion's effect is spread over tasks, whether
 * lesions differ in the tasks that they hurt, and whether these are the tasks in which the silenced neurons vary most.
 * measures.ts compares them with their nulls.
 */

import { ranks } from '../../analysis/statistics.js'
import type { Random } from '../../random/random.js'

/**
 * Selectivity of drops over tasks, 0 (all tasks drop alike) to 1 (one task alone drops):
 * (1 − (Σd/T)² / (Σd²/T)) / (1 − 1/T), the sparseness of Vinje and Gallant (2000), after Treves and Rolls. A gain
 * counts as drop 0. Null if no task drops, or if there is only one task.
 */
export function selectivity(drops: ArrayLike<number>): number | null {
  const tasks = drops.length
  let sum = 0
  let squares = 0
  for (let t = 0; t < tasks; t++) {
    const drop = Math.max(0, drops[t])
    sum += drop
    squares += drop ** 2
  }
  if (tasks < 2 || squares === 0) return null
  return Math.max(0, (1 - sum ** 2 / (tasks * squares)) / (1 - 1 / tasks))
}

/**
 * Interaction of lesions and tasks: the root mean square of the drops after the mean of each lesion and of each task is
 * subtracted. It is 0 if lesions differ only in how much they hurt, and tasks only in how easily they are hurt.
 *
 * @param drops `[lesion][task]`
 * @returns in the unit of the drops; null for fewer than two lesions or tasks
 */
export function interaction(drops: readonly ArrayLike<number>[]): number | null {
  const lesions = drops.length
  const tasks = drops[0]?.length ?? 0
  if (lesions < 2 || tasks < 2) return null
  const byTask = new Float64Array(tasks)
  const byLesion = drops.map((row) => {
    let sum = 0
    for (let t = 0; t < tasks; t++) {
      sum += row[t]
      byTask[t] += row[t] / lesions
    }
    return sum / tasks
  })
  const mean = byLesion.reduce((a, b) => a + b, 0) / lesions
  let squares = 0
  drops.forEach((row, l) => {
    for (let t = 0; t < tasks; t++) squares += (row[t] - byLesion[l] - byTask[t] + mean) ** 2
  })
  return Math.sqrt(squares / (lesions * tasks))
}

/**
 * Similarity of lesions: the mean over pairs of lesions of the Pearson correlation of their drops over tasks. It is 1
 * if all lesions hurt the same tasks in the same proportions. Pairs whose correlation is undefined are left out; null
 * if all are.
 *
 * @param drops `[lesion][task]`
 */
export function similarity(drops: readonly ArrayLike<number>[]): number | null {
  const values: number[] = []
  for (let a = 0; a < drops.length; a++) {
    for (let b = 0; b < a; b++) {
      const r = correlation(drops[a], drops[b])
      if (r !== null) values.push(r)
    }
  }
  return meanOf(values)
}

/** Spearman's rank correlation, with mean ranks for equal values; null if `a` or `b` does not vary. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  return correlation(ranks(a), ranks(b))
}

/** Rank correlations after `b` is permuted at random. */
export function rankCorrelationNull(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  samples: number,
  random: Random,
): Float64Array {
  const [ranked, shuffled] = [ranks(a), ranks(b)]
  return new Float64Array(samples).map(() => correlation(ranked, random.shuffle(shuffled)) ?? 0)
}

/** Mean of the values that are defined; null if there is none. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null)
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length
}

/** Pearson's correlation; null if `a` or `b` does not vary. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  const n = a.length
  let [meanA, meanB] = [0, 0]
  for (let i = 0; i < n; i++) {
    meanA += a[i] / n
    meanB += b[i] / n
  }
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i] - meanA, b[i] - meanB]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  // Values that are equal up to rounding have a correlation without meaning.
  const negligible = 1e-24 * n
  return aa <= negligible || bb <= negligible ? null : Math.max(-1, Math.min(1, ab / Math.sqrt(aa * bb)))
}
