/** Which functional cluster learns each held-out task: the module of its family (docs/transfer.md, A). */
import type { Clusters } from '../../analysis/clusters.js'
import { InputError } from '../../errors.js'

/** The cluster that varies most in the family, or the same with a cluster of its own for each family. */
export const MODULE_CHOICES = ['busiest', 'distinct'] as const
export type ModuleChoice = (typeof MODULE_CHOICES)[number]

/** Neurons and the tasks of each family, as indices. */
export interface Families {
  /** `[task, hidden]` */
  taskVariance: Float64Array
  hidden: number
  /** Places of the active neurons. */
  active: Int32Array
  /** `[family][task]` */
  families: readonly (readonly number[])[]
}

/** Functional clusters, and which of them is the module of each family. */
export interface Modules {
  /** Cluster of each active neuron. */
  labels: Int32Array
  /** `[family]` */
  modules: number[]
}

/**
 * The module of each family. `busiest`: the cluster with the largest summed task variance in it, which can be one for
 * several families. `distinct`: each family has another one, so that the clusters' shares of their families' task
 * variance have the largest sum; where the silhouette chose fewer clusters than there are families, the sharpest cut into
 * at least as many is taken.
 * @throws InputError if there are fewer active neurons than families
 */
export function modulesOf(choice: ModuleChoice, of: Families, clusters: Clusters): Modules {
  const wanted = of.families.length
  if (choice === 'busiest') {
    const { labels } = clusters
    return { labels, modules: of.families.map((tasks) => busiest({ ...of, labels }, tasks)) }
  }
  const isEnough = new Set(clusters.labels).size >= wanted
  const cut = isEnough
    ? clusters
    : clusters.cuts.filter(({ k }) => k >= wanted).sort((a, b) => b.silhouette - a.silhouette)[0]
  if (cut === undefined) {
    throw new InputError(
      `modules: must be busiest where neurons cannot be cut into ${wanted} clusters, one for each held-out task, got distinct`,
    )
  }
  const { labels } = cut
  const shares = of.families.map((tasks) => {
    const sums = varianceOf({ ...of, labels }, tasks)
    const total = sums.reduce((sum, x) => sum + x, 0)
    return sums.map((sum) => (total > 0 ? sum / total : 0))
  })
  return { labels, modules: assigned(shares) }
}

/** The cluster with the largest summed task variance in some tasks; the first one if several are equal. */
export function busiest(
  neurons: Omit<Families, 'families'> & { labels: Int32Array },
  tasks: readonly number[],
): number {
  const sums = varianceOf(neurons, tasks)
  return sums.indexOf(Math.max(...sums))
}

/** Task variance of each cluster, summed over neurons and some tasks. */
function varianceOf(
  { taskVariance, hidden, active, labels }: Omit<Families, 'families'> & { labels: Int32Array },
  tasks: readonly number[],
): number[] {
  const sums: number[] = []
  active.forEach((neuron, i) => {
    for (const t of tasks) sums[labels[i]] = (sums[labels[i]] ?? 0) + taskVariance[t * hidden + neuron]
  })
  return sums
}

/**
 * Another column for each row, so that the sum is largest; of equal choices the first in the order of columns. Tries all,
 * which for five rows and 19 columns are 1.4 million, but for those that cannot become better.
 */
function assigned(values: readonly (readonly number[])[]): number[] {
  const rest = values.map((_, row) =>
    values.slice(row).reduce((sum, columns) => sum + Math.max(...columns), 0),
  )
  let best = { sum: -1, columns: [] as number[] }
  const choose = (columns: readonly number[], sum: number) => {
    const row = columns.length
    if (row === values.length) {
      if (sum > best.sum) best = { sum, columns: [...columns] }
      return
    }
    if (sum + rest[row] <= best.sum) return
    for (const [column, value] of values[row].entries()) {
      if (!columns.includes(column)) choose([...columns, column], sum + value)
    }
  }
  choose([], 0)
  return best.columns
}
