import fc from 'fast-check'
import { agnes } from 'ml-hclust'
import { describe, expect, it } from 'vitest'
import { adjustedRandIndex, clusterSizes } from '../../src/analysis/partition.js'
import { cutTree, euclideanDistances, wardTree } from '../../src/analysis/ward.js'
import { Random } from '../../src/random/random.js'
import { some } from '../length.js'
import { publishedProfiles } from './fixtures.js'

/** ml-hclust's tree of the same points: its heights, and its partition into k. */
function reference(points: Float64Array, dimensions: number) {
  const rows = Array.from({ length: points.length / dimensions }, (_, i) =>
    Array.from(points.subarray(i * dimensions, (i + 1) * dimensions)),
  )
  const tree = agnes(rows, { method: 'ward2' })
  const heights: number[] = []
  tree.traverse((node) => {
    if (!node.isLeaf) heights.push(node.height)
  })
  const cut = (k: number) => {
    const labels = new Int32Array(rows.length)
    tree.group(k).children.forEach((child, label) => {
      for (const i of child.indices()) labels[i] = label
    })
    return labels
  }
  return { heights: heights.sort((a, b) => a - b), cut }
}

describe('wardTree', () => {
  it('has the exact heights of a small case', () => {
    // 0 and 1 join at 1; 10 and 13 at 3; then the centroids .5 and 11.5 at √(2·2·2/4)·11.
    const tree = wardTree(euclideanDistances(Float64Array.of(0, 10, 1, 13), 1))
    expect([...tree.height]).toEqual([1, 3, expect.closeTo(Math.SQRT2 * 11, 12)])
    expect([...cutTree(tree, 2)]).toEqual([0, 1, 0, 1])
    expect([...cutTree(tree, 3)]).toEqual([0, 1, 0, 2])
    expect([...cutTree(tree, 4)]).toEqual([0, 1, 2, 3])
  })

  it('is ml-hclust’s ward2 and SciPy’s ward on the published matrix', () => {
    const { profiles, tasks } = publishedProfiles()
    const tree = wardTree(euclideanDistances(profiles, tasks))
    const other = reference(profiles, tasks)
    // scipy.cluster.hierarchy.linkage(matrix.T, 'ward')[-5:, 2], SciPy 1.17.1
    const scipy = [4.96832847, 5.22970094, 8.79626863, 9.68262847, 11.44016928]
    scipy.forEach((height, i) => {
      expect(tree.height[tree.height.length - 5 + i]).toBeCloseTo(height, 7)
    })
    tree.height.forEach((height, m) => {
      expect(height).toBeCloseTo(other.heights[m], 10)
    })
    for (let k = 2; k <= 19; k++) expect(adjustedRandIndex(cutTree(tree, k), other.cut(k))).toBe(1)
  })

  it('is ml-hclust’s ward2 on random points', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, n, d) => {
          const random = Random.seeded(seed)
          const points = new Float64Array(n * d).map(() => random.normal())
          const tree = wardTree(euclideanDistances(points, d))
          const other = reference(points, d)
          tree.height.forEach((height, m) => {
            expect(height).toBeCloseTo(other.heights[m], 9)
          })
          for (let k = 1; k <= n; k++) expect(adjustedRandIndex(cutTree(tree, k), other.cut(k))).toBe(1)
        },
      ),
      { numRuns: some(50) },
    )
  })

  it('gives k clusters for every k, also among points that coincide', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 25 }), (values) => {
        const tree = wardTree(euclideanDistances(Float64Array.from(values), 1))
        for (let k = 1; k <= values.length; k++) {
          expect(clusterSizes(cutTree(tree, k)).filter((size) => size > 0)).toHaveLength(k)
        }
        const distinct = new Set(values).size
        expect(adjustedRandIndex(cutTree(tree, distinct), values)).toBe(1)
      }),
    )
  })

  it('refuses what is not square and a k out of range', () => {
    expect(() => wardTree(new Float64Array(5))).toThrow('wardTree: distances must be [n, n], got 5 values')
    const tree = wardTree(new Float64Array(4))
    expect(() => cutTree(tree, 3)).toThrow('cutTree: k must be 1..2, got 3')
  })
})
