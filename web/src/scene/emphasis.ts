/**
 * How strongly wires and units are drawn. Those without a connection to the unit in focus fade, and so do the channels
 * on the map, where their planes would cover the sheet.
 */
import type { SceneModel } from './model.js'
import type { Plane } from './units.js'
import type { WireKind } from './wires.js'

/** Opacity of wires that do not belong to the unit in focus. */
const FADED_WIRES = 0.07
/** Share of its color that a unit keeps if it is not connected to the unit in focus. */
const FADED_UNITS = 0.35
/** Opacity of wires while units are colored by activity. */
const WIRES_UNDER_ACTIVITY = 0.4

/** Opacity of the wires of a kind. @param flatness 0 in space, 1 on the map */
export function wireShare(model: SceneModel, kind: WireKind, flatness: number): number {
  const here = kind === 'recurrent' ? 1 : 1 - flatness
  const opacity = model.connected
    ? FADED_WIRES
    : model.coloring.kind === 'activity'
      ? WIRES_UNDER_ACTIVITY
      : 1
  return model.shown[kind] ? here * opacity : 0
}

/** Opacity of a unit. Channels fade on the way to the map, except those that are connected to the unit in focus. */
export function unitOpacity(model: SceneModel, row: number, flatness: number): number {
  return model.units.plane(row) === 'sheet' || model.connected?.has(row) ? 1 : 1 - flatness
}

/** Share of its color that a unit keeps, 0 to 1; the rest is the color of the ground. */
export const unitColorShare = (model: SceneModel, row: number): number =>
  model.connected && !model.connected.has(row) ? FADED_UNITS : 1

/**
 * Factor on the size of a unit's disc. Neurons are smaller in space, where they look closer together and would hide
 * wires.
 */
export const unitScale = (plane: Plane, flatness: number): number =>
  plane === 'sheet' ? 0.88 + 0.12 * flatness : 1
