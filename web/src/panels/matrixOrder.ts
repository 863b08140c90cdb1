/** W_h as a picture: neurons in the order of their clusters, weights as colors. */
import type { Rgb } from './colors.js'

export interface MatrixOrder {
  /** Place of the neuron in each row; columns have the same order. */
  places: Int32Array
  /** Row of the neuron at each place; −1 if the neuron is left out. */
  rows: Int32Array
  /** The rows of each cluster, `from` to `to` − 1; cluster −1 holds the neurons that are not active. */
  blocks: { cluster: number; from: number; to: number }[]
}

/**
 * Sorts neurons by cluster, and within a cluster by place. Neurons that are not active come last.
 * @param clusters cluster of the neuron at each place, −1 if not active
 * @param activeOnly leaves out neurons that are not active
 */
export function matrixOrder(clusters: ArrayLike<number>, activeOnly = false): MatrixOrder {
  const rank = (place: number) => (clusters[place] < 0 ? Number.POSITIVE_INFINITY : clusters[place])
  const neurons = Array.from({ length: clusters.length }, (_, place) => place)
  const kept = activeOnly ? neurons.filter((place) => clusters[place] >= 0) : neurons
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

/** Weights from this quantile of |w| on have the full color, so that a few huge weights do not make the others pale. */
const FULL_COLOR_QUANTILE = 0.98

/** Of more weights than this, the quantile is that of a sample of so many. */
const SAMPLE = 2 ** 20

/** The |w| that has the full color, a quantile over the weights that are not 0; 1 if all are 0. */
export function fullColorWeight(weights: Float32Array): number {
  // An odd step, so that a sample of a matrix with an even number of columns has weights of all columns.
  const step = 2 * Math.floor(weights.length / SAMPLE / 2) + 1
  const sample =
    step === 1
      ? weights
      : Float32Array.from({ length: Math.floor(weights.length / step) }, (_, i) => weights[i * step])
  const strengths = sample.map(Math.abs).filter((w) => w > 1e-6)
  if (strengths.length === 0) return 1
  strengths.sort()
  return strengths[Math.floor(FULL_COLOR_QUANTILE * (strengths.length - 1))]
}

/** How much of the full color a weight has, 0 to 1. The square root makes weak weights visible. */
export const colorShare = (weight: number, full: number): number =>
  Math.sqrt(Math.min(1, Math.abs(weight) / full))

/** The most pixels along a side of the picture, more than a panel shows. */
const MOST_PIXELS = 1024

/** How many pixels the picture of so many neurons has along a side. */
export const pixelsAcross = (neurons: number): number => Math.min(neurons, MOST_PIXELS)

/**
 * The picture, one pixel a weight: `[row, column, rgba]`, rows receive and columns send. Of a large network a pixel
 * stands for several weights and shows the strongest, so that no strong wire is lost.
 * @param weights `[hidden, hidden]`, neurons in the order of their places
 */
export function matrixPixels(
  weights: Float32Array,
  { places, rows }: MatrixOrder,
  colors: { ground: Rgb; positive: Rgb; negative: Rgb },
  full: number,
): Uint8ClampedArray<ArrayBuffer> {
  const [n, hidden] = [places.length, rows.length]
  const across = pixelsAcross(n)
  const pixels = new Uint8ClampedArray(4 * across * across)
  /** The neurons of a pixel's row or column. */
  const neurons = Array.from({ length: across }, (_, p) =>
    places.subarray(Math.floor((p * n) / across), Math.floor(((p + 1) * n) / across)),
  )
  let at = 0
  for (const receivers of neurons) {
    for (const senders of neurons) {
      let weight = 0
      for (const receiver of receivers) {
        for (const sender of senders) {
          const one = weights[receiver * hidden + sender]
          if (Math.abs(one) > Math.abs(weight)) weight = one
        }
      }
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
