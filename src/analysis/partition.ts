/**
 * Partitions of a list of things, with a label 0..k−1 for each thing: sizes of the clusters, order of the labels, and
 * agreement of two partitions. The things may be anything.
 */

/** The number of members of each label. */
export function clusterSizes(labels: ArrayLike<number>): number[] {
  const sizes: number[] = []
  for (let i = 0; i < labels.length; i++) {
    while (sizes.length <= labels[i]) sizes.push(0)
    sizes[labels[i]]++
  }
  return sizes
}

/**
 * The label at each place of a sheet, −1 for places without a label.
 * @param active place of each thing that has a label
 * @param units number of places
 */
export function labelsAtPlaces(
  labels: ArrayLike<number>,
  active: ArrayLike<number>,
  units: number,
): number[] {
  const result = new Array<number>(units).fill(-1)
  for (let i = 0; i < labels.length; i++) result[active[i]] = labels[i]
  return result
}

/**
 * The same partition with labels that follow an order of its clusters.
 *
 * @param compare compares two old labels; clusters that it calls equal are ordered by their lowest member
 */
export function relabelled(
  labels: ArrayLike<number>,
  compare: (a: number, b: number) => number,
): Int32Array<ArrayBuffer> {
  // Sorting is stable, so the order of first appearance decides what `compare` leaves open.
  const order = [...new Set(Array.from(labels))].sort(compare)
  const rank = new Map(order.map((label, place) => [label, place]))
  return Int32Array.from(labels, (label) => rank.get(label)!)
}

/**
 * Adjusted Rand index of two partitions of the same things (Hubert and Arabie 1985): 1 for equal partitions, 0 on
 * average for random ones of the same sizes. If the sizes of both leave no choice (all things in one cluster, or each
 * thing alone), they agree fully: 1.
 *
 * @throws RangeError if the lists differ in length
 */
export function adjustedRandIndex(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) {
    throw new RangeError(
      `adjustedRandIndex: partitions must be of the same things, got ${a.length} and ${b.length}`,
    )
  }
  const pairs = (n: number) => (n * (n - 1)) / 2
  const pairsWithin = (counts: Map<unknown, number>) =>
    [...counts.values()].reduce((sum, n) => sum + pairs(n), 0)
  const inA = new Map<unknown, number>()
  const inB = new Map<unknown, number>()
  const inBoth = new Map<unknown, number>()
  const add = (counts: Map<unknown, number>, key: unknown) => counts.set(key, (counts.get(key) ?? 0) + 1)
  for (let i = 0; i < a.length; i++) {
    add(inA, a[i])
    add(inB, b[i])
    add(inBoth, `${a[i]} ${b[i]}`)
  }
  const together = pairsWithin(inBoth)
  const expected = (pairsWithin(inA) * pairsWithin(inB)) / (pairs(a.length) || 1)
  const greatest = (pairsWithin(inA) + pairsWithin(inB)) / 2
  return greatest === expected ? 1 : (together - expected) / (greatest - expected)
}
