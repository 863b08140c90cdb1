/**
 * Locality masks (LM-RNN; Khona et al. 2023, PAPER.md 4.4): of the recurrent connections only those within a radius on
 * the sheet exist, the others are held at 0 from the first step to the last. Nothing is charged and no one moves.
 */
import { defineCharge } from '../charge.js'
import type { Metric } from '../distance.js'
import type { Sheet } from '../sheet.js'

/**
 * Which pairs of neurons may be connected: 1 where their distance is at most `radius` cells, else 0. Compared in whole
 * cells, so that no rounding decides. A neuron may always be connected to itself.
 *
 * @param radius in cells, ≥ 0
 * @returns [hidden · hidden], row-major, symmetric
 */
export function localityMask({ rows, columns }: Sheet, radius: number, metric: Metric): Float32Array {
  const n = rows * columns
  return Float32Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n]
    const down = Math.abs(Math.floor(i / columns) - Math.floor(j / columns))
    const across = Math.abs((i % columns) - (j % columns))
    const near = metric === 'manhattan' ? down + across <= radius : down ** 2 + across ** 2 <= radius ** 2
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
