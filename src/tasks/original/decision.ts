/** Decision tasks: two stimuli, together or one after the other; go to the stronger. */
import { type Condition, fixed, oneOf, uniform } from '../laws.js'
import type { Evidence, Period, Stimulus, TaskDefinition } from '../task.js'
import { bump, combined, FULL, fixation, type Modality, TEST_ANGLES, toAngle } from './common.js'
import { apart, MEAN, pair, pairAt, splitAt, splitPair, strengthNames } from './strengths.js'

const COHERENCES = [0.01, 0.02, 0.04, 0.08]
const DELAYED_COHERENCES = [0.08, 0.16, 0.32]

interface Decision {
  /** Modalities that show the stimuli, and modalities whose strengths decide what is right. */
  shown: readonly Modality[]
  counting?: readonly Modality[]
  /** Whether each strength is split over both modalities. */
  split?: boolean
  weight?: number
  ceiling: number
}

/** The target: the angle whose strengths have the larger sum over the modalities that count. */
function stronger(counting: readonly Modality[]): (c: Condition) => number {
  const names = counting.map(strengthNames)
  return (c) => {
    const difference = names.reduce((sum, [first, second]) => sum + c[first] - c[second], 0)
    return toAngle(difference > 0 ? c.angle1 : c.angle2)
  }
}

function decisionTask(
  name: string,
  asks: string,
  { shown, counting = shown, split = false, weight, ceiling }: Decision,
  timing: {
    family: string
    coherences: readonly number[]
    /** Magnitudes and timings of psychometric curves. */
    graded: readonly number[]
    timed: Evidence['timed']
    periods: (first: Stimulus[], second: Stimulus[], wants: Period['wants']) => Period[]
    test: { durations: Record<string, number>; least: number; step: number }
  },
): TaskDefinition {
  const [first, second] = ([0, 1] as const).map((which) =>
    shown.map((m) => bump(`angle${which + 1}`, m, strengthNames(m)[which])),
  )
  const { least, step } = timing.test
  const levels = (m: Modality) => {
    const [strength1, strength2] = strengthNames(m)
    return Array.from({ length: 5 }, (_, k) => ({
      [strength1]: least + step * k,
      [strength2]: 2 - least - step * k,
    }))
  }
  const angles = TEST_ANGLES.map((a) => ({ angle1: a, angle2: (a + Math.PI) % FULL }))
  return {
    name,
    family: timing.family,
    asks,
    ceiling,
    ...(weight !== undefined && { weight }),
    condition: [
      apart(Math.PI / 2),
      ...(split ? [splitPair(timing.coherences)] : shown.map((m) => pair(m, timing.coherences))),
    ],
    periods: timing.periods(first, second, stronger(counting)),
    test: {
      durations: timing.test.durations,
      conditions: shown.reduce<Condition[]>((rows, m) => combined(rows, levels(m)), angles),
    },
    evidence: {
      meaning: 'c where strengths are m ± c',
      at: split ? splitAt : (c, coherence) => counting.reduce((all, m) => pairAt(all, m, coherence), c),
      coherences: timing.graded,
      most: MEAN.low,
      timed: timing.timed,
    },
    fromStimuli: (stimuli) => {
      const condition: Record<string, number> = { angle1: stimuli[0]?.loc, angle2: stimuli[1]?.loc }
      shown.forEach((m, i) => {
        strengthNames(m).forEach((strength, which) => {
          condition[strength] = stimuli[2 * i + which]?.strength
        })
      })
      return condition
    },
  }
}

export function decision(name: string, asks: string, settings: Decision, testMs = 1500): TaskDefinition {
  return decisionTask(name, asks, settings, {
    family: 'decision',
    coherences: COHERENCES,
    graded: [0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16],
    timed: { period: 'stim1', is: 'stimulus', durations: [200, 400, 800, 1600] },
    periods: (first, second, wants) => [
      fixation(uniform(100, 400)),
      { name: 'stim1', lasts: oneOf([400, 800, 1600]), fixation: true, shows: [...first, ...second] },
      { name: 'go1', lasts: fixed(500), wants },
    ],
    test: { durations: { fix1: 500, stim1: testMs, go1: 500 }, least: 0.8, step: 0.4 / 5 },
  })
}

export function delayedDecision(
  name: string,
  asks: string,
  settings: Decision,
  testDelay = 200,
): TaskDefinition {
  return decisionTask(name, asks, settings, {
    family: 'delayed decision',
    coherences: DELAYED_COHERENCES,
    graded: [0, 0.02, 0.04, 0.08, 0.16, 0.32],
    timed: { period: 'delay1', is: 'delay', durations: [0, 200, 400, 800, 1600] },
    periods: (first, second, wants) => [
      fixation(oneOf([200, 400, 600])),
      { name: 'stim1', lasts: oneOf([200, 400, 600]), fixation: true, shows: first },
      { name: 'delay1', lasts: oneOf([200, 400, 800, 1600]), fixation: true },
      { name: 'stim2', lasts: oneOf([200, 400, 600]), fixation: true, shows: second },
      { name: 'delay2', lasts: uniform(100, 300), fixation: true },
      { name: 'go1', lasts: fixed(500), wants },
    ],
    test: {
      durations: { fix1: 500, stim1: 500, delay1: 1000, stim2: 500, delay2: testDelay, go1: 500 },
      least: 0.5,
      step: 1 / 5,
    },
  })
}
