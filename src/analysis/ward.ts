/**
 * Ward's hierarchical clustering by the nearest-neighbor chain (Murtagh 1983; Müllner 2011). It gives the same tree as
 * scikit-learn, SciPy and 'ward2' of ml-hclust, in O(n²) instead of O(n³). The silhouette null needs hundreds of trees;
 * ml-hclust takes 240 ms for a tree of 400 units, this takes under 10. A test compares it with ml-hclust and SciPy.
 */

/** Merges in the order of their height. Merge m joins the clusters that contain leaves `left[m]` and `right[m]`. */
export interface WardTree {
  leaves: number
  left: Int32Array
  right: Int32Array
  /** Heights as in SciPy and ml-hclust: √(2·|a||b|/(|a|+|b|)) · distance of the centroids. */
  height: Float64Array
}

/** Euclidean distances of the rows of `points` `[n, dimensions]`, as `[n, n]`. */
export function euclideanDistances(points: Float64Array, dimensions: number): Float64Array {
  const n = points.length / dimensions
  const result = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      let squared = 0
      for (let d = 0; d < dimensions; d++)
        squared += (points[i * dimensions + d] - points[j * dimensions + d]) ** 2
      result[i * n + j] = Math.sqrt(squared)
      result[j * n + i] = result[i * n + j]
    }
  }
  return result
}

/**
 * The Ward tree of n points.
 *
 * @param distances Euclidean, `[n, n]`, symmetric
 */
export function wardTree(distances: Float64Array): WardTree {
  const n = Math.sqrt(distances.length)
  if (!Number.isInteger(n)) {
    throw new RangeError(`wardTree: distances must be [n, n], got ${distances.length} values`)
  }
  const squared = distances.map((x) => x * x)
  const size = new Int32Array(n).fill(1) // 0 after a merge into another cluster, which is in the row of its last leaf
  const merges: { left: number; right: number; height: number }[] = []
  const chain: number[] = []
  let first = 0
  while (merges.length < n - 1) {
    if (chain.length === 0) {
      while (size[first] === 0) first++
      chain.push(first)
    }
    const tip = chain[chain.length - 1]
    // On ties the cluster before the tip wins, so that the chain ends and cannot go around in a circle.
    let nearest = chain.length > 1 ? chain[chain.length - 2] : -1
    let least = nearest < 0 ? Infinity : squared[tip * n + nearest]
    for (let k = 0; k < n; k++) {
      if (size[k] > 0 && k !== tip && squared[tip * n + k] < least) {
        nearest = k
        least = squared[tip * n + k]
      }
    }
    if (chain.length < 2 || nearest !== chain[chain.length - 2]) {
      chain.push(nearest)
      continue
    }
    chain.length -= 2
    merges.push({ left: tip, right: nearest, height: Math.sqrt(least) })
    merge(squared, size, tip, nearest)
  }
  merges.sort((a, b) => a.height - b.height)
  return {
    leaves: n,
    left: Int32Array.from(merges, (m) => m.left),
    right: Int32Array.from(merges, (m) => m.right),
    height: Float64Array.from(merges, (m) => m.height),
  }
}

/** Updates squared distances by the Lance-Williams formula for Ward after cluster `gone` was merged into `kept`. */
function merge(squared: Float64Array, size: Int32Array, gone: number, kept: number): void {
  const n = size.length
  const between = squared[gone * n + kept]
  for (let k = 0; k < n; k++) {
    if (size[k] === 0 || k === gone || k === kept) continue
    const weighted =
      (size[gone] + size[k]) * squared[gone * n + k] +
      (size[kept] + size[k]) * squared[kept * n + k] -
      size[k] * between
    const updated = Math.max(0, weighted / (size[gone] + size[kept] + size[k]))
    squared[kept * n + k] = updated
    squared[k * n + kept] = updated
  }
  size[kept] += size[gone]
  size[gone] = 0
}

/**
 * The partition into k clusters: the tree without its k − 1 highest merges. Labels are numbered by first appearance.
 */
export function cutTree(tree: WardTree, k: number): Int32Array<ArrayBuffer> {
  if (!Number.isInteger(k) || k < 1 || k > tree.leaves) {
    throw new RangeError(`cutTree: k must be 1..${tree.leaves}, got ${k}`)
  }
  const parent = Int32Array.from({ length: tree.leaves }, (_, i) => i)
  const root = (leaf: number) => {
    while (parent[leaf] !== leaf) {
      parent[leaf] = parent[parent[leaf]]
      leaf = parent[leaf]
    }
    return leaf
  }
  for (let m = 0; m < tree.leaves - k; m++) parent[root(tree.left[m])] = root(tree.right[m])
  const label = new Int32Array(tree.leaves).fill(-1) // of each root
  let next = 0
  return Int32Array.from(parent, (_, leaf) => {
    const r = root(leaf)
    if (label[r] < 0) label[r] = next++
    return label[r]
  })
}
