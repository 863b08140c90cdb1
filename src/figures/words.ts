/**
 * Numbers and findings as text, for titles and for the report. What counts as a finding is decided here, in one place
 * for all figures and paragraphs.
 */
import type { NullDistribution, NullTest } from '../analysis/analysis.js'
import type { ShareInterval } from '../analysis/share.js'

/** Text in place of a number that is undefined, such as the mean of no values or the z of a null that does not vary. */
export const NONE = '–'

/**
 * A number with a fixed number of decimals, a true minus sign and commas between thousands; 0 has no sign. If it is not
 * a finite number, a dash. All numbers in figures, tables and sentences are written by this function or `exponential`.
 */
export function decimal(x: number | null, digits: number): string {
  if (x === null || !Number.isFinite(x)) return NONE
  return formatOf(digits).format(x).replace('-', '−')
}

/**
 * A formatter for each number of decimals. They are kept, because making one takes longer than using it twenty times.
 */
const formats = new Map<number, Intl.NumberFormat>()

function formatOf(digits: number): Intl.NumberFormat {
  let format = formats.get(digits)
  if (!format) {
    const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits }
    format = new Intl.NumberFormat('en-US', { ...decimals, signDisplay: 'negative' })
    formats.set(digits, format)
  }
  return format
}

export const whole = (x: number): string => decimal(Math.round(x), 0)

export const percent = (share: number | null, digits = 1): string =>
  share === null || !Number.isFinite(share) ? NONE : `${decimal(100 * share, digits)}%`

/**
 * The difference of two shares in percentage points, computed from the rounded percentages, so that readers can check
 * it.
 */
export const points = (high: number, low: number): string =>
  decimal(Number(decimal(100 * high, 1)) - Number(decimal(100 * low, 1).replace('−', '-')), 1)

/** A share with its 95 % interval: `94.7% (94.5 to 94.9)` */
export const percentWithInterval = (share: number, { low, high }: ShareInterval, digits = 1): string =>
  `${percent(share, digits)} (${decimal(100 * low, digits)} to ${decimal(100 * high, digits)})`

/** A number with 3 significant digits; without decimals from a thousand on. */
export function plain(x: number): string {
  const size = Math.abs(x)
  if (size >= 1000 || Number.isInteger(x)) return whole(x)
  if (size > 0 && size < 1e-3) return exponential(x)
  return decimal(x, size >= 100 ? 1 : size >= 10 ? 2 : 3)
}

/**
 * E.g. `0.642 ± 0.055` or `7,979 ± 718`, both with as many decimals as give `sd` two significant digits. If `sd` is
 * undefined, like the standard deviation of a single value, only the mean is written.
 */
export function plusMinus(mean: number | null, sd: number | null): string {
  if (mean === null || sd === null || !Number.isFinite(sd)) return mean === null ? NONE : plain(mean)
  const digits = sd > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(sd)))) : 3
  return `${decimal(mean, digits)} ± ${decimal(sd, digits)}`
}

/** E.g. `1.2 × 10⁻⁵`, or `10⁻⁵` for a power of ten. */
export function exponential(x: number): string {
  if (!Number.isFinite(x)) return NONE
  const [digits, exponent] = x.toExponential(1).split('e')
  const raised = `10${exponent.replace('+', '').replace(/./g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))}`
  return digits === '1.0' ? raised : `${digits.replace('-', '−')} × ${raised}`
}

/** E.g. `p = 0.0001` or `p = 0.34`; `p = –` if it is not defined. */
export function pText(p: number | null): string {
  if (p === null || !Number.isFinite(p)) return `p = ${NONE}`
  return `p = ${p >= 0.1 ? decimal(p, 2) : Number(p.toPrecision(2)).toString()}`
}

export const zText = (z: number | null): string => `z = ${decimal(z, 1)}`

/** `z = −5.2, p = 0.0001` */
export const testText = ({ z, p }: Pick<NullTest, 'z' | 'p'>): string => `${zText(z)}, ${pText(p)}`

export const counted = (n: number, singular: string, plural = `${singular}s`): string =>
  `${whole(n)} ${n === 1 ? singular : plural}`

/** `a, b and c` */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`
}

/** `3 min 5 s` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return NONE
  const rounded = Math.round(seconds)
  if (rounded < 60) return `${decimal(seconds, seconds < 9.95 ? 1 : 0)} s`
  const minutes = Math.floor(rounded / 60)
  if (minutes < 60) return `${minutes} min ${rounded % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** With fewer null samples, p cannot be below .05. */
export const FEWEST_NULLS = 20

/**
 * The largest p of a clear finding: .01, or the smallest p that a number of null samples can give, if that is larger.
 */
export const leastP = (samples: number): number => Math.max(0.01, 1.001 / (samples + 1))

/**
 * The result of a null test.
 * `clear`: the value is 3 sd of the null or more from its mean, on the measure's side (PROTOCOL's criterion for
 * anatomy), and p ≤ `leastP`. `weak`: p < .05; if there are too few samples for that, 2 sd or more and p ≤ `leastP`.
 * `reversed`: 3 sd or more on the other side. `undefined`: there is no value, or the null does not vary.
 */
export type Verdict = 'clear' | 'weak' | 'none' | 'reversed' | 'undefined'

/** The parts of a null test on which a verdict depends. */
type Judged = Pick<NullDistribution, 'z' | 'p' | 'tail' | 'samples'>

export function verdict({ z, p, tail, samples }: Judged): Verdict {
  if (z === null || p === null) return 'undefined'
  const toward = tail === 'lower' ? -z : z
  const rare = p <= leastP(samples)
  if (toward >= 3 && rare) return 'clear'
  if (toward <= -3) return 'reversed'
  const isWeak = samples < FEWEST_NULLS ? toward >= 2 && rare : p < 0.05
  return isWeak ? 'weak' : 'none'
}

/**
 * The joint verdict of several tests of one claim. It is `clear` only if all tests are, and `mixed` if one test
 * supports the claim and another the opposite.
 */
export function jointVerdict(tests: readonly Judged[]): Verdict | 'mixed' {
  const verdicts = tests.map(verdict)
  if (verdicts.every((v) => v === 'undefined')) return 'undefined'
  if (verdicts.every((v) => v === 'clear')) return 'clear'
  const reversed = verdicts.includes('reversed')
  if (verdicts.some((v) => v === 'clear' || v === 'weak')) return reversed ? 'mixed' : 'weak'
  return reversed ? 'reversed' : 'none'
}
