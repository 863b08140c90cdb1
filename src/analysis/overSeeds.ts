/**
 * Tests over seeds: the seeds are the units, each with one value, and the question is whether their mean lies above 0.
 * To ask for p < .01 in every single network is no such test: where each is found with a power of .9, all of twelve are
 * found 28 times in a hundred.
 */
import jstat from 'jstat'
import { type MeanInterval, mean, meanInterval } from './statistics.js'

const { studentt, noncentralt } = jstat

/** Probability that a test finds what is there, as studies are planned for (Cohen 1988, 2.4). */
const POWER = 0.8

export interface SeedTest extends MeanInterval {
  /** Student's one-sided test of a mean above 0; null for fewer than two values. */
  p: number | null
  /**
   * Share of the 2ⁿ ways to choose signs whose mean is as high or higher. It assumes no distribution, only that a value
   * and its negative are as likely where there is nothing, and cannot be below 2⁻ⁿ.
   */
  signFlipP: number
}

/**
 * @param values one of each seed, above 0 where the claim holds: a z, or the logarithm of a ratio
 */
export function testOverSeeds(values: readonly number[]): SeedTest {
  return { ...meanInterval(values), p: student(values), signFlipP: signFlip(values) }
}

function student(values: readonly number[]): number | null {
  const n = values.length
  if (n < 2) return null
  const middle = mean(values)
  const variance = sum(values.map((value) => (value - middle) ** 2)) / (n - 1)
  if (variance === 0) return middle === 0 ? 0.5 : middle > 0 ? 0 : 1
  return studentt.cdf(-middle / Math.sqrt(variance / n), n - 1)
}

/** Exact up to 16 seeds: 65,536 ways. */
const MOST_FLIPPED = 16

function signFlip(values: readonly number[]): number {
  if (values.length > MOST_FLIPPED) {
    throw new RangeError(`must be at most ${MOST_FLIPPED} seeds, got ${values.length}`)
  }
  const total = sum(values)
  const ways = 2 ** values.length
  let asHigh = 0
  for (let signs = 0; signs < ways; signs++) {
    const flipped = sum(values.map((value, i) => ((signs >> i) & 1 ? -value : value)))
    // The sum over other signs that cancel differs from the observed one by rounding.
    if (flipped >= total - 1e-12 * Math.abs(total)) asHigh++
  }
  return asHigh / ways
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/**
 * What the test over seeds can find: the least mean, in standard deviations between seeds, that it finds with a
 * probability of .8. With a mean of d·sd the statistic is noncentral t with n − 1 degrees of freedom and d·√n.
 *
 * @param n seeds, ≥ 2
 * @param alpha below which p counts
 */
export function leastEffect(n: number, alpha: number): number {
  const critical = studentt.inv(1 - alpha, n - 1)
  const power = (effect: number) => 1 - noncentralt.cdf(critical, n - 1, effect * Math.sqrt(n))
  let [low, high] = [0, 1]
  while (power(high) < POWER) high *= 2
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (power(middle) < POWER) low = middle
    else high = middle
  }
  return high
}

/**
 * Holm's correction for several tests (1979): the smallest p is multiplied by their number, the next by one less, and so
 * on; none may be smaller than one before it.
 * @returns in the order of the values
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j])
  const corrected = new Array<number>(values.length)
  let largest = 0
  order.forEach((test, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[test]))
    corrected[test] = largest
  })
  return corrected
}
