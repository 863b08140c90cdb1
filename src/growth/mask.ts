/**
 * Locality masks (LM-RNN; Khona et al. 2023, PAPER.md 4.4): of the recurrent connections only those within a radius on
 * the sheet exist, the others are held at 0 from the first step to the last. Nothing is charged and no one moves.
 */
import type { Metric } from './distance.js'
import type { Regularizer } from './regularizer.js'
import type { Sheet } from './sheet.js'

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

export function maskRegularizer(sheet: Sheet, radius: number, metric: Metric): Regularizer {
  return { masks: { recurrentWeights: localityMask(sheet, radius, metric) } }
}
