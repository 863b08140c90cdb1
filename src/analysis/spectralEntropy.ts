/**
 * Spectral entropy of the recurrent weights: whether few or many modes carry the activity from one step to the next
 * (PAPER.md 5, after Sheeran et al. 2024, whose exact formula is not known; this one is our choice).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/**
 * H = −Σ p_k log p_k / log n, p_k = |λ_k| / Σ|λ|, λ the eigenvalues of a real square matrix. 0 = one mode alone, 1 = n
 * modes of equal size.
 *
 * @param weights `[n, n]`, with their signs
 * @returns null for fewer than two neurons, or if all eigenvalues are 0, as in a network without cycles
 */
export function spectralEntropy(weights: Float64Array): number | null {
  const n = Math.round(Math.sqrt(weights.length))
  if (n < 2) return null
  const sizes = eigenvalueSizes(weights, n)
  const total = sizes.reduce((sum, x) => sum + x, 0)
  if (total === 0) return null
  const entropy = sizes.reduce((sum, x) => (x > 0 ? sum - (x / total) * Math.log(x / total) : sum), 0)
  return entropy / Math.log(n)
}

/**
 * |λ| of all eigenvalues. If a neuron sends nothing to the others, or receives nothing from them, its self-connection
 * is exactly an eigenvalue. For many such neurons, the numerical decomposition gives rounding errors of any size
 * instead. So such neurons are removed first, again and again (as in the permutation step of LAPACK's gebal).
 */
function eigenvalueSizes(weights: Float64Array, n: number): number[] {
  const inside = new Uint8Array(n).fill(1)
  const joined = (i: number) => {
    let receives = false
    let sends = false
    for (let j = 0; j < n; j++) {
      if (j === i || inside[j] === 0) continue
      receives ||= weights[i * n + j] !== 0
      sends ||= weights[j * n + i] !== 0
    }
    return receives && sends
  }
  const sizes: number[] = []
  for (let found = true; found; ) {
    found = false
    for (let i = 0; i < n; i++) {
      if (inside[i] === 0 || joined(i)) continue
      inside[i] = 0
      sizes.push(Math.abs(weights[i * n + i]))
      found = true
    }
  }
  const remaining = Array.from(inside.keys()).filter((i) => inside[i] === 1)
  if (remaining.length === 0) return sizes
  const matrix = new Matrix(remaining.map((i) => remaining.map((j) => weights[i * n + j])))
  const { realEigenvalues: re, imaginaryEigenvalues: im } = new EigenvalueDecomposition(matrix)
  return [...sizes, ...re.map((x, k) => Math.hypot(x, im[k]))]
}
