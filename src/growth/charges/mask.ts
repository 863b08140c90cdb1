/**
 * Locality masks (LM-RNN; Khona et al. 2023, PAPER.md 4.4): of the recurrent connections only those within a radius on
 * the sheet exist, the others are held at 0 from the first step to the last. Nothing is charged and no one moves.
 */
import { defineCharge } from '../charge.js'
import type { Metric } from '../distance.js'
import { geometryOf, squaredDistance, wireLength } from '../geometry.js'
import { neuronsOf, type Sheet } from '../sheet.js'

/**
 * Which pairs of neurons may be connected: 1 where their distance is at most `radius`, else 0. On a grid whole cells are
 * compared, so that no rounding decides. A neuron may always be connected to itself.
 *
 * @param radius in the sheet's unit (cells of a grid), ≥ 0
 * @returns [hidden · hidden], row-major, symmetric
 */
export function localityMask(sheet: Sheet, radius: number, metric: Metric): Float32Array {
  const n = neuronsOf(sheet)
  const geometry = { ...geometryOf(sheet), metric }
  const { coordinates, dimensions } = geometry
  return Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    const near =
      metric === 'manhattan'
        ? wireLength(geometry, i, j) <= radius
        : squaredDistance(coordinates, dimensions, i, j) <= radius ** 2
    return near ? 1 : 0
  })
}

/** The share of all pairs of neurons that a mask leaves, self-connections included. */
function density(mask: Float32Array): number {
  return mask.reduce((sum, exists) => sum + exists, 0) / mask.length
}

export const mask = defineCharge({
  name: 'mask',
  label: 'mask',
  charged: 'mask',
  help: 'Long wires do not exist, short ones are free.',
  fields: {
    /** Recurrent connections of at most this length exist. */
    radius: { type: 'number', range: '≥ 0, in cells', holds: (x) => x >= 0, example: 3 },
  },
  masks: ({ sheet, settings: { radius, metric } }) => ({
    recurrentWeights: localityMask(sheet, radius, metric),
  }),
  lengths: () => 'recurrent',
  sentence: ({ settings: { radius, metric: by }, sheet, metric, counted, percent }) =>
    `Its wiring cost nothing, but of the recurrent connections only those of at most ${counted(radius, 'cell')} ` +
    `(${metric} distance) existed: ${percent(density(localityMask(sheet, radius, by)))} of all pairs.`,
})
