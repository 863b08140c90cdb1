/**
 * What an experiment says of its cell, and which cells know which of it. Apart from the cells themselves, so that who only
 * reads experiments need not load what computes.
 */
import type { Activation } from './activation.js'
import type { Initialization } from './initialization.js'

/** A new cell is a file in cells/, its name here and a line in cells.ts. */
export const CELL_NAMES = ['rate', 'gru', 'lstm', 'ei'] as const
export type CellName = (typeof CELL_NAMES)[number]

/** What an experiment says of its cell. */
export interface CellSettings {
  /** `rate` where left out. */
  cell?: CellName
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
  initialization: Initialization
  /** Factor on the recurrent weights. */
  gain: number
}

/** The settings that only some cells have, and what they must be for the others. `form` says nothing where α is 1. */
const NEUTRAL = { alpha: 1, noise: 0, excitatory: undefined, readout: undefined } as const
type Optional = keyof typeof NEUTRAL

const USES: Record<CellName, readonly Optional[]> = {
  rate: ['alpha', 'noise'],
  gru: [],
  lstm: [],
  ei: ['alpha', 'noise', 'excitatory', 'readout'],
}

/**
 * A setting that the cell does not have and that is not as if it were not there.
 * @returns its name and what it must be; null where there is none
 */
export function strayCellSetting(settings: CellSettings): { field: Optional; message: string } | null {
  const { cell = 'rate' } = settings
  for (const [field, neutral] of Object.entries(NEUTRAL) as [Optional, unknown][]) {
    const value = settings[field]
    if (USES[cell].includes(field) || value === neutral) continue
    const must = neutral === undefined ? 'must not be set' : `must be ${neutral}`
    return { field, message: `${must} where network.cell is ${cell}, got ${value}` }
  }
  return null
}
