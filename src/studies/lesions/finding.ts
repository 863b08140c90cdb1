/** The finding of lesions in one line, and which drops are marked in the figure. */
import type { NullTest } from '../../analysis/nullTest.js'
import { counted, decimal, FEWEST_NULLS, leastP, testText, zText } from '../../figures/words.js'
import { lengthUnit, regionWord } from '../../growth/sheetWords.js'
import type { DropTest, LesionMeasures } from './measures.js'
import type { Lesions } from './schema.js'

/** Answers: does it matter which cluster is silenced? */
export function lesionFinding({
  clusters,
  specificity,
  nulls,
}: Pick<LesionMeasures, 'clusters' | 'specificity'> & { nulls: number }): string {
  const { sizeMatched, importanceMatched } = specificity.interaction
  const numbers = `interaction of cluster and task ${testText(importanceMatched)}`
  if (clusters.length === 0) return 'No functional cluster: there is none to silence'
  if (clusters.length === 1) return 'One functional cluster: there are no others for a lesion to differ from'
  if (nulls < FEWEST_NULLS)
    return `${counted(nulls, 'random set')} a cluster: too few to say whether modules are specific`
  const both = [sizeMatched, importanceMatched]
  if (both.every((test) => test.z === null))
    return 'Whether modules are specific cannot be compared with chance here'
  if (both.every((test) => isBeyond(test, nulls)))
    return `Modules are specific: which tasks fail depends on the cluster that is silenced (${numbers})`
  if (both.some((test) => isBeyond(test, nulls)) || both.every(({ p }) => p !== null && p < 0.05))
    return `Some sign that modules are specific: which tasks fail depends on the cluster that is silenced (${numbers})`
  if (both.every(({ z }) => z !== null && z <= -3))
    return `Modules are less specific than random sets of neurons (${numbers})`
  return `No sign that modules are specific: random sets of neurons differ as much in the tasks that fail (${numbers})`
}

/** Whether a drop is larger or smaller than the drops of both kinds of random sets: of the same size and importance. */
export type Mark = 'more' | 'less' | 'none'

/**
 * The mark of a drop: it needs p ≤ `leastP` on one side in all tests. z is not required, because drops are bounded, and
 * those of random sets can vary so much that no drop is 3 sd above their mean.
 *
 * @param nulls number of random sets of each kind
 */
export function markOf(tests: readonly DropTest[], nulls: number): Mark {
  const most = leastP(nulls)
  const all = (p: (test: DropTest) => number | null) =>
    tests.every((test) => (p(test) ?? 1) <= most) && nulls >= FEWEST_NULLS
  if (all(({ p }) => p)) return all(({ pLess }) => pLess) ? 'none' : 'more'
  return all(({ pLess }) => pLess) ? 'less' : 'none'
}

/**
 * Whether a value is 3 sd or more above its null's mean and p ≤ `leastP`. If the null does not vary, p alone decides.
 */
export function isBeyond({ value, nullMean, z, p }: NullTest, nulls: number): boolean {
  if (value === null || nullMean === null || p === null || nulls < FEWEST_NULLS) return false
  return (z === null ? value > nullMean : z >= 3) && p <= leastP(nulls)
}

/** Paragraphs for the report: how lesions were measured, and which of them hurt most. */
export function lesionStory(lesions: Lesions): string[] {
  const { clusters, tasks, trials, nulls, radius, sheet, discs, discMedians } = lesions
  if (clusters.length === 0) return []
  const worst = clusters.reduce((most, lesion) => (lesion.meanDrop > most.meanDrop ? lesion : most))
  const most =
    worst.mostHurt === null
      ? ''
      : `, by ${decimal(100 * worst.drop[tasks.indexOf(worst.mostHurt)], 0)} in ${worst.mostHurt}`
  return [
    `Each functional cluster was silenced in turn, on the same ${counted(trials, 'trial')} of each task, beside ${counted(nulls, 'random set')} of its size and as many of its summed importance.`,
    `Cluster ${clusters.indexOf(worst) + 1} is missed most: without its ${counted(worst.neurons, 'neuron')} accuracy falls by ${decimal(100 * worst.meanDrop, 1)} points on average${most}.` +
      (discs.length === 0
        ? ''
        : ` A ${regionWord(sheet)} of the sheet with a radius of ${decimal(radius, 1)} ${lengthUnit(sheet)} costs more than random sets of as many neurons where z is above 0: its median over ${counted(discs.length, regionWord(sheet))} is ${zText(discMedians.meanDropZ)}.`),
  ]
}
