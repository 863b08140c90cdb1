/**
 * What stands out and what steps back: of the wires and units that are not those of the unit in focus, and of the
 * channels on the map, where their planes would lie over the sheet.
 */
import type { SceneModel } from './model.js'
import type { Plane } from './units.js'
import type { WireKind } from './wires.js'

/** What is left of that which the focus is not connected to. */
const FADED_WIRES = 0.07
const FADED_UNITS = 0.35
/** Of all wires, where activity is what is to be seen. */
const WIRES_UNDER_ACTIVITY = 0.4

/** Opacity of the wires of a kind, at 0 (space) to 1 (map). */
export function wireShare(model: SceneModel, kind: WireKind, flatness: number): number {
  const here = kind === 'recurrent' ? 1 : 1 - flatness
  const loud = model.connected ? FADED_WIRES : model.coloring.kind === 'activity' ? WIRES_UNDER_ACTIVITY : 1
  return model.shown[kind] ? here * loud : 0
}

/** Channels leave on the way to the map, but for those that the focus is connected to. */
export function unitOpacity(model: SceneModel, row: number, flatness: number): number {
  return model.units.plane(row) === 'sheet' || model.connected?.has(row) ? 1 : 1 - flatness
}

/** How much of its color a unit keeps; the rest is that of the ground. */
export const unitColorShare = (model: SceneModel, row: number): number =>
  model.connected && !model.connected.has(row) ? FADED_UNITS : 1

/** Size of a unit's disc beside its own: on the sheet neurons stand closer in perspective, and would hide the wires. */
export const unitScale = (plane: Plane, flatness: number): number =>
  plane === 'sheet' ? 0.88 + 0.12 * flatness : 1
