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
  MATRICES,
  type Matrices,
  type MatrixName,
  type ParameterTable,
  weightsOf,
} from '../network/parameters.js'
import type { TrainingTensors } from '../network/trainer.js'
import { channelLengths } from './distance.js'
import { geometryOf, wireLength } from './geometry.js'
import type { Layout, Sheet } from './sheet.js'

/** What may be left at the end. What is not set is not cut. */
export interface PruningBudget {
  /** Neurons that something goes into and something comes out of. */
  neurons?: number
  /** Length of the recurrent connections in the sheet's unit: Manhattan, in cells of a grid. */
  wiring?: number
  /** The same of all connections, those to and from the channels with it: each channel at its place in the drawing. */
  totalWiring?: number
}

/** Neurons and wire after a round, in the units of the budget; all wire where it has a budget. */
export type Pruned = Required<Omit<PruningBudget, 'totalWiring'>> & Pick<PruningBudget, 'totalWiring'>

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
  readonly #lengths: Lengths
  readonly #options: PruningOptions
  readonly #rounds: number

  /** @param layout of the sheet: where the channels stand */
  constructor(sheet: Sheet, layout: Layout, options: PruningOptions) {
    this.#lengths = lengthsOn(sheet, layout)
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
    const { first, every, neurons, wiring, totalWiring } = this.#options
    const done = (step - first) / every // rounds before this one
    const side = 1 - 1 / (this.#rounds - done)
    const share = side * side * side
    const towards = (budget: number, now: number) => budget + (now - budget) * share
    const network = new Prunable(table, tensors, this.#lengths)
    if (neurons !== undefined) {
      const living = network.living().length
      network.keepNeurons(Math.round(living > neurons ? towards(neurons, living) : living))
    }
    const cutTo = (budget: number | undefined, of: readonly MatrixName[]) => {
      const now = network.wiring(of)
      if (budget !== undefined && now > budget) network.keepWires(towards(budget, now), of)
    }
    cutTo(wiring, RECURRENT)
    cutTo(totalWiring, MATRICES)
    return {
      neurons: network.living().length,
      wiring: network.wiring(RECURRENT),
      ...(totalWiring !== undefined && { totalWiring: network.wiring(MATRICES) }),
    }
  }
}

const RECURRENT: readonly MatrixName[] = ['recurrentWeights']

/** The length of a connection in the sheet's unit. */
type Lengths = (matrix: MatrixName, index: number, receiver: number, sender: number) => number

function lengthsOn(sheet: Sheet, layout: Layout): Lengths {
  const geometry = geometryOf(sheet)
  const channels = channelLengths(layout, sheet)
  return (matrix, index, receiver, sender) =>
    matrix === 'recurrentWeights' ? wireLength(geometry, receiver, sender) : channels[matrix][index]
}

/** A network whose neurons and wires can be cut. A connection goes as a whole: its wire and its gates. */
class Prunable {
  readonly #table: ParameterTable
  readonly #tensors: Readonly<TrainingTensors>
  readonly #lengths: Lengths
  /** The weights of each pathway, and their moments. */
  readonly #together: Matrices<Value['data'][]>

  constructor(table: ParameterTable, tensors: Readonly<TrainingTensors>, lengths: Lengths) {
    this.#table = table
    this.#tensors = tensors
    this.#lengths = lengths
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

  /** Length of the connections of some matrices that exist, in the sheet's unit. */
  wiring(of: readonly MatrixName[]): number {
    return this.#wires(of).reduce((sum, { length }) => sum + length, 0)
  }

  /**
   * Cuts connections of some matrices until the others are no longer than this: those that stay have the largest w² for
   * their length. Connections without length, as those of a neuron to itself, stay.
   */
  keepWires(most: number, of: readonly MatrixName[]): void {
    const wires = this.#wires(of).sort(
      (a, b) =>
        b.value - a.value || MATRICES.indexOf(a.matrix) - MATRICES.indexOf(b.matrix) || a.index - b.index,
    )
    let total = 0
    for (const { matrix, index, length } of wires) {
      total += length
      if (total > most) this.#cut(matrix, index)
    }
  }

  #wires(of: readonly MatrixName[]): { matrix: MatrixName; index: number; length: number; value: number }[] {
    const weights = this.#connections()
    const wires: { matrix: MatrixName; index: number; length: number; value: number }[] = []
    this.#forEachConnection((matrix, index, receiver, sender) => {
      const weight = weights[matrix][index]
      if (weight === 0 || !of.includes(matrix)) return
      const length = this.#lengths(matrix, index, receiver, sender)
      if (length > 0) wires.push({ matrix, index, length, value: weight ** 2 / length })
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
