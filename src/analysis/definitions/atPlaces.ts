/** Definitions for neurons at measured places: with the unit of the places, and with the differences from a grid. */
import { isGrid, type Places, type Sheet } from '../../growth/sheet.js'
import { unitText } from '../../growth/sheetWords.js'
import type { Definition } from '../definitions.js'

/** Measures on a list of neurons, for which they must have an order, as in the rows of a grid. */
const OF_LISTS = ['isolatedNeuronRatio', 'indexVariance', 'rowMajor', 'columnMajor']

/** Adapts definitions to the places of a sheet. @returns the same definitions if the sheet is a grid */
export function atPlaces(definitions: Record<string, Definition>, sheet: Sheet): Record<string, Definition> {
  if (isGrid(sheet)) return definitions
  const entries = Object.entries(definitions).map(([name, definition]) => [name, ofPlaces(definition, sheet)])
  const result: Record<string, Definition> = Object.fromEntries(entries)
  for (const name of OF_LISTS) {
    result[name] = {
      ...result[name],
      meaning: `Not defined for measured places, which have no order: ${definitions[name].meaning}`,
    }
  }
  result.sheet = {
    meaning:
      'The measured places: coordinates of each neuron in their unit, and the distance by which wires run.',
    unit: unitText(sheet),
    direction: definitions.sheet.direction,
  }
  const isolated = definitions.isolatedNeuronRatio2d
  result.isolatedNeuronRatio2d = {
    ...isolated,
    meaning: isolated.meaning.replace(
      'four neighbors on the sheet',
      'neighbors (places joined in the Gabriel graph: no third lies within the ball, or circle, between the two)',
    ),
  }
  if (sheet.area) {
    result.areas = {
      meaning:
        'Of each pair of areas [receiving][sending]: recurrent connections with |w| > 0.01 between different neurons, their length (wire), and the length of all pairs of neurons.',
      unit: `connections, ${unitText(sheet)}`,
      direction: 'a description, not a score',
    }
  }
  return result
}

function ofPlaces({ meaning, unit, direction }: Definition, sheet: Places): Definition {
  const metric = sheet.distance === 'manhattan' ? 'Manhattan' : 'Euclidean'
  return {
    meaning: meaning
      .replaceAll('Manhattan', metric)
      .replace(
        'cells / longer side of the sheet',
        'length / longest side of the box; bins as wide as the spacing',
      )
      .replaceAll('random cells of the sheet', 'random ones of the measured places'),
    unit: unit.replace(/^cells/, unitText(sheet)),
    direction,
  }
}
