/** A unit in words. */
import type { Sheet } from 'gyrus/growth/sheet.js'
import { neuronName } from 'gyrus/growth/sheetWords.js'
import type { Labels } from './labels.js'
import type { Unit } from './units.js'

/**
 * E.g. “neuron in row 3, column 12”, “input ring 1, 4”, “output fixation”. Rows, columns and directions count from 1.
 */
export function unitName({ plane, index }: Unit, sheet: Sheet, labels: Labels): string {
  if (plane === 'sheet') return neuronName(index, sheet)
  const groups = plane === 'input' ? labels.inputs : labels.outputs
  const group = groups.find(({ first, count }) => index >= first && index < first + count)
  if (!group) return `${plane} ${index + 1}`
  if (group.shape === 'point') return `${plane} ${group.name}`
  if (group.shape === 'ring')
    return `${plane} ${group.name}, direction ${index - group.first + 1} of ${group.count}`
  const label = group.labels[index - group.first]
  return group.name === 'tasks' ? `task input ${label}` : `${plane} ${label}`
}
