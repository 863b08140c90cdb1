/**
 * Units without groups, whose values go together as those of given units do: a Gaussian-copula surrogate, one unimodal
 * cloud. The null that asks whether clusters are tighter than the correlations between what is measured make them
 * (as SigClust's does, Liu et al. 2008).
 */
import type { Random } from '../random/random.js'
import { ranks } from './statistics.js'

/**
 * Draws as many units as there are from one cloud. Each row keeps all its values; each pair of rows keeps its rank
 * correlation over units up to sampling, and up to .02, or more where many values are equal: the scores that order the
 * values are Gaussian, correlated as the ranks are.
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
    // Each unit drawn is a random mixture of all units' scores: Gaussian, and correlated as they are.
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
