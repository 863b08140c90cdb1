/**
 * The battery `yang19`: the 20 tasks of Yang et al. 2019 as NeuroGym at 8e4bb67c reads them, on which "Growing
 * Brains" trains (PAPER 4.1). Steps of 100 ms, rings of 16, classes as labels. Its quirks are kept: the
 * decision period of the decision tasks is silent, noise there reaches all 33 channels, direction 8 counts
 * among the lower half as a sample and among the upper half as a test, a non-match is exactly opposite.
 */
import { makeBattery } from './battery.js'
import { choice, type Factor, fixed, inTurn, uniform } from './laws.js'
import { type Condition, FIXATE, type Period, type Stimulus, type TaskDefinition, toward } from './task.js'

const DT = 100 // ms
const RING = 16
const HALF = RING / 2
const SIGMA = 1 / Math.sqrt(DT) // 0.1 in each step
const DIRECTIONS = Array.from({ length: RING }, (_, i) => i)

// Ideal observers that know where the stimuli stand (PROTOCOL "Evaluation", PAPER 1.8): noise limits the decisions, and
// a tie is right half the time: 1 in 8 trials of multidm, 1 in 6 of multidlydm. PROTOCOL has .914 to .917 for multidm;
// integrating over both rings' evidence gives .9172.
const CEILING = { noiseless: 1, decision: 0.965, multidm: 0.917, multidlydm: 0.917 }

// ---- reach: go where the stimulus was, or opposite

interface Reach {
  anti?: boolean
  /** ms of delay between stimulus and decision; without it the stimulus itself is the go signal. */
  delay?: number
}

function reach(name: string, asks: string, { anti = false, delay }: Reach): TaskDefinition {
  const bump: Stimulus = {
    ring: (c) => c.modality,
    direction: (c) => c.target + (anti ? HALF : 0), // `target` is the answer's direction
    strength: 1,
  }
  const fixation: Period = { name: 'fixation', lasts: fixed(500), fixation: true }
  const decision: Period = { name: 'decision', lasts: fixed(500), wants: (c) => toward(c.target) }
  return {
    name,
    family: 'reach',
    asks,
    ceiling: CEILING.noiseless,
    condition: [
      inTurn('modality', [1, 2]),
      choice(
        ['target'],
        DIRECTIONS.map((i) => [i]),
      ),
    ],
    periods:
      delay === undefined
        ? [fixation, { ...decision, shows: [bump] }]
        : [
            fixation,
            { name: 'stimulus', lasts: fixed(500), fixation: true, shows: [bump] },
            { name: 'delay', lasts: fixed(delay), fixation: true },
            decision,
          ],
  }
}

// ---- decision: two directions, go to the stronger; at once or one after the other

type Ring = 1 | 2

/** Two different directions, neighbors included. */
const twoDirections: Factor = choice(
  ['theta1', 'theta2'],
  DIRECTIONS.flatMap((first) =>
    DIRECTIONS.filter((second) => second !== first).map((second) => [first, second]),
  ),
)

/** Strengths ½ ± c/2 for a coherence c of either sign. */
const COHERENT = [0.08, 0.16, 0.32, 0.64].flatMap((c) => [
  [0.5 + c / 2, 0.5 - c / 2],
  [0.5 - c / 2, 0.5 + c / 2],
])
/** Two different ones of three strengths, in either order. */
const LEVELS = [0.3, 0.6, 1]
const TWO_LEVELS = LEVELS.flatMap((first) =>
  LEVELS.filter((other) => other !== first).map((second) => [first, second]),
)

const strengthNames = (ring: Ring) => [`coh1_mod${ring}`, `coh2_mod${ring}`] as const

const strengths = (rings: readonly Ring[], rows: readonly (readonly number[])[]): Factor[] =>
  rings.map((ring) => choice(strengthNames(ring), rows))

/** The first or the second stimulus on each of the rings. */
const bumps = (which: 1 | 2, rings: readonly Ring[]): Stimulus[] =>
  rings.map((ring) => {
    const direction = `theta${which}`
    const strength = strengthNames(ring)[which - 1]
    return { ring, direction: (c) => c[direction], strength: (c) => c[strength] }
  })

/** The direction that is stronger, summed over the rings that count; both if the sums are equal. */
function stronger(counting: readonly Ring[]): (condition: Condition) => number | readonly [number, number] {
  const names = counting.map(strengthNames)
  return (c) => {
    let first = 0
    let second = 0
    for (const [one, two] of names) {
      first += c[one]
      second += c[two]
    }
    if (first === second) return [toward(c.theta1), toward(c.theta2)]
    return toward(first > second ? c.theta1 : c.theta2)
  }
}

interface Decision {
  /** Rings that show the stimuli, and those whose strengths count. */
  rings: readonly Ring[]
  counting?: readonly Ring[]
  ceiling: number
}

function decision(
  name: string,
  asks: string,
  { rings, counting = rings, ceiling }: Decision,
): TaskDefinition {
  return {
    name,
    family: 'decision',
    asks,
    ceiling,
    condition: [twoDirections, ...strengths(rings, COHERENT)],
    periods: [
      { name: 'fixation', lasts: uniform(200, 500), fixation: true },
      {
        name: 'stimulus',
        lasts: fixed(500),
        fixation: true,
        shows: [...bumps(1, rings), ...bumps(2, rings)],
        noise: { sigma: SIGMA },
      },
      { name: 'decision', lasts: fixed(200), wants: stronger(counting) },
    ],
  }
}

function delayedDecision(
  name: string,
  asks: string,
  { rings, counting = rings, ceiling }: Decision,
): TaskDefinition {
  const stimulus = (which: 1 | 2): Period => ({
    name: `stim${which}`,
    lasts: fixed(500),
    fixation: true,
    shows: bumps(which, rings),
    noise: { sigma: SIGMA },
  })
  return {
    name,
    family: 'delayed decision',
    asks,
    ceiling,
    condition: [twoDirections, ...strengths(rings, TWO_LEVELS)],
    periods: [
      { name: 'fixation', lasts: uniform(200, 500), fixation: true },
      stimulus(1),
      { name: 'delay', lasts: fixed(1000), fixation: true },
      stimulus(2),
      { name: 'decision', lasts: fixed(200), wants: stronger(counting) },
    ],
  }
}

// ---- match: sample, delay, test; go to the test or keep fixating

/** Same direction or the opposite one, p = ½. */
const SAMPLES = DIRECTIONS.flatMap((sample) => [
  [sample, sample, 1],
  [sample, (sample + HALF) % RING, 0],
])
/** Same or other half of the ring, p = ½; the sample's direction 8 counts as lower, the test's as upper. */
const CATEGORIES = DIRECTIONS.flatMap((sample) =>
  DIRECTIONS.map((test) => [sample, test, Number(sample > HALF === test >= HALF)]),
)

function match(name: string, asks: string, rows: readonly number[][], goIfMatch: boolean): TaskDefinition {
  const ring = (c: Condition) => c.modality
  const stimulus = (period: 'sample' | 'test'): Period => ({
    name: period,
    lasts: fixed(500),
    fixation: true,
    shows: [{ ring, direction: (c) => c[period], strength: 1 }],
    noise: { sigma: SIGMA, ring },
  })
  return {
    name,
    family: 'match',
    asks,
    ceiling: CEILING.noiseless,
    condition: [inTurn('modality', [1, 2]), choice(['sample', 'test', 'match'], rows)],
    periods: [
      { name: 'fixation', lasts: fixed(300), fixation: true },
      stimulus('sample'),
      { name: 'delay', lasts: fixed(1000), fixation: true },
      stimulus('test'),
      {
        name: 'decision',
        lasts: fixed(900),
        wants: (c) => ((c.match === 1) === goIfMatch ? toward(c.test) : FIXATE),
      },
    ],
  }
}

const BOTH = [1, 2] as const
const known = CEILING.decision

export const yang19 = makeBattery('yang19', DT, RING, [
  reach('go', 'go to the stimulus when fixation goes off', { delay: 0 }),
  reach('rtgo', 'go to the stimulus as soon as it appears', {}),
  reach('dlygo', 'go to where the stimulus was, after a delay', { delay: 500 }),
  reach('anti', 'go opposite the stimulus when fixation goes off', { delay: 0, anti: true }),
  reach('rtanti', 'go opposite the stimulus as soon as it appears', { anti: true }),
  reach('dlyanti', 'go opposite where the stimulus was, after a delay', { delay: 500, anti: true }),
  decision('dm1', 'go to the stronger of two stimuli on ring 1', { rings: [1], ceiling: known }),
  decision('dm2', 'go to the stronger of two stimuli on ring 2', { rings: [2], ceiling: known }),
  decision('ctxdm1', 'two on both rings: go to the stronger on ring 1', {
    rings: BOTH,
    counting: [1],
    ceiling: known,
  }),
  decision('ctxdm2', 'two on both rings: go to the stronger on ring 2', {
    rings: BOTH,
    counting: [2],
    ceiling: known,
  }),
  decision('multidm', 'two on both rings: go to the stronger in sum', {
    rings: BOTH,
    ceiling: CEILING.multidm,
  }),
  delayedDecision('dlydm1', 'two in succession on ring 1: go to the stronger', {
    rings: [1],
    ceiling: CEILING.noiseless,
  }),
  delayedDecision('dlydm2', 'two in succession on ring 2: go to the stronger', {
    rings: [2],
    ceiling: CEILING.noiseless,
  }),
  delayedDecision('ctxdlydm1', 'two in succession on both rings: go to the stronger on ring 1', {
    rings: BOTH,
    counting: [1],
    ceiling: CEILING.noiseless,
  }),
  delayedDecision('ctxdlydm2', 'two in succession on both rings: go to the stronger on ring 2', {
    rings: BOTH,
    counting: [2],
    ceiling: CEILING.noiseless,
  }),
  delayedDecision('multidlydm', 'two in succession on both rings: go to the stronger in sum', {
    rings: BOTH,
    ceiling: CEILING.multidlydm,
  }),
  match('dms', 'go to the test if it is the same as the sample, else fixate', SAMPLES, true),
  match('dnms', 'go to the test if it is opposite the sample, else fixate', SAMPLES, false),
  match('dmc', 'go to the test if it lies in the same half as the sample, else fixate', CATEGORIES, true),
  match('dnmc', 'go to the test if it lies in the other half, else fixate', CATEGORIES, false),
])
