/**
 * The battery `yang19-original`: the 20 tasks of Yang et al. 2019 as first published (PAPER 3). Steps of 20 ms, two
 * rings of 32, targets as activity of the outputs. A batch is of one task; its timings and modalities are drawn once,
 * angles and strengths for each trial. Angles are in radians, as in the published code.
 */
import { makeBattery } from './battery.js'
import { BOTH, CEILING, RING } from './original/common.js'
import { decision, delayedDecision } from './original/decision.js'
import { match } from './original/match.js'
import { delayed, go, reach, react } from './original/reach.js'

const DT = 20 // ms
const TAU = 100 // ms
/** Input noise on every channel: 0.01·√(2/α) with α = dt/τ. */
const SIGMA = 0.01 * Math.sqrt((2 * TAU) / DT)

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
