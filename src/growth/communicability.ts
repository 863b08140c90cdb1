/**
 * Weighted communicability (Crofts and Higham 2009): how well two neurons are connected over all paths; and what
 * connections cost by it.
 */
import {
  abs,
  add,
  constant,
  div,
  greater,
  identity,
  matmul,
  mul,
  reshape,
  sqrt,
  stopGradient,
  sub,
  sum,
  type Tensor,
  where,
} from '../graph/index.js'

/**
 * A neuron whose outgoing weights sum to no more than this sends nothing, and has no communicability: S^−½ has no value
 * at 0. Far below what a step of Adam moves a weight.
 */
const LEAST_STRENGTH = 1e-6

/** 1 / k! for k = 0 … 9. */
const COEFFICIENTS = Array.from({ length: 10 }, (_, k) => 1 / factorial(k))

/**
 * exp(S^−½ |W| S^−½) − I with S_j = Σ_i |W_ij|, what neuron j sends: the published code sums the rows of a kernel that is
 * [sending, receiving], the transpose of W. Rows and columns of neurons that send nothing are 0. The diagonal is not set
 * to 0, as it is in the source: no one has a distance from itself.
 *
 * By Taylor's series to the order 9, four products (Paterson and Stockmeyer 1973). An entry's error is under
 * 3.1·10⁻⁷·√(S_j / S_i): S^−½|W|S^−½ = S^−½ P S^½ with P = |W|S^−1, whose columns sum to at most 1 and so do those of its
 * powers; so the k-th power's entries are at most √(S_j / S_i), and Σ_{k>9} 1/k! = 3.03·10⁻⁷.
 *
 * @param weights [receiving, sending], square
 * @returns of that shape
 */
export function communicability(weights: Tensor): Tensor {
  const n = weights.shape[0] as number
  const strength = abs(weights)
  const sent = sum(strength, 0) // [n]
  const connected = greater(sent, LEAST_STRENGTH)
  // The inner choice keeps the root, and its gradient, from a division by 0 that the outer one would not undo.
  const root = where(connected, div(1, sqrt(where(connected, sent, 1))), 0)
  const normalized = mul(mul(strength, reshape(root, [n, 1])), reshape(root, [1, n]))
  return exponentialMinusIdentity(normalized)
}

/** A + A²/2! + … + A⁹/9!, grouped by powers of A³. */
function exponentialMinusIdentity(a: Tensor): Tensor {
  const a2 = matmul(a, a)
  const a3 = matmul(a, a2)
  const part = (from: number): Tensor =>
    [a, a2, a3].map((power, i) => mul(power, COEFFICIENTS[from + i])).reduce((x, y) => add(x, y))
  const upper = add(part(4), matmul(a3, part(7)))
  return add(part(1), matmul(a3, upper))
}

/**
 * The cost Σ_ij |W_ij| D_ij C_ij. It has no slope along self-connections: they have no length, so each would grow without
 * end to make the rest of its neuron's column a smaller part, and nothing would hold that of a silent neuron
 * (docs/regularizers.md).
 *
 * @param distances [hidden · hidden], row-major, with a zero diagonal
 * @param scale factor on the sum
 * @returns the penalty of recurrent weights [hidden, hidden]
 */
export function communicabilityRegularizer(distances: Float32Array, scale = 1) {
  return {
    penalty({ recurrentWeights }: { recurrentWeights: Tensor }): Tensor {
      const lengths = constant(
        distances.map((d) => scale * d),
        recurrentWeights.shape as number[],
        recurrentWeights.dtype,
      )
      return sum(mul(mul(abs(recurrentWeights), lengths), communicability(selfHeld(recurrentWeights))))
    },
  }
}

/** The same weights, the diagonal taken as a constant by `grad`. */
function selfHeld(weights: Tensor): Tensor {
  const self = identity(weights.shape[0] as number, weights)
  return add(mul(weights, sub(1, self)), stopGradient(mul(weights, self)))
}

function factorial(k: number): number {
  return k < 2 ? 1 : k * factorial(k - 1)
}
