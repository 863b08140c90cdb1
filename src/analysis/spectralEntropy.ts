/**
 * Spectral entropy of the recurrent weights: whether a few modes or many carry what the network does from one step to
 * the next (PAPER.md 5, after Sheeran et al. 2024, whose exact form is not known; this one is our choice).
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/**
 * H = −Σ p_k log p_k / log n, p_k = |λ_k| / Σ|λ|, λ the eigenvalues of a real square matrix. 0 = one mode alone, 1 = n
 * modes of equal size.
 *
 * @param weights `[n, n]`, with their signs
 * @returns null for fewer than two neurons, or if all eigenvalues are 0: no way leads back to where it began
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
 * |λ| of all eigenvalues. A neuron that sends to none of the rest, or receives from none of it, has its own
 * self-connection for an eigenvalue, exactly; what the decomposition finds for many such neurons at once is rounding
 * errors of any size. So these are taken out first (the permuting half of LAPACK's gebal).
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
  const rest = Array.from(inside.keys()).filter((i) => inside[i] === 1)
  if (rest.length === 0) return sizes
  const matrix = new Matrix(rest.map((i) => rest.map((j) => weights[i * n + j])))
  const { realEigenvalues: re, imaginaryEigenvalues: im } = new EigenvalueDecomposition(matrix)
  return [...sizes, ...re.map((x, k) => Math.hypot(x, im[k]))]
}
