/** What of the networks is pointed at, and what of the first is played: the panels and the scenes show the same. */
import type { Sheet } from 'gyrus/growth/sheet.js'

export class Pointed {
  /** Places on the sheet; null for none. */
  hovered = $state<number | null>(null)
  pinned = $state<number | null>(null)
  /** Whether a drag on the first network selects neurons. */
  selecting = $state(false)
  /** Rates of the first network's units in the trial that is played. */
  activity = $state.raw<Float32Array | null>(null)
}

/** A place on a sheet; null where it has none such, for the network before it, or the one beside it, may be larger. */
export const within = (place: number | null, { rows, columns }: Sheet): number | null =>
  place !== null && place < rows * columns ? place : null
