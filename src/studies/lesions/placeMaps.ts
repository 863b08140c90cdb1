/** Lesions at measured places: what silencing a disc about each place costs, and each neuron alone. */
import { dotArea, placePoint, placeViews } from '../../figures/placeMap.js'
import { panelTitle, QUIET, type Spec } from '../../figures/style.js'
import { decimal } from '../../figures/words.js'
import type { Places } from '../../growth/sheet.js'
import { regionWord, unitText } from '../../growth/sheetWords.js'
import type { Lesions } from './schema.js'
import { harm, LEAST_TOP, points } from './style.js'

const SIDE = 250

/** What the loss of the neurons about each place costs, a panel for each view. */
export function discPlaces({ discs, radius }: Lesions, sheet: Places): Spec[] {
  const top = Math.max(LEAST_TOP, ...discs.map(({ meanDrop }) => points(meanDrop)))
  const drops = new Map(discs.map(({ center, meanDrop }) => [center, points(meanDrop)]))
  const reach = `${decimal(radius, radius % 1 === 0 ? 0 : 1)} ${unitText(sheet)}`
  return maps(sheet, drops, top, `${regionWord(sheet) === 'ball' ? 'Balls' : 'Discs'} of radius ${reach}`)
}

/** What each neuron's loss costs. */
export function neuronPlaces({ neurons }: Lesions, sheet: Places): Spec[] {
  const top = Math.max(1, ...neurons.map(({ meanDrop }) => points(meanDrop)))
  const drops = new Map(neurons.map(({ neuron, meanDrop }) => [neuron, points(meanDrop)]))
  return maps(sheet, drops, top, 'Single neurons')
}

/** @param drops of accuracy in points, by place */
function maps(sheet: Places, drops: ReadonlyMap<number, number>, top: number, name: string): Spec[] {
  const values = sheet.x.map((_, place) => ({ ...placePoint(sheet, place), drop: drops.get(place) }))
  const size = dotArea(sheet, SIDE)
  return placeViews(sheet, SIDE).map((view) => ({
    ...view.spec,
    title: panelTitle(name, view.name),
    data: { values },
    layer: [
      {
        transform: [{ filter: '!isValid(datum.drop)' }],
        mark: { type: 'circle', color: QUIET, size: size / 4, opacity: 1 },
      },
      {
        // What costs most is drawn last, over the others.
        transform: [{ filter: 'isValid(datum.drop)' }],
        mark: { type: 'circle', size, stroke: '#999999', strokeWidth: 0.5, opacity: 1 },
        encoding: { color: harm(top, 'drop of mean accuracy (points)'), order: { field: 'drop' } },
      },
    ],
  }))
}
