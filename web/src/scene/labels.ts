/** The labels of the scene and their positions in space. */
import { isGrid } from 'gyrus/growth/sheet.js'
import { sheetSize } from 'gyrus/growth/sheetWords.js'
import type { ChannelGroup } from 'gyrus/tasks/battery.js'
import type { Plane, Units } from './units.js'

export interface Labels {
  inputs: readonly ChannelGroup[]
  outputs: readonly ChannelGroup[]
}

export interface SceneLabel {
  text: string
  /** Whether it names a plane, a group of channels, or one task. */
  kind: 'plane' | 'group' | 'task'
  plane: Plane
  /** Where it stands in the scene. */
  at: readonly [x: number, y: number, z: number]
  /** Px below that point, positive downward. */
  below: number
  /** Rows of the units that it names; empty for the label of a plane. */
  rows: readonly number[]
}

export function sceneLabels(units: Units, { inputs, outputs }: Labels): SceneLabel[] {
  const { x, z } = units.halfSheet
  const plane = (text: string, plane: Plane, halfX: number, halfZ: number): SceneLabel => ({
    text,
    kind: 'plane',
    plane,
    at: [-halfX, units.heights[plane], halfZ],
    below: 14,
    rows: [],
  })
  return [
    plane('input', 'input', 0.5, 0.5),
    plane(isGrid(units.sheet) ? `sheet, ${sheetSize(units.sheet)}` : sheetSize(units.sheet), 'sheet', x, z),
    plane('output', 'output', 0.5, 0.5),
    ...inputs.flatMap((group) => groupLabels(units, group, 'input')),
    ...outputs.flatMap((group) => groupLabels(units, group, 'output')),
  ]
}

/** Rows of the channels that stand for tasks, in their order. */
export const taskRows = (units: Units, { inputs }: Labels): number[] =>
  inputs
    .filter(({ name }) => name === 'tasks')
    .flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => units.first('input') + first + i))

function groupLabels(units: Units, group: ChannelGroup, plane: Plane): SceneLabel[] {
  const first = units.first(plane) + group.first
  const at = (i: number): [number, number, number] => {
    const row = 3 * (first + i)
    return [units.homes[row], units.homes[row + 1], units.homes[row + 2]]
  }
  if (group.shape === 'line') {
    const kind = group.name === 'tasks' ? 'task' : 'group'
    return group.labels.map((text, i) => ({
      text,
      kind,
      plane,
      at: at(i),
      below: kind === 'task' ? -6 : 14,
      rows: [first + i],
    }))
  }
  if (group.count === 0) return []
  const places = Array.from({ length: group.count }, (_, i) => at(i))
  const mean = (axis: number) => places.reduce((sum, place) => sum + place[axis], 0) / places.length
  // The output ring has the fixation unit in its middle, so its label stands below it. Input rings have theirs inside.
  const outside = group.shape === 'ring' && plane === 'output'
  const nearest = Math.max(...places.map((place) => place[2]))
  return [
    {
      text: group.name,
      kind: 'group',
      plane,
      at: [mean(0), units.heights[plane], outside ? nearest : mean(2)],
      below: group.shape === 'point' || outside ? 14 : 4,
      rows: places.map((_, i) => first + i),
    },
  ]
}
