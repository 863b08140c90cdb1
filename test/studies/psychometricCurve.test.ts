import { describe, expect, it } from 'vitest'
import { nelderMead } from '../../src/analysis/nelderMead.js'
import { share } from '../../src/analysis/share.js'
import { Random } from '../../src/random/random.js'
import {
  type ChoiceCount,
  choiceProbability,
  normalCdf,
  psychometricCurve,
} from '../../src/studies/psychometric/curve.js'

const GRID = [0.64, 0.32, 0.16, 0.08, 0.04, 0.02]
const COHERENCES = [...GRID.map((c) => -c), 0, ...[...GRID].reverse()]

/** Counts with these shares of the first stimulus. */
const counts = (p: (c: number) => number, n = 100, coherences = COHERENCES): ChoiceCount[] =>
  coherences.map((coherence) => {
    const first = Math.round(n * p(coherence))
    return { coherence, first, second: n - first, neither: 0, correct: coherence > 0 ? first : n - first }
  })

function simulated(observer: Parameters<typeof choiceProbability>[0], n: number, random: Random) {
  return COHERENCES.map((coherence): ChoiceCount => {
    const p = choiceProbability(observer, coherence)
    let first = 0
    for (let i = 0; i < n; i++) if (random.chance(p)) first++
    return { coherence, first, second: n - first, neither: 0, correct: coherence > 0 ? first : n - first }
  })
}

describe('nelderMead', () => {
  it('finds the minimum of Rosenbrock’s valley', () => {
    const { x } = nelderMead(([a, b]) => (1 - a) ** 2 + 100 * (b - a * a) ** 2, [-1.2, 1], [0.5, 0.5], {
      tolerance: 1e-14,
    })
    expect(x[0]).toBeCloseTo(1, 4)
    expect(x[1]).toBeCloseTo(1, 4)
  })

  it('stays where it may be', () => {
    const { x } = nelderMead(([a]) => (a < 1 ? Infinity : a), [3], [1])
    expect(x[0]).toBeGreaterThanOrEqual(1)
    expect(x[0]).toBeLessThan(1.01)
  })
})

it('normalCdf has the tabled values', () => {
  // Abramowitz and Stegun, table 26.1 and 26.2
  for (const [x, p] of [
    [0, 0.5],
    [1, 0.841344746068543],
    [-1, 0.158655253931457],
    [2.5, 0.993790334674224],
    [-5, 2.866515718791939e-7],
    [9, 1],
    [-9, 0],
  ])
    expect(Math.abs(normalCdf(x) - p), `${x}`).toBeLessThan(1e-14)
})

describe('share', () => {
  it('has the interval of Wilson', () => {
    // Newcombe 1998, Statist. Med. 17:857, table I, method 3: 81/263, 15/148, 0/20, 1/29
    for (const [r, n, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ]) {
      const interval = share(r, n)
      expect(interval.low).toBeCloseTo(low, 4)
      expect(interval.high).toBeCloseTo(high, 4)
    }
    expect(share(20, 20).high).toBe(1)
  })

  it('is null of no trials', () => {
    expect(share(0, 0)).toEqual({ value: null, low: null, high: null })
  })
})

describe('a psychometric fit', () => {
  // 30 estimates are held against 5 of their standard errors: near normal, each lies beyond with probability 6e-7, all
  // together 2e-5; the estimates are only near normal, so say 1e-4.
  const truth = { mu: 0.05, sigma: 0.15, lapse: 0.06 }

  it('recovers known parameters', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = Random.seeded(seed, 'recovery')
      const { fit, reason } = psychometricCurve(simulated(truth, 400, random), random)
      expect(reason).toBeNull()
      for (const name of ['mu', 'sigma', 'lapse'] as const) {
        const { value, se } = fit![name]
        expect(Math.abs(value - truth[name]), `${name}, seed ${seed}`).toBeLessThan(5 * se)
      }
      expect(fit!.sigma.se).toBeLessThan(0.03)
      expect(fit!.devianceP).toBeGreaterThan(1 / 201)
    }
  })

  it('reaches the parameters of data without sampling error', () => {
    const exact = counts((c) => choiceProbability(truth, c), 2e4)
    const { fit } = psychometricCurve(
      exact.map((count) => ({ ...count })),
      Random.seeded(1),
    )
    expect(fit!.mu.value).toBeCloseTo(truth.mu, 3)
    expect(fit!.sigma.value).toBeCloseTo(truth.sigma, 3)
    expect(fit!.lapse.value).toBeCloseTo(truth.lapse, 3)
  })

  it('has a likelihood no lower than a fine grid of parameters has', () => {
    const data = simulated(truth, 60, Random.seeded(4, 'grid'))
    const { fit } = psychometricCurve(data, Random.seeded(1))
    let best = -Infinity
    for (let mu = -0.1; mu <= 0.2; mu += 0.005)
      for (let sigma = 0.02; sigma <= 0.4; sigma += 0.005)
        for (let lapse = 0; lapse <= 0.3; lapse += 0.01) {
          let total = 0
          for (const { coherence, first, second } of data) {
            const p = choiceProbability({ mu, sigma, lapse }, coherence)
            total += (first && first * Math.log(p)) + (second && second * Math.log(1 - p))
          }
          best = Math.max(best, total)
        }
    expect(fit!.logLikelihood).toBeGreaterThanOrEqual(best - 1e-6)
    expect(fit!.logLikelihood).toBeLessThan(best + 0.05)
  })

  it('covers the true curve with its band about as often as it says', () => {
    let covered = 0
    const runs = 60
    for (let seed = 1; seed <= runs; seed++) {
      const random = Random.seeded(seed, 'coverage')
      const { curve } = psychometricCurve(simulated(truth, 100, random), random).fit!
      const at = curve.coherence.findIndex((c) => c >= 0.1)
      const p = choiceProbability(truth, curve.coherence[at])
      if (curve.low[at] <= p && p <= curve.high[at]) covered++
    }
    // 60 × 0.95 = 57; at 0.95 fewer than 49 have probability 3e-5, at 0.75 49 or more have 0.1.
    expect(covered).toBeGreaterThanOrEqual(49)
  })

  it('is the same for the same seed, and mirrored for mirrored data', () => {
    const data = simulated(truth, 100, Random.seeded(9))
    const fitted = (d: ChoiceCount[]) => psychometricCurve(d, Random.seeded(2)).fit!
    expect(fitted(data)).toEqual(fitted([...data].reverse()))
    const mirrored = data.map(({ coherence, first, second, ...rest }) => ({
      ...rest,
      coherence: coherence === 0 ? 0 : -coherence,
      first: second,
      second: first,
    }))
    expect(fitted(mirrored).mu.value).toBeCloseTo(-fitted(data).mu.value, 4)
    expect(fitted(mirrored).sigma.value).toBeCloseTo(fitted(data).sigma.value, 4)
  })

  it.each<[string, ChoiceCount[], RegExp]>([
    ['perfect choice', counts((c) => (c > 0 ? 1 : c < 0 ? 0 : 0.5)), /jumps .* -0\.02 and 0\.02: σ/],
    [
      'perfect choice without a zero',
      counts((c) => Number(c > 0), 50, [-0.2, -0.1, 0.1, 0.2]),
      /jumps .* -0\.1 and 0\.1/,
    ],
    ['perfect choice with a bias', counts((c) => Number(c > 0.2)), /jumps .* 0\.16 and 0\.32/],
    ['a jump with lapses', counts((c) => (c > 0 ? 0.98 : c < 0 ? 0.02 : 0.5)), /all coherences but one: σ/],
    ['chance', counts(() => 0.5), /does not rise/],
    ['choice of the weaker', counts((c) => 1 - normalCdf(c / 0.1)), /does not rise/],
    ['a bias beyond the grid', counts((c) => normalCdf((c - 0.9) / 0.4)), /lies beyond/],
    ['always the first', counts(() => 1), /every choice is of the first/],
    ['always the second', counts(() => 0), /every choice is of the second/],
    ['two coherences', counts((c) => normalCdf(c), 100, [-0.1, 0.1]), /there are 2/],
    [
      'no choices',
      COHERENCES.map((coherence) => ({ coherence, first: 0, second: 0, neither: 100, correct: 0 })),
      /no trial chose/,
    ],
  ])('is null with a reason for %s', (_, data, why) => {
    const curve = psychometricCurve(data, Random.seeded(1))
    expect(curve.fit).toBeNull()
    expect(curve.reason).toMatch(why)
    expect(JSON.stringify(curve.points)).not.toMatch(/NaN/)
    expect(JSON.parse(JSON.stringify(curve))).toEqual(curve) // no NaN, no Infinity
  })

  it('leaves out coherences at which nothing was chosen', () => {
    const data = simulated(truth, 100, Random.seeded(3))
    data[0] = { ...data[0], first: 0, second: 0, neither: 100 }
    const { fit, points } = psychometricCurve(data, Random.seeded(1))
    expect(points[0].choice).toEqual({ value: null, low: null, high: null })
    expect(fit!.curve.coherence[0]).toBe(-0.32)
    expect(JSON.parse(JSON.stringify(fit))).toEqual(fit)
  })
})

it('accuracy takes both signs of a coherence together, and not zero', () => {
  const { accuracy } = psychometricCurve(
    counts((c) => (c > 0 ? 0.9 : 0.2), 100, [-0.2, 0, 0.1, 0.2]),
    Random.seeded(1),
  )
  expect(accuracy.map(({ coherence, trials, correct }) => [coherence, trials, correct])).toEqual([
    [0.1, 100, 90],
    [0.2, 200, 170],
  ])
  expect(() => psychometricCurve([...counts(() => 0.5), ...counts(() => 0.5)], Random.seeded(1))).toThrow(
    /once/,
  )
})
