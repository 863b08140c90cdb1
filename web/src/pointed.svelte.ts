/**
 * Which neurons are hovered, pinned and selected, and the activity that is played. Panels and scenes share this state.
 */
import { neuronsOf, type Sheet } from 'gyrus/growth/sheet.js'

export class Pointed {
  /** Place on the sheet, as is `pinned`; null for none. */
  hovered = $state<number | null>(null)
  pinned = $state<number | null>(null)
  /** Whether a drag on a network selects neurons. */
  selecting = $state(false)
  /** Rates of the first network's units at the present step of the trial that is played. */
  activity = $state.raw<Float32Array | null>(null)
}

/** The place if it is on this sheet, else null: it may come from a larger sheet, of another network. */
export const within = (place: number | null, sheet: Sheet): number | null =>
  place !== null && place < neuronsOf(sheet) ? place : null
