/**
 * Tests over seeds: each seed gives one value, and the test is whether the mean of the values is above 0. It would be a
 * bad test to require p < .01 in every single network: if each network has it with probability .9, all of twelve
 * networks have it only 28 times in a hundred.
 */
import jstat from 'jstat'
import { type MeanInterval, mean, meanInterval } from './statistics.js'

const { studentt, noncentralt } = jstat

/**
 * The power for which studies are usually planned: the probability that a test finds a real effect (Cohen 1988, 2.4).
 */
const POWER = 0.8

export interface SeedTest extends MeanInterval {
  /** Student's one-sided test of a mean above 0; null for fewer than two values. */
  p: number | null
  /**
   * p of the sign-flip test: the share of the 2ⁿ choices of the values' signs whose mean is as high or higher. It
   * assumes no distribution, only that without an effect a value and its negative are equally likely. It cannot be
   * below 2⁻ⁿ.
   */
  signFlipP: number
}

/**
 * Tests whether the mean over seeds is above 0.
 * @param values one for each seed, above 0 if the claim holds, e.g. a z or the logarithm of a ratio
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

/**
 * p of Student's two-sided test of a mean other than 0; null for fewer than two values.
 * @param values one for each seed
 */
export function twoSided(values: readonly number[]): number | null {
  const p = student(values)
  return p === null ? null : 2 * Math.min(p, 1 - p)
}

/** Up to this number of seeds, all choices of signs are counted (65,536 for 16 seeds). */
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
    // Sums that are equal except for rounding count as equal.
    if (flipped >= total - 1e-12 * Math.abs(total)) asHigh++
  }
  return asHigh / ways
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/**
 * The smallest effect that the test over seeds finds with probability `POWER`: the mean in standard deviations between
 * seeds. For a mean of d·sd, the statistic has a noncentral t distribution with n − 1 degrees of freedom and
 * noncentrality d·√n.
 *
 * @param n number of seeds, ≥ 2
 * @param alpha level of the test
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
 * Holm's correction for several tests (1979): the smallest p is multiplied by the number of tests n, the next by n − 1,
 * and so on; each is then at least as large as the one before.
 * @param values p of the tests
 * @returns corrected p, in the order of the values
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
