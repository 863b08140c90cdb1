/**
 * The battery `yang19-original`: the 20 tasks of Yang et al. 2019 as first published (PAPER 3). Steps of 20 ms, two
 * rings of 32, targets as activity of the outputs. A batch is of one task; its timings and modalities are drawn once,
 * angles and strengths for each trial. Angles are in radians, as the published code has them.
 */
import { makeBattery } from './battery.js'
import {
  type Condition,
  type Factor,
  fixed,
  type Law,
  oneOf,
  real,
  shared,
  TOLERANCE,
  uniform,
} from './laws.js'
import { type Evidence, FIXATE, type Period, type Stimulus, type TaskDefinition, toward } from './task.js'

const DT = 20 // ms
const TAU = 100 // ms
const RING = 32
/** Input noise on every channel: 0.01·√(2/α) with α = dt/τ. */
const SIGMA = 0.01 * Math.sqrt((2 * TAU) / DT)
const FULL = 2 * Math.PI
const UNIT = FULL / RING // rad

// Ideal observers that know where the stimuli may stand, from bench/ceilings.ts (docs/ceilings.md). That of multidm lies
// between .99999913 and .99999981. All others err less often than once in 10⁶⁰ trials.
const CEILING = { certain: 1, decision: 0.99989, multidm: 0.999999 }

type Modality = 1 | 2
const BOTH: readonly Modality[] = [1, 2]

/** The class of a response toward an angle; between two units it is not whole. */
const toAngle = (angle: number) => toward((((angle % FULL) + FULL) % FULL) / UNIT)

const on = uniform
/** Two periods: fixation until the first stimulus comes, and the response. */
const fixation = (lasts: Law): Period => ({ name: 'fix1', lasts, fixation: true })

const bump = (angle: string, modality: number | string, strength: number | string = 1): Stimulus => ({
  ring: typeof modality === 'number' ? modality : (c) => c[modality],
  direction: (c) => c[angle] / UNIT,
  strength: typeof strength === 'number' ? strength : (c) => c[strength],
})

const modality = (name: string) => shared(real(name, oneOf(BOTH)))
const angle = (name: string) => real(name, uniform(0, FULL))

/** The angles of a test: 20 evenly spaced. */
const TEST_ANGLES = Array.from({ length: 20 }, (_, i) => (FULL * i) / 20)
const combined = <A, B>(as: readonly A[], bs: readonly B[]): (A & B)[] =>
  as.flatMap((a) => bs.map((b) => ({ ...a, ...b })))

// ---- go

interface Reach {
  anti?: boolean
  periods: (stimulus: Stimulus[], go: Period['wants']) => Period[]
  test: Record<string, number>
}

function reach(name: string, asks: string, { anti = false, periods, test }: Reach): TaskDefinition {
  return {
    name,
    family: 'reach',
    asks,
    ceiling: CEILING.certain,
    condition: [modality('modality'), angle('angle')],
    periods: periods([bump('angle', 'modality')], (c) => toAngle(c.angle + (anti ? Math.PI : 0))),
    test: {
      durations: test,
      conditions: combined(
        TEST_ANGLES.map((a) => ({ angle: a })),
        BOTH.map((m) => ({ modality: m })),
      ),
    },
    fromStimuli: ([stimulus]) => ({ modality: stimulus?.mod, angle: stimulus?.loc }),
  }
}

const go = (shows: Stimulus[], wants: Period['wants']): Period[] => [
  fixation(on(300, 700)),
  { name: 'stim1', lasts: uniform(500, 1500), fixation: true, shows },
  { name: 'go1', lasts: fixed(500), shows, wants },
]
/** The fixation input never goes off: the stimulus says when. */
const react = (shows: Stimulus[], wants: Period['wants']): Period[] => [
  fixation(on(500, 2500)),
  { name: 'go1', lasts: fixed(500), fixation: true, shows, wants },
]
const delayed = (shows: Stimulus[], wants: Period['wants']): Period[] => [
  fixation(oneOf([300, 500, 700])),
  { name: 'stim1', lasts: oneOf([200, 400, 600]), fixation: true, shows },
  { name: 'delay1', lasts: oneOf([200, 400, 800, 1600]), fixation: true },
  { name: 'go1', lasts: fixed(500), wants },
]

// ---- decision: two stimuli, go to the stronger

const COHERENCES = [0.01, 0.02, 0.04, 0.08]
const DELAYED_COHERENCES = [0.08, 0.16, 0.32]
const MEAN = { low: 0.8, high: 1.2 }
const SPLIT = { low: 0.2, high: 0.8 }

const strengthNames = (modality: Modality) =>
  [`strength1_mod${modality}`, `strength2_mod${modality}`] as const

const within = (value: number, low: number, high: number) =>
  value >= low - TOLERANCE && value <= high + TOLERANCE

/** Mean m and coherence c of two strengths m ± c, if they can have been drawn. */
function isPair(first: number, second: number, coherences: readonly number[]): boolean {
  const c = Math.abs(first - second) / 2
  return (
    within((first + second) / 2, MEAN.low, MEAN.high) &&
    coherences.some((coherence) => Math.abs(c - coherence) <= TOLERANCE)
  )
}

function drawPair(random: Parameters<Factor['draw']>[0], coherences: readonly number[]): [number, number] {
  const mean = MEAN.low + (MEAN.high - MEAN.low) * random.uniform()
  const c = random.choice(coherences) * (random.chance(0.5) ? 1 : -1)
  return [mean + c, mean - c]
}

const numbers = (given: Readonly<Record<string, unknown>>, names: readonly string[]): number[] | null => {
  const values = names.map((name) => given[name])
  return values.every((value) => typeof value === 'number') ? (values as number[]) : null
}

/** Strengths m ± c of the two stimuli on one ring. */
function pair(modality: Modality, coherences: readonly number[]): Factor {
  const names = strengthNames(modality)
  return {
    names,
    draw(random, condition) {
      ;[condition[names[0]], condition[names[1]]] = drawPair(random, coherences)
    },
    recall(given, condition) {
      const values = numbers(given, names)
      if (!values || !isPair(values[0], values[1], coherences)) return false
      ;[condition[names[0]], condition[names[1]]] = values
      return true
    },
  }
}

/** Strengths m ± c, each split unevenly over the two rings. */
function splitPair(coherences: readonly number[]): Factor {
  const names = BOTH.flatMap(strengthNames) // first and second on ring 1, then on ring 2
  return {
    names,
    draw(random, condition) {
      drawPair(random, coherences).forEach((strength, i) => {
        const share = SPLIT.low + (SPLIT.high - SPLIT.low) * random.uniform()
        const difference = strength * share * (random.chance(0.5) ? 1 : -1)
        condition[names[i]] = strength + difference / 2
        condition[names[2 + i]] = strength - difference / 2
      })
    },
    recall(given, condition) {
      const values = numbers(given, names)
      if (!values) return false
      const means = [0, 1].map((i) => (values[i] + values[2 + i]) / 2)
      const shares = [0, 1].map((i) => Math.abs(values[i] - values[2 + i]) / means[i])
      if (!isPair(means[0], means[1], coherences)) return false
      if (!shares.every((share) => within(share, SPLIT.low, SPLIT.high))) return false
      names.forEach((name, i) => {
        condition[name] = values[i]
      })
      return true
    },
  }
}

/** The two strengths on a ring as m ± c, with the m that was drawn. */
function pairAt(condition: Condition, modality: Modality, c: number): Condition {
  const [one, two] = strengthNames(modality)
  const mean = (condition[one] + condition[two]) / 2
  return { ...condition, [one]: mean + c, [two]: mean - c }
}

/** Strengths that are split over the rings: their means over the rings become m ± c, the shares stay as drawn. */
function splitAt(condition: Condition, c: number): Condition {
  const names = strengthNames(1).map((name, which) => [name, strengthNames(2)[which]])
  const bases = names.map(([one, two]) => (condition[one] + condition[two]) / 2)
  const mean = (bases[0] + bases[1]) / 2
  const changed: Record<string, number> = { ...condition }
  names.forEach((pair, which) => {
    const factor = (which === 0 ? mean + c : mean - c) / bases[which]
    for (const name of pair) changed[name] *= factor
  })
  return changed
}

/** Two angles that are `low` to 2π − `low` apart. */
function apart(low: number): Factor {
  const names = ['angle1', 'angle2']
  return {
    names,
    draw(random, condition) {
      condition.angle1 = FULL * random.uniform()
      condition.angle2 = (condition.angle1 + low + (FULL - 2 * low) * random.uniform()) % FULL
    },
    recall(given, condition) {
      const values = numbers(given, names)
      if (!values?.every((value) => within(value, 0, FULL))) return false
      const gap = Math.abs(values[0] - values[1])
      if (!within(gap, low, FULL - low)) return false
      ;[condition.angle1, condition.angle2] = values
      return true
    },
  }
}

interface Decision {
  /** Modalities that show the stimuli, and modalities whose strengths decide what is right. */
  shown: readonly Modality[]
  counting?: readonly Modality[]
  /** Each strength is split over both modalities. */
  split?: boolean
  weight?: number
  ceiling: number
}

/** Wanted is the angle whose strengths sum to more over the modalities that count. */
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
    const [one, two] = strengthNames(m)
    return Array.from({ length: 5 }, (_, k) => ({ [one]: least + step * k, [two]: 2 - least - step * k }))
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

function decision(name: string, asks: string, settings: Decision, testMs = 1500): TaskDefinition {
  return decisionTask(name, asks, settings, {
    family: 'decision',
    coherences: COHERENCES,
    graded: [0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16],
    timed: { period: 'stim1', is: 'stimulus', durations: [200, 400, 800, 1600] },
    periods: (first, second, wants) => [
      fixation(on(100, 400)),
      { name: 'stim1', lasts: oneOf([400, 800, 1600]), fixation: true, shows: [...first, ...second] },
      { name: 'go1', lasts: fixed(500), wants },
    ],
    test: { durations: { fix1: 500, stim1: testMs, go1: 500 }, least: 0.8, step: 0.4 / 5 },
  })
}

function delayedDecision(name: string, asks: string, settings: Decision, testDelay = 200): TaskDefinition {
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

// ---- match

/** The same angle twice, p = ½, or two that are π/9 to 17π/9 apart. */
const sameOrNot: Factor = {
  ...apart(Math.PI / 9),
  draw(random, condition, turn) {
    apart(Math.PI / 9).draw(random, condition, turn)
    if (random.chance(0.5)) condition.angle2 = condition.angle1
  },
  recall(given, condition) {
    if (given.angle1 !== given.angle2) return apart(Math.PI / 9).recall(given, condition)
    if (!angle('angle1').recall(given, condition)) return false
    condition.angle2 = condition.angle1
    return true
  },
}
const CATEGORY_ANGLES = Array.from({ length: 10 }, (_, i) => (0.1 + 0.2 * i) * Math.PI)
/** One of the ten angles, recalled exactly. */
const categoryAngle = (name: string): Factor => real(name, oneOf(CATEGORY_ANGLES))

function match(
  name: string,
  asks: string,
  { category, goIfMatch }: { category: boolean; goIfMatch: boolean },
): TaskDefinition {
  const matches = category
    ? (c: Condition) => c.angle1 < Math.PI === c.angle2 < Math.PI
    : (c: Condition) => c.angle1 === c.angle2
  const angles = category ? CATEGORY_ANGLES : TEST_ANGLES
  // A test asks to go in every trial.
  const other = (a: number) => (goIfMatch ? a : (a + Math.PI) % FULL)
  return {
    name,
    family: 'match',
    asks,
    ceiling: CEILING.certain,
    condition: [
      modality('modality1'),
      modality('modality2'),
      ...(category ? [categoryAngle('angle1'), categoryAngle('angle2')] : [sameOrNot]),
    ],
    periods: [
      fixation(oneOf([200, 400, 600])),
      { name: 'stim1', lasts: oneOf([200, 400, 600]), fixation: true, shows: [bump('angle1', 'modality1')] },
      { name: 'delay1', lasts: oneOf([200, 400, 800, 1600]), fixation: true },
      {
        name: 'go1',
        lasts: category ? oneOf([200, 400, 600]) : fixed(500),
        fixation: true,
        shows: [bump('angle2', 'modality2')],
        wants: (c) => (matches(c) === goIfMatch ? toAngle(c.angle2) : FIXATE),
      },
    ],
    test: {
      durations: { fix1: 500, stim1: 500, delay1: 1200, go1: 500 },
      conditions: combined(
        angles.map((a) => ({ angle1: a, angle2: other(a) })),
        combined(
          BOTH.map((m) => ({ modality1: m })),
          BOTH.map((m) => ({ modality2: m })),
        ),
      ),
    },
    fromStimuli: ([first, second]) => ({
      modality1: first?.mod,
      modality2: second?.mod,
      angle1: first?.loc,
      angle2: second?.loc,
    }),
  }
}

const goTest = { fix1: 500, stim1: 1000, go1: 500 }
const reactTest = { fix1: 2000, go1: 500 }
const delayedTest = { fix1: 500, stim1: 500, delay1: 1000, go1: 500 }

/**
 * The 20 tasks as Yang et al. 2019 published them: steps of 20 ms, rings of 32 units, targets as activity (PAPER.md
 * 3).
 */
export const yang19Original = makeBattery(
  'yang19-original',
  {
    dt: DT,
    ringUnits: RING,
    noise: SIGMA,
    batches: 'trials',
    code: {
      rest: 0.05,
      fixation: 0.8,
      cost: { blank: 100, before: 1, grace: 100, after: 5, fixation: 2 },
    },
  },
  [
    reach('fdgo', 'go to the stimulus when fixation goes off', { periods: go, test: goTest }),
    reach('reactgo', 'go to the stimulus as soon as it appears', { periods: react, test: reactTest }),
    reach('delaygo', 'go to where the stimulus was, after a delay', { periods: delayed, test: delayedTest }),
    reach('fdanti', 'go opposite the stimulus when fixation goes off', {
      anti: true,
      periods: go,
      test: goTest,
    }),
    reach('reactanti', 'go opposite the stimulus as soon as it appears', {
      anti: true,
      periods: react,
      test: reactTest,
    }),
    reach('delayanti', 'go opposite where the stimulus was, after a delay', {
      anti: true,
      periods: delayed,
      test: delayedTest,
    }),
    decision('dm1', 'go to the stronger of two stimuli in modality 1', {
      shown: [1],
      ceiling: CEILING.decision,
    }),
    decision('dm2', 'go to the stronger of two stimuli in modality 2', {
      shown: [2],
      ceiling: CEILING.decision,
    }),
    ...BOTH.map((m) =>
      decision(
        `contextdm${m}`,
        `two in both modalities: go to the stronger in modality ${m}`,
        { shown: BOTH, counting: [m], weight: 5, ceiling: CEILING.decision },
        1000,
      ),
    ),
    decision('multidm', 'two in both modalities: go to the stronger in sum', {
      shown: BOTH,
      split: true,
      ceiling: CEILING.multidm,
    }),
    ...BOTH.map((m) =>
      delayedDecision(`delaydm${m}`, `two in succession in modality ${m}: go to the stronger`, {
        shown: [m],
        ceiling: CEILING.certain,
      }),
    ),
    ...BOTH.map((m) =>
      delayedDecision(
        `contextdelaydm${m}`,
        `two in succession in both modalities: go to the stronger in modality ${m}`,
        { shown: BOTH, counting: [m], ceiling: CEILING.certain },
        500,
      ),
    ),
    delayedDecision('multidelaydm', 'two in succession in both modalities: go to the stronger in sum', {
      shown: BOTH,
      split: true,
      ceiling: CEILING.certain,
    }),
    match('dmsgo', 'go to the second if it is the same as the first, else fixate', {
      category: false,
      goIfMatch: true,
    }),
    match('dmsnogo', 'go to the second if it is not the same as the first, else fixate', {
      category: false,
      goIfMatch: false,
    }),
    match('dmcgo', 'go to the second if it lies in the same half as the first, else fixate', {
      category: true,
      goIfMatch: true,
    }),
    match('dmcnogo', 'go to the second if it lies in the other half, else fixate', {
      category: true,
      goIfMatch: false,
    }),
  ].map((task) => ({ ...task, needs: { dt: DT, ringUnits: RING, code: true } })),
)
