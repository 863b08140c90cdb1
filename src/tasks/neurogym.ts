/**
 * The families of tasks that NeuroGym and Mod-Cog share (PAPER 4.1, 4.3): reach, decision, delayed decision and match,
 * in steps of 100 ms on rings of 16, classes as labels. What the two batteries do differently is a `Style`. Their
 * quirks are kept: the decision period of the decision tasks is silent, noise there reaches all 33 channels, direction
 * 8 counts among the lower half as a sample and among the upper half as a test, a non-match is exactly opposite.
 */
import { type Condition, choice, type Factor, fixed, inTurn, type Law, uniform } from './laws.js'
import { stepsIn } from './steps.js'
import { type Evidence, FIXATE, type Period, type Stimulus, type TaskDefinition } from './task.js'

export const DT = 100 // ms
export const RING = 16
const HALF = RING / 2
const SIGMA = 1 / Math.sqrt(DT) // 0.1 in each step
const DIRECTIONS = Array.from({ length: RING }, (_, i) => i)

type Ceiling = Pick<TaskDefinition, 'ceiling' | 'ceilingSe'>

// Ideal observers that know where the stimuli may stand, from bench/ceilings.ts (docs/ceilings.md, PROTOCOL "Evaluation"):
// noise limits the decisions, and a tie is right half the time: 1 in 8 trials of multidm, 1 in 6 of multidlydm.
export const CEILING = {
  certain: { ceiling: 1 }, // but for at most one trial in a million
  decision: { ceiling: 0.96485 },
  multidm: { ceiling: 0.91723 },
  multidlydm: { ceiling: 0.9166663, ceilingSe: 1.4e-7 },
} satisfies Record<string, Ceiling>

/** How long a delay lasts, and what is drawn for it. */
export interface Delay {
  readonly lasts: Law
  readonly drawn: readonly Factor[]
}

/** What a battery, or a variant of a task in it, makes of a family. */
export interface Style {
  readonly delay: Delay
  /** Law of the decision period. */
  readonly decision: Law
  /** The class for an answer toward a direction, in a step of the decision period. */
  readonly answer: (direction: number, step: number) => number
  /** Ring units by which a reach's stimulus stands beside its answer; none if left out. */
  readonly turned?: (condition: Condition) => number
  /** The direction to answer with where the evidence says another one; the same if left out. */
  readonly shifted?: (direction: number, condition: Condition) => number
}

const same = (direction: number) => direction

// ---- reach: go where the stimulus was, or opposite

export interface Reach {
  anti?: boolean
  /** The stimulus itself is the go signal: there is no delay. */
  reaction?: boolean
}

export function reach(
  name: string,
  asks: string,
  { anti = false, reaction = false }: Reach,
  { delay, decision: lasts, answer, turned = () => 0 }: Style,
): TaskDefinition {
  const bump: Stimulus = {
    ring: (c) => c.modality,
    direction: (c) => c.target + turned(c) + (anti ? HALF : 0), // `target` is the answer's direction
    strength: 1,
  }
  const fixation: Period = { name: 'fixation', lasts: fixed(500), fixation: true }
  const decision: Period = { name: 'decision', lasts, wants: (c, step) => answer(c.target, step) }
  return {
    name,
    family: 'reach',
    asks,
    ...CEILING.certain,
    condition: [
      inTurn('modality', [1, 2]),
      choice(
        ['target'],
        DIRECTIONS.map((i) => [i]),
      ),
      ...delay.drawn,
    ],
    periods: reaction
      ? [fixation, { ...decision, shows: [bump] }]
      : [
          fixation,
          { name: 'stimulus', lasts: fixed(500), fixation: true, shows: [bump] },
          { name: 'delay', lasts: delay.lasts, fixation: true },
          decision,
        ],
  }
}

// ---- decision: two directions, go to the stronger; at once or one after the other

export type Ring = 1 | 2

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
function stronger(
  counting: readonly Ring[],
  { answer, shifted = same }: Style,
): NonNullable<Period['wants']> {
  const [on1, on2] = [counting.includes(1), counting.includes(2)]
  const toward = (direction: number, c: Condition, step: number) => answer(shifted(direction, c), step)
  return (c, step) => {
    // By name and not in a loop: a value that is looked up by a variable name is allocated.
    const first = (on1 ? c.coh1_mod1 : 0) + (on2 ? c.coh1_mod2 : 0)
    const second = (on1 ? c.coh2_mod1 : 0) + (on2 ? c.coh2_mod2 : 0)
    if (first === second) return [toward(c.theta1, c, step), toward(c.theta2, c, step)]
    return toward(first > second ? c.theta1 : c.theta2, c, step)
  }
}

/** Magnitudes of evidence in a psychometric curve: the ones that the task draws, smaller ones, and 0. */
const GRADED = [0, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64]
const GRADED_LEVELS = [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.7]

/** Evidence is the same on every ring that counts; `around` gives the mean of a ring's two strengths. */
function evidence(
  counting: readonly Ring[],
  around: (first: number, second: number, coherence: number) => number,
  rest: Pick<Evidence, 'coherences' | 'most' | 'timed'>,
): Evidence {
  return {
    meaning: 'first − second strength',
    at(condition, coherence) {
      const changed: Record<string, number> = { ...condition }
      for (const [first, second] of counting.map(strengthNames)) {
        const mean = around(condition[first], condition[second], coherence)
        changed[first] = mean + coherence / 2
        changed[second] = mean - coherence / 2
      }
      return changed
    },
    ...rest,
  }
}

/**
 * The mean of the two drawn strengths, moved if otherwise one of the new strengths would leave the range that the task
 * draws from.
 */
function withinLevels(first: number, second: number, coherence: number): number {
  const [low, high] = [LEVELS[0], LEVELS[LEVELS.length - 1]]
  const half = Math.min(Math.abs(coherence), high - low) / 2
  return Math.min(high - half, Math.max(low + half, (first + second) / 2))
}

export interface Decision {
  /** Rings that show the stimuli, and rings whose strengths decide what is right. */
  rings: readonly Ring[]
  counting?: readonly Ring[]
  ceiling: Ceiling
}

export function decision(
  name: string,
  asks: string,
  { rings, counting = rings, ceiling }: Decision,
  style: Style,
): TaskDefinition {
  return {
    name,
    family: 'decision',
    asks,
    ...ceiling,
    evidence: evidence(counting, () => 0.5, {
      coherences: GRADED,
      most: 1,
      timed: { period: 'stimulus', is: 'stimulus', durations: [100, 200, 500, 1000] },
    }),
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
      { name: 'decision', lasts: style.decision, wants: stronger(counting, style) },
    ],
  }
}

export function delayedDecision(
  name: string,
  asks: string,
  { rings, counting = rings, ceiling }: Decision,
  style: Style,
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
    ...ceiling,
    evidence: evidence(counting, withinLevels, {
      coherences: GRADED_LEVELS,
      most: LEVELS[0] + LEVELS[LEVELS.length - 1],
      timed: {
        period: 'delay',
        is: 'delay',
        durations: [0, 0.5, 1, 1.5, 2].map((factor) => DT * stepsIn(factor * style.delay.lasts.low, DT)),
      },
    }),
    condition: [twoDirections, ...strengths(rings, TWO_LEVELS), ...style.delay.drawn],
    periods: [
      { name: 'fixation', lasts: uniform(200, 500), fixation: true },
      stimulus(1),
      { name: 'delay', lasts: style.delay.lasts, fixation: true },
      stimulus(2),
      { name: 'decision', lasts: style.decision, wants: stronger(counting, style) },
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

export interface Match {
  /** Whether what counts is the half of the ring, not the direction. */
  category?: boolean
  /** Whether a match asks to go, or a non-match. */
  goIfMatch: boolean
}

export function match(
  name: string,
  asks: string,
  { category = false, goIfMatch }: Match,
  { delay, decision: lasts, answer, shifted = same }: Style,
): TaskDefinition {
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
    ...CEILING.certain,
    condition: [
      inTurn('modality', [1, 2]),
      choice(['sample', 'test', 'match'], category ? CATEGORIES : SAMPLES),
      ...delay.drawn,
    ],
    periods: [
      { name: 'fixation', lasts: fixed(300), fixation: true },
      stimulus('sample'),
      { name: 'delay', lasts: delay.lasts, fixation: true },
      stimulus('test'),
      {
        name: 'decision',
        lasts,
        wants: (c, step) => ((c.match === 1) === goIfMatch ? answer(shifted(c.test, c), step) : FIXATE),
      },
    ],
  }
}
