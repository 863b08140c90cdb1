/**
 * The wiring cost of the present layout against other layouts of the same network: the best one that annealing finds,
 * the neurons at random cells, and the neurons at each other's places. Networks that are rewired with degrees and
 * connection lengths kept have the same present cost by construction. But a new layout may save less or more of it, so
 * that saving is compared with theirs.
 */
import { neuronsOf, type Sheet } from '../growth/sheet.js'
import type { Random } from '../random/random.js'
import { CONNECTION_THRESHOLD, type Connectome } from './connectome.js'
import { type NullDistribution, nullTest } from './nullTest.js'
import { anneal, type Laid, Layouts, type Places, randomPlaces } from './relayout.js'

/** The wires between neurons and channels. Channels do not move. */
export interface ChannelWires {
  /** Weights `[hidden, input]` and their lengths in the sheet's unit. */
  inputWeights: Float32Array
  inputLengths: Float32Array
  /** Weights `[output, hidden]` and their lengths in the sheet's unit. */
  outputWeights: Float32Array
  outputLengths: Float32Array
}

/** The cost of a layout against others, in cells times the unit of weight. */
export interface LayoutCost {
  /** The present Σ|w|·length against the active neurons at random cells of the whole sheet. */
  present: NullDistribution
  /** The cost of the best layout found; null without wires. */
  best: number | null
  /** present / best; null without wires. */
  ratio: number | null
}

export interface WiringOptimum extends LayoutCost {
  /** The present cost against that with the active neurons shuffled among their places. */
  presentAmongPlaces: NullDistribution
  /**
   * present / best, from a single search, against that of networks rewired with degrees and connection lengths kept.
   */
  ratioOfRewired: NullDistribution
  /** Cell of each active neuron in the best layout found. */
  bestPlaces: number[]
  /** The same cost with the wires between active neurons and channels. */
  withChannels: LayoutCost | null
}

export interface LayoutInput {
  active: Int32Array
  sheet: Sheet
  channels?: ChannelWires
  /** Rewired networks with degrees and connection lengths kept. */
  nulls: readonly Connectome[]
  layouts: number
  annealings: number
  sweeps: number
}

export function wiringOptimum(
  network: Connectome,
  { active, sheet, channels, nulls, layouts: count, annealings, sweeps }: LayoutInput,
  stream: (name: string) => Random,
): WiringOptimum {
  const layouts = new Layouts(network, sheet)
  const cost = layouts.cost(active)
  const best = bestLayout(layouts, active, annealings, sweeps, stream('annealing'))
  const wired = cost > 0
  // The network's ratio comes from one annealing here, like those of the rewired networks, so that no network is
  // favored.
  const searches = stream('annealing of nulls')
  const ratioOf = (network: Layouts) => cost / anneal(network, active, searches, sweeps).cost
  const compared = wired && nulls.length > 0
  const shuffles = stream('shuffled places')
  const pulled = channels && new Layouts(network, sheet, pullOfChannels(active, sheet, channels))
  return {
    ...against(layouts, active, best, count, stream('layouts')),
    presentAmongPlaces: nullTest(
      wired ? cost : null,
      new Float64Array(wired ? count : 0).map(() => layouts.cost(shuffles.shuffle(active.slice()))),
      'lower',
    ),
    ratioOfRewired: nullTest(
      compared ? ratioOf(layouts) : null,
      Float64Array.from(nulls, (rewired) => ratioOf(new Layouts(rewired, sheet))),
      'lower',
    ),
    bestPlaces: Array.from(best.places),
    withChannels: pulled
      ? against(
          pulled,
          active,
          bestLayout(pulled, active, annealings, sweeps, stream('annealing with channels')),
          count,
          stream('layouts with channels'),
        )
      : null,
  }
}

function against(layouts: Layouts, present: Places, best: Laid, count: number, random: Random): LayoutCost {
  const cost = layouts.cost(present)
  const wired = cost > 0
  return {
    present: nullTest(
      wired ? cost : null,
      new Float64Array(wired ? count : 0).map(() =>
        layouts.cost(randomPlaces(layouts.neurons, layouts.cells, random)),
      ),
      'lower',
    ),
    best: wired ? best.cost : null,
    ratio: wired ? cost / best.cost : null,
  }
}

/** The best layout of several annealings from the present layout. */
function bestLayout(
  layouts: Layouts,
  present: Places,
  annealings: number,
  sweeps: number,
  random: Random,
): Laid {
  let best: Laid = { places: present, cost: layouts.cost(present) }
  for (let a = 0; a < annealings && best.cost > 0; a++) {
    const laid = anneal(layouts, present, random, sweeps)
    if (laid.cost < best.cost) best = laid
  }
  return best
}

/**
 * Σ|w|·length of the wires (|w| > 0.01) between an active neuron and the channels, if the neuron stood at a cell:
 * `[neuron, cell]`.
 */
export function pullOfChannels(
  active: Int32Array,
  sheet: Sheet,
  { inputWeights, inputLengths, outputWeights, outputLengths }: ChannelWires,
): Float64Array {
  const cells = neuronsOf(sheet)
  const inputs = inputWeights.length / cells
  const outputs = outputWeights.length / cells
  const pull = new Float64Array(active.length * cells)
  const strength = (w: number) => (Math.abs(w) > CONNECTION_THRESHOLD ? Math.abs(w) : 0)
  active.forEach((neuron, i) => {
    for (let cell = 0; cell < cells; cell++) {
      let cost = 0
      for (let c = 0; c < inputs; c++) {
        cost += strength(inputWeights[neuron * inputs + c]) * inputLengths[cell * inputs + c]
      }
      for (let c = 0; c < outputs; c++) {
        cost += strength(outputWeights[c * cells + neuron]) * outputLengths[c * cells + cell]
      }
      pull[i * cells + cell] = cost
    }
  })
  return pull
}
