/**
 * Units without groups whose values are correlated like those of given units: a Gaussian-copula surrogate, a single
 * unimodal cloud. As a null it answers whether clusters are tighter than the correlations between the measured values
 * alone would make them (as in SigClust, Liu et al. 2008).
 */
import type { Random } from '../random/random.js'
import { ranks } from './statistics.js'

/**
 * Draws as many units as are given from one cloud. Each row keeps all its values in another order. Each pair of rows
 * keeps its rank correlation, except for sampling and an error of up to .02 (more if many values are equal). The error
 * comes from the scores that order the values: these are Gaussian with the correlations of the ranks.
 *
 * @param values `[row, unit]`, finite
 * @returns a function that draws `[row, unit]`
 */
export function copulaSurrogate(values: Float64Array, rows: number): (random: Random) => Float64Array {
  const units = values.length / rows
  const all = Int32Array.from({ length: units }, (_, i) => i)
  const ofRow = (row: number) => values.subarray(row * units, (row + 1) * units)
  const ascending = Array.from({ length: rows }, (_, row) => ofRow(row).toSorted())
  const scores = new Float64Array(units * rows) // [unit, row]
  for (let row = 0; row < rows; row++) {
    ranks(ofRow(row)).forEach((rank, unit) => {
      scores[unit * rows + row] = rank - (units + 1) / 2
    })
  }
  return (random) => {
    // Each drawn unit is a random mixture of all units' scores, so it is Gaussian and has the same correlations.
    const mixed = new Float64Array(units * rows)
    for (let unit = 0; unit < units; unit++) {
      for (let other = 0; other < units; other++) {
        const share = random.normal()
        for (let row = 0; row < rows; row++) mixed[unit * rows + row] += share * scores[other * rows + row]
      }
    }
    const drawn = new Float64Array(units * rows)
    for (let row = 0; row < rows; row++) {
      const order = all.toSorted((a, b) => mixed[a * rows + row] - mixed[b * rows + row])
      order.forEach((unit, rank) => {
        drawn[row * units + unit] = ascending[row][rank]
      })
    }
    return drawn
  }
}
