/**
 * Reverse-mode differentiation: from an expression to expressions of its gradient. Each operation has its own rule
 * (`vjp`). An operation with several results, such as a loop over time, has a rule for all of them together
 * (`vjpOfResults`).
 */
import { add, fullLike } from './elementwise.js'
import { formatShape, sameShape } from './shape.js'
import { mismatch, type Tensor, type WithCotangent } from './tensor.js'

/**
 * The gradient of a scalar with respect to each of `parameters`, in their order and with their shapes; zeros for a
 * parameter on which the scalar does not depend.
 * @throws RangeError if `loss` is not a scalar.
 */
export function grad(loss: Tensor, parameters: readonly Tensor[]): Tensor[] {
  if (loss.rank !== 0) throw mismatch('grad', 'loss must be a scalar', [loss])
  const cotangents = vjp([[loss, fullLike(loss, 1)]], parameters)
  return parameters.map((parameter, i) => cotangents[i] ?? fullLike(parameter, 0))
}

/**
 * The vector–Jacobian product: from the cotangents of some results to the cotangents of `targets`; undefined for a
 * target that gets no gradient.
 * @param within if given, only these nodes are visited (the body of a loop)
 */
export function vjp(
  seeds: readonly WithCotangent[],
  targets: readonly Tensor[],
  within?: ReadonlySet<Tensor>,
): (Tensor | undefined)[] {
  const cotangents = new Map<Tensor, Tensor>()
  const accumulate = (node: Tensor, cotangent: Tensor) => {
    if (!sameShape(node.shape, cotangent.shape)) {
      const shapes = `${formatShape(cotangent.shape)} for ${formatShape(node.shape)}`
      throw new RangeError(`vjp: ${node.operation.name} got a cotangent of shape ${shapes}`)
    }
    const sum = cotangents.get(node)
    cotangents.set(node, sum ? add(sum, cotangent) : cotangent)
  }
  for (const [node, cotangent] of seeds) accumulate(node, cotangent)

  const resultsOf = new Map<Tensor, WithCotangent[]>()
  const roots = seeds.map(([node]) => node)
  for (const node of between(roots, targets, within)) {
    const { operation } = node
    const results = resultsOf.get(node)
    if (operation.vjpOfResults && results) {
      for (const [input, cotangent] of operation.vjpOfResults(results)) accumulate(input, cotangent)
      continue
    }
    const cotangent = cotangents.get(node)
    if (cotangent === undefined) continue
    const [source] = node.inputs
    if (source?.operation.vjpOfResults) {
      resultsOf.set(source, [...(resultsOf.get(source) ?? []), [node, cotangent]])
      continue
    }
    operation.vjp(node, cotangent).forEach((contribution, i) => {
      if (contribution !== null) accumulate(node.inputs[i], contribution)
    })
  }
  return targets.map((target) => cotangents.get(target))
}

/** The nodes on the paths from roots to targets, each before its operands. */
function between(
  roots: readonly Tensor[],
  targets: readonly Tensor[],
  within?: ReadonlySet<Tensor>,
): Tensor[] {
  const leads = new Map<Tensor, boolean>()
  for (const target of targets) leads.set(target, true)
  const visit = (node: Tensor): boolean => {
    const known = leads.get(node)
    if (known !== undefined) return known
    let found = false
    if (within === undefined || within.has(node)) {
      for (const input of node.inputs) if (visit(input)) found = true
    }
    leads.set(node, found)
    return found
  }
  for (const root of roots) visit(root)
  // A target may itself depend on another one.
  for (const target of targets) {
    if (within === undefined || within.has(target)) for (const input of target.inputs) visit(input)
  }
  const path = [...leads].filter(([node, found]) => found && (within === undefined || within.has(node)))
  // Operands are always created before the tensors that use them, so the order of creation is topological.
  return path.map(([node]) => node).sort((a, b) => b.id - a.id)
}
