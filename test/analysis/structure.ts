/** Small networks that several tests of the network's structure look at. */
import type { Connectome } from '../../src/analysis/connectome.js'

/** Connections from sender to receiver where the predicate says so, all of one strength. */
export function network(
  n: number,
  joined: (sender: number, receiver: number) => boolean,
  strength = 1,
): Connectome {
  return {
    neurons: n,
    strength: Float64Array.from({ length: n * n }, (_, at) =>
      joined(at % n, Math.floor(at / n)) ? strength : 0,
    ),
  }
}

/** Two cliques of k neurons, nothing between them. */
export const twoCliques = (k: number) =>
  network(2 * k, (s, r) => s !== r && Math.floor(s / k) === Math.floor(r / k))

/** Each neuron joined with its `reach` next ones on either side, both ways. */
export const ringLattice = (n: number, reach: number) =>
  network(n, (s, r) => s !== r && Math.min((s - r + n) % n, (r - s + n) % n) <= reach)

/** Neuron 0 joined with every other, both ways. */
export const star = (n: number) => network(n, (s, r) => (s === 0) !== (r === 0))

/** The same network with neuron i renamed `to[i]`. */
export function renamed({ neurons: n, strength }: Connectome, to: ArrayLike<number>): Connectome {
  const result = new Float64Array(n * n)
  for (let r = 0; r < n; r++) for (let s = 0; s < n; s++) result[to[r] * n + to[s]] = strength[r * n + s]
  return { neurons: n, strength: result }
}

/** The same list in the new names' order. */
export function renamedList<T>(list: ArrayLike<T>, to: ArrayLike<number>): T[] {
  const result = new Array<T>(list.length)
  for (let i = 0; i < list.length; i++) result[to[i]] = list[i]
  return result
}

/** A network whose neurons stand at these places of a sheet. */
export function networkOn(
  sheet: { rows: number; columns: number },
  active: Int32Array,
  weight: (r: number, s: number) => number,
) {
  const hidden = sheet.rows * sheet.columns
  const recurrentWeights = new Float64Array(hidden * hidden)
  active.forEach((r, i) => {
    active.forEach((s, j) => {
      recurrentWeights[r * hidden + s] = weight(i, j)
    })
  })
  return { recurrentWeights, active, sheet }
}
