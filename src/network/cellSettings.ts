/**
 * The cells that gyrus brings, in words. Apart from the cells themselves, so that who only reads experiments need not load what
 * computes.
 */
import { InputError } from '../errors.js'
import { nearest } from '../nearest.js'
import { isModule, show } from '../text.js'
import type { CellDefinition, CellSettings, UsedSetting } from './cell.js'

/** A new cell is a file in cells/, its name and words here and a line in cells.ts. */
export const CELL_NAMES = ['rate', 'gru', 'lstm', 'ei'] as const satisfies readonly CellName[]
/** What `network.cell` may say. */
export type CellName = 'rate' | 'gru' | 'lstm' | 'ei'

/** The settings that only some cells have, and what they must be for the others. `form` says nothing where α is 1. */
const NEUTRAL = { alpha: 1, noise: 0, excitatory: undefined, readout: undefined } as const satisfies Record<
  UsedSetting,
  unknown
>

/** What is known of a cell without what it computes. */
export type CellDescription = Omit<CellDefinition, 'make'>

/** Song et al. 2016 take the cortex' proportion: four in five neurons are excitatory. */
export const EXCITATORY = 0.8

const gated = (name: string, gates: number) =>
  `Its neurons are ${name}: a connection is a wire and ${gates} gates, charged and cut together; what is shown and measured of it is the sum of their sizes, with the sign of the wire.`

export const CELL_WORDS: Readonly<Record<CellName, CellDescription>> = {
  rate: { name: 'rate', uses: ['alpha', 'noise'], sentence: () => null },
  gru: { name: 'gru', uses: [], sentence: () => gated('gated recurrent units (GRU)', 2) },
  lstm: { name: 'lstm', uses: [], sentence: () => gated('long short-term memory cells (LSTM)', 3) },
  ei: {
    name: 'ei',
    uses: ['alpha', 'noise', 'excitatory', 'readout'],
    sentence: ({ excitatory = EXCITATORY, readout = 'all' }) =>
      `${Math.round(100 * excitatory)}% of its neurons excite and the others inhibit all that they reach (Dale’s law); the outputs read ${readout === 'all' ? 'all of them' : 'the excitatory ones'}.`,
  },
}

/** The words of a cell that gyrus brings. @throws InputError for a name that none has */
export function wordsOfCell(name = 'rate'): CellDescription {
  if (Object.hasOwn(CELL_WORDS, name)) return CELL_WORDS[name as CellName]
  throw new InputError(
    isModule(name)
      ? `network.cell: ${show(name)} is a file; import it and hand its cell over, as in docs/cells.md`
      : `network.cell: must be one of ${CELL_NAMES.join(', ')}, got ${show(name)}; nearest: ${nearest(name, CELL_NAMES, 1).join()}`,
  )
}

/**
 * A setting that a cell does not use and that is not as if it were not there.
 * @returns its name and what it must be; null where there is none
 */
export function strayCellSetting(
  settings: CellSettings,
  { name, uses, fields = {} }: Pick<CellDescription, 'name' | 'uses' | 'fields'>,
): { field: UsedSetting; message: string } | null {
  for (const [field, neutral] of Object.entries(NEUTRAL) as [UsedSetting, unknown][]) {
    const value = settings[field]
    if (uses.includes(field) || Object.hasOwn(fields, field) || value === neutral) continue
    const must = neutral === undefined ? 'must not be set' : `must be ${neutral}`
    return { field, message: `${must} where network.cell is ${name}, got ${value}` }
  }
  return null
}
