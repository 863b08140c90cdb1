/**
 * Pruning: a network is cut down to a budget of neurons and of wire, a little in each of many rounds, and what is left
 * goes on learning. A weight that is cut is exactly 0, and so are its moments; the training step holds it there
 * (`StepInput.pruned`), so swaps take along what was cut and no round needs to know of the ones before.
 */

import type { Value } from '../engine/engine.js'
import {
  connections,
  forMatrices,
  hiddenOf,
  type Matrices,
  type MatrixName,
  type ParameterTable,
  weightsOf,
} from '../network/parameters.js'
import type { TrainingTensors } from '../network/trainer.js'
import { geometryOf, wireLength } from './geometry.js'
import type { Sheet } from './sheet.js'

/** What may be left at the end. What is not set is not cut. */
export interface PruningBudget {
  /** Neurons that something goes into and something comes out of. */
  neurons?: number
  /** Length of the recurrent connections in the sheet's unit: Manhattan, in cells of a grid. */
  wiring?: number
}

/** Neurons and wire after a round, in the units of the budget. */
export type Pruned = Required<PruningBudget>

export interface PruningOptions extends PruningBudget {
  /** Steps after which the rounds begin and end, and steps between two of them. */
  first: number
  last: number
  every: number
}

/**
 * The rounds of a training. The excess over the budget falls with the cube of the rounds that are left (Zhu and Gupta
 * 2017, arXiv 1710.01878, eq. 1): fast while there is much to cut, slowly near the end.
 */
export class Pruning {
  readonly #sheet: Sheet
  readonly #options: PruningOptions
  readonly #rounds: number

  constructor(sheet: Sheet, options: PruningOptions) {
    this.#sheet = sheet
    this.#options = options
    this.#rounds = Math.floor((options.last - options.first) / options.every) + 1
  }

  /** Whether a round is due after this step (1, 2, …). */
  isDue(step: number): boolean {
    const { first, last, every } = this.#options
    return step >= first && step <= last && (step - first) % every === 0
  }

  /** As an action of the training. */
  readonly afterStep = (
    { table, tensors }: { table: ParameterTable; tensors: Readonly<TrainingTensors> },
    step: number,
  ) => (this.isDue(step) ? ({ type: 'prune', ...this.round(table, tensors, step) } as const) : undefined)

  /** Whether the step after this one must hold at 0 what is 0. */
  holds(step: number): boolean {
    return step >= this.#options.first
  }

  /**
   * The round after this step, in place: neurons first, then wires. Nothing in it is left to chance; of equals the one
   * of lower index stays.
   *
   * @param table of the network's cell
   * @param tensors parameters by name, and moments as `<parameter>.<moment>`
   */
  round(table: ParameterTable, tensors: Readonly<TrainingTensors>, step: number): Pruned {
    const { first, every, neurons, wiring } = this.#options
    const done = (step - first) / every // rounds before this one
    const side = 1 - 1 / (this.#rounds - done)
    const share = side * side * side
    const towards = (budget: number, now: number) => (now > budget ? budget + (now - budget) * share : now)
    const network = new Prunable(table, tensors, this.#sheet)
    if (neurons !== undefined) network.keepNeurons(Math.round(towards(neurons, network.living().length)))
    if (wiring !== undefined) network.keepWires(towards(wiring, network.wiring()))
    return { neurons: network.living().length, wiring: network.wiring() }
  }
}

/** A network whose neurons and recurrent wires can be cut. A connection goes as a whole: its wire and its gates. */
class Prunable {
  readonly #table: ParameterTable
  readonly #tensors: Readonly<TrainingTensors>
  readonly #sheet: Sheet
  /** The weights of each pathway, and their moments. */
  readonly #together: Matrices<Value['data'][]>

  constructor(table: ParameterTable, tensors: Readonly<TrainingTensors>, sheet: Sheet) {
    this.#table = table
    this.#tensors = tensors
    this.#sheet = sheet
    this.#together = forMatrices((matrix) => {
      const names = new Set(
        weightsOf(table).flatMap(({ name, pathway }) => (pathway === matrix ? [name] : [])),
      )
      return Object.keys(tensors)
        .filter((name) => names.has(name.split('.')[0]))
        .map((name) => tensors[name].data)
    })
  }

  /** Neurons by falling Σ|w_in|·Σ|w_out| without self-connections, those alone for which it is not 0. */
  living(): number[] {
    const hidden = hiddenOf(this.#table)
    const weights = this.#connections()
    const into = new Float64Array(hidden)
    const out = new Float64Array(hidden)
    this.#forEachConnection((matrix, i, receiver, sender) => {
      if (matrix === 'recurrentWeights' && receiver === sender) return
      const w = Math.abs(weights[matrix][i])
      if (matrix !== 'outputWeights') into[receiver] += w
      if (matrix !== 'inputWeights') out[sender] += w
    })
    const strength = into.map((w, neuron) => w * out[neuron])
    return [...strength.keys()]
      .filter((neuron) => strength[neuron] > 0)
      .sort((a, b) => strength[b] - strength[a] || a - b)
  }

  /** Cuts all connections of all neurons but the strongest so many. */
  keepNeurons(count: number): void {
    const kept = new Uint8Array(hiddenOf(this.#table))
    for (const neuron of this.living().slice(0, count)) kept[neuron] = 1
    this.#forEachConnection((matrix, i, receiver, sender) => {
      const lives =
        (matrix === 'outputWeights' || kept[receiver]) && (matrix === 'inputWeights' || kept[sender])
      if (!lives) this.#cut(matrix, i)
    })
  }

  /** Length of the recurrent connections that exist, in the sheet's unit. */
  wiring(): number {
    return this.#wires().reduce((sum, { length }) => sum + length, 0)
  }

  /**
   * Cuts recurrent connections until the others are no longer than this: those that stay have the largest w² for their
   * length. Self-connections have none, and stay.
   */
  keepWires(most: number): void {
    const wires = this.#wires().sort((a, b) => b.value - a.value || a.index - b.index)
    let total = 0
    for (const { index, length } of wires) {
      total += length
      if (total > most) this.#cut('recurrentWeights', index)
    }
  }

  #wires(): { index: number; length: number; value: number }[] {
    const { recurrentWeights } = this.#connections()
    const geometry = geometryOf(this.#sheet)
    const wires: { index: number; length: number; value: number }[] = []
    this.#forEachConnection((matrix, index, receiver, sender) => {
      if (matrix !== 'recurrentWeights' || receiver === sender || recurrentWeights[index] === 0) return
      const length = wireLength(geometry, receiver, sender)
      wires.push({ index, length, value: recurrentWeights[index] ** 2 / length })
    })
    return wires
  }

  #forEachConnection(visit: (matrix: MatrixName, index: number, receiver: number, sender: number) => void) {
    for (const { role, pathway, shape } of weightsOf(this.#table)) {
      if (role === 'gate') continue
      const [receivers, senders] = shape
      for (let receiver = 0, index = 0; receiver < receivers; receiver++)
        for (let sender = 0; sender < senders; sender++, index++) visit(pathway, index, receiver, sender)
    }
  }

  #connections(): Matrices<Float32Array> {
    return connections(this.#table, (name) => this.#tensors[name].data as Float32Array)
  }

  /** The connection and its moments. */
  #cut(matrix: MatrixName, index: number) {
    for (const data of this.#together[matrix]) data[index] = 0
  }
}
