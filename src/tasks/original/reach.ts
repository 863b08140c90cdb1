/** Tasks with one stimulus: go toward it or opposite to it, at once, when fixation goes off, or after a delay. */
import { fixed, oneOf, uniform } from '../laws.js'
import type { Period, Stimulus, TaskDefinition } from '../task.js'
import { angle, BOTH, bump, CEILING, combined, fixation, modality, TEST_ANGLES, toAngle } from './common.js'

interface Reach {
  anti?: boolean
  periods: (stimulus: Stimulus[], go: Period['wants']) => Period[]
  test: Record<string, number>
}

/** A task with one stimulus. @param anti in the options: go opposite to the stimulus instead of toward it */
export function reach(name: string, asks: string, { anti = false, periods, test }: Reach): TaskDefinition {
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

/** Go when fixation goes off. */
export const go = (shows: Stimulus[], wants: Period['wants']): Period[] => [
  fixation(uniform(300, 700)),
  { name: 'stim1', lasts: uniform(500, 1500), fixation: true, shows },
  { name: 'go1', lasts: fixed(500), shows, wants },
]
/** Go at once. The fixation input never goes off; the stimulus says when. */
export const react = (shows: Stimulus[], wants: Period['wants']): Period[] => [
  fixation(uniform(500, 2500)),
  { name: 'go1', lasts: fixed(500), fixation: true, shows, wants },
]
/** Go after a delay without the stimulus. */
export const delayed = (shows: Stimulus[], wants: Period['wants']): Period[] => [
  fixation(oneOf([300, 500, 700])),
  { name: 'stim1', lasts: oneOf([200, 400, 600]), fixation: true, shows },
  { name: 'delay1', lasts: oneOf([200, 400, 800, 1600]), fixation: true },
  { name: 'go1', lasts: fixed(500), wants },
]
