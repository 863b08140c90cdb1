/** W_h as a picture: neurons in the order of their clusters, weights as colors by sign. */
import type { Rgb } from './colors.js'

export interface MatrixOrder {
  /** Place of the neuron in each row, which is also that of its column. */
  places: Int32Array
  /** Row of the neuron at each place; −1 for those left out. */
  rows: Int32Array
  /** Stretches of one cluster: rows `from` to `to` − 1; −1 is not active. */
  blocks: { cluster: number; from: number; to: number }[]
}

/**
 * Cluster by cluster, within one by place; neurons that are not active come last, or not at all.
 * @param clusters by place, −1 where not active
 */
export function matrixOrder(clusters: ArrayLike<number>, activeOnly = false): MatrixOrder {
  const rank = (place: number) => (clusters[place] < 0 ? Number.POSITIVE_INFINITY : clusters[place])
  const all = Array.from({ length: clusters.length }, (_, place) => place)
  const kept = activeOnly ? all.filter((place) => clusters[place] >= 0) : all
  const places = Int32Array.from(
    kept.sort((a, b) => (rank(a) === rank(b) ? a - b : rank(a) < rank(b) ? -1 : 1)),
  )
  const rows = new Int32Array(clusters.length).fill(-1)
  const blocks: MatrixOrder['blocks'] = []
  places.forEach((place, row) => {
    rows[place] = row
    const last = blocks.at(-1)
    if (last && last.cluster === clusters[place]) last.to = row + 1
    else blocks.push({ cluster: clusters[place], from: row, to: row + 1 })
  })
  return { places, rows, blocks }
}

/** Weights above this share of the others have the full color: a few huge ones must not pale the rest. */
const FULL_COLOR_QUANTILE = 0.98

/** |w| of the full color: of those that are not 0. @returns 1 where all are */
export function fullColorWeight(weights: Float32Array): number {
  const strengths = weights.map(Math.abs).filter((w) => w > 1e-6)
  if (strengths.length === 0) return 1
  strengths.sort()
  return strengths[Math.floor(FULL_COLOR_QUANTILE * (strengths.length - 1))]
}

/** Share of the full color, 0 to 1: the square root, so that weak weights are seen. */
export const colorShare = (weight: number, full: number): number =>
  Math.sqrt(Math.min(1, Math.abs(weight) / full))

/**
 * The picture, one pixel a weight: `[row, column, rgba]`, rows receive and columns send.
 * @param weights `[hidden, hidden]` by place
 */
export function matrixPixels(
  weights: Float32Array,
  { places, rows }: MatrixOrder,
  colors: { ground: Rgb; positive: Rgb; negative: Rgb },
  full: number,
): Uint8ClampedArray<ArrayBuffer> {
  const [n, hidden] = [places.length, rows.length]
  const pixels = new Uint8ClampedArray(4 * n * n)
  let at = 0
  for (const receiver of places) {
    for (const sender of places) {
      const weight = weights[receiver * hidden + sender]
      const share = colorShare(weight, full)
      const color = weight < 0 ? colors.negative : colors.positive
      for (let c = 0; c < 3; c++) {
        pixels[at + c] = Math.round(colors.ground[c] + share * (color[c] - colors.ground[c]))
      }
      pixels[at + 3] = 255
      at += 4
    }
  }
  return pixels
}
