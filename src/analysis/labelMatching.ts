/** The same numbers for the same clusters in two clusterings of the same neurons, such as those of two moments. */

/**
 * Renames clusters so that a module keeps its number. Pairs of clusters are taken in the order of how many neurons they
 * share, most first; each cluster is in one pair at most. One that is in none gets the least number that stands for none
 * of the others, in either clustering.
 * @param labels cluster of each neuron, −1 for none
 * @param reference the same neurons' clusters in the clustering by whose numbers they go
 * @returns the clusters of `labels` under their new numbers
 */
export function matchedLabels(labels: ArrayLike<number>, reference: ArrayLike<number>): Int32Array {
  const shared = new Map<string, { label: number; partner: number; neurons: number }>()
  for (let i = 0; i < labels.length; i++) {
    const [label, partner] = [labels[i], reference[i]]
    if (label < 0 || partner < 0) continue
    const key = `${label} ${partner}`
    const pair = shared.get(key) ?? { label, partner, neurons: 0 }
    pair.neurons++
    shared.set(key, pair)
  }
  const pairs = [...shared.values()].sort(
    (a, b) => b.neurons - a.neurons || a.label - b.label || a.partner - b.partner,
  )
  const names = new Map<number, number>()
  const used = new Set<number>()
  for (const { label, partner } of pairs) {
    if (names.has(label) || used.has(partner)) continue
    names.set(label, partner)
    used.add(partner)
  }
  for (let i = 0; i < reference.length; i++) used.add(reference[i])
  for (const label of [...new Set(Array.from(labels))].sort((a, b) => a - b)) {
    if (label < 0 || names.has(label)) continue
    let free = 0
    while (used.has(free)) free++
    names.set(label, free)
    used.add(free)
  }
  return Int32Array.from(labels, (label) => names.get(label) ?? -1)
}
