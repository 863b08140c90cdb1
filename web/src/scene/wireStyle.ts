/**
 * How wires look. Width and opacity grow with √|w|. If wires would cover too much of the drawing, all become thinner
 * and fainter, so that 20,000 wires of a network without a regularizer can be told apart, and 700 wires of a sparse
 * network are still seen well. The shader (wireMesh.ts) computes the same as `wireWidth` and `wireOpacity`.
 */
import type { WireList } from './wires.js'

export interface WireStyle {
  /** |w| from which on wires have the full width and opacity. */
  strong: number
  /** Width in px of a strong wire. */
  widest: number
  /** Opacity of a strong wire. */
  opacity: number
}

/** Factors on a wire's width at the sending and at the receiving end. */
export const TAPER = { from: 1.3, to: 0.6 }

/** Width (px) and opacity of a strong wire in a network with few wires. */
export const WIDEST = 3.4
const OPACITY = 0.9
/** Opacity of the weakest wire, relative to a strong one. */
export const FAINTEST = 0.12

/** Up to this share of the sheet may be covered (Σ width · opacity · length / area) before wires become thinner. */
const COVERED = 0.26
/** The size of the sheet on the screen for which that share is computed, px. */
const NOMINAL_SIZE = 640
/** Exponent of the reduction. It is below 1, so that denser networks still look denser. */
const TOWARD = 0.9

/** √|w| relative to that of a strong wire, at most 1. */
const strength = (weight: number, strong: number): number =>
  strong > 0 ? Math.min(1, Math.sqrt(Math.abs(weight) / strong)) : 0

export const wireWidth = (weight: number, { strong, widest }: WireStyle): number =>
  widest * strength(weight, strong)

export const wireOpacity = (weight: number, { strong, opacity }: WireStyle): number =>
  opacity * (FAINTEST + (1 - FAINTEST) * strength(weight, strong))

/** The style in which these wires do not cover too much of the drawing. @param homes positions of units, `[unit, 3]` */
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
  // Width and opacity are reduced by the same factor. The width stays about a pixel: thinner lines would lose their
  // color.
  return {
    strong,
    widest: Math.max(0.9, WIDEST * share ** 0.5),
    opacity: Math.max(0.04, OPACITY * share ** 0.5),
  }
}
