/** The cells by name, and what follows from a network's: its parameters and their start. */
import type { Random } from '../random/random.js'
import type { Cell } from './cell.js'
import type { CellName, CellSettings, InitialSettings } from './cellSettings.js'
import { ei } from './cells/ei.js'
import { gru } from './cells/gru.js'
import { lstm } from './cells/lstm.js'
import { rate } from './cells/rate.js'
import type { NetworkSize, Parameters, ParameterTable } from './parameters.js'

const CELLS: Record<CellName, (settings: CellSettings) => Cell> = { rate, gru, lstm, ei }

/** The cell that an experiment names. */
export function cellOf(settings: CellSettings): Cell {
  return CELLS[settings.cell ?? 'rate'](settings)
}

/** The parameters of the network that an experiment describes. */
export function parametersOf(size: NetworkSize, settings: CellSettings): ParameterTable {
  return cellOf(settings).parameters(size)
}

/**
 * Draws all parameters of a network.
 * @param size numbers of input channels, neurons and classes, each ≥ 1
 * @param random the stream that they are drawn from, in a fixed order: the same state gives the same weights
 * @returns arrays in the shapes of `parametersOf`
 */
export function initialize(
  size: NetworkSize,
  settings: CellSettings & InitialSettings,
  random: Random,
): Parameters<Float32Array> {
  return cellOf(settings).initialize(size, settings, random)
}
