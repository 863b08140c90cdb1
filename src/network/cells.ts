/** The cells by name, and what follows from a network's: its parameters and their start. */
import type { Random } from '../random/random.js'
import type { Cell, CellSettings, InitialSettings } from './cell.js'
import { checkMade } from './cellMembers.js'
import { type CellName, wordsOfCell } from './cellSettings.js'
import { ei } from './cells/ei.js'
import { gru } from './cells/gru.js'
import { lstm } from './cells/lstm.js'
import { rate } from './cells/rate.js'
import { checkStart, checkTable } from './cellTable.js'
import type { NetworkSize, Parameters, ParameterTable } from './parameters.js'

const CELLS: Record<CellName, (settings: CellSettings) => Cell> = { rate, gru, lstm, ei }

/** The cell of a network: one that gyrus brings, by its name, or one of a user's own. @throws InputError if there is none such */
export function cellOf(settings: CellSettings): Cell {
  const { cell } = settings
  if (typeof cell !== 'object') return CELLS[wordsOfCell(cell).name as CellName](settings)
  const made = cell.make(settings)
  checkMade(cell.name, made)
  return made
}

/** The parameters of the network that an experiment describes. */
export function parametersOf(size: NetworkSize, settings: CellSettings): ParameterTable {
  const table = cellOf(settings).parameters(size)
  if (typeof settings.cell === 'object') checkTable(settings.cell.name, table, size)
  return table
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
  const parameters = cellOf(settings).initialize(size, settings, random)
  if (typeof settings.cell === 'object')
    checkStart(settings.cell.name, parametersOf(size, settings), parameters)
  return parameters
}
