/**
 * Numbers and findings as words: how titles and report speak. A sentence follows from the data whichever way they
 * fall; what counts as a finding is decided here, once, for every figure and paragraph.
 */
import type { NullDistribution, NullTest } from '../analysis/analysis.js'
import type { ShareInterval } from '../analysis/share.js'

/** What stands where there is no number: a mean over nothing, a z without a spread. */
export const NONE = '–'

/**
 * A fixed number of decimals, with a true minus and thousands separated; 0 has no sign. What is not a finite number is a
 * dash. Every number that a figure, a table or a sentence shows comes through here or `exponential`.
 */
export function decimal(x: number | null, digits: number): string {
  if (x === null || !Number.isFinite(x)) return NONE
  return formatOf(digits).format(x).replace('-', '−')
}

/** One for each number of decimals: to make one takes longer than to use it twenty times. */
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

/** The difference of two shares in points, as a reader finds it who subtracts the two percentages as written. */
export const points = (high: number, low: number): string =>
  decimal(Number(decimal(100 * high, 1)) - Number(decimal(100 * low, 1).replace('−', '-')), 1)

/** A share with its 95 % interval: `94.7% (94.5 to 94.9)` */
export const percentWithInterval = (share: number, { low, high }: ShareInterval, digits = 1): string =>
  `${percent(share, digits)} (${decimal(100 * low, digits)} to ${decimal(100 * high, digits)})`

/** As many decimals as a number of this size needs: 3 significant digits, none beyond a thousand. */
export function plain(x: number): string {
  const size = Math.abs(x)
  if (size >= 1000 || Number.isInteger(x)) return whole(x)
  if (size > 0 && size < 1e-3) return exponential(x)
  return decimal(x, size >= 100 ? 1 : size >= 10 ? 2 : 3)
}

/**
 * `0.642 ± 0.055`, `7,979 ± 718`: both with the decimals that give the second two significant digits. The first alone
 * where there is no second, such as the deviation of a single value.
 */
export function plusMinus(mean: number | null, sd: number | null): string {
  if (mean === null || sd === null || !Number.isFinite(sd)) return mean === null ? NONE : plain(mean)
  const digits = sd > 0 ? Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(sd)))) : 3
  return `${decimal(mean, digits)} ± ${decimal(sd, digits)}`
}

/** 1.2 × 10⁻⁵, or 10⁻⁵ for a power of ten. */
export function exponential(x: number): string {
  if (!Number.isFinite(x)) return NONE
  const [digits, exponent] = x.toExponential(1).split('e')
  const raised = `10${exponent.replace('+', '').replace(/./g, (c) => (c === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(c)]))}`
  return digits === '1.0' ? raised : `${digits.replace('-', '−')} × ${raised}`
}

/** `p = 0.0001`, `p = 0.34`, `p = –` where it is not defined */
export function pText(p: number | null): string {
  if (p === null || !Number.isFinite(p)) return `p = ${NONE}`
  return `p = ${p >= 0.1 ? decimal(p, 2) : Number(p.toPrecision(2)).toString()}`
}

export const zText = (z: number | null): string => `z = ${decimal(z, 1)}`

/** `z = −5.2, p = 0.0001` */
export const testText = ({ z, p }: Pick<NullTest, 'z' | 'p'>): string => `${zText(z)}, ${pText(p)}`

export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${whole(n)} ${n === 1 ? one : many}`

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

/** Fewer null samples cannot give p < .05. */
export const FEWEST_NULLS = 20

/** The p that counts: .01, or the least that so many null samples can give. */
export const leastP = (samples: number): number => Math.max(0.01, 1.001 / (samples + 1))

/**
 * What a null test says. `clear`: beyond 3 sd of the null on the metric's side (PROTOCOL's bar for anatomy) and
 * p ≤ .01, or the least p that so many samples can give; `weak`: p < .05, or of too few samples for that, beyond 2 sd
 * and the least p; `reversed`: beyond 3 sd on the other side; `undefined`: no value, or a null that does not vary.
 */
export type Verdict = 'clear' | 'weak' | 'none' | 'reversed' | 'undefined'

/** What a verdict is given on. */
type Judged = Pick<NullDistribution, 'z' | 'p' | 'tail' | 'samples'>

export function verdict({ z, p, tail, samples }: Judged): Verdict {
  if (z === null || p === null) return 'undefined'
  const toward = tail === 'lower' ? -z : z
  const rare = p <= leastP(samples)
  if (toward >= 3 && rare) return 'clear'
  if (toward <= -3) return 'reversed'
  const some = samples < FEWEST_NULLS ? toward >= 2 && rare : p < 0.05
  return some ? 'weak' : 'none'
}

/**
 * What several tests of one claim say together: the claim holds clearly only where each of them does; `mixed` where one
 * speaks for it and another for the opposite.
 */
export function jointVerdict(tests: readonly Judged[]): Verdict | 'mixed' {
  const verdicts = tests.map(verdict)
  if (verdicts.every((v) => v === 'undefined')) return 'undefined'
  if (verdicts.every((v) => v === 'clear')) return 'clear'
  const reversed = verdicts.includes('reversed')
  if (verdicts.some((v) => v === 'clear' || v === 'weak')) return reversed ? 'mixed' : 'weak'
  return reversed ? 'reversed' : 'none'
}
