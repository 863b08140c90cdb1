/**
 * `moments.safetensors`: the growth of a network in moments, small enough for a page. A moment holds what a picture shows:
 * the strongest wires, rounded to 8 bits, the place of every neuron, and an evaluation. It cannot be run. Read and written in
 * Node and in a browser alike.
 *
 * | tensor         |                         |                                                                      |
 * | -------------- | ----------------------- | -------------------------------------------------------------------- |
 * | `steps`        | I32 [moment]            | ascending                                                            |
 * | `places`       | I32 [moment, hidden]    | identity of the neuron at each place                                 |
 * | `clusters`     | I32 [moment, hidden]    | functional cluster at each place, −1 if not active                   |
 * | `accuracy`     | F32 [moment, task]      |                                                                      |
 * | `numbers`      | F32 [moment, 3]         | active neurons, wiring length, modularity (NaN if not measured)      |
 * | `importance`   | F32 [active]            | Σ over tasks of the task variance, of each moment's active neurons   |
 * | `profiles`     | U8 [active, task]       | √ of the task variance over its largest value, times 255             |
 * | `largest`      | F32 [moment, 3]         | largest \|w\| of input, recurrent, output                            |
 * | `wires`        | I32 [moment, 3]         | how many wires of each were kept                                     |
 * | `wireBytes`    | U8 [bytes]              | of each wire: gap to the one before, row-major (LEB128); sign and √  |
 */
import { importance } from '../analysis/taskVariance.js'
import { decodeSafetensors, encodeSafetensors, type Tensor } from '../formats/safetensors.js'
import type { Matrices } from '../network/parameters.js'
import type { Evaluated } from '../training/evaluated.js'

/** The file in a run's folder. */
export const MOMENTS_FILE = 'moments.safetensors'

/** A network at one moment of its growth. */
export interface Moment {
  step: number
  /** Identity of the neuron at each place of the sheet. */
  places: Int32Array
  /** Row-major, rows receive; weights that were not kept are 0. */
  connections: Matrices<Float32Array>
  evaluation: Evaluated
}

/** What the moments of one file have in common. */
export interface MomentsOf {
  /** SHA-256 of the experiment, as in a checkpoint. */
  experiment: string
  /** Names, in the battery's order. */
  tasks: readonly string[]
  inputs: number
  hidden: number
  outputs: number
}

const KIND = 'moments'
const PATHWAYS = ['inputWeights', 'recurrentWeights', 'outputWeights'] as const
const COLUMNS_OF_NUMBERS = 3
const STEPS_OF_WEIGHT = 127
const STEPS_OF_PROFILE = 255

/**
 * @param most wires that are kept of a moment, over all three matrices: the strongest
 * @param weakest |w| that is kept
 */
export function encodeMoments(
  moments: readonly Moment[],
  { experiment, tasks, hidden }: MomentsOf,
  { most, weakest }: { most: number; weakest: number },
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = []
  const wires: number[] = []
  const largest: number[] = []
  const sums: number[] = []
  const profiles: number[] = []
  for (const { connections, evaluation } of moments) {
    const least = Math.max(weakest, nthLargest(connections, most))
    for (const pathway of PATHWAYS) {
      const matrix = connections[pathway]
      const top = matrix.reduce((top, w) => Math.max(top, Math.abs(w)), 0)
      largest.push(top)
      wires.push(putWires(matrix, least, top, bytes))
    }
    const { taskVariance, clusters } = evaluation
    const importances = importance(taskVariance, hidden)
    clusters.forEach((cluster, place) => {
      if (cluster < 0) return
      const own = tasks.map((_, task) => taskVariance[task * hidden + place])
      const top = Math.max(...own)
      sums.push(importances[place])
      for (const value of own) profiles.push(Math.round(STEPS_OF_PROFILE * Math.sqrt(value / top)))
    })
  }
  const n = moments.length
  const table = (columns: number, rowOf: (moment: Moment) => ArrayLike<number>, type: 'F32' | 'I32') => {
    const values = moments.flatMap((moment) => Array.from(rowOf(moment)))
    return { shape: [n, columns], data: type === 'F32' ? Float32Array.from(values) : Int32Array.from(values) }
  }
  return encodeSafetensors({
    metadata: { kind: KIND, experiment, tasks: JSON.stringify(tasks) },
    tensors: {
      steps: { shape: [n], data: Int32Array.from(moments, ({ step }) => step) },
      places: table(hidden, ({ places }) => places, 'I32'),
      clusters: table(hidden, ({ evaluation }) => evaluation.clusters, 'I32'),
      accuracy: table(
        tasks.length,
        ({ evaluation }) => tasks.map((name) => evaluation.accuracy[name]),
        'F32',
      ),
      numbers: table(
        COLUMNS_OF_NUMBERS,
        ({ evaluation: { activeNeurons, wiringLength, modularity } }) => [
          activeNeurons,
          wiringLength,
          modularity ?? Number.NaN,
        ],
        'F32',
      ),
      importance: { shape: [sums.length], data: Float32Array.from(sums) },
      profiles: { shape: [sums.length, tasks.length], data: Uint8Array.from(profiles) },
      largest: { shape: [n, PATHWAYS.length], data: Float32Array.from(largest) },
      wires: { shape: [n, PATHWAYS.length], data: Int32Array.from(wires) },
      wireBytes: { shape: [bytes.length], data: Uint8Array.from(bytes) },
    },
  })
}

/** The nth largest |w| of a network; 0 if it has fewer. */
function nthLargest(connections: Matrices<Float32Array>, n: number): number {
  const sizes = Float32Array.from(PATHWAYS.flatMap((pathway) => Array.from(connections[pathway], Math.abs)))
  return sizes.length > n ? sizes.sort()[sizes.length - n] : 0
}

/** Appends the wires of |w| of at least `least`. @returns how many */
function putWires(matrix: Float32Array, least: number, top: number, bytes: number[]): number {
  let count = 0
  let last = -1
  matrix.forEach((w, i) => {
    if (w === 0 || Math.abs(w) < least) return
    let gap = i - last - 1
    for (; gap > 0x7f; gap >>>= 7) bytes.push((gap & 0x7f) | 0x80)
    const size = Math.max(1, Math.round(STEPS_OF_WEIGHT * Math.sqrt(Math.abs(w) / top)))
    bytes.push(gap, size | (w < 0 ? 0x80 : 0))
    last = i
    count++
  })
  return count
}

/**
 * The moments of a file, from the first to the last.
 * @throws Error with one line that says what is wrong with the bytes, or that they are of another network
 */
export function decodeMoments(bytes: Uint8Array, of: MomentsOf): Moment[] {
  const { metadata, tensors } = decodeSafetensors(bytes)
  if (metadata.kind !== KIND) throw new Error('it holds no moments of a growth')
  const { tasks, inputs, hidden, outputs } = of
  if (metadata.experiment !== of.experiment) throw new Error('its moments are of another experiment')
  const n = tensors.steps?.data.length ?? 0
  const take = <Type extends Float32Array | Int32Array | Uint8Array>(
    name: string,
    type: new (length: number) => Type,
    shape: readonly number[],
  ): Type => tensorOf(tensors, name, type, shape)
  const steps = take('steps', Int32Array, [n])
  if (steps.some((step, i) => step < 0 || (i > 0 && step <= steps[i - 1])))
    throw new Error('its steps must ascend')
  const places = take('places', Int32Array, [n, hidden])
  const clusters = take('clusters', Int32Array, [n, hidden])
  const accuracy = take('accuracy', Float32Array, [n, tasks.length])
  const numbers = take('numbers', Float32Array, [n, COLUMNS_OF_NUMBERS])
  const active = clusters.filter((cluster) => cluster >= 0).length
  const sums = take('importance', Float32Array, [active])
  const profiles = take('profiles', Uint8Array, [active, tasks.length])
  const largest = take('largest', Float32Array, [n, PATHWAYS.length])
  const wires = take('wires', Int32Array, [n, PATHWAYS.length])
  const read = new WireReader(take('wireBytes', Uint8Array, [tensors.wireBytes?.data.length ?? 0]))
  const sizes = [hidden * inputs, hidden * hidden, outputs * hidden]

  let neuron = 0
  const moments = Array.from(steps, (step, m): Moment => {
    const row = <Type extends Float32Array | Int32Array>(data: Type, columns: number) =>
      data.slice(m * columns, (m + 1) * columns) as Type
    const [inputWeights, recurrentWeights, outputWeights] = PATHWAYS.map((_, i) => {
      const at = m * PATHWAYS.length + i
      return read.matrix(sizes[i], wires[at], largest[at])
    })
    const labels = row(clusters, hidden)
    const taskVariance = new Float64Array(tasks.length * hidden)
    labels.forEach((cluster, place) => {
      if (cluster < 0) return
      const shares = Array.from(
        profiles.subarray(neuron * tasks.length, (neuron + 1) * tasks.length),
        (value) => value ** 2,
      )
      const total = shares.reduce((sum, share) => sum + share, 0)
      shares.forEach((share, task) => {
        taskVariance[task * hidden + place] = total > 0 ? (sums[neuron] * share) / total : 0
      })
      neuron++
    })
    const right = row(accuracy, tasks.length)
    const [activeNeurons, wiringLength, modularity] = row(numbers, COLUMNS_OF_NUMBERS)
    return {
      step,
      places: permutation(row(places, hidden)),
      connections: { inputWeights, recurrentWeights, outputWeights },
      evaluation: {
        step,
        accuracy: Object.fromEntries(tasks.map((name, task) => [name, right[task]])),
        meanAccuracy: right.reduce((sum, share) => sum + share, 0) / tasks.length,
        activeNeurons,
        wiringLength,
        taskVariance,
        clusters: labels,
        modularity: Number.isNaN(modularity) ? null : modularity,
      },
    }
  })
  read.end()
  return moments
}

function tensorOf<Type extends Float32Array | Int32Array | Uint8Array>(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
  type: new (length: number) => Type,
  shape: readonly number[],
): Type {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined
  if (!tensor) throw new Error(`it has no ${name}`)
  if (!(tensor.data instanceof type) || JSON.stringify(tensor.shape) !== JSON.stringify(shape))
    throw new Error(`${name} must be ${type.name} [${shape.join(', ')}], is [${tensor.shape.join(', ')}]`)
  return tensor.data
}

function permutation(places: Int32Array): Int32Array {
  const isWhole = new Set(places).size === places.length
  if (!isWhole || places.some((neuron) => neuron < 0 || neuron >= places.length))
    throw new Error('its places must name each neuron once')
  return places
}

/** Reads wires one after the other. */
class WireReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** @param count how many of its weights were kept; @param top its largest |w| */
  matrix(size: number, count: number, top: number): Float32Array {
    const matrix = new Float32Array(size)
    if (!Number.isFinite(top)) throw new Error('its largest weights must be finite')
    for (let i = 0, wire = -1; i < count; i++) {
      wire += this.#gap() + 1
      if (wire >= size) throw new Error('its wires leave the matrix')
      const byte = this.#next()
      matrix[wire] = (byte & 0x80 ? -top : top) * ((byte & 0x7f) / STEPS_OF_WEIGHT) ** 2
    }
    return matrix
  }

  /** @throws Error if bytes are left */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new Error('it has more bytes than wires')
  }

  #gap(): number {
    let gap = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#next()
      gap |= (byte & 0x7f) << shift
      if (byte < 0x80) return gap
    }
    throw new Error('its wires leave the matrix')
  }

  #next(): number {
    if (this.#at >= this.#bytes.length) throw new Error('it has fewer bytes than wires')
    return this.#bytes[this.#at++]
  }
}
