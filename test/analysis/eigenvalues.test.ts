/** The eigenvalues by themselves against those of ml-matrix, which finds the eigenvectors too: equal to the bit. */
import fc from 'fast-check'
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'
import { expect, test } from 'vitest'
import { eigenvalues } from '../../src/analysis/eigenvalues.js'
import { Random } from '../../src/random/random.js'

function theirs(values: Float64Array, n: number) {
  const matrix = Matrix.from1DArray(n, n, Array.from(values))
  const { realEigenvalues: re, imaginaryEigenvalues: im } = new EigenvalueDecomposition(matrix)
  return { re: Float64Array.from(re), im: Float64Array.from(im) }
}

test('to the bit those of ml-matrix, for dense and sparse matrices, with rows of zeros and equal entries', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 40 }),
      fc.nat(),
      fc.constantFrom(1, 0.5, 0.2, 0.1),
      fc.boolean(),
      (n, seed, density, equal) => {
        const random = Random.seeded(seed)
        const values = new Float64Array(n * n).map(() =>
          random.chance(density) ? (equal ? 1 : Math.fround(random.normal())) : 0,
        )
        fc.pre(!Matrix.from1DArray(n, n, Array.from(values)).isSymmetric())
        const expected = theirs(values, n)
        expect(eigenvalues(values, n)).toEqual(expected)
      },
    ),
    { numRuns: 300 },
  )
})

test('a permutation, for which the first shifts do not converge', () => {
  const n = 24
  const ring = new Float64Array(n * n)
  for (let i = 0; i < n; i++) ring[i * n + ((i + 1) % n)] = 1
  const expected = theirs(ring, n)
  expect(eigenvalues(ring, n)).toEqual(expected)
})

test('refuses what is not square', () => {
  expect(() => eigenvalues(new Float64Array(6), 2)).toThrow('matrix must be [2, 2], got 6 numbers')
})
