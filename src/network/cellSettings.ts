/**
 * What an experiment says of its cell, and which cells know which of it. Apart from the cells themselves, so that who only
 * reads experiments need not load what computes.
 */
import type { Activation } from './activation.js'
import type { Initialization } from './initialization.js'

/** A new cell is a file in cells/, its name and words here and a line in cells.ts. */
export const CELL_NAMES = ['rate', 'gru', 'lstm', 'ei'] as const satisfies readonly CellName[]
/** What `network.cell` may say. */
export type CellName = 'rate' | 'gru' | 'lstm' | 'ei'

/** What an experiment says of its cell. */
export interface CellSettings {
  /** `rate` where left out. */
  cell?: CellName
  /** f: the rate as a function of the current, or what a cell with gates has in its place. */
  activation: Activation
  /** `inside`: h ← (1−α)h + α f(pre); `outside`: h ← f((1−α)h + α pre). The same for α = 1. */
  form: 'inside' | 'outside'
  /** α = dt/τ, in (0, 1]. */
  alpha: number
  /** sigmaRec: the noise on pre has standard deviation √(2/α)·sigmaRec at each step; 0 for none. */
  noise: number
  /** Of `ei`: the share of excitatory neurons. */
  excitatory?: number
  /** Of `ei`: whose rates the outputs read; `all` where left out. */
  readout?: 'all' | 'excitatory'
}

/** What an experiment says of the weights at the start. */
export interface InitialSettings extends Pick<CellSettings, 'cell' | 'excitatory' | 'readout'> {
  /** The law of the recurrent weights. */
  initialization: Initialization
  /** Factor on the recurrent weights. */
  gain: number
  /** Of `ei`: the sign of each neuron where it was measured, 1 or −1, `[hidden]`; drawn by `excitatory` where left out. */
  signs?: ArrayLike<number>
}

/** The settings that only some cells have, and what they must be for the others. `form` says nothing where α is 1. */
const NEUTRAL = { alpha: 1, noise: 0, excitatory: undefined, readout: undefined } as const
type Optional = keyof typeof NEUTRAL

/** What is known of a cell without what it computes. */
interface CellDescription {
  /** Which of the settings it has. */
  uses: readonly Optional[]
  /** Its sentence in the report; none for the paper's own. */
  sentence?(settings: CellSettings): string
}

/** Song et al. 2016 take the cortex' proportion: four in five neurons are excitatory. */
export const EXCITATORY = 0.8

const gated = (name: string, gates: number) =>
  `Its neurons are ${name}: a connection is a wire and ${gates} gates, charged and cut together; what is shown and measured of it is the sum of their sizes, with the sign of the wire.`

const DESCRIPTIONS: Record<CellName, CellDescription> = {
  rate: { uses: ['alpha', 'noise'] },
  gru: { uses: [], sentence: () => gated('gated recurrent units (GRU)', 2) },
  lstm: { uses: [], sentence: () => gated('long short-term memory cells (LSTM)', 3) },
  ei: {
    uses: ['alpha', 'noise', 'excitatory', 'readout'],
    sentence: ({ excitatory = EXCITATORY, readout = 'all' }) =>
      `${Math.round(100 * excitatory)}% of its neurons excite and the others inhibit all that they reach (Dale’s law); the outputs read ${readout === 'all' ? 'all of them' : 'the excitatory ones'}.`,
  },
}

/** What a report says of the cell; null where it is the paper's. */
export function cellSentence(settings: CellSettings): string | null {
  return DESCRIPTIONS[settings.cell ?? 'rate'].sentence?.(settings) ?? null
}

/**
 * A setting that the cell does not have and that is not as if it were not there.
 * @returns its name and what it must be; null where there is none
 */
export function strayCellSetting(settings: CellSettings): { field: Optional; message: string } | null {
  const { cell = 'rate' } = settings
  for (const [field, neutral] of Object.entries(NEUTRAL) as [Optional, unknown][]) {
    const value = settings[field]
    if (DESCRIPTIONS[cell].uses.includes(field) || value === neutral) continue
    const must = neutral === undefined ? 'must not be set' : `must be ${neutral}`
    return { field, message: `${must} where network.cell is ${cell}, got ${value}` }
  }
  return null
}
