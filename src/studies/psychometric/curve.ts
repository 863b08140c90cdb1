/**
 * Psychometric curves: how often the first of two stimuli is chosen at each coherence, with Wilson intervals. A
 * cumulative Gaussian with lapses is fitted by maximum likelihood; standard errors and a 95 % band come from a
 * parametric bootstrap (Wichmann and Hill 2001). The input is counts; no network is run here.
 */
import { nelderMead } from '../../analysis/nelderMead.js'
import { type Share, share } from '../../analysis/share.js'
import type { Random } from '../../random/random.js'

/** Counts of the choices in the trials of one coherence. */
export interface ChoiceCount {
  /** Signed: positive if the first stimulus is stronger. */
  readonly coherence: number
  readonly first: number
  readonly second: number
  readonly neither: number
  readonly correct: number
}

export interface ChoicePoint extends ChoiceCount {
  trials: number
  choice: Share
}

export interface AccuracyPoint {
  /** |coherence| */
  coherence: number
  trials: number
  correct: number
  accuracy: Share
}

/** A fitted parameter, with its standard error and 95 % interval from the bootstrap. */
export interface Estimate {
  value: number
  se: number
  low: number
  high: number
}

export interface PsychometricFit {
  mu: Estimate
  sigma: Estimate
  lapse: Estimate
  logLikelihood: number
  deviance: number
  devianceP: number
  bootstrap: number
  /** The fitted curve and the band around it, at coherences across the measured range. */
  curve: { coherence: number[]; choice: number[]; low: number[]; high: number[] }
}

export interface PsychometricCurve {
  /** In ascending order of coherence. */
  points: ChoicePoint[]
  /** Both signs together, in ascending order of |coherence|; without 0, where no answer is right. */
  accuracy: AccuracyPoint[]
  /** Null if the parameters cannot be determined from the data; `reason` then says why. */
  fit: PsychometricFit | null
  reason: string | null
}

const BOOTSTRAPS = 200
const CURVE_POINTS = 101
/** The largest lapse rate of a fit; with more lapses, choices hardly depend on coherence. */
const MOST_LAPSE = 0.5
/** Range in which σ is searched, relative to the largest coherence. */
const SIGMA_RANGE = [1e-3, 10]
/** Upper 1 % point of chi-square with 2 degrees of freedom. */
const FLAT = 9.2103
/** At this many σ from μ, the choice probability is within 0.15 % of its limit. */
const FAR = 3

/**
 * Measures one curve.
 * @param counts one for each coherence
 * @throws RangeError if a coherence comes twice or is not finite
 */
export function psychometricCurve(counts: readonly ChoiceCount[], random: Random): PsychometricCurve {
  const sorted = [...counts].sort((a, b) => a.coherence - b.coherence)
  sorted.forEach(({ coherence }, i) => {
    if (!Number.isFinite(coherence) || coherence === sorted[i + 1]?.coherence)
      throw new RangeError(`psychometricCurve: each coherence once, got ${coherence} twice or not finite`)
  })
  const points = sorted.map((count) => {
    const { first, second, neither } = count
    return { ...count, trials: first + second + neither, choice: share(first, first + second) }
  })
  return { points, accuracy: accuracyOf(points), ...fitOf(points, random) }
}

/** Standard normal distribution function, to 1e-15 (Marsaglia 2004, J. Stat. Softw. 11(4)). */
export function normalCdf(x: number): number {
  if (x < -8) return 0
  if (x > 8) return 1
  let [sum, term] = [x, x]
  for (let i = 3; sum + term !== sum; i += 2) {
    term *= (x * x) / i
    sum += term
  }
  const p = 0.5 + sum * Math.exp(-0.5 * x * x - 0.9189385332046727) // ½ ln 2π
  return Math.min(1, Math.max(0, p)) // rounding may take it outside of 0 to 1
}

interface Observer {
  mu: number
  sigma: number
  lapse: number
}

/** P(first) at a coherence: λ/2 + (1 − λ)·Φ((c − μ)/σ). */
export function choiceProbability({ mu, sigma, lapse }: Observer, coherence: number): number {
  return lapse / 2 + (1 - lapse) * normalCdf((coherence - mu) / sigma)
}

/** How often the first stimulus was chosen in n choices at a coherence. */
interface Binomial {
  coherence: number
  first: number
  n: number
}

function accuracyOf(points: readonly ChoicePoint[]): AccuracyPoint[] {
  const magnitudes = [...new Set(points.map(({ coherence }) => Math.abs(coherence)))].filter((c) => c > 0)
  return magnitudes
    .sort((a, b) => a - b)
    .map((coherence) => {
      const both = points.filter((point) => Math.abs(point.coherence) === coherence)
      const trials = both.reduce((sum, point) => sum + point.trials, 0)
      const correct = both.reduce((sum, point) => sum + point.correct, 0)
      return { coherence, trials, correct, accuracy: share(correct, trials) }
    })
}

function fitOf(
  points: readonly ChoicePoint[],
  random: Random,
): { fit: PsychometricFit | null; reason: string | null } {
  const data = points
    .map(({ coherence, first, second }) => ({ coherence, first, n: first + second }))
    .filter(({ n }) => n > 0)
  const none = (reason: string) => ({ fit: null, reason })
  if (data.length === 0) return none('no trial chose either stimulus')
  if (data.length < 3)
    return none(`three parameters need choices at three coherences, there are ${data.length}`)
  const [chosen, all] = [sum(data.map(({ first }) => first)), sum(data.map(({ n }) => n))]
  if (chosen === 0 || chosen === all)
    return none(`every choice is of the ${chosen === 0 ? 'second' : 'first'} stimulus`)
  const jump = separation(data)
  if (jump) return none(`choice jumps from never to always the first between ${jump}: σ is too small to tell`)

  const range = Math.max(...data.map(({ coherence }) => Math.abs(coherence)))
  const best = [0.5, 0.12, 0.03]
    .map((sigma) => maximize(data, range, { mu: 0, sigma: sigma * range, lapse: 0.02 }))
    .reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a))
  if (2 * (best.logLikelihood - logLikelihood(data, () => chosen / all)) < FLAT)
    return none('choice does not rise with coherence (likelihood ratio test, p > 0.01)')
  const { mu, sigma } = best.observer
  if (mu < data[0].coherence || mu > data[data.length - 1].coherence)
    return none('the coherence of equal choice lies beyond those that were measured')
  if (data.filter(({ coherence }) => Math.abs(coherence - mu) < FAR * sigma).length < 2)
    return none('choice is at its limits at all coherences but one: σ is too small to tell')
  return { fit: withErrors(data, range, best, random), reason: null }
}

/**
 * Text that says between which coherences choices are perfectly separated; null if they are not. Separated means: below
 * a coherence all choices are of the second stimulus, above it all are of the first. The likelihood then has no maximum
 * but grows as σ goes to 0.
 */
function separation(data: readonly Binomial[]): string | null {
  const lastNever = data.findLastIndex(
    ({ first }, i) => data.slice(0, i + 1).every((d) => d.first === 0) && first === 0,
  )
  const firstAlways = data.findIndex((_, i) => data.slice(i).every(({ first, n }) => first === n))
  if (firstAlways < 0 || firstAlways - lastNever > 2) return null
  const from = data[Math.max(0, lastNever)].coherence
  return `${from} and ${data[firstAlways].coherence}`
}

/** Log-likelihood without the binomial coefficients. Probabilities are kept away from 0 and 1, so that it is finite. */
function logLikelihood(data: readonly Binomial[], probability: (coherence: number) => number): number {
  let total = 0
  for (const { coherence, first, n } of data) {
    const p = Math.min(1 - 1e-12, Math.max(1e-12, probability(coherence)))
    total += first * Math.log(p) + (n - first) * Math.log1p(-p)
  }
  return total
}

interface Maximum {
  observer: Observer
  logLikelihood: number
}

/**
 * The most likely observer, searched from a start. The variables of the search are μ/range, ln(σ/range), and θ with
 * λ = most·sin²θ.
 */
function maximize(data: readonly Binomial[], range: number, from: Observer): Maximum {
  const observerOf = ([m, s, theta]: readonly number[]): Observer => ({
    mu: m * range,
    sigma: Math.exp(s) * range,
    lapse: MOST_LAPSE * Math.sin(theta) ** 2,
  })
  const [least, most] = SIGMA_RANGE.map(Math.log)
  const cost = (x: readonly number[]) => {
    if (Math.abs(x[0]) > 2 || x[1] < least || x[1] > most) return Infinity
    const observer = observerOf(x)
    return -logLikelihood(data, (c) => choiceProbability(observer, c))
  }
  const start = [from.mu / range, Math.log(from.sigma / range), Math.asin(Math.sqrt(from.lapse / MOST_LAPSE))]
  // At θ = 0 the slope along θ is 0, so a search that starts there would not leave it.
  if (start[2] < 0.05) start[2] = 0.05
  const found = nelderMead(cost, start, [0.1, -0.3, 0.15])
  return { observer: observerOf(found.x), logLikelihood: -found.value }
}

/** Parametric bootstrap: choices are drawn from the fitted curve, and a curve is fitted to them, many times. */
function withErrors(
  data: readonly Binomial[],
  range: number,
  best: Maximum,
  random: Random,
): PsychometricFit {
  const [low, high] = [data[0].coherence, data[data.length - 1].coherence]
  const coherence = Array.from(
    { length: CURVE_POINTS },
    (_, i) => low + ((high - low) * i) / (CURVE_POINTS - 1),
  )
  const saturated = (of: readonly Binomial[]) =>
    sum(of.map((point) => logLikelihood([point], () => point.first / point.n)))
  const deviance = 2 * (saturated(data) - best.logLikelihood)
  const again = Array.from({ length: BOOTSTRAPS }, () => {
    const drawn = data.map((point) => {
      const p = choiceProbability(best.observer, point.coherence)
      let first = 0
      for (let i = 0; i < point.n; i++) if (random.chance(p)) first++
      return { ...point, first }
    })
    const fitted = maximize(drawn, range, best.observer)
    return { ...fitted, deviance: 2 * (saturated(drawn) - fitted.logLikelihood) }
  })
  const estimate = (name: keyof Observer): Estimate => {
    const values = again.map(({ observer }) => observer[name])
    const mean = sum(values) / BOOTSTRAPS
    const variance = sum(values.map((value) => (value - mean) ** 2)) / (BOOTSTRAPS - 1)
    return { value: best.observer[name], se: Math.sqrt(variance), ...middle95(values) }
  }
  const bands = coherence.map((c) => middle95(again.map(({ observer }) => choiceProbability(observer, c))))
  return {
    mu: estimate('mu'),
    sigma: estimate('sigma'),
    lapse: estimate('lapse'),
    logLikelihood: best.logLikelihood,
    deviance,
    devianceP: (1 + again.filter((fit) => fit.deviance >= deviance).length) / (BOOTSTRAPS + 1),
    bootstrap: BOOTSTRAPS,
    curve: {
      coherence,
      choice: coherence.map((c) => choiceProbability(best.observer, c)),
      low: bands.map((band) => band.low),
      high: bands.map((band) => band.high),
    },
  }
}

/** The 2.5th and 97.5th percentile, with linear interpolation between neighboring values. */
function middle95(values: readonly number[]): { low: number; high: number } {
  const sorted = [...values].sort((a, b) => a - b)
  const quantile = (q: number) => {
    const place = q * (sorted.length - 1)
    const below = Math.floor(place)
    const above = Math.min(below + 1, sorted.length - 1)
    return sorted[below] + (place - below) * (sorted[above] - sorted[below])
  }
  return { low: quantile(0.025), high: quantile(0.975) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
