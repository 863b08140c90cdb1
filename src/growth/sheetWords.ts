/** A sheet in words: its size, its places, the unit of its lengths. */
import { type Grid, isGrid, neuronsOf, type Places, type Sheet } from './places.js'

/** The unit of lengths on a sheet, in the plural: `cells`, or that of measured places, `µm`. */
export const lengthUnit = (sheet: Sheet): string => (isGrid(sheet) ? 'cells' : unitText(sheet))

/** The unit of measured places as it is written: `µm` of `um`. */
export const unitText = ({ unit }: Pick<Places, 'unit'>): string => unit.replace(/^u(?=m$)/, 'µ')

/** What lies within a radius: a disc of the sheet, or a ball where it has depth. */
export const regionWord = (sheet: Sheet): 'disc' | 'ball' => (!isGrid(sheet) && sheet.z ? 'ball' : 'disc')

/** `20 × 20`, or `400 measured places`. */
export function sheetSize(sheet: Sheet): string {
  if (isGrid(sheet)) return `${sheet.rows} × ${sheet.columns}`
  return neuronsOf(sheet) === 1
    ? '1 measured place'
    : `${neuronsOf(sheet).toLocaleString('en-US')} measured places`
}

/** `row 3, column 12` of a grid, counted from 1; `L23-7` of measured places by its id, else by its number from 0. */
export const placeName = (place: number, sheet: Sheet): string =>
  isGrid(sheet) ? gridPlaceName(place, sheet) : (sheet.id?.[place] ?? `place ${place}`)

const gridPlaceName = (place: number, { columns }: Grid): string =>
  `row ${Math.floor(place / columns) + 1}, column ${(place % columns) + 1}`

/** `neuron in row 3, column 12`, or `neuron L23-7 at (10, 20, 150) µm, area L2/3`. */
export function neuronName(place: number, sheet: Sheet): string {
  if (isGrid(sheet)) return `neuron in ${gridPlaceName(place, sheet)}`
  const { x, y, z, id, area } = sheet
  const at = [x[place], y[place], ...(z ? [z[place]] : [])].map((value) => Number(value.toPrecision(4)))
  const name = id ? `neuron ${id[place]}` : `neuron ${place}`
  return `${name} at (${at.join(', ')}) ${unitText(sheet)}${area?.[place] ? `, ${area[place]}` : ''}`
}
