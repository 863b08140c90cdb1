/**
 * What stands out and what steps back: of the wires and units that are not those of the unit in focus, and of the
 * channels on the map, where their planes would lie over the sheet.
 */
import type { SceneModel } from './model.js'
import type { WireKind } from './wires.js'

/** Opacity of what the focus is not connected to. */
const FADED_WIRES = 0.1
const FADED_UNITS = 0.4

/** Opacity of the wires of a kind, at 0 (space) to 1 (map). */
export function wireShare(model: SceneModel, kind: WireKind, flatness: number): number {
  const here = kind === 'recurrent' ? 1 : 1 - flatness
  return model.shown[kind] ? here * (model.connected ? FADED_WIRES : 1) : 0
}

export function unitOpacity(model: SceneModel, row: number, flatness: number): number {
  const connected = model.connected?.has(row) ?? false
  const faded = model.connected && !connected ? FADED_UNITS : 1
  if (model.units.plane(row) === 'sheet') return faded
  return connected ? 1 : faded * (1 - flatness)
}
