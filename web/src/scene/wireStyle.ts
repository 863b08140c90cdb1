/**
 * How wires look: width and opacity grow with √|w|, and all become thinner and fainter together where they would
 * cover the drawing, so that 20,000 equal wires of a network without a regularizer do not turn to mud, and the 700 of
 * a sparse one do not vanish. The shader (wireMesh.ts) computes the same as `wireWidth` and `wireOpacity`.
 */
import type { WireList } from './wires.js'

export interface WireStyle {
  /** |w| of a strong wire: as strong as any, to the eye. */
  strong: number
  /** Width in px of a strong wire. */
  widest: number
  /** Opacity of a strong wire. */
  opacity: number
}

/** Width where a wire is sent and where it is received, beside its own. */
export const TAPER = { from: 1.3, to: 0.6 }

/** Of a strong wire, where there is room. */
export const WIDEST = 3.4
const OPACITY = 0.9
/** Opacity of the weakest wire beside a strong one. */
export const FAINTEST = 0.12

/** Σ width · opacity · length over the sheet's area that is let be, at a sheet of so many px. */
const COVERED = 0.26
const NOMINAL_SIZE = 640
/** Denser networks still look denser: they are not brought down to the same cover. */
const TOWARD = 0.9

/** √|w| beside that of a strong wire, at most 1. */
const strength = (weight: number, strong: number): number =>
  strong > 0 ? Math.min(1, Math.sqrt(Math.abs(weight) / strong)) : 0

export const wireWidth = (weight: number, { strong, widest }: WireStyle): number =>
  widest * strength(weight, strong)

export const wireOpacity = (weight: number, { strong, opacity }: WireStyle): number =>
  opacity * (FAINTEST + (1 - FAINTEST) * strength(weight, strong))

/** The style in which these wires cover no more of the drawing than lets one see through. `homes`: `[unit, 3]`. */
export function fittingStyle({ data, count }: WireList, homes: Float32Array, strong: number): WireStyle {
  const full = { strong, widest: WIDEST, opacity: OPACITY }
  let ink = 0
  for (let i = 0; i < 3 * count; i += 3) {
    const from = 3 * data[i]
    const to = 3 * data[i + 1]
    const length = Math.hypot(
      homes[to] - homes[from],
      homes[to + 1] - homes[from + 1],
      homes[to + 2] - homes[from + 2],
    )
    ink += wireWidth(data[i + 2], full) * wireOpacity(data[i + 2], full) * length
  }
  const covered = ink / NOMINAL_SIZE
  if (covered <= COVERED) return full
  const share = (COVERED / covered) ** TOWARD
  // Half of it by width as long as a pixel is left, for thin lines keep their color where faint ones lose it.
  return {
    strong,
    widest: Math.max(0.9, WIDEST * share ** 0.5),
    opacity: Math.max(0.04, OPACITY * share ** 0.5),
  }
}
