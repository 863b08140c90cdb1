/**
 * `scan`: a step function applied over the leading (time) axis, with a carry from step to step.
 *
 * A loop of many small steps is slow, so `scan` keeps in the loop only the operations through which a carry depends on
 * the carry before it. Values that do not depend on the carry are computed for all steps at once before the loop (such
 * as an input projection). Values that the next carry does not need are computed for all steps at once after it (such
 * as a readout). The gradient of a scan is a scan in the other direction and is treated in the same way: only the
 * cotangent of the carry stays in the loop, and a weight that is used at every step gets its gradient from a single
 * matrix product.
 */
import { add, fullLike } from './elementwise.js'
import { vjp } from './grad.js'
import { concat, repeat, slice, sum } from './layout.js'
import { summedMatmul } from './linear.js'
import { reshape } from './rearrange.js'
import { type Dim, sameShape } from './shape.js'
import {
  apply,
  type Emitter,
  mismatch,
  type Operation,
  placeholder,
  Tensor,
  type TensorType,
  type WithCotangent,
} from './tensor.js'

/** The results of one step of a scan. */
export interface ScanStep {
  /** The carry for the next step, with the types and shapes of the initial carry. */
  carry: readonly Tensor[]
  /** Values of this step, stacked along a leading time axis. */
  outputs?: readonly Tensor[]
  /** Values of this step, summed over all steps. */
  sums?: readonly Tensor[]
}

/** The results of a scan. */
export interface ScanResult {
  /** The carry after the last step. */
  carry: Tensor[]
  /** The outputs of all steps, [time, …] each. */
  outputs: Tensor[]
  /** The `sums` of all steps, added up. */
  sums: Tensor[]
}

/**
 * Runs `step` over the leading axis of all `xs`.
 * @param step function from the carry and the slices of a step (without the time axis) to the next carry and outputs.
 *   Other tensors that it uses are the same at every step.
 * @param options.reverse runs from the last step to the first; outputs keep the order of `xs`.
 * @throws RangeError if the time axes differ, or a carry changes its type or shape.
 */
export function scan(
  step: (carry: readonly Tensor[], slices: readonly Tensor[]) => ScanStep,
  initial: readonly Tensor[],
  xs: readonly Tensor[],
  options: { reverse?: boolean } = {},
): ScanResult {
  if (xs.length === 0) throw new RangeError('scan: needs at least one tensor to run over')
  const time = xs[0].shape[0]
  if (xs.some((x) => x.rank === 0 || x.shape[0] !== time)) {
    throw mismatch('scan', 'all tensors must have the same leading axis', xs)
  }
  const carries = initial.map((value) => placeholder(value))
  const slices = xs.map((x) => placeholder({ dtype: x.dtype, shape: x.shape.slice(1) }))
  const { carry: next, outputs = [], sums = [] } = step(carries, slices)
  if (next.length !== initial.length) {
    throw new RangeError(`scan: the step must return ${initial.length} carries, got ${next.length}`)
  }
  next.forEach((value, i) => {
    if (value.dtype !== initial[i].dtype || !sameShape(value.shape, initial[i].shape)) {
      throw mismatch('scan', `carry ${i} must keep its type and shape`, [initial[i], value])
    }
  })
  const body = { carries, initial, next, slices, values: xs, time, reverse: options.reverse ?? false }
  const { stacked, summed, finals } = distribute(body)
  return { carry: finals, outputs: outputs.map(stacked), sums: sums.map(summed) }
}

/** A traced step, and the values that it runs over. */
interface Body {
  carries: readonly Tensor[] // placeholders
  initial: readonly Tensor[]
  next: readonly Tensor[]
  slices: readonly Tensor[] // placeholders
  values: readonly Tensor[] // [time, ..] for each slice
  time: Dim
  reverse: boolean
}

interface Distributed {
  /** The carry after the last step. */
  finals: Tensor[]
  /** A value of the body at all steps, [time, ..]. */
  stacked(node: Tensor): Tensor
  /** A value of the body, summed over all steps. */
  summed(node: Tensor): Tensor
}

/** Divides a body into the parts that run before, in and after the loop. */
function distribute(body: Body): Distributed {
  const { carries, slices, values, time } = body
  const varies = dependence([...carries, ...slices])
  const sequential = dependence(carries)

  // The core: the nodes on the paths from carry to next carry.
  const core = new Set<Tensor>()
  const collect = (node: Tensor) => {
    if (core.has(node) || !sequential(node) || carries.includes(node)) return
    core.add(node)
    node.inputs.forEach(collect)
  }
  body.next.forEach(collect)

  // In the loop, values that do not depend on the carry are inputs, computed for all steps beforehand.
  const entries = new Map<Tensor, Tensor>() // value of the body → placeholder of the loop
  const rebuilt = rebuilder((node) => {
    if (carries.includes(node) || !varies(node)) return node
    if (sequential(node)) return undefined
    if (!entries.has(node)) entries.set(node, slices.includes(node) ? node : placeholder(node))
    return entries.get(node)
  })
  const next = body.next.map(rebuilt)

  const memo = new Map<Tensor, Tensor>(slices.map((slice, i) => [slice, values[i]]))
  const stacked = (node: Tensor): Tensor => {
    let value = memo.get(node)
    if (value === undefined) {
      if (!varies(node)) value = repeat(node, values[0])
      else if (core.has(node) || carries.includes(node)) value = loop().stack(rebuilt(node))
      else {
        const flags = node.inputs.map(varies)
        const inputs = node.inputs.map((input, i) => (flags[i] ? stacked(input) : input))
        value = node.operation.lift(inputs, flags, time)
      }
      memo.set(node, value)
    }
    return value
  }

  const summed = (node: Tensor): Tensor => {
    const { operation, inputs } = node
    if (!varies(node)) return sum(stacked(node), 0)
    if (operation.linear) return apply(operation, summed(inputs[0]))
    if (operation.name === 'add' && inputs.every((input) => sameShape(input.shape, node.shape))) {
      return add(summed(inputs[0]), summed(inputs[1]))
    }
    if (operation.name === 'matmul' && inputs.every((input) => varies(input) && input.rank === 2)) {
      return summedMatmul(stacked(inputs[0]), stacked(inputs[1]))
    }
    return sum(stacked(node), 0)
  }

  let built: Loop | undefined
  const loop = () => {
    // A loop must run over some value to have a number of steps, even if its carries need none.
    if (entries.size === 0) entries.set(slices[0], slices[0])
    built ??= new Loop(
      carries,
      body.initial,
      next,
      [...entries].map(([node, entry]) => ({ entry, value: stacked(node) })),
      time,
      body.reverse,
    )
    return built
  }
  return { finals: carries.map((_, i) => loop().final(i)), stacked, summed }
}

/** Whether a node depends on any of the given ones. */
function dependence(sources: readonly Tensor[]): (node: Tensor) => boolean {
  const memo = new Map<Tensor, boolean>(sources.map((source) => [source, true]))
  const depends = (node: Tensor): boolean => {
    let result = memo.get(node)
    if (result === undefined) {
      result = node.inputs.map(depends).includes(true)
      if (result && (node.operation instanceof Loop || node.operation instanceof LoopResult)) {
        throw new RangeError('scan: a scan within a scan must not depend on the outer one')
      }
      memo.set(node, result)
    }
    return result
  }
  return depends
}

/** Copies expressions; each node for which `replace(node)` is defined is replaced by it. */
function rebuilder(replace: (node: Tensor) => Tensor | undefined): (node: Tensor) => Tensor {
  const memo = new Map<Tensor, Tensor>()
  const rebuild = (node: Tensor): Tensor => {
    let copy = memo.get(node)
    if (copy === undefined) {
      copy = replace(node)
      if (copy === undefined) {
        const inputs = node.inputs.map(rebuild)
        const same = inputs.every((input, i) => input === node.inputs[i])
        copy = same ? node : apply(node.operation, ...inputs)
      }
      memo.set(node, copy)
    }
    return copy
  }
  return rebuild
}

/** A loop over time whose body has only the paths from carry to next carry. It becomes one ONNX `Scan`. */
class Loop implements Operation {
  readonly name = 'loop'
  readonly node: Tensor
  readonly #core = new Set<Tensor>()
  readonly #captured = new Set<Tensor>()
  readonly #finals: Tensor[]
  readonly #stacks = new Map<Tensor, Tensor>()

  constructor(
    readonly carries: readonly Tensor[],
    readonly initial: readonly Tensor[],
    readonly next: readonly Tensor[],
    readonly entries: readonly { entry: Tensor; value: Tensor }[],
    readonly time: Dim,
    readonly reverse: boolean,
  ) {
    const leaves = new Set([...carries, ...entries.map(({ entry }) => entry)])
    const isOfTheBody = dependence([...leaves])
    const collect = (node: Tensor) => {
      if (leaves.has(node) || this.#core.has(node)) return
      if (!isOfTheBody(node)) {
        this.#captured.add(node)
        return
      }
      this.#core.add(node)
      node.inputs.forEach(collect)
    }
    next.forEach(collect)
    const inputs = [...initial, ...entries.map(({ value }) => value), ...this.#captured]
    this.node = new Tensor(this, inputs, 'float32', [])
    this.#finals = next.map((value, i) => apply(new LoopResult('final', i, value, value), this.node))
  }

  /** Operations with the same attributes count as equal. A loop's attributes are unique, so no two loops are equal. */
  get attributes(): string {
    return `#${this.node.id}`
  }

  final(i: number): Tensor {
    return this.#finals[i]
  }

  /** A value of the body at all steps, [time, ..]. */
  stack(node: Tensor): Tensor {
    const entry = this.entries.find((candidate) => candidate.entry === node)
    if (entry !== undefined) return entry.value
    let result = this.#stacks.get(node)
    if (result === undefined) {
      const i = this.carries.indexOf(node)
      if (i >= 0 && this.#core.has(this.next[i])) result = this.#carryStack(i)
      else if (i < 0 && !this.#core.has(node)) result = repeat(node, this.entries[0].value)
      else {
        const type = { dtype: node.dtype, shape: [this.time, ...node.shape] }
        result = apply(new LoopResult('stack', this.#stacks.size, node, type), this.node)
      }
      this.#stacks.set(node, result)
    }
    return result
  }

  /** The carry at the start of each step: the initial carry, then those after all steps but the last. */
  #carryStack(i: number): Tensor {
    const first = reshape(this.initial[i], [1, ...this.initial[i].shape])
    const results = this.stack(this.next[i])
    const parts = this.reverse ? [slice(results, 0, 1), first] : [first, slice(results, 0, 0, -1)]
    return concat(parts, 0, this.time)
  }

  /** From the cotangents of the loop's results to those of its inputs, by a scan in the other direction. */
  vjpOfResults(results: readonly WithCotangent[]): WithCotangent[] {
    const cotangents = this.next.map((_, i) => {
      const found = results.find(([result]) => result === this.#finals[i])
      return found?.[1] ?? fullLike(this.initial[i], 0)
    })
    const carries = cotangents.map((cotangent) => placeholder(cotangent))
    const slices: Tensor[] = []
    const values: Tensor[] = []
    const sliceOf = (type: TensorType, value: Tensor) => {
      slices.push(placeholder(type))
      values.push(value)
      return slices[slices.length - 1]
    }
    const seeds: WithCotangent[] = this.next.map((value, i) => [value, carries[i]])
    for (const [{ operation }, cotangent] of results) {
      if (!(operation instanceof LoopResult) || operation.kind !== 'stack') continue
      seeds.push([operation.value, sliceOf(operation.value, cotangent)])
    }
    const entries = this.entries.map(({ entry }) => entry)
    const captured = [...this.#captured]
    const targets = [...this.carries, ...entries, ...captured]
    const flows = vjp(seeds, targets, this.#core)

    // The derivatives use values of the forward body. Each of these becomes an input of the backward body.
    const residuals = new Map<Tensor, Tensor>()
    const rebuilt = rebuilder((node) => {
      if (carries.includes(node) || slices.includes(node) || captured.includes(node)) return node
      if (!this.#core.has(node) && !this.carries.includes(node) && !entries.includes(node)) return undefined
      let residual = residuals.get(node)
      if (residual === undefined) {
        residual = sliceOf(node, this.stack(node))
        residuals.set(node, residual)
      }
      return residual
    })
    const bodyFlows = flows.map((flow) => flow && rebuilt(flow))
    const next = this.initial.map((value, i) => bodyFlows[i] ?? fullLike(value, 0))
    // The derivatives of a body that is linear in its carry use no values, but the loop must still have a number of
    // steps.
    if (slices.length === 0) sliceOf(this.entries[0].entry, this.entries[0].value)
    const { finals, stacked, summed } = distribute({
      carries,
      initial: cotangents,
      next,
      slices,
      values,
      time: this.time,
      reverse: !this.reverse,
    })
    const contributions: WithCotangent[] = this.initial.map((value, i) => [value, finals[i]])
    targets.slice(this.carries.length).forEach((_, i) => {
      const flow = bodyFlows[this.carries.length + i]
      if (flow === undefined) return
      if (i < entries.length) contributions.push([this.entries[i].value, stacked(flow)])
      else contributions.push([captured[i - entries.length], summed(flow)])
    })
    return contributions
  }

  infer(): TensorType {
    return this.node
  }

  vjp(): never {
    throw new RangeError('loop: differentiated through its results, see vjpOfResults')
  }

  lift(): never {
    throw new RangeError('scan: a scan within a scan must not depend on the outer one')
  }

  emit(program: Emitter, _result: Tensor, inputs: readonly string[]): string {
    const stacks = [...this.#stacks.values()].flatMap((tensor) =>
      tensor.operation instanceof LoopResult && program.isUsed(tensor) ? [tensor.operation] : [],
    )
    const finals = this.#finals.map(({ operation }) => operation as LoopResult)
    const [first, end] = [this.carries.length, this.carries.length + this.entries.length]
    return program.loop({
      carries: this.carries,
      slices: this.entries.map(({ entry }) => entry),
      initial: inputs.slice(0, first),
      over: inputs.slice(first, end),
      outside: new Map(this.node.inputs.map((input, i) => [input, inputs[i]])),
      next: finals.map(({ attributes, value }) => ({ result: attributes, value })),
      stacks: stacks.map(({ attributes, value }) => ({ result: attributes, value })),
      reverse: this.reverse,
    })
  }
}

/** One of the results of a loop: a carry after the last step, or a value of the body at all steps. */
class LoopResult implements Operation {
  readonly name = 'loopResult'

  constructor(
    readonly kind: 'final' | 'stack',
    readonly index: number,
    readonly value: Tensor,
    readonly type: TensorType,
  ) {}

  get attributes(): string {
    return this.kind + this.index
  }

  infer(): TensorType {
    return this.type
  }

  vjp(): never {
    throw new RangeError('loopResult: differentiated by its loop')
  }

  lift(): never {
    throw new RangeError('scan: a scan within a scan must not depend on the outer one')
  }

  emit(_program: Emitter, _result: Tensor, [loop]: readonly string[]): string {
    return `${loop}.${this.attributes}`
  }
}
