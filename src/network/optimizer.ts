/**
 * Optimizers as expressions: from parameters, gradients and moments to their next values. Names, defaults and
 * order of operations are PyTorch's, so that settings carry over.
 */
import { add, div, minimum, mul, sqrt, square, sub, sum, type Tensor } from '../graph/index.js'

export interface Optimizer {
  kind: 'adam' | 'adamw' | 'sgd'
  /** Decay rates of the first and second moment (adam, adamw). */
  beta1: number
  beta2: number
  epsilon: number
  /** L2 penalty on the gradient (adam, sgd) or decoupled decay (adamw). */
  weightDecay: number
  /** Largest global norm of the gradient; null for no limit. */
  clip: number | null
}

/** The moments that an optimizer keeps for each parameter, by name. */
export function momentNames({ kind }: Pick<Optimizer, 'kind'>): readonly string[] {
  return kind === 'sgd' ? [] : ['firstMoment', 'secondMoment']
}

/** What changes from step to step, fed to the program as scalars. */
export interface StepScalars {
  learningRate: Tensor
  /** 1 − β₁ᵗ and 1 − β₂ᵗ: the corrections for moments that began at 0; t counts from 1. */
  correction1: Tensor
  correction2: Tensor
}

/** βᵗ for a whole t ≥ 0, by squaring: the same in every version of Node, which `**` is not. */
export function power(beta: number, t: number): number {
  let result = 1
  for (let square = beta, rest = t; rest > 0; rest = Math.floor(rest / 2), square *= square) {
    if (rest % 2 === 1) result *= square
  }
  return result
}

/** √Σg² over all gradients. */
export function globalNorm(gradients: readonly Tensor[]): Tensor {
  return sqrt(gradients.map((gradient) => sum(square(gradient))).reduce((a, b) => add(a, b)))
}

/** The factor that brings a gradient of this norm under the limit, as torch.nn.utils.clip_grad_norm_. */
export function clipFactor(norm: Tensor, limit: number): Tensor {
  return minimum(div(limit, add(norm, 1e-6)), 1)
}

/**
 * The next value of one parameter and its moments.
 * @param parameter of any shape, which `gradient`, each moment and all results have too
 * @param moments in the order of `momentNames`
 * @param scale the factor on the gradient (clipping), a scalar; undefined for 1
 * @param plastic which entries decay, 1 or 0, where not all learn; the gradient of the others is 0 already
 */
export function update(
  optimizer: Optimizer,
  parameter: Tensor,
  gradient: Tensor,
  moments: readonly Tensor[],
  scale: Tensor | undefined,
  { learningRate, correction1, correction2 }: StepScalars,
  plastic?: Tensor,
): { parameter: Tensor; moments: Tensor[] } {
  const { kind, beta1, beta2, epsilon, weightDecay } = optimizer
  const decayed = kind !== 'adamw' && weightDecay > 0
  const clipped = scale && (decayed || kind === 'sgd') ? mul(gradient, scale) : gradient
  const decay = plastic ? mul(plastic, weightDecay) : weightDecay
  const slope = decayed ? add(clipped, mul(parameter, decay)) : clipped
  if (kind === 'sgd') return { parameter: sub(parameter, mul(slope, learningRate)), moments: [] }
  const [first, second] = moments
  // Where the gradient is only clipped, its factor is the moments' too: a pass over every weight less.
  const leftToMoments = scale && !decayed ? scale : undefined
  const part1 = leftToMoments ? mul(leftToMoments, 1 - beta1) : 1 - beta1
  const part2 = leftToMoments ? mul(square(leftToMoments), 1 - beta2) : 1 - beta2
  const nextFirst = add(mul(first, beta1), mul(slope, part1))
  const nextSecond = add(mul(second, beta2), mul(square(slope), part2))
  const shrink = kind === 'adamw' && weightDecay > 0
  const kept = shrink ? mul(parameter, sub(1, mul(learningRate, decay))) : parameter
  // lr·m̂ / (√v̂ + ε), with both corrections moved to scalars.
  const root = sqrt(correction2)
  const rate = div(mul(learningRate, root), correction1)
  const change = div(mul(nextFirst, rate), add(sqrt(nextSecond), mul(root, epsilon)))
  return { parameter: sub(kept, change), moments: [nextFirst, nextSecond] }
}
