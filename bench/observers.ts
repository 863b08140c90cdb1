/**
 * Ideal observers: how the `ceiling` of each task was found (docs/ceilings.md). An observer knows where the stimuli may
 * stand and the laws of strengths and noise, and goes to the likelier answer given all that it saw. Where nothing but
 * the sign of one normal number counts, that is a formula; over two numbers it is integrated; over more, simulated.
 */
import type { Random } from '../src/random/random.js'
import { modcog } from '../src/tasks/modcog.js'
import { yang19Original } from '../src/tasks/yang19Original.js'

/** The probability that a standard normal exceeds x ≥ 0: a series up to 3, a continued fraction beyond; error below 1e-12 of it. */
export function tail(x: number): number {
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
  if (x < 3) {
    let term = x
    let sum = x
    for (let k = 3; term > 1e-17; k += 2) {
      term *= (x * x) / k
      sum += term
    }
    return 0.5 - density * sum
  }
  let fraction = 0
  for (let k = 200; k > 0; k--) fraction = k / (x + fraction)
  return density / (x + fraction)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Two bumps on a ring, so many units apart: Σ of the squares of one (`energy`) and of their difference (`distance` squared). */
export function bumps(battery: { ringUnits: number; bump: (distance: number) => number }, gap: number) {
  let energy = 0
  let square = 0
  for (let unit = 0; unit < battery.ringUnits; unit++) {
    energy += battery.bump(unit) ** 2
    square += (battery.bump(unit) - battery.bump(unit - gap)) ** 2
  }
  return { energy, distance: Math.sqrt(square) }
}

/** A value and its standard error; 0 where it is exact to the digits that are kept. */
export interface Ceiling {
  accuracy: number
  se: number
}
const exact = (accuracy: number): Ceiling => ({ accuracy, se: 0 })

// ---- NeuroGym and Mod-Cog (PAPER 4.1): steps of 100 ms, rings of 16

const SIGMA = 0.1
const STEPS = 5 // of each stimulus
const GAPS = Array.from({ length: 15 }, (_, i) => i + 1) // units between two different directions
const COHERENCES = [0.08, 0.16, 0.32, 0.64]
const LEVELS = [0.3, 0.6, 1]

/**
 * Two stimuli at once on one ring, strengths ½ ± c/2. Their sum is known, and only the projection on the difference of
 * the two bumps tells the sign of c: right with probability Φ(c/2 · distance · √steps / σ).
 */
export function decision(): Ceiling {
  const wrong = GAPS.flatMap((gap) => {
    const { distance } = bumps(modcog, gap)
    return COHERENCES.map((c) => tail(((c / 2) * distance * Math.sqrt(STEPS)) / SIGMA))
  })
  return exact(1 - mean(wrong))
}

/**
 * The same on two rings, where the sum of the two coherences counts. Each ring gives one normal number around its
 * coherence; integrated over both by the midpoint rule, `fine` points to a standard deviation. Half of the ties count.
 */
export function multiDecision(fine = 20): Ceiling {
  const signed = COHERENCES.flatMap((c) => [-c, c])
  const accuracies = GAPS.map((gap) => {
    const sd = (2 * SIGMA) / (bumps(modcog, gap).distance * Math.sqrt(STEPS))
    const step = sd / fine
    const points = 2 * Math.ceil((0.64 + 7 * sd) / step)
    const densities = Array.from({ length: points }, (_, i) => {
      const z = (i + 0.5 - points / 2) * step
      return signed.map((c) => (Math.exp(-0.5 * ((z - c) / sd) ** 2) * step) / (sd * Math.sqrt(2 * Math.PI)))
    })
    let right = 0
    for (const one of densities) {
      // What the first ring alone says of each coherence of the second: the weights of a sum above 0, at 0, and below.
      const above = signed.map((b) => sumWhere(signed, one, (a) => a > -b))
      const below = signed.map((b) => sumWhere(signed, one, (a) => a < -b))
      const at = signed.map((b) => sumWhere(signed, one, (a) => a === -b))
      for (const other of densities) {
        let up = 0
        let down = 0
        for (let b = 0; b < signed.length; b++) {
          up += other[b] * (above[b] + at[b] / 2)
          down += other[b] * (below[b] + at[b] / 2)
        }
        right += Math.max(up, down)
      }
    }
    return right / signed.length ** 2
  })
  return exact(mean(accuracies))
}

function sumWhere(
  values: readonly number[],
  weights: readonly number[],
  holds: (value: number) => boolean,
): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) if (holds(values[i])) sum += weights[i]
  return sum
}

const PAIRS = LEVELS.flatMap((a) => LEVELS.filter((b) => b !== a).map((b) => [a, b]))

/** Two stimuli in succession: what is seen of each strength is normal around it with this standard deviation. */
const delayedSd = () => SIGMA / Math.sqrt(bumps(modcog, 1).energy * STEPS)

/**
 * In succession on both rings, where the sums count: simulated. Ties come in 1 of 6 trials and cost exactly half of
 * them; what is simulated is the rest, the belief in the less likely side, averaged over `trials` draws.
 */
export function multiDelayedDecision(trials: number, random: Random): Ceiling {
  const sd = delayedSd()
  const rows = PAIRS.flatMap((one) => PAIRS.map((other) => [...one, ...other]))
  const sides = rows.map(([a, b, c, d]) => Math.sign(Math.round(10 * (a - b + c - d))))
  let sum = 0
  let squares = 0
  for (let trial = 0; trial < trials; trial++) {
    const seen = random.choice(rows).map((strength) => strength + sd * random.normal())
    const belief = [0, 0, 0] // second, tie, first
    for (let i = 0; i < rows.length; i++) {
      let square = 0
      for (let k = 0; k < 4; k++) square += (seen[k] - rows[i][k]) ** 2
      belief[1 + sides[i]] += Math.exp(-0.5 * (square / sd ** 2))
    }
    const doubt = Math.min(belief[0], belief[2]) / (belief[0] + belief[1] + belief[2])
    sum += doubt
    squares += doubt * doubt
  }
  const doubt = sum / trials
  return { accuracy: 1 - 1 / 12 - doubt, se: Math.sqrt((squares / trials - doubt ** 2) / (trials - 1)) }
}

// ---- Yang et al. 2019 (PAPER 3.3): steps of 20 ms, rings of 32

const ORIGINAL_SIGMA = 0.01 * Math.sqrt(10)
const ORIGINAL_STEPS = [20, 40, 80]
const ORIGINAL_COHERENCES = [0.01, 0.02, 0.04, 0.08]

/**
 * Two stimuli at once, strengths m ± c, 90° to 270° apart: right with probability Φ(c · distance · √steps / σ), whatever
 * m is, since the sum of the bumps is orthogonal to their difference. `gain` multiplies the distance.
 */
function originalError(gain: number): number {
  const points = 400 // of the gap, which is uniform: midpoint rule
  const wrong = Array.from({ length: points }, (_, i) => {
    const { distance } = bumps(yang19Original, 8 + (16 * (i + 0.5)) / points)
    return mean(
      ORIGINAL_COHERENCES.flatMap((c) =>
        ORIGINAL_STEPS.map((steps) => tail((gain * c * distance * Math.sqrt(steps)) / ORIGINAL_SIGMA)),
      ),
    )
  })
  return mean(wrong)
}

export const originalDecision = (): Ceiling => exact(1 - originalError(1))

/**
 * Strengths split over both modalities. An observer that adds up the modalities has √2 of the distance; one that is told
 * the splits, at most .8 of a strength, could weight them and have √(1 + .4²) of that. The ideal one is between.
 */
export function originalMulti(): { least: Ceiling; most: Ceiling } {
  return {
    least: exact(1 - originalError(Math.SQRT2)),
    most: exact(1 - originalError(Math.SQRT2 * Math.sqrt(1 + 0.4 ** 2))),
  }
}

// ---- what is certain for every purpose

/**
 * Standard deviations from one trial to the line halfway to the nearest that differs in answer, where the ceiling is 1;
 * an observer errs less often than a few times `tail` of it.
 */
const halfway = (
  battery: { ringUnits: number; bump: (distance: number) => number },
  gap: number,
  steps: number,
  sigma: number,
): number => (bumps(battery, gap).distance * Math.sqrt(steps)) / (2 * sigma)

export const certain = {
  'yang19, modcog: in succession on one ring, (.3, .6) or (.6, .3)': Math.hypot(0.3, 0.3) / 2 / delayedSd(),
  'yang19, modcog: match, neighboring directions': halfway(modcog, 1, STEPS, SIGMA),
  'yang19-original: reach, 36° off, 200 ms': halfway(yang19Original, 3.2, 10, ORIGINAL_SIGMA),
  // m − .08 and m + .08 exchanged: each of two bumps of 200 ms differs by .16.
  'yang19-original: in succession, coherence .08, 200 ms':
    (0.16 * Math.sqrt(2 * 10 * bumps(yang19Original, 1).energy)) / (2 * ORIGINAL_SIGMA),
  'yang19-original: match, 20°, 200 ms': halfway(yang19Original, 32 / 18, 10, ORIGINAL_SIGMA),
  'yang19-original: neighboring categories, 36°, 200 ms': halfway(yang19Original, 3.2, 10, ORIGINAL_SIGMA),
}
