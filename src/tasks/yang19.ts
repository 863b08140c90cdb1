/**
 * The battery `yang19`: the 20 tasks of Yang et al. 2019 as NeuroGym at 8e4bb67c reads them, on which "Growing
 * Brains" trains (PAPER 4.1).
 */
import { makeBattery } from './battery.js'
import { fixed } from './laws.js'
import { type Delay, DT, RING } from './neurogym.js'
import { toward } from './task.js'
import { twentyTasks } from './twentyTasks.js'

const delay = (ms: number): Delay => ({ lasts: fixed(ms), drawn: [] })
const style = (delayMs: number, decisionMs: number) => ({
  delay: delay(delayMs),
  decision: fixed(decisionMs),
  answer: toward,
})

/** The 20 tasks of Yang et al. 2019 as NeuroGym has them, which the paper trained on (PAPER.md 4.1). */
export const yang19 = makeBattery(
  'yang19',
  { dt: DT, ringUnits: RING },
  twentyTasks({
    go: style(0, 500),
    delayedGo: style(500, 500),
    reaction: style(0, 500),
    decision: style(0, 200),
    delayedDecision: style(1000, 200),
    match: style(1000, 900),
    held: { fixation: 500 },
  }),
)
