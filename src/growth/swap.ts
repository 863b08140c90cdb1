/**
 * Carrying out swaps: the neurons at two places exchange everything that is theirs, rows and columns of weights,
 * biases, the optimizer's moments, their identity. One description says which axes of which tensor run over the
 * hidden neurons, so a new cell names its tensors there and nothing else changes. The network's function stays the
 * same; only the order in which its sums are added changes.
 */
import type { Data, Value, Values } from '../engine/engine.js'

/** The places j and k exchange their neurons. Done twice, it is undone. */
export type Swap = readonly [j: number, k: number]

/**
 * The axes of each tensor that run over the hidden neurons; an empty list says that it has none. For a rate network
 * `{ inputWeights: [0], recurrentWeights: [0, 1], recurrentBias: [0], outputWeights: [1], outputBias: [] }`.
 */
export type HiddenAxes = Readonly<Record<string, readonly number[]>>

/**
 * Applies swaps, one after the other, in place, to a set of tensors: the weights, and again for each set of moments
 * under the same names (or not: BIMT's code left the moments with the place, PAPER.md 2.2).
 *
 * @param tensors each must be named in `axes`: one forgotten there would silently change the network.
 * @throws RangeError, before anything is changed, if a tensor is not named, has no such axis, or has too few neurons.
 */
export function applySwaps(tensors: Values, axes: HiddenAxes, swaps: readonly Swap[]): void {
  for (const [name, tensor] of Object.entries(tensors)) check(name, tensor, axes, swaps)
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    for (const axis of axes[name]) {
      const inner = sizeOf(shape.slice(axis + 1))
      for (const [j, k] of swaps) exchangeSlices(data, shape[axis], inner, j, k)
    }
  }
}

/**
 * Applies swaps, in place, to `places`: the identity of the neuron at each place of the sheet, which starts as
 * 0, 1, 2, … and so tells, after any number of rounds, where each neuron began.
 */
export function swapPlaces(places: Int32Array, swaps: readonly Swap[]): void {
  applySwaps({ places: { shape: [places.length], data: places } }, { places: [0] }, swaps)
}

/** Exchanges the slices j and k of an axis with `size` entries that are `inner` numbers apart. */
function exchangeSlices(data: Data, size: number, inner: number, j: number, k: number): void {
  for (let start = 0; start < data.length; start += size * inner) {
    for (let i = 0; i < inner; i++) {
      const a = start + j * inner + i
      const b = start + k * inner + i
      const valueOfA = data[a]
      data[a] = data[b]
      data[b] = valueOfA
    }
  }
}

function check(name: string, { shape, data }: Value, axes: HiddenAxes, swaps: readonly Swap[]): void {
  if (axes[name] === undefined) {
    const known = Object.keys(axes).join(', ')
    throw new RangeError(
      `applySwaps: ${name} must be among the tensors whose hidden axes are known: ${known}`,
    )
  }
  if (sizeOf(shape) !== data.length) {
    throw new RangeError(
      `applySwaps: ${name} [${shape}] must hold ${sizeOf(shape)} numbers, got ${data.length}`,
    )
  }
  for (const axis of axes[name]) {
    const neurons = shape[axis]
    if (neurons === undefined) throw new RangeError(`applySwaps: ${name} [${shape}] has no axis ${axis}`)
    const beyond = swaps.flat().find((place) => !(Number.isInteger(place) && place >= 0 && place < neurons))
    if (beyond === undefined) continue
    throw new RangeError(
      `applySwaps: places along axis ${axis} of ${name} are 0..${neurons - 1}, got ${beyond}`,
    )
  }
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1)
